"""The main job as a Prefect flow: the order of the steps, their retries and traces.

Importing this module imports Prefect, so ``flows.server.prepare`` comes first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.tasks import Task
from prefect.utilities.annotations import quote

from flows import steps
from flows.batches import Progress, Sealed
from flows.collect.load import collect, note_taken
from flows.collect.pages import Taken
from flows.collect.run import sources_in
from flows.folding import index_stored
from flows.ingest import Ingest, ingest
from flows.plan import Plan, Work, plan_run, work_of
from flows.pool import running_pool
from flows.progress import step
from flows.request import Request
from flows.sources import find_sources
from flows.summary import Summary, ranked
from flows.traces import leave_traces
from flows.versions import versions_with
from schemas.records import Source
from transforms.text.read import ReadOptions
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import LoadCounts
from warehouse.publish import publish
from warehouse.report import write_report
from warehouse.spool import Size, open_spool
from warehouse.store import batch, open_store
from warehouse.validate import ValidationReport, validate_store

Value = TypeVar("Value")
DRAIN_SECONDS = 20


def _is_disk_error(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), OSError)


# Nothing is kept between runs by Prefect: the warehouse knows what was done. Steps that
# only fail for the disk's sake (full, slow, on the network) are tried again.
step_task = task(cache_policy=NO_CACHE, persist_result=False)
disk_task = task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=2,
    retry_condition_fn=_is_disk_error,
)


@flow(name="polemos run", persist_result=False)
def main_job(
    paths: list[str],
    out: str,
    as_of: dt.date,
    model: str,
    workers: int = 2,
    published: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    sources: str | None = None,
    batch_size: int | None = None,
) -> Summary:
    """Articles under ``paths`` become claims, events and a published data set.

    So do those of the sources file and the inbox, where ``sources`` names one. Each
    batch is committed on its own: a run that dies is taken up again where it was.
    """
    layout = Layout(Path(out))
    options = ReadOptions(published, publisher, language)
    started_at = _now()
    size = Size(batch_size) if batch_size else Size()
    with open_store(layout) as con, open_spool(con, layout):
        plan, taken = read(paths, options, size, model, as_of, sources, layout)
        done = Progress()
        for number in range(plan.n_batches):
            given = whole((plan, done))
            done = work(given, number, workers, model, as_of, started_at, layout)
    note_taken(layout, taken, _now())
    publish_snapshot(layout)
    summary = summary_of(plan, done, export_files(layout))
    leave_traces(done.end.run, summary, done.counts)
    return summary


@step_task
def read(
    paths: list[str],
    options: ReadOptions,
    size: Size,
    model: str,
    as_of: dt.date,
    sources: str | None,
    layout: Layout,
) -> tuple[Plan, Taken]:
    """Find, read and clean the input, and tell what must be extracted."""
    taken = Taken()
    with step("Reading") as tell, open_store(layout) as con:
        index_stored(con)
        parts: Iterator[Ingest] = ingest(*find_sources(paths), options, as_of)
        if sources is not None:
            declared = sources_in(Path(sources))
            parts = chain(parts, collect(declared, layout, as_of, taken))
        plan = plan_run(con, parts, versions_with(model), size)
        batches = f" in {plan.n_batches} batches" if plan.n_batches > 1 else ""
        tell(f"{plan.n_articles} articles, {plan.n_fresh} to extract{batches}")
    return plan, taken


@step_task
def work(
    given: tuple[Plan, Progress],
    number: int,
    workers: int,
    model: str,
    as_of: dt.date,
    started_at: dt.datetime,
    layout: Layout,
) -> Progress:
    """Extract and load a batch; with the last one the run is sealed."""
    plan, done = given
    # A connection of its own: Prefect keeps what a task is given until Python ends,
    # and DuckDB complains of a connection that is alive then.
    with open_store(layout) as con:
        todo = work_of(con, plan, number)
        reading = extract(plan, todo, number, workers, model)
        with step(_named("Loading", plan, number)) as tell, batch(con):
            counts = steps.put_batch(con, todo, reading, _sources(plan, number), as_of)
            counts.add(_relate(con, as_of, todo))
            steps.note_batch(con, plan, todo, reading)
            done = done.after(counts, reading)
            if number == plan.n_batches - 1:
                done = _seal(con, plan, done, as_of, started_at)
            report = _validate(con, as_of, layout)
            added = sum(done.counts.added.values())
            tell("nothing new" if done.counts.is_unchanged else f"{added} rows added")
    return replace(done, n_warnings=len(report.warnings))


def extract(
    plan: Plan, todo: Work, number: int, workers: int, model: str
) -> steps.Reading:
    """Claims of the articles, in a pool of processes with one model each."""
    n_done = 0
    name = _named("Extracting claims", plan, number)
    with step(name) as tell, running_pool(workers, model) as pool:

        def on_done(more: int) -> None:
            nonlocal n_done
            n_done += more
            tell(f"{n_done} of {len(todo.fresh)} articles")

        reading = steps.extract_all(todo.fresh, pool, workers, model, on_done)
        tell(f"{len(reading.claims)} claims in {n_done} articles")
    return reading


def _named(what: str, plan: Plan, number: int) -> str:
    return what if plan.n_batches == 1 else f"Batch {number + 1}: {what.lower()}"


def _sources(plan: Plan, number: int) -> tuple[Source, ...]:
    return plan.sources if number == 0 else ()


def _relate(con: duckdb.DuckDBPyConnection, as_of: dt.date, todo: Work) -> LoadCounts:
    with step("Relating claims to events"):
        return steps.relate_batch(con, as_of, todo)


def _seal(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    done: Progress,
    as_of: dt.date,
    started_at: dt.datetime,
) -> Progress:
    run, counts = steps.seal_run(con, plan, as_of, started_at, _now())
    types = steps.events_by_type(con)
    return replace(done.after(counts), sealed=Sealed(run, types))


def _validate(
    con: duckdb.DuckDBPyConnection, as_of: dt.date, layout: Layout
) -> ValidationReport:
    """Check what was loaded and write the report; raises ValidationFailed."""
    with step("Validating") as tell:
        report = validate_store(con, as_of)
        write_report(report, layout)
        n_failed = len(report.failures) + len(report.warnings)
        tell(f"{len(report.outcomes)} checks, {n_failed} not met")
        report.raise_if_failed()
    return report


@disk_task
def publish_snapshot(layout: Layout) -> Path:
    """Swap the published snapshot."""
    with step("Publishing"):
        return publish(layout)


@disk_task
def export_files(layout: Layout) -> list[Path]:
    """Write the Parquet files and their description."""
    with step("Exporting") as tell:
        files = export(layout)
        tell(f"{len(files)} files")
    return files


def summary_of(plan: Plan, done: Progress, files: list[Path]) -> Summary:
    """What the user is told at the end."""
    run = done.end.run
    reasons = done.reasons + Counter(dict(plan.reasons))
    return Summary(
        n_articles=plan.n_articles,
        n_read=plan.n_fresh,
        n_duplicates=run.n_duplicates,
        n_claims=done.n_claims,
        n_warnings=done.n_warnings,
        events_by_type=done.end.events_by_type,
        n_rejects=reasons.total(),
        rejects_by_reason=ranked(reasons),
        messages=plan.messages,
        files=tuple(files),
        is_incomplete=plan.is_incomplete,
    )


def whole(value: Value) -> Value:
    """Keep Prefect from walking through a large value in search of futures."""
    return cast(Value, quote(value))


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def run_on(api_url: str, request: Request, workers: int) -> Summary:
    """Run the flow on the server of that address."""
    with temporary_settings({PREFECT_API_URL: api_url}):
        try:
            return main_job(
                paths=list(request.paths),
                out=str(request.out),
                as_of=request.as_of,
                model=request.model,
                workers=workers,
                published=request.published,
                publisher=request.publisher,
                language=request.language,
                sources=str(request.sources) if request.sources else None,
            )
        finally:
            send_what_is_left()


def send_what_is_left() -> None:
    """Wait until logs and events have reached the server."""
    # Logs and events are sent in the background. What is still to be sent when a
    # server of ours ends would be tried again for a minute, in vain.
    APILogWorker.drain_all(timeout=DRAIN_SECONDS)
    EventsWorker.drain_all(timeout=DRAIN_SECONDS)
