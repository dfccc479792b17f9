"""What the service runs and when: three jobs on one folder. No Prefect in here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.schedules import ScheduleSettings

JOBS = "flows.service.jobs"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A job on a schedule: its flow, its cron and what it is called with."""

    job: str
    entrypoint: str
    cron: str
    timezone: str
    parameters: Mapping[str, Any]
    description: str


def deployments(
    sources: str, out: str, times: ScheduleSettings, model: str, workers: int
) -> tuple[Deployment, ...]:
    """The jobs of the service, in the order they hand their work on."""
    folder = {"sources": sources, "out": out}
    rows = (
        ("fetch", times.fetch, folder, "Ask the sources that are due."),
        (
            "load",
            times.load,
            {**folder, "model": model, "workers": workers},
            "Load what was fetched, and publish it.",
        ),
        ("release", times.release, {"out": out}, "Release the month before."),
    )
    return tuple(
        Deployment(
            job=job,
            entrypoint=f"{JOBS}.{job}_job",
            cron=cron,
            timezone=times.timezone,
            parameters=parameters,
            description=description,
        )
        for job, cron, parameters, description in rows
    )


def folder_label(out: str) -> str:
    """A name for an output folder, other than that of any other one."""
    path = Path(out).absolute()
    return f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:6]}"


def folder_tag(out: str) -> str:
    """What marks the runs of one output folder on a server that others use too."""
    return f"polemos:{Path(out).absolute()}"
