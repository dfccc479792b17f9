"""What a run tells its user at the end."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from warehouse.layout import Layout

INPUT_STAGES = frozenset({"read", "clean"})
MAX_SHOWN = 20
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one run; ``n_events`` and the types count the whole warehouse.

    Reasons come the most frequent first; ``messages`` are those of the first rejects
    of the input, one more than is shown where there are more.
    """

    n_articles: int
    n_read: int
    n_duplicates: int
    n_claims: int
    n_warnings: int
    events_by_type: Counts
    n_rejects: int
    rejects_by_reason: Counts
    messages: tuple[str, ...]
    files: tuple[Path, ...]
    is_incomplete: bool

    @property
    def n_events(self) -> int:
        """Events of the whole warehouse."""
        return sum(count for _, count in self.events_by_type)


def ranked(counts: Mapping[str, int]) -> Counts:
    """How often each name occurs, the most frequent first, then by name."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def show(summary: Summary, layout: Layout, console: Console) -> None:
    """The closing tables, the paths, and a query to try next."""
    console.print()
    console.print(_counts("Events", "type", summary.events_by_type))
    console.print(
        f"{summary.n_articles} articles used, {summary.n_read} of them read anew, "
        f"{summary.n_duplicates} told by another one already; "
        f"{summary.n_claims} claims found, {summary.n_events} events in all."
    )
    if summary.n_rejects:
        console.print(_counts("Rejects", "reason", summary.rejects_by_reason))
        for message in summary.messages[:MAX_SHOWN]:
            console.print(f"  {message}", markup=False, style="dim")
        if len(summary.messages) > MAX_SHOWN:
            console.print("  and more: SELECT message FROM rejects", style="dim")
    if summary.n_warnings:
        console.print(f"{summary.n_warnings} checks warn: see the report.")
    console.print()
    console.print(f"Snapshot  {layout.snapshot}", markup=False)
    console.print(f"Parquet   {layout.data}", markup=False)
    console.print(f"Report    {layout.report_html}", markup=False)
    console.print(f"Try next  {next_query(layout)}", markup=False)


def next_query(layout: Layout) -> str:
    """A command that shows the newest events of the snapshot."""
    sql = (
        "SELECT event_type, mode, date_start, place_name, n_claims "
        "FROM events_default ORDER BY date_start DESC LIMIT 10"
    )
    return f'{_command()} sql --out "{layout.root}" "{sql}"'


def _command() -> str:
    """The command as it was called, which in a fresh clone is not on the path."""
    called = sys.argv[0]
    is_reachable = Path(called).name != "polemos" or shutil.which("polemos")
    return "polemos" if is_reachable else called


def _counts(title: str, name: str, counts: Counts) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(name)
    table.add_column("number", justify="right")
    for label, count in counts or (("none", 0),):
        table.add_row(label, f"{count:,}")
    return table
