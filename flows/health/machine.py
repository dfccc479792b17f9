"""Checks of the service itself: is what was fetched loaded, is there room."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from flows.health.checks import length
from flows.health.limits import Finding, found, limits

GIGABYTE = 10**9


def machine_findings(
    root: Path, oldest_pending: dt.datetime | None, now: dt.datetime
) -> Iterator[Finding]:
    """What is wrong with the service on the output folder ``root``."""
    wait = dt.timedelta(hours=limits()["unloaded"].limit)
    if oldest_pending is not None and now - oldest_pending > wait:
        told = f"fetched pages have waited {length(now - oldest_pending)} for a run"
        yield found("unloaded", "", told)
    free = shutil.disk_usage(root).free
    if free < limits()["disk"].limit * GIGABYTE:
        yield found("disk", "", f"{free / GIGABYTE:.1f} GB are free on {root}")
