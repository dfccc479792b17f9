"""Run the main job with everything slow started side by side.

The Prefect server takes longest, so it starts first; language models load in their
own processes, and Great Expectations is imported in one of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.pool import running_pool
from flows.progress import step, tell
from flows.server import LocalServer, local_server, prepare
from flows.service.deployments import folder_tag
from flows.service.lock import noted, only_one
from warehouse.checker import checking_aside
from warehouse.inbox import open_inbox
from warehouse.layout import Layout

if TYPE_CHECKING:
    from flows.collect.span import Span
    from flows.request import Request
    from flows.summary import Summary

API_URL = "PREFECT_API_URL"
BYTES_PER_WORKER = 200_000
"""Input for which one more process earns back the time its model takes to load."""


def run_main_job(request: Request) -> Summary:
    """Run the flow on the server named by PREFECT_API_URL, or on one of its own.

    Raises what the steps raise, BusyError if another process loads into the folder, and
    ServerError if no server can be had.
    """
    layout = Layout(request.out)
    on_wait = tell if request.is_waiting else None
    with only_one(layout.root, "load", on_wait), noted(layout.root, "load"):
        if request.again is not None:
            load_again(layout, request.again)
        return _run(request)


def load_again(layout: Layout, span: Span) -> None:
    """Make the pages fetched in a span pending, so that the run takes them."""
    with open_inbox(layout.inbox) as inbox:
        n_pages = inbox.load_again(span.since, span.until)
    tell(f"{n_pages} pages are loaded again")


def _run(request: Request) -> Summary:
    prepare(request.out / "prefect")
    with server_for(request.out / "prefect") as server:
        workers = min(request.workers, 1 + request.n_bytes // BYTES_PER_WORKER)
        with running_pool(workers, request.model), checking_aside():
            with step("Starting"):
                import prefect.flow_engine  # noqa: F401 - told of in this step
                from prefect import tags

                from flows import main_job

                url = server.wait() if server else os.environ[API_URL]
            # The service knows by it which runs of the folder have died.
            with tags(folder_tag(str(request.out))):
                return main_job.run_on(url, request, workers)


@contextmanager
def server_for(home: Path) -> Iterator[LocalServer | None]:
    """A server of our own for the block; None if PREFECT_API_URL names one."""
    if os.environ.get(API_URL):
        yield None
        return
    with local_server(home) as server:
        yield server
