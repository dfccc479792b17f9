"""The main job as a Prefect flow: the order of the steps, their retries and traces.

Importing this module imports Prefect, so ``flows.server.prepare`` comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
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
from pydantic import BaseModel

from flows import steps
from flows.collect.load import Taken, collect, note_taken
from flows.collect.run import sources_in
from flows.ingest import ingest, joined
from flows.memory import Memory, recall
from flows.plan import Plan, plan_run
from flows.pool import running_pool
from flows.progress import step
from flows.request import Request
from flows.sources import find_sources
from flows.steps import Reading
from flows.summary import Counts, Summary
from flows.traces import leave_traces
from flows.versions import versions_with
from schemas.records import Run
from transforms.text.read import ReadOptions
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import LoadCounts
from warehouse.publish import publish
from warehouse.report import write_report
from warehouse.store import batch, open_store
from warehouse.validate import ValidationReport, validate_store

Value = TypeVar("Value")
DRAIN_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What loading changed, what validation found, and what is there now."""

    counts: LoadCounts
    report: ValidationReport
    run: Run
    events_by_type: Counts


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
) -> Summary:
    """Articles under ``paths`` become claims, events and a published data set.

    So do those of the sources file and the inbox, where ``sources`` names one.
    """
    layout = Layout(Path(out))
    options = ReadOptions(published, publisher, language)
    started_at = _now()
    with open_store(layout) as con:
        memory = recall(con)
        plan, taken = read(paths, options, whole(memory), model, as_of, sources, layout)
        reading = extract(whole(plan), workers, model)
        records = steps.records_of_run(plan, memory, reading)
        stored = load(whole(records), as_of, whole((plan, reading)), started_at, layout)
    note_taken(layout, taken, _now())
    publish_snapshot(layout)
    summary = summary_of(plan, reading, stored, export_files(layout))
    leave_traces(stored.run, summary, stored.counts)
    return summary


@step_task
def read(
    paths: list[str],
    options: ReadOptions,
    memory: Memory,
    model: str,
    as_of: dt.date,
    sources: str | None,
    layout: Layout,
) -> tuple[Plan, Taken]:
    """Find, read and clean the input, and tell what must be extracted."""
    with step("Reading") as tell:
        files, refused = find_sources(paths)
        found, taken = ingest(files, refused, options, as_of), Taken()
        if sources is not None:
            declared, taken = collect(sources_in(Path(sources)), layout, as_of)
            found = joined([found, declared])
        plan = plan_run(found, memory, versions_with(model))
        tell(f"{len(plan.used)} articles, {len(plan.fresh)} to extract")
    return plan, taken


@step_task
def extract(plan: Plan, workers: int, model: str) -> Reading:
    """Claims of the articles, in a pool of processes with one model each."""
    done = 0
    with step("Extracting claims") as tell, running_pool(workers, model) as pool:

        def on_done(number: int) -> None:
            nonlocal done
            done += number
            tell(f"{done} of {len(plan.fresh)} articles")

        reading = steps.extract_all(plan.fresh, pool, workers, model, on_done)
        tell(f"{len(reading.claims)} claims in {done} articles")
    return reading


@step_task
def load(
    records: Sequence[BaseModel],
    as_of: dt.date,
    done: tuple[Plan, Reading],
    started_at: dt.datetime,
    layout: Layout,
) -> Stored:
    """Load in one transaction, which only a passed validation ends."""
    plan, reading = done
    # A connection of its own: Prefect keeps what a task is given until Python ends,
    # and DuckDB complains of a connection that is alive then.
    with step("Loading") as tell, open_store(layout) as con, batch(con):
        counts = steps.load_read(con, records, as_of, plan)
        counts.add(_relate(con, as_of, plan))
        types = steps.events_by_type(con)
        n_events = sum(count for _, count in types)
        run = steps.run_record(plan, reading, n_events, started_at, _now())
        counts.add(steps.load_run(con, run, as_of))
        report = _validate(con, as_of, layout)
        added = sum(counts.added.values())
        tell("nothing new" if counts.is_unchanged else f"{added} rows added")
    return Stored(counts, report, run, types)


def _relate(con: duckdb.DuckDBPyConnection, as_of: dt.date, plan: Plan) -> LoadCounts:
    with step("Relating claims to events") as tell:
        counts = steps.load_events(con, as_of, plan.reread)
        changed = counts.added["events"] + counts.replaced["events"]
        tell(f"{changed} events new or changed")
    return counts


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


def summary_of(
    plan: Plan, reading: Reading, stored: Stored, files: list[Path]
) -> Summary:
    """What the user is told at the end."""
    return Summary(
        n_articles=len(plan.used),
        n_read=len(plan.fresh),
        n_duplicates=plan.n_duplicates,
        n_claims=len(reading.claims),
        n_warnings=len(stored.report.warnings),
        events_by_type=stored.events_by_type,
        rejects=(*plan.rejects, *reading.rejects),
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
