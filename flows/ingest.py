"""From files to clean articles; what cannot be used becomes a reject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flows.assemble import source_at, with_source
from flows.sources import SKIPPED, InputFile, open_source, unreadable
from schemas.records import Reject, Source
from transforms.document import CleanArticle, RawArticle
from transforms.text.clean import clean
from transforms.text.published import parse_published
from transforms.text.read import ReadOptions, ReadResult, read_stream


@dataclass(frozen=True, slots=True)
class Ingest:
    """Articles in the order of the input, and what was refused among them.

    ``is_incomplete`` tells that an input, or a record in it, could not be read;
    ``sources`` are those of articles that were refused.
    """

    articles: tuple[CleanArticle, ...]
    rejects: tuple[Reject, ...]
    is_incomplete: bool
    sources: tuple[Source, ...] = ()


def ingest(
    files: Iterable[InputFile],
    refused: Sequence[Reject],
    options: ReadOptions,
    today: dt.date,
) -> Iterator[Ingest]:
    """Articles of the files, read and cleaned one by one as they are asked for.

    ``refused`` are paths without a file.
    """
    is_incomplete = any(reject.reason != SKIPPED for reject in refused)
    yield Ingest((), tuple(refused), is_incomplete)
    for file in files:
        for read in read_file(file, options):
            for reject in read.rejects:
                yield _refused(reject, read, file, options)
            for raw in read.articles:
                yield take(raw, today)


def _refused(
    reject: Reject, read: ReadResult, file: InputFile, options: ReadOptions
) -> Ingest:
    is_incomplete = is_loss(reject, read)
    return refused_at(reject, options.publisher, file.kind, is_incomplete=is_incomplete)


def take(raw: RawArticle, today: dt.date) -> Ingest:
    """One raw article cleaned, or refused with its source."""
    result = clean(raw, today)
    if result.article is not None:
        return Ingest((result.article,), tuple(result.rejects), is_incomplete=False)
    source = source_at(raw.location, raw.publisher, raw.kind)
    rejects = tuple(_told(raw, result.rejects, source))
    return Ingest((), rejects, is_incomplete=False, sources=(source,))


def refused_at(
    reject: Reject, publisher: str | None, kind: str, *, is_incomplete: bool
) -> Ingest:
    """A record that gave no article, with its source where it counts as seen."""
    source = source_at(reject.location, publisher, kind)
    sources = (source,) if reject.outcome else ()
    return Ingest((), (with_source(reject, source.source_id),), is_incomplete, sources)


def joined(parts: Iterable[Ingest]) -> Ingest:
    """Several inputs as one, in memory."""
    parts = list(parts)
    return Ingest(
        tuple(article for part in parts for article in part.articles),
        tuple(reject for part in parts for reject in part.rejects),
        any(part.is_incomplete for part in parts),
        tuple(source for part in parts for source in part.sources),
    )


def attributed(found: Ingest, source: Source) -> Ingest:
    """An input as that of a declared source, which has a row even without articles."""
    name = source.source_id
    return replace(
        found,
        articles=tuple(replace(item, source_id=name) for item in found.articles),
        rejects=tuple(
            with_source(item, name, item.published, item.language)
            for item in found.rejects
        ),
        sources=(source,),
    )


def _told(
    raw: RawArticle, rejects: Iterable[Reject], source: Source
) -> Iterator[Reject]:
    """The rejects of a refused article, with what its metadata tell."""
    published = parse_published(raw.published or "")
    for reject in rejects:
        language = reject.value if reject.field == "language" else raw.language
        yield with_source(reject, source.source_id, published, language)


def read_file(file: InputFile, options: ReadOptions) -> Iterator[ReadResult]:
    """The records of one file as they stand, one by one.

    What cannot be read, from its start or from some row on, is a reject.
    """
    try:
        with open_source(file) as stream:
            yield from read_stream(stream, file.location, file.kind, options)
    except OSError as error:
        yield ReadResult(articles=[], rejects=[unreadable(file.path, error)])


def is_loss(reject: Reject, read: ReadResult) -> bool:
    """True if a reject stands for a record that gave no article.

    Others tell of a flaw, such as a broken byte, in an article that is used.
    """
    return all(raw.location != reject.location for raw in read.articles)
