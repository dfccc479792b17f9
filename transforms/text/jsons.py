"""Read JSON and JSON Lines."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import AnyStr, BinaryIO

from schemas.records import Reject
from transforms.document import RawArticle
from transforms.text.decode import (
    SAMPLE_BYTES,
    UnreadableTextError,
    decode,
    wide_encoding,
)
from transforms.text.encodings import encoding_of
from transforms.text.fields import FieldTypeError, article_of, too_large, wrong_type
from transforms.text.refusals import refuse

MAX_LINE_BYTES = 20_000_000
"""Longest JSON line that is parsed at all."""
BLANK = b"\xef\xbb\xbf \t\r\n"
Found = Iterator[RawArticle | Reject]


def read_json(stream: BinaryIO, location: str) -> Found:
    """Articles of a JSON file: one object, a list, or ``{"articles": [...]}``."""
    try:
        content = json.loads(decode(stream.read()).text.lstrip("\ufeff"))
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


def read_jsonl(stream: BinaryIO, location: str) -> Found:
    """Articles of JSON Lines; a bad line is refused and the others are read.

    Of the file no more than a line is in memory.
    """
    empty = True
    for number, (line, size) in enumerate(_lines(stream), start=1):
        if size > MAX_LINE_BYTES:
            empty = False
            yield too_large(f"{location}:{number}", size)
        elif line.strip(BLANK):
            empty = False
            yield from _line(line, f"{location}:{number}")
    if empty:
        yield refuse("empty_file", f"{location}: the file holds no record", location)


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Lines in an encoding that JSON is read in, cut to a limit, and their bytes."""
    encoding = _wide(stream)
    if encoding is None:
        yield from _cut_lines(stream.readline, b"\n")
        return
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    for line, size in _cut_lines(text.readline, "\n"):
        yield line.encode("utf-8", "surrogatepass"), size


def _cut_lines(
    readline: Callable[[int], AnyStr], end: AnyStr
) -> Iterator[tuple[AnyStr, int]]:
    limit = MAX_LINE_BYTES + 2
    while line := readline(limit):
        size, rest = len(line.removesuffix(end)), line
        while len(rest) == limit and not rest.endswith(end):
            rest = readline(limit)
            size += len(rest.removesuffix(end))
        yield line.removesuffix(end), size


def _wide(stream: BinaryIO) -> str | None:
    """UTF-16 or UTF-32, whose line ends are no single bytes; None for all else."""
    start = stream.tell()
    sample = stream.read(SAMPLE_BYTES)
    stream.seek(start)
    try:
        encoding = wide_encoding(sample)
    except UnreadableTextError:
        if sample.lstrip()[:1] == b"{":
            # Some line is broken, which must not cost the others.
            return None
        raise
    if encoding in {None, "utf-8-sig"}:
        return None
    return encoding_of(stream).name


def _line(line: bytes, location: str) -> Found:
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
