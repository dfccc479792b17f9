"""Run the main job with everything slow started side by side.

The Prefect server takes longest, so it starts first; language models load in their
own processes, and Great Expectations is imported while the server comes up.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from flows.pool import running_pool
from flows.progress import step
from flows.server import LocalServer, local_server, prepare

if TYPE_CHECKING:
    from flows.request import Request
    from flows.summary import Summary

API_URL = "PREFECT_API_URL"
BYTES_PER_WORKER = 200_000
"""Input for which one more process earns back the time its model takes to load."""


def run_main_job(request: Request) -> Summary:
    """Run the flow on the server named by PREFECT_API_URL, or on one of its own.

    Raises what the steps raise, and ServerError if no server can be had.
    """
    prepare(request.out / "prefect")
    with server_for(request.out / "prefect") as server:
        workers = min(request.workers, 1 + request.n_bytes // BYTES_PER_WORKER)
        with running_pool(workers, request.model):
            with step("Starting"):
                import prefect.flow_engine  # noqa: F401 - before the thread imports

                from flows import main_job

                checks = _import_aside("great_expectations")
                url = server.wait() if server else os.environ[API_URL]
                checks.join()
            return main_job.run_on(url, request, workers)


@contextmanager
def server_for(home: Path) -> Iterator[LocalServer | None]:
    """A server of our own for the block; None if PREFECT_API_URL names one."""
    if os.environ.get(API_URL):
        yield None
        return
    with local_server(home) as server:
        yield server


def _import_aside(name: str) -> threading.Thread:
    def load() -> None:
        # An import makes objects that stay: looking for garbage among them meanwhile
        # costs a quarter of its time. A broken installation is told of by the step
        # that needs it.
        gc.disable()
        with suppress(ImportError):
            import_module(name)
        gc.enable()
        gc.freeze()

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread
