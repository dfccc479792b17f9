"""The overview on the terminal."""

from __future__ import annotations

import datetime as dt

from rich.console import Console
from rich.table import Table

from flows.health.overview import Overview, SourceState, lag

COUNTS = ("n_items", "n_pages", "n_pending", "n_refused")


def show(found: Overview, now: dt.datetime, console: Console) -> None:
    """A table of sources, a line for each finding and reason, and the last run."""
    table = Table("source", "state", "last round", "last page")
    for name in COUNTS:
        table.add_column(name.removeprefix("n_"), justify="right")
    for source in found.sources:
        table.add_row(source.name, source.state, *lag(source, now), *_counts(source))
    console.print(table)
    for source in found.sources:
        for one in source.findings:
            console.print(f"{one.level}: {source.name}: {one.told}", markup=False)
        for reason, number in source.reasons.items():
            told = f"refused: {source.name}: {reason} {number}"
            console.print(told, markup=False)
    console.print(_last_run(found), markup=False)


def _counts(source: SourceState) -> list[str]:
    return [str(getattr(source.standing, name, 0)) for name in COUNTS]


def _last_run(found: Overview) -> str:
    if found.last_run is None:
        return "nothing is published yet"
    run = found.last_run
    return (
        f"last run ended {run['ended_at']:%Y-%m-%d %H:%M} UTC: "
        f"{run['n_articles']} articles, {run['n_claims']} claims, "
        f"{run['n_events']} events, {run['n_rejects']} rejects"
    )
