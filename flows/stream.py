"""Articles in, one answer per article out, in the order of the input."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from flows.ingest import is_loss, read_file
from flows.pool import MAX_BATCH, Batch, in_order, warm_pool
from flows.sources import STANDARD_INPUT, InputFile, find_sources, unreadable
from schemas.records import Reject
from transforms.document import CleanArticle, RawArticle
from transforms.text.clean import clean
from transforms.text.read import ReadOptions, read_bytes

Answer = TypeVar("Answer")
Work = Callable[[Batch, str], list[Answer]]


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the input, or why it is none; ``notes`` are for the user."""

    id: str | None
    article: CleanArticle | None
    error: str | None = None
    notes: tuple[str, ...] = ()


def read_items(
    paths: Sequence[str], options: ReadOptions, today: dt.date
) -> Iterator[Item]:
    """One item per article or bad record of the inputs, read as they are asked for."""
    for path in paths:
        files, refused = find_sources([path])
        yield from (_refused(reject) for reject in refused)
        for file in files:
            if file.kind == "jsonl":
                yield from _lines(file, options, today)
            else:
                yield from _records(file, options, today)


def answers(
    items: Iterable[Item], work: Work[Answer], workers: int, model: str
) -> Iterator[tuple[Item, Answer | None]]:
    """Each item with its answer, None where it has an error.

    One worker answers each article at once, in this process; several work on batches,
    unless the input fits into one.
    """
    source = iter(items)
    if workers <= 1:
        return _here(_chunks(source, 1), work, model)
    first = list(islice(source, MAX_BATCH))
    chunks = chain([first], _chunks(source, MAX_BATCH))
    if len(first) < MAX_BATCH:
        return _here(chunks, work, model)
    return _pooled(chunks, work, workers, model)


def _here(
    chunks: Iterable[list[Item]], work: Work[Answer], model: str
) -> Iterator[tuple[Item, Answer | None]]:
    for chunk in chunks:
        batch = _batch(chunk)
        yield from _joined(chunk, work(batch, model) if batch else [])


def _pooled(
    chunks: Iterable[list[Item]], work: Work[Answer], workers: int, model: str
) -> Iterator[tuple[Item, Answer | None]]:
    sent: deque[list[Item]] = deque()

    def batches() -> Iterator[Batch]:
        for chunk in chunks:
            sent.append(chunk)
            yield _batch(chunk)

    with warm_pool(workers, model) as pool:
        for results in in_order(pool, work, batches(), model):
            yield from _joined(sent.popleft(), results)


def _batch(chunk: list[Item]) -> Batch:
    return [item.article for item in chunk if item.article is not None]


def _joined(
    chunk: list[Item], results: list[Answer]
) -> Iterator[tuple[Item, Answer | None]]:
    left = iter(results)
    for item in chunk:
        yield item, (next(left) if item.article is not None else None)


def _chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _lines(file: InputFile, options: ReadOptions, today: dt.date) -> Iterator[Item]:
    try:
        if file.path == STANDARD_INPUT:
            yield from _numbered(sys.stdin.buffer, file, options, today)
            return
        with Path(file.path).open("rb") as stream:
            # UTF-16 has no lines of bytes, and an empty file needs its refusal.
            is_whole = stream.read(2) in (
                codecs.BOM_UTF16_LE,
                codecs.BOM_UTF16_BE,
                b"",
            )
            stream.seek(0)
            if not is_whole:
                yield from _numbered(stream, file, options, today)
    except OSError as error:
        yield _refused(unreadable(file.path, error))
        return
    if is_whole:
        yield from _records(file, options, today)


def _numbered(
    stream: Iterable[bytes], file: InputFile, options: ReadOptions, today: dt.date
) -> Iterator[Item]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        location = f"{file.location}:{number}"
        read = read_bytes(line, location, "json", options)
        if read.articles:
            yield from (_cleaned(raw, read.rejects, today) for raw in read.articles)
        else:
            yield _bad_line(line, location, read.rejects)


def _bad_line(line: bytes, location: str, rejects: Sequence[Reject]) -> Item:
    message = "; ".join(reject.message for reject in rejects)
    return Item(_id_in(line), None, message or f"{location}: no article in this line")


def _id_in(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    value = record.get("id") if isinstance(record, dict) else None
    return value if isinstance(value, str) else None


def _records(file: InputFile, options: ReadOptions, today: dt.date) -> Iterator[Item]:
    for read in read_file(file, options):
        yield from (_cleaned(raw, read.rejects, today) for raw in read.articles)
        for reject in read.rejects:
            if is_loss(reject, read):
                yield _refused(reject)


def _cleaned(raw: RawArticle, rejects: Iterable[Reject], today: dt.date) -> Item:
    name = raw.external_id or raw.location
    result = clean(raw, today)
    own = [reject.message for reject in rejects if reject.location == raw.location]
    messages = [*own, *(reject.message for reject in result.rejects)]
    if result.article is None:
        return Item(name, None, "; ".join(messages) or "no article")
    return Item(name, result.article, None, tuple(messages))


def _refused(reject: Reject) -> Item:
    return Item(reject.location, None, reject.message)


def line_of(answer: dict[str, Any]) -> str:
    """An answer as a line of JSON, text as it is written."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n"
