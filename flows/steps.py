"""The steps of the main job as plain functions; the flow only puts them in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.assemble import (
    article_of,
    sources_of,
    unique_rejects,
    unique_sources,
    with_fold,
)
from flows.folding import fold_batch
from flows.memory import stored_articles
from flows.plan import Plan, Work, versions_key
from flows.pool import Found, batches_of, extract_batch, in_order
from flows.relating import put_related, relate, seal_related
from flows.reviews.outcome import work_out
from flows.summary import Counts
from schemas.records import Article, Claim, Entity, KnownPlace, Reject, Run, Source
from schemas.tables import TABLES, frames_of
from transforms.document import CleanArticle
from warehouse.ddl import root_of
from warehouse.load import LoadCounts, put
from warehouse.spool import Spool
from warehouse.spool_sql import N_NEAR
from warehouse.work import counts_of_run, forget_work, note_counts, note_read

if TYPE_CHECKING:
    import duckdb

# What the stored claims decide, whatever is read in a run.
DERIVED: Final = frozenset(
    name for name, table in TABLES.items() if root_of(table).load == "state"
) | {"corrections", "runs"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What extraction gave, article by article, in the order of the plan."""

    found: tuple[Found, ...]

    @property
    def claims(self) -> list[Claim]:
        """All claims found."""
        return [claim for item in self.found for claim in item.claims]

    @property
    def entities(self) -> list[Entity]:
        """Known actors that the claims name, each once."""
        found = {row.entity_id: row for item in self.found for row in item.entities}
        return list(found.values())

    @property
    def places(self) -> list[KnownPlace]:
        """Known places that the claims name, each once."""
        found = {row.place_id: row for item in self.found for row in item.places}
        return list(found.values())

    @property
    def rejects(self) -> list[Reject]:
        """Everything extraction refused."""
        return [reject for item in self.found for reject in item.rejects]


def extract_all(
    articles: Sequence[CleanArticle],
    pool: ProcessPoolExecutor,
    workers: int,
    model: str,
    on_done: Callable[[int], None],
) -> Reading:
    """Claims of all articles; ``on_done`` hears how many more are finished."""
    found: list[Found] = []
    for part in in_order(pool, extract_batch, batches_of(articles, workers), model):
        found += part
        on_done(len(part))
    return Reading(tuple(found))


def put_batch(
    con: duckdb.DuckDBPyConnection,
    work: Work,
    reading: Reading,
    sources: Sequence[Source],
    as_of: dt.date,
) -> LoadCounts:
    """Load what a batch read and found, inside ``batch``.

    ``sources`` are further ones than those of its articles.
    """
    records = [
        *unique_sources([*sources_of(work.fresh), *sources]),
        *_articles(con, work, reading),
        *reading.claims,
        *reading.entities,
        *reading.places,
        *unique_rejects([*work.rejects, *reading.rejects]),
    ]
    frames = frames_of(records)
    read = {name: frames[name] for name in frames if name not in DERIVED}
    return put(con, read, as_of, work.reread)


def relate_batch(
    con: duckdb.DuckDBPyConnection, as_of: dt.date, work: Work
) -> LoadCounts:
    """Put the events that follow from what a batch read, inside the same ``batch``."""
    return put_related(con, as_of, relate(con, work.reread, work_out(con)))


def note_batch(
    con: duckdb.DuckDBPyConnection, plan: Plan, work: Work, reading: Reading
) -> None:
    """Note what was read, so that a run that is taken up again does not read it."""
    note_read(con, versions_key(plan), [item.article_id for item in work.fresh])
    counts = (len(work.fresh), len(reading.claims), len(reading.rejects))
    note_counts(con, plan.run_id, *counts)


def seal_run(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    as_of: dt.date,
    started_at: dt.datetime,
    ended_at: dt.datetime,
) -> tuple[Run, LoadCounts]:
    """Make versions and history of all batches and note the run, inside ``batch``."""
    counts = seal_related(con, as_of)
    run = _run_record(con, plan, started_at, ended_at)
    counts.add(put(con, {"runs": frames_of([run])["runs"]}, as_of))
    forget_work(con)
    return run, counts


def _run_record(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    started_at: dt.datetime,
    ended_at: dt.datetime,
) -> Run:
    """The row that tells of the run; counts are those of this run's input.

    Claims and rejects count that were found before it was taken up again. Events are
    those of the whole warehouse.
    """
    versions, spool = plan.versions, Spool(con)
    done = counts_of_run(con, plan.run_id)
    return Run(
        run_id=plan.run_id,
        started_at=started_at,
        ended_at=ended_at,
        code_version=versions.code,
        ontology_version=versions.ontology,
        lexicon_version=versions.lexicon,
        model_version=versions.model,
        gazetteer_version=versions.gazetteer,
        input_hash=plan.input_hash,
        n_articles=plan.n_articles,
        n_duplicates=plan.n_copies + spool.number(N_NEAR),
        n_claims=done.n_claims,
        n_events=spool.number("SELECT count(*) FROM events"),
        n_rejects=plan.n_rejects + done.n_rejects,
    )


def events_by_type(con: duckdb.DuckDBPyConnection) -> Counts:
    """Events of the whole warehouse per type, the most frequent first."""
    rows = con.sql(
        "SELECT event_type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple((str(name), int(count)) for name, count in rows.fetchall())


def _articles(
    con: duckdb.DuckDBPyConnection, work: Work, reading: Reading
) -> Iterator[Article]:
    folds = fold_batch(con, work.fresh, work.superseded)
    for article, found in zip(work.fresh, reading.found, strict=True):
        fold = folds.pop(article.article_id)
        yield article_of(article, fold, found.n_sentences, len(found.claims))
    for known in stored_articles(con, work.superseded):
        later = work.superseded[known.article_id]
        yield known.model_copy(update={"n_claims": 0, "superseded_by": later})
    for known in stored_articles(con, work.moved):
        moved = known.model_copy(update=work.moved[known.article_id])
        other = folds.pop(known.article_id, None)
        yield with_fold(moved, other) if other else moved
    for known in stored_articles(con, folds):
        folded = with_fold(known, folds[known.article_id])
        if folded != known:
            yield folded
