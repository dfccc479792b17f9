"""The jobs of the service as Prefect flows. Importing this module imports Prefect.

A job that finds its folder busy ends as cancelled, which is no failure: the run that
holds the folder does the work. Failures and crashes leave a report.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from prefect import flow, tags
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow
from prefect.states import Cancelled, Completed, Failed

from flows.collect.run import fetch_all, sources_in
from flows.commands.options import DEFAULT_MODEL
from flows.health.metrics import write_metrics
from flows.service.alarms import as_document as alarms_document
from flows.service.alarms import as_markdown as alarms_page
from flows.service.alarms import begun
from flows.service.clock import day_of_run
from flows.service.deployments import folder_tag
from flows.service.ending import ENDING
from flows.service.lock import BusyError, is_unfinished, noted, only_one
from flows.service.logs import log_to_stderr
from flows.service.outcome import outcome_of
from flows.service.report import (
    as_document,
    as_markdown,
    failure_of,
    without_secrets,
)
from flows.service.run import SERVICE_PROCESS
from flows.service.webhook import post, webhook_of
from flows.status import STOPPED
from flows.watched import end_with_parent
from schemas.sources import FilesSource, SourcesFile, SourcesFileError, SqlSource
from warehouse.inbox import InboxError, open_inbox
from warehouse.last_day import last_day
from warehouse.layout import Layout
from warehouse.query import QueryError
from warehouse.release.version import ReleaseVersion
from warehouse.store import open_store

log = logging.getLogger("polemos.service")


def tell_failure(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Leave a report of a failed or crashed run, and tell the webhook if there is one.

    Prefect calls it: in the run's process after a failure, in the service's after a
    crash. Runs that the service itself stops when it ends are none of both.
    """
    if ENDING.is_set():
        return
    values = flow_run.parameters
    failure = failure_of(
        flow.name,
        state.name or state.type.value,
        state.message,
        _now(),
        str(flow_run.id),
        str(values.get("out", "")),
    )
    _keep_report(as_markdown(failure), flow_run)
    address = webhook_of(_declared_webhook(values.get("sources")))
    if address is not None:
        post(address, as_document(failure))


def _keep_report(page: str, flow_run: FlowRun) -> None:
    # A hook is outside the run, so the run has to be named.
    report = ArtifactCreate(
        key="polemos-failure", type="markdown", data=page, flow_run_id=flow_run.id
    )
    with get_client(sync_client=True) as client:
        client.create_artifact(report)


def _declared_webhook(sources: str | None) -> str | None:
    if sources is None:
        return None
    try:
        return sources_in(Path(sources)).schedule.webhook
    except (OSError, SourcesFileError):
        # That the file is wrong is what is being told of.
        return None


@flow(
    name="polemos fetch",
    persist_result=False,
    on_failure=[tell_failure],
    on_crashed=[tell_failure],
)
def fetch_job(sources: str, out: str) -> State[None]:
    """Ask the sources that are due, and keep what is new in the inbox of ``out``."""
    _end_with_service()
    declared = sources_in(Path(sources))
    try:
        told = list(fetch_all(declared, Layout(Path(out)), is_due_only=True))
    except BusyError as error:
        return Cancelled(message=str(error))
    _tell_alarms(declared, Path(out))
    done = outcome_of(told)
    if done.rows:
        create_table_artifact(
            list(done.rows), key="polemos-fetch", description=done.message
        )
    return (Failed if done.has_failed else Completed)(message=done.message)


def _tell_alarms(declared: SourcesFile, root: Path) -> None:
    """Write the metrics; tell of a source that went silent, and the like, once."""
    try:
        found = write_metrics(declared, Layout(root), _now())
    except (InboxError, QueryError) as error:
        # What was fetched is kept; the load will fail over it and be told of.
        log.warning("The state of %s cannot be read: %s", root, error)
        return
    fresh = begun(root, found.findings)
    if not fresh:
        return
    create_markdown_artifact(alarms_page(fresh), key="polemos-alarms")
    for one in fresh:
        place = one.source or "service"
        log.warning("Alarm: %s: %s", place, without_secrets(one.told))
    address = webhook_of(declared.schedule.webhook)
    if address is not None:
        post(address, alarms_document(fresh, str(root)))


