"""The steps of the main job as plain functions; the flow only puts them in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from flows.assemble import article_of, sources_of, unique_sources, with_fold
from flows.memory import Memory
from flows.plan import Plan
from flows.pool import Found, batches_of, extract_batch, in_order
from flows.relating import relate
from flows.reviews.outcome import work_out
from flows.summary import Counts
from schemas.records import Article, Claim, Entity, KnownPlace, Reject, Run
from schemas.tables import TABLES, frames_of
from transforms.document import CleanArticle
from warehouse.ddl import root_of
from warehouse.load import LoadCounts, load

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


def records_of_run(plan: Plan, memory: Memory, reading: Reading) -> list[BaseModel]:
    """What was read and found, as records; those of the articles that changed."""
    return [
        *unique_sources([*sources_of(plan.fresh), *plan.sources]),
        *_articles(plan, memory, reading),
        *reading.claims,
        *reading.entities,
        *reading.places,
        *plan.rejects,
        *reading.rejects,
    ]


def run_record(
    plan: Plan,
    reading: Reading,
    n_events: int,
    started_at: dt.datetime,
    ended_at: dt.datetime,
) -> Run:
    """The row that tells of the run; counts are those of this run's input.

    ``n_events`` counts those of the whole warehouse.
    """
    versions = plan.versions
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
        n_articles=len(plan.used),
        n_duplicates=plan.n_duplicates,
        n_claims=len(reading.claims),
        n_events=n_events,
        n_rejects=len(plan.rejects) + len(reading.rejects),
    )


def load_read(
    con: duckdb.DuckDBPyConnection,
    records: Sequence[BaseModel],
    as_of: dt.date,
    plan: Plan,
) -> LoadCounts:
    """Load what was read, inside ``batch``."""
    frames = frames_of(records)
    read = {name: frames[name] for name in frames if name not in DERIVED}
    return load(con, read, as_of, plan.reread)


def load_events(
    con: duckdb.DuckDBPyConnection, as_of: dt.date, reread: Collection[str]
) -> LoadCounts:
    """Load the events that follow from what was read, inside the same ``batch``."""
    related = relate(con, reread, work_out(con))
    return load(con, related.frames, as_of, scope=related.scope)


def load_run(con: duckdb.DuckDBPyConnection, run: Run, as_of: dt.date) -> LoadCounts:
    """Note the run itself."""
    return load(con, {"runs": frames_of([run])["runs"]}, as_of)


def events_by_type(con: duckdb.DuckDBPyConnection) -> Counts:
    """Events of the whole warehouse per type, the most frequent first."""
    rows = con.sql(
        "SELECT event_type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple((str(name), int(count)) for name, count in rows.fetchall())


def _articles(plan: Plan, memory: Memory, reading: Reading) -> Iterator[Article]:
    for article, found in zip(plan.fresh, reading.found, strict=True):
        fold = plan.folds[article.article_id]
        yield article_of(article, fold, found.n_sentences, len(found.claims))
    for name, later in plan.superseded.items():
        known = memory.articles[name]
        yield known.model_copy(update={"n_claims": 0, "superseded_by": later})
    for name, known in memory.articles.items():
        if name not in plan.reread and known.superseded_by is None:
            folded = with_fold(known, plan.folds[name])
            if folded != known:
                yield folded
