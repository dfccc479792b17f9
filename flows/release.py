"""Make a release on a Prefect server, after what can be told at once is checked."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.progress import tell
from flows.run import API_URL, server_for
from flows.server import prepare
from flows.service.lock import only_one
from warehouse.release.options import ReleaseOptions
from warehouse.release.version import check_month, parse_version

if TYPE_CHECKING:
    from warehouse.release.build import Made


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What the user asks for, as plain values that Prefect can store.

    ``today`` is the day that tells which months are over; it is written nowhere.
    """

    version: str
    out: Path
    to: Path
    today: dt.date
    since: Path | None = None
    about: Path | None = None
    options: ReleaseOptions = ReleaseOptions()
    is_waiting: bool = False


def run_release(request: ReleaseRequest) -> Made:
    """Run the flow on the server named by PREFECT_API_URL, or on one of its own.

    Raises ReleaseError, QueryError, ValidationFailed, BusyError, or ServerError if no
    server can be had.
    """
    from warehouse.checker import checking_aside
    from warehouse.layout import Layout
    from warehouse.query import open_snapshot
    from warehouse.release.about import read_about
    from warehouse.release.build import check_target

    version = parse_version(request.version)
    check_month(version, request.today)
    check_target(request.to, version)
    read_about(request.about)
    with open_snapshot(Layout(request.out)):
        pass
    prepare(request.out / "prefect")
    on_wait = tell if request.is_waiting else None
    with (
        only_one(request.out, "release", on_wait),
        server_for(request.out / "prefect") as server,
        checking_aside(),
    ):
        from flows.release_job import release_on

        url = server.wait() if server else os.environ[API_URL]
        return release_on(url, request)
