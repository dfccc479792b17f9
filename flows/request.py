"""What the user asks of the main job."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from flows.collect.span import Span


@dataclass(frozen=True, slots=True)
class Request:
    """The main job's input and settings, as plain values that Prefect can store.

    ``as_of`` is the day the run counts as: later publication dates are refused, and
    new states of events are valid from it. ``n_bytes`` is the size of the input,
    ``sources`` the file that declares further ones. ``again`` is a span of fetching
    whose pages are loaded once more. Where the folder is busy the run waits if
    ``is_waiting`` says so.
    """

    paths: tuple[str, ...]
    out: Path
    as_of: dt.date
    model: str
    workers: int
    n_bytes: int
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    sources: Path | None = None
    again: Span | None = None
    is_waiting: bool = False
