"""From files to clean articles; what cannot be used becomes a reject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.sources import SKIPPED, InputFile, read_source, unreadable
from schemas.records import Reject
from transforms.document import CleanArticle
from transforms.text.clean import clean
from transforms.text.read import ReadOptions, ReadResult, read_bytes


@dataclass(frozen=True, slots=True)
class Ingest:
    """Articles in the order of the input, and everything that was refused.

    ``is_incomplete`` tells that an input, or a record in it, could not be read.
    """

    articles: tuple[CleanArticle, ...]
    rejects: tuple[Reject, ...]
    is_incomplete: bool


def ingest(
    files: Iterable[InputFile],
    refused: Sequence[Reject],
    options: ReadOptions,
    today: dt.date,
) -> Ingest:
    """Read and clean all articles of the files; ``refused`` are paths without one."""
    articles: list[CleanArticle] = []
    rejects = list(refused)
    is_incomplete = any(reject.reason != SKIPPED for reject in refused)
    for file in files:
        read = read_file(file, options)
        rejects += read.rejects
        is_incomplete |= any(is_loss(reject, read) for reject in read.rejects)
        for raw in read.articles:
            result = clean(raw, today)
            articles += [result.article] if result.article else []
            rejects += result.rejects
    return Ingest(tuple(articles), tuple(rejects), is_incomplete)


def read_file(file: InputFile, options: ReadOptions) -> ReadResult:
    """The articles of one file as they stand; an unreadable file is a reject."""
    try:
        data = read_source(file)
    except OSError as error:
        return ReadResult(articles=[], rejects=[unreadable(file.path, error)])
    return read_bytes(data, file.location, file.kind, options)


def is_loss(reject: Reject, read: ReadResult) -> bool:
    """True if a reject stands for a record that gave no article.

    Others tell of a flaw, such as a broken byte, in an article that is used.
    """
    return all(raw.location != reject.location for raw in read.articles)
