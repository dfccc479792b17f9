"""The overview on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from flows.health.overview import ORDER, Overview, SourceState, lag

COUNTS = {
    "n_items": "announced",
    "n_pages": "kept",
    "n_pending": "to load",
    "n_waiting": "to retry",
    "n_refused": "refused",
}
MAX_ROWS = 40
MAX_QUARANTINED = 20


def show(found: Overview, console: Console) -> None:
    """The verdict, what rings, the sources with the worst first, what is not used."""
    for line in _told(found):
        console.print(line, markup=False)
    if found.sources:
        console.print(_sources(found))
        left = len(found.sources) - MAX_ROWS
        if left > 0:
            console.print(f"and {left} more sources: --json shows all", markup=False)
    if found.quarantine:
        console.print(_quarantine(found))
        left = len(found.quarantine) - MAX_QUARANTINED
        if left > 0:
            console.print(f"and {left} more reasons: --json shows all", markup=False)
    console.print(_last_run(found), markup=False)


def _told(found: Overview) -> Iterator[str]:
    levels = Counter(one.level for one in found.findings)
    states = Counter(source.state for source in found.sources)
    yield (
        f"{found.at:%Y-%m-%d %H:%M} UTC: {_many(levels['alarm'], 'alarm')}, "
        f"{_many(levels['warning'], 'warning')}; "
        f"{states['ok']} of {_many(len(found.sources), 'source')} ok"
    )
    for one in found.findings:
        yield f"{one.level}: {one.source or 'service'}: {one.check}: {one.told}"
    if found.findings:
        yield "What each means and what to do: docs/operations.md, under its name."


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _sources(found: Overview) -> Table:
    table = Table("source", "state", "last round", "last page")
    for name in COUNTS.values():
        table.add_column(name, justify="right")
    ranked = sorted(found.sources, key=lambda source: ORDER.index(source.state))
    for source in ranked[:MAX_ROWS]:
        table.add_row(
            source.name, source.state, *lag(source, found.at), *_counts(source)
        )
    return table


def _counts(source: SourceState) -> list[str]:
    return [str(getattr(source.standing, name, 0)) for name in COUNTS]


def _quarantine(found: Overview) -> Table:
    table = Table("source", "stage", "reason", "state", title="Not used")
    table.add_column("number", justify="right")
    table.add_column("example")
    for one in found.quarantine[:MAX_QUARANTINED]:
        table.add_row(
            one.source or "files",
            one.stage,
            one.reason,
            one.state,
            str(one.n),
            f"{one.example_id} {one.example}",
        )
    return table


def _last_run(found: Overview) -> str:
    if found.last_run is None:
        return "nothing is published yet"
    run = found.last_run
    return (
        f"last run {run['run_id']} ended {run['ended_at']:%Y-%m-%d %H:%M} UTC: "
        f"{run['n_articles']} articles, {run['n_claims']} claims, "
        f"{run['n_events']} events, {run['n_rejects']} rejects"
    )
