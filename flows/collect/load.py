"""Everything the declared sources hold that a run has not taken yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.assemble import declared_source
from flows.collect.pages import Taken, gather
from flows.ingest import Ingest, attributed, ingest, refused_at, take
from flows.sources import find_sources
from schemas.records import Reject
from schemas.sources import FilesSource, SourcesFile, SqlSource
from transforms.document import RawArticle
from transforms.text.fields import article_of
from transforms.text.read import ReadOptions
from transforms.text.refusals import refuse
from warehouse.inbox import open_inbox
from warehouse.layout import Layout
from warehouse.rows import RowsError, read_rows


def collect(
    declared: SourcesFile, layout: Layout, today: dt.date, taken: Taken
) -> Iterator[Ingest]:
    """Articles of the inbox, files and tables, one by one; without the network.

    What of the inbox was given out is noted in ``taken``.
    """
    yield from _inbox(declared, layout, today, taken)
    for source in declared.source:
        row = declared_source(source)
        # A source has a row even where it holds no article.
        yield Ingest((), (), is_incomplete=False, sources=(row,))
        if isinstance(source, FilesSource):
            options = ReadOptions(
                None, source.publisher or source.name, source.language
            )
            parts = ingest(*find_sources(source.paths), options, today)
            yield from (attributed(part, row) for part in parts)
        elif isinstance(source, SqlSource):
            yield from (attributed(part, row) for part in _table(source, today))


def note_taken(layout: Layout, taken: Taken, at: dt.datetime) -> None:
    """Mark what a committed load has taken; a crash before only loads it again."""
    if taken.page_ids or taken.refusal_ids:
        with open_inbox(layout.inbox) as inbox:
            inbox.mark_loaded(taken.page_ids, taken.refusal_ids, at)


def _inbox(
    declared: SourcesFile, layout: Layout, today: dt.date, taken: Taken
) -> Iterator[Ingest]:
    sources = {source.name: source for source in declared.source}
    with open_inbox(layout.inbox) as inbox:
        pages, refusals = inbox.each_pending(), inbox.each_new_refusal()
        yield from gather(pages, refusals, inbox.bodies, sources, today, taken)


def _table(source: SqlSource, today: dt.date) -> Iterator[Ingest]:
    for item in _rows(source):
        if isinstance(item, Reject):
            publisher = source.publisher or source.name
            yield refused_at(item, publisher, "sql", is_incomplete=True)
        else:
            yield take(item, today)


def _rows(source: SqlSource) -> Iterator[RawArticle | Reject]:
    defaults = {
        "publisher": source.publisher or source.name,
        "language": source.language,
    }
    try:
        for number, row in enumerate(read_rows(source.query, source.database), start=1):
            for field, value in defaults.items():
                if row.get(field) is None:
                    row[field] = value
            yield from article_of(row, f"{source.name}:{number}", "sql")
    except RowsError as error:
        message = f"{source.name}: {error}"
        yield refuse("broken_query", message, source.name, value=source.query)
