"""``polemos schedule``: the service that fetches, loads and releases by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import DEFAULT_MODEL, Model, Out, Workers

if TYPE_CHECKING:
    from schemas.schedules import ScheduleSettings

SourcesOption = Annotated[
    Path, typer.Option("--sources", help="The sources file (TOML).")
]
Fetch = Annotated[
    str | None, typer.Option(metavar="CRON", help="Rounds of fetching: */15 * * * *")
]
Load = Annotated[
    str | None, typer.Option(metavar="CRON", help="Loading and publishing: 5 * * * *")
]
Release = Annotated[
    str | None, typer.Option(metavar="CRON", help="Monthly release: 30 3 1 * *")
]
Webhook = Annotated[
    str | None,
    typer.Option(
        help="Address told of failures (JSON, posted). Better in POLEMOS_WEBHOOK, for "
        "others may see the command line."
    ),
]
Now = Annotated[
    bool, typer.Option("--now", help="Fetch and load once at the start as well.")
]


def schedule(
    sources_file: SourcesOption = Path("sources.toml"),
    out: Out = Path("polemos-data"),
    fetch: Fetch = None,
    load: Load = None,
    release: Release = None,
    webhook: Webhook = None,
    now: Now = False,
    workers: Workers = 2,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Fetch every 15 minutes, load and publish every hour, release every month.

    Runs until it is asked to end (Ctrl-C, SIGTERM); what it has begun then is gone on
    with at the next start, as after a crash. Each source's own schedule decides
    whether it is asked in a round. Times are those of `[schedule]` in the sources file
    unless given here. No job overlaps another of its kind.

    Runs are kept in the folder `prefect` of the output folder for 30 days. With
    PREFECT_API_URL set, that server plans and keeps them instead.

    Exit status: 0 asked to end; 2 the sources file is wrong, another service runs on
    the folder, or the server does not start.

    Example: `polemos schedule --sources sources.toml --out polemos-data --now`
    """
    from flows.collect.run import sources_in
    from flows.service.run import ServiceRequest, run_service

    declared = sources_in(sources_file)
    given = {"fetch": fetch, "load": load, "release": release, "webhook": webhook}
    request = ServiceRequest(
        sources=sources_file,
        out=out,
        times=_with_options(declared.schedule, given),
        model=model,
        workers=workers,
        now=now,
        webhook=webhook,
    )
    run_service(request)


def _with_options(
    times: ScheduleSettings, given: dict[str, str | None]
) -> ScheduleSettings:
    from pydantic import ValidationError

    from schemas.schedules import ScheduleSettings

    values = {name: value for name, value in given.items() if value is not None}
    try:
        return ScheduleSettings.model_validate({**times.model_dump(), **values})
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        shown = "" if name == "webhook" else f" {values[name]!r}"
        reason = problem.get("ctx", {}).get("error", problem["msg"])
        raise typer.BadParameter(f"--{name}{shown}: {reason}") from error
