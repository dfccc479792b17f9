"""What is the text: from the bytes of a file to raw articles."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from schemas.records import Reject
from transforms.document import RawArticle
from transforms.lexicon import read_table
from transforms.text.decode import UnreadableTextError, declared_charset, decode
from transforms.text.fields import (
    FieldTypeError,
    built,
    metadata_of,
    too_large,
    wrong_type,
)
from transforms.text.front_matter import split_front_matter
from transforms.text.jsons import read_json, read_jsonl
from transforms.text.markdown import markdown_to_text
from transforms.text.refusals import refuse
from transforms.text.tables import read_csv, read_parquet

MAX_FILE_BYTES = 8_000_000
"""Longest plain text file that is decoded: the article limit at 4 bytes each."""
MAX_PAGE_BYTES = 40_000_000
PIECE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Values from the command line; each fills only what an article lacks."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The articles of a file or record and what was refused in it, each in order."""

    articles: list[RawArticle] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


Found = Iterator[RawArticle | Reject]


@cache
def _formats() -> dict[str, str]:
    rows = read_table(__package__, "formats.csv")
    return {row["ending"]: row["kind"] for row in rows}


def kind_of(name: str) -> str | None:
    """The kind of input a file name tells; None if its ending is not known.

    >>> kind_of("news/May 23.JSONL")
    'jsonl'
    """
    ending = name.lower().rpartition(".")[2]
    return _formats().get(f".{ending}") if "." in name else None


def read_bytes(
    data: bytes, location: str, kind: str, options: ReadOptions | None = None
) -> ReadResult:
    """The articles in the bytes of one file and the rejects of the rest.

    ``location`` names the file; records in it get ``:line`` (JSON Lines), ``:row``
    (CSV with the header as row 1, Parquet) or ``:item`` (JSON list) appended.
    """
    result = ReadResult()
    for record in read_stream(io.BytesIO(data), location, kind, options):
        result.articles.extend(record.articles)
        result.rejects.extend(record.rejects)
    return result


def read_stream(
    stream: BinaryIO, location: str, kind: str, options: ReadOptions | None = None
) -> Iterator[ReadResult]:
    """The same record by record, as they are asked for; the stream can be searched.

    Of JSON Lines and CSV no more than a record is in memory, of Parquet some.
    """
    records = groupby(_told(stream, location, kind), key=attrgetter("location"))
    for _, items in records:
        result = ReadResult()
        for item in items:
            if isinstance(item, Reject):
                result.rejects.append(item)
            else:
                result.articles.append(_filled(item, options or ReadOptions()))
        yield result


def _told(stream: BinaryIO, location: str, kind: str) -> Found:
    try:
        yield from _read(stream, location, kind)
    except UnreadableTextError as error:
        yield refuse(error.reason, f"{location}: {error}", location)


def _read(stream: BinaryIO, location: str, kind: str) -> Found:
    if _is_blank(stream):
        yield refuse("empty_file", f"{location}: the file is empty", location)
    elif kind in READERS:
        yield from READERS[kind](stream, location)
    else:
        message = f"{location}: {kind!r} is no kind of input that can be read"
        yield refuse("unsupported_format", message, location, value=kind)


def _is_blank(stream: BinaryIO) -> bool:
    start = stream.tell()
    is_blank = True
    while is_blank and (piece := stream.read(PIECE_BYTES)):
        is_blank = not piece.strip()
    stream.seek(start)
    return is_blank


def _read_text(stream: BinaryIO, location: str) -> Found:
    yield from _plain_file(stream, location, "text")


def _read_markdown(stream: BinaryIO, location: str) -> Found:
    yield from _plain_file(stream, location, "markdown")


def _read_html(stream: BinaryIO, location: str) -> Found:
    size = _size(stream)
    if size > MAX_PAGE_BYTES:
        yield too_large(location, size)
        return
    data = stream.read()
    decoded = decode(data, declared_charset(data))
    yield from _damage(decoded.damaged, location)
    yield from built("", decoded.text, {}, location, "html")


def _plain_file(stream: BinaryIO, location: str, kind: str) -> Found:
    size = _size(stream)
    if size > MAX_FILE_BYTES:
        decode(stream.read(4096))
        yield too_large(location, size)
        return
    decoded = decode(stream.read())
    yield from _damage(decoded.damaged, location)
    front, text, problem = split_front_matter(decoded.text)
    if problem:
        message = f"{location}: front matter ignored: {problem}"
        yield refuse("broken_front_matter", message, location)
    try:
        values = metadata_of(front)
    except FieldTypeError as error:
        yield wrong_type(error, location)
        return
    if kind == "markdown":
        text = markdown_to_text(text)
    if not text.strip("\ufeff\x1a \t\r\n") and not values.get("title"):
        yield refuse("empty_file", f"{location}: the file holds no text", location)
        return
    yield from built(text, "", values, location, kind)


def _size(stream: BinaryIO) -> int:
    start = stream.tell()
    size = stream.seek(0, io.SEEK_END) - start
    stream.seek(start)
    return size


def _damage(count: int, location: str) -> Iterator[Reject]:
    if count:
        message = f"{location}: {count} broken characters stand as U+FFFD"
        yield refuse("damaged_text", message, location, value=count)


def _filled(article: RawArticle, options: ReadOptions) -> RawArticle:
    return replace(
        article,
        published=article.published or options.published,
        publisher=article.publisher or options.publisher,
        language=article.language or options.language,
    )


READERS: dict[str, Callable[[BinaryIO, str], Found]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": read_json,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
}
