"""Run the service: its server, its jobs, and a new start when the clock has jumped."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.run import API_URL
from flows.server import SCHEDULING_SETTINGS, local_server, prepare
from flows.service.deployments import deployments
from flows.service.lock import is_unfinished, only_one
from flows.service.logs import log_to_stderr
from flows.service.webhook import VARIABLE
from schemas.schedules import ScheduleSettings
from warehouse.inbox import open_inbox
from warehouse.layout import Layout

SERVICE_PROCESS = "POLEMOS_SERVICE_PROCESS"
"""Process id of the service, in the environment of the jobs it starts."""
log = logging.getLogger("polemos.service")


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What the user asks of the service; ``now`` runs fetch and load at the start."""

    sources: Path
    out: Path
    times: ScheduleSettings
    model: str
    workers: int
    now: bool = False
    webhook: str | None = None


def run_service(request: ServiceRequest) -> None:
    """Serve the jobs until the process is asked to end.

    Raises BusyError while another service runs on the folder, and ServerError.
    """
    # The jobs run in processes and perhaps in folders of their own.
    root, sources = request.out.absolute(), request.sources.absolute()
    home = root / "prefect"
    log_to_stderr()
    with only_one(root, "service"):
        prepare(home)
        os.environ[SERVICE_PROCESS] = str(os.getpid())
        if request.webhook is not None:
            os.environ[VARIABLE] = request.webhook
        now = first_jobs(Layout(root), request.now)
        is_over = False
        while not is_over:
            with _server(home) as url:
                from prefect.settings import PREFECT_API_URL, temporary_settings

                from flows.service.serve import Service, serve

                jobs = deployments(
                    str(sources),
                    str(root),
                    request.times,
                    request.model,
                    request.workers,
                )
                log.info("Serving %s on %s", ", ".join(_told(request.times)), root)
                with temporary_settings({PREFECT_API_URL: url}):
                    is_over = serve(Service(root, jobs, now))
            now = first_jobs(Layout(root), is_asked=False)


def first_jobs(layout: Layout, is_asked: bool) -> Sequence[str]:
    """The jobs to run at the start: those asked for, or what a run left unfinished."""
    if is_asked:
        return ("fetch", "load")
    return ("load",) if _is_waiting(layout) else ()


def _is_waiting(layout: Layout) -> bool:
    if is_unfinished(layout.root, "load"):
        return True
    if not layout.inbox.exists():
        return False
    with open_inbox(layout.inbox) as inbox:
        return bool(inbox.pending(limit=1))


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """The address of the server: that of PREFECT_API_URL, or one of our own."""
    given = os.environ.get(API_URL)
    if given:
        yield given
        return
    with local_server(home, SCHEDULING_SETTINGS) as server:
        yield server.wait()


def _told(times: ScheduleSettings) -> Iterator[str]:
    for job in ("fetch", "load", "release"):
        yield f"{job} at {getattr(times, job)!r} ({times.timezone})"
