"""Read JSON and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from schemas.records import Reject
from transforms.document import RawArticle
from transforms.text.decode import UnreadableTextError, decode, wide_encoding
from transforms.text.fields import FieldTypeError, article_of, too_large, wrong_type
from transforms.text.refusals import refuse

MAX_LINE_BYTES = 20_000_000
"""Longest JSON line that is parsed at all."""
BLANK = b"\xef\xbb\xbf \t\r\n"
Found = Iterator[RawArticle | Reject]


def read_json(data: bytes, location: str) -> Found:
    """Articles of a JSON file: one object, a list, or ``{"articles": [...]}``."""
    try:
        content = json.loads(decode(data).text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnreadableTextError):
            raise
        yield _broken(location, error)
        return
    if isinstance(content, dict) and isinstance(content.get("articles"), list):
        content = content["articles"]
    if not isinstance(content, list):
        yield from _record(content, location, "json")
        return
    if not content:
        yield refuse("empty_file", f"{location}: an empty list", location)
    for number, item in enumerate(content, start=1):
        yield from _record(item, f"{location}:{number}", "json")


def read_jsonl(data: bytes, location: str) -> Found:
    """Articles of JSON Lines; a bad line is refused and the others are read."""
    empty = True
    for number, line in enumerate(_in_utf8(data).split(b"\n"), start=1):
        if line.strip(BLANK):
            empty = False
            yield from _line(line, f"{location}:{number}")
    if empty:
        yield refuse("empty_file", f"{location}: the file holds no record", location)


def _in_utf8(data: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8, because their line ends are no single bytes."""
    try:
        encoding = wide_encoding(data)
    except UnreadableTextError:
        if data.lstrip()[:1] == b"{":
            # Some line is broken, which must not cost the others.
            return data
        raise
    if encoding in {None, "utf-8-sig"}:
        return data
    return decode(data).text.encode("utf-8", "surrogatepass")


def _line(line: bytes, location: str) -> Found:
    if len(line) > MAX_LINE_BYTES:
        yield too_large(location, len(line))
        return
    try:
        content = json.loads(decode(line).text.lstrip("\ufeff"))
    except UnreadableTextError as error:
        yield refuse(error.reason, f"{location}: {error}", location)
    except (ValueError, RecursionError) as error:
        yield _broken(location, error)
    else:
        yield from _record(content, location, "jsonl")


def _record(content: object, location: str, kind: str) -> Found:
    if isinstance(content, dict):
        yield from article_of(content, location, kind)
        return
    yield wrong_type(FieldTypeError("record", content, "an object"), location)


def _broken(location: str, error: ValueError | RecursionError) -> Reject:
    hint = ""
    if str(error).startswith("Extra data"):
        hint = " (one object a line is JSON Lines: name the file .jsonl)"
    message = f"{location}: broken JSON: {error}{hint}"
    return refuse("broken_json", message, location, value=_shown(error))


def _shown(error: ValueError | RecursionError) -> str | None:
    if not isinstance(error, json.JSONDecodeError):
        return None
    return error.doc[max(0, error.pos - 40) : error.pos + 40]
