"""The steps of the main job as plain functions; the flow only puts them in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flows.assemble import article_of, source_of, unique_sources, with_fold
from flows.memory import Memory
from flows.plan import Plan
from flows.pool import Found, batches_of, extract_batch, in_order
from schemas.records import Article, Claim, Entity, KnownPlace, Reject, Run
from schemas.tables import frames_of
from transforms.document import CleanArticle
from transforms.events import ArticleFacts, EventResult, events_of
from warehouse.load import LoadCounts, load
from warehouse.store import batch, read_tables

if TYPE_CHECKING:
    import duckdb
    import polars as pl


Check = Callable[[dict[str, "pl.DataFrame"]], object]


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


def relate(plan: Plan, memory: Memory, reading: Reading) -> EventResult:
    """Events over all claims, those of earlier runs included."""
    published = {name: item.published for name, item in memory.articles.items()}
    published |= {item.article_id: item.published for item in plan.fresh}
    facts = {
        name: ArticleFacts(day, plan.folds[name].voice_id)
        for name, day in published.items()
    }
    claims = memory.claims_without(plan.reread) + reading.claims
    return events_of(claims, facts)


def records_of_run(
    plan: Plan, memory: Memory, reading: Reading, result: EventResult, run: Run
) -> list[BaseModel]:
    """Everything a run stores, as records."""
    return [
        *unique_sources([*map(source_of, plan.fresh), *plan.sources]),
        *_articles(plan, memory, reading),
        *reading.claims,
        *reading.entities,
        *reading.places,
        *result.events,
        *result.merges,
        *plan.rejects,
        *reading.rejects,
        run,
    ]


def run_record(
    plan: Plan,
    reading: Reading,
    result: EventResult,
    started_at: dt.datetime,
    ended_at: dt.datetime,
) -> Run:
    """The row that tells of the run; counts are those of this run's input."""
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
        n_events=len(result.events),
        n_rejects=len(plan.rejects) + len(reading.rejects),
    )


def store(
    con: duckdb.DuckDBPyConnection,
    records: Sequence[BaseModel],
    as_of: dt.date,
    plan: Plan,
    check: Check,
) -> LoadCounts:
    """Load and check in one transaction: what fails the check was never there."""
    with batch(con):
        counts = load(con, frames_of(records), as_of, plan.reread)
        check(read_tables(con))
    return counts


def _articles(plan: Plan, memory: Memory, reading: Reading) -> Iterator[Article]:
    for article, found in zip(plan.fresh, reading.found, strict=True):
        fold = plan.folds[article.article_id]
        yield article_of(article, fold, found.n_sentences, len(found.claims))
    for name, known in memory.articles.items():
        if name not in plan.reread:
            yield with_fold(known, plan.folds[name])
