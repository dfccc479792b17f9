"""What is the text: from the bytes of a file to raw articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

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


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Values from the command line; each fills only what an article lacks."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The articles of a file and what was refused in it, each in order."""

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
    try:
        for item in _read(data, location, kind):
            if isinstance(item, Reject):
                result.rejects.append(item)
            else:
                result.articles.append(_filled(item, options or ReadOptions()))
    except UnreadableTextError as error:
        result.rejects.append(refuse(error.reason, f"{location}: {error}", location))
    return result


def _read(data: bytes, location: str, kind: str) -> Found:
    if not data.strip():
        yield refuse("empty_file", f"{location}: the file is empty", location)
    elif kind in READERS:
        yield from READERS[kind](data, location)
    else:
        message = f"{location}: {kind!r} is no kind of input that can be read"
        yield refuse("unsupported_format", message, location, value=kind)


def _read_text(data: bytes, location: str) -> Found:
    yield from _plain_file(data, location, "text")


def _read_markdown(data: bytes, location: str) -> Found:
    yield from _plain_file(data, location, "markdown")


def _read_html(data: bytes, location: str) -> Found:
    if len(data) > MAX_PAGE_BYTES:
        yield too_large(location, len(data))
        return
    decoded = decode(data, declared_charset(data))
    yield from _damage(decoded.damaged, location)
    yield from built("", decoded.text, {}, location, "html")


def _plain_file(data: bytes, location: str, kind: str) -> Found:
    if len(data) > MAX_FILE_BYTES:
        decode(data[:4096])
        yield too_large(location, len(data))
        return
    decoded = decode(data)
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


READERS: dict[str, Callable[[bytes, str], Found]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": read_json,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
}