@flow(
    name="polemos load",
    persist_result=False,
    on_failure=[tell_failure],
    on_crashed=[tell_failure],
)
def load_job(
    sources: str, out: str, model: str = DEFAULT_MODEL, workers: int = 2
) -> State[None]:
    """Load what the inbox of ``out`` and the declared files hold, and publish it."""
    from flows.main_job import send_what_is_left

    _end_with_service()
    layout = Layout(Path(out))
    try:
        with only_one(layout.root, "load"):
            if not has_work(sources_in(Path(sources)), layout):
                return Completed(message="nothing is waiting to be loaded")
            with noted(layout.root, "load"), tags(folder_tag(out)):
                return _loaded(sources, layout, model, workers)
    except BusyError as error:
        return Cancelled(message=str(error))
    finally:
        send_what_is_left()


def has_work(declared: SourcesFile, layout: Layout) -> bool:
    """Whether a load would find anything: pages, refusals, files, a run that died."""
    if is_unfinished(layout.root, "load"):
        return True
    # What files and tables hold is known only when they are read.
    if any(isinstance(one, FilesSource | SqlSource) for one in declared.source):
        return True
    with open_inbox(layout.inbox) as inbox:
        return bool(inbox.pending(limit=1) or inbox.new_refusals(limit=1))


def _loaded(sources: str, layout: Layout, model: str, workers: int) -> State[None]:
    # Not above: a round of fetching, every few minutes, has no need of it.
    from flows.main_job import main_job

    today = _now().date()
    with open_store(layout) as con:
        day = day_of_run(today, last_day(con))
    done = main_job(
        paths=[],
        out=str(layout.root),
        as_of=day,
        model=model,
        workers=workers,
        sources=sources,
    )
    write_metrics(sources_in(Path(sources)), layout, _now())
    message = (
        f"{done.n_articles} articles, {done.n_claims} claims, "
        f"{done.n_events} events in all, {done.n_rejects} rejects"
    )
    if day != today:
        message += (
            f". It counts as of {day}, the last day published; the clock says {today}"
        )
    return Completed(message=message)


@flow(
    name="polemos monthly release",
    persist_result=False,
    on_failure=[tell_failure],
    on_crashed=[tell_failure],
)
def release_job(
    out: str, to: str | None = None, about: str | None = None
) -> State[None]:
    """Release the month before, if that is not done yet."""
    from flows.release_job import release_job as make_release

    _end_with_service()
    root = Path(out)
    target = Path(to) if to else root / "releases"
    version = month_before(_now().date())
    try:
        with only_one(root, "release"):
            if (target / version.folder).exists():
                return Completed(message=f"{version.folder} is there already")
            with tags(folder_tag(out)):
                made = make_release(str(version), out, str(target), about=about)
    except BusyError as error:
        return Cancelled(message=str(error))
    return Completed(message=f"{made.folder}: {made.n_events} events")


def month_before(today: dt.date) -> ReleaseVersion:
    """The version of the last month that is over."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    return ReleaseVersion(last.year, last.month, is_frozen=True, patch=0)


def _end_with_service() -> None:
    service = os.environ.get(SERVICE_PROCESS)
    if service is None or threading.current_thread() is not threading.main_thread():
        return
    log_to_stderr()
    # A killed service leaves its jobs without a server to report to.
    end_with_parent(int(service))
    before = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: FrameType | None) -> None:
        ENDING.set()
        if callable(before):
            before(number, frame)
        else:
            sys.exit(STOPPED)

    # One that ends its jobs as it should means no failure.
    signal.signal(signal.SIGTERM, end)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
