"""XML of strangers as UTF-8, without document types that define entities."""

from __future__ import annotations

import re

from transforms.feeds.items import FeedError
from transforms.text.decode import UnreadableTextError, decode, known_charset

DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
ENCODING = re.compile(
    rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]{2,40})"""
)
# RSS 0.91 names a document type; what is dangerous is one that defines something.
DEFINES = re.compile(r"<!DOCTYPE[^>\[]{0,2000}\[|<!ENTITY", re.IGNORECASE)


def safe_xml(data: bytes, charset: str | None = None) -> bytes:
    """The document as UTF-8 without its declaration.

    Raises FeedError for text in no encoding, for a document that is empty, and for one
    whose type defines entities: they can blow up in memory or read files.
    """
    try:
        text = decode(data, _declared(data) or known_charset(charset)).text
    except UnreadableTextError as error:
        raise FeedError("broken_feed", str(error)) from error
    text = DECLARATION.sub("", text.lstrip("\ufeff")).strip()
    if not text:
        raise FeedError("broken_feed", "the document is empty")
    if DEFINES.search(text):
        raise FeedError("xml_entities", "the document defines entities of its own")
    # Characters that XML 1.0 does not allow at all, often left by editing systems.
    return text.translate(FORBIDDEN).encode("utf-8", "replace")


FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)}


def _declared(data: bytes) -> str | None:
    found = ENCODING.search(data[:400])
    return known_charset(found.group(1).decode("ascii")) if found else None
