"""Remains of markup, of a wrong encoding and of line breaks inside words, mended."""

from __future__ import annotations

import html
import re

from transforms.text.cues import words_of

BLOCK_TAG = re.compile(
    r"(?:\s*</?(?:p|br|div|h[1-6]|li|ul|ol|tr|table|blockquote|hr|section)"
    r"(?:\s[^<>]{0,300})?/?>\s*)+",
    re.I,
)
INLINE_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|sup|sub|small|td|th|img|cite|q)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.I,
)
ENTITY = re.compile(r"&(?:[a-z]{2,8}\d?|#\d{2,5}|#x[0-9a-f]{2,4});", re.I)
BROKEN_WORD = re.compile(r"\b([A-Za-z]+)-[ \t]*\n[ \t]*(?=[a-z]{2})")
# Signs without a width, which may part the bytes of a misread letter.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# UTF-8 that was read as Windows-1252: a lead byte and what follows it.
MISREAD = re.compile(r"[âÂÃ][^\x00-\x7f]{1,2}")
# The closing quote ends in a byte that Windows-1252 does not have.
LOST_QUOTE = re.compile("\u00e2\u20ac\u009d?(?![^\\x00-\\x7f])")


def mend_remains(text: str) -> str:
    """Text without tags, entities, misread bytes and words broken at a line's end.

    >>> mend_remains("<p>Peru &amp; Chile met on Mon-\\nday.</p>")
    '\\nPeru & Chile met on Monday.\\n'
    """
    if "<" in text:
        text = INLINE_TAG.sub("", BLOCK_TAG.sub("\n", text))
    if "&" in text:
        text = ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if not text.isascii():
        text = UNSEEN.sub("", text)
        text = LOST_QUOTE.sub("”", MISREAD.sub(_reread, text))
    return BROKEN_WORD.sub(_joined, text) if "-\n" in text else text


def _reread(match: re.Match[str]) -> str:
    """The characters meant; the longest stretch that is UTF-8, else as it was."""
    found = match.group()
    for length in range(len(found), 1, -1):
        try:
            meant = found[:length].encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        return meant + found[length:]
    return found


def _joined(match: re.Match[str]) -> str:
    """A word cut in two becomes one; "long-" and "anti-" keep their hyphen."""
    first = match.group(1)
    return f"{first}-" if first.lower() in words_of("hyphened") else first
