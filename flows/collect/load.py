"""Everything the declared sources hold that a run has not taken yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flows.assemble import declared_source
from flows.collect.pages import Gathered, gather
from flows.ingest import Ingest, attributed, ingest, joined, refused_at, take
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


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows of the inbox that a run has taken, to be marked when it is committed."""

    page_ids: tuple[str, ...] = ()
    refusal_ids: tuple[str, ...] = ()


def collect(
    declared: SourcesFile, layout: Layout, today: dt.date
) -> tuple[Ingest, Taken]:
    """Articles of the inbox, files and tables; without the network."""
    gathered = _inbox(declared, layout, today)
    parts = [gathered.found]
    for source in declared.source:
        if isinstance(source, FilesSource):
            options = ReadOptions(
                None, source.publisher or source.name, source.language
            )
            part = ingest(*find_sources(source.paths), options, today)
            parts.append(attributed(part, declared_source(source)))
        elif isinstance(source, SqlSource):
            part = joined(_table(source, today))
            parts.append(attributed(part, declared_source(source)))
        else:
            parts.append(Ingest((), (), False, (declared_source(source),)))
    return joined(parts), Taken(gathered.page_ids, gathered.refusal_ids)


def note_taken(layout: Layout, taken: Taken, at: dt.datetime) -> None:
    """Mark what a committed load has taken; a crash before only loads it again."""
    if taken.page_ids or taken.refusal_ids:
        with open_inbox(layout.inbox) as inbox:
            inbox.mark_loaded(taken.page_ids, taken.refusal_ids, at)


def _inbox(declared: SourcesFile, layout: Layout, today: dt.date) -> Gathered:
    sources = {source.name: source for source in declared.source}
    with open_inbox(layout.inbox) as inbox:
        return gather(
            inbox.pending(), inbox.new_refusals(), inbox.bodies, sources, today
        )


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
