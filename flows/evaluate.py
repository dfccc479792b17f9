"""The scores of ``polemos evaluate`` as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.quality.report import Absent, Figure, Report, TypeRow


def summary(reports: Sequence[Report | Absent]) -> Table:
    """All figures of all data sets; an absent one is a row that says so."""
    table = Table("data set", "figure", title="Quality", title_justify="left")
    for name in ("value", "n", "target"):
        table.add_column(name, justify="right")
    for report in reports:
        if isinstance(report, Absent):
            table.add_row(report.file, f"absent: {report.missing}", style="yellow")
            continue
        for place, figure in enumerate(report.figures):
            table.add_row(report.file if place == 0 else "", *_cells(figure))
        table.add_section()
    return table


def details(report: Report, n_errors: int) -> Group:
    """The table by type, what was left out, and the worst errors."""
    return Group(*_details(report, n_errors))


def _details(report: Report, n_errors: int) -> Iterator[RenderableType]:
    if report.types:
        yield by_type(report.file, report.types)
    if report.note:
        yield Text(f"{report.file}: {report.note}")
    for line in report.errors[:n_errors]:
        yield Text(f"  {line}")


def by_type(name: str, rows: Sequence[TypeRow]) -> Table:
    """Precision, recall, F1 and counts of each type."""
    table = Table("type", title=f"{name}, by type", title_justify="left")
    for column in ("P", "R", "F1", "right", "told", "wanted"):
        table.add_column(column, justify="right")
    for row in rows:
        counts = row.counts
        shares = (counts.precision, counts.recall, counts.f1)
        numbers = (counts.right, counts.told, counts.wanted)
        table.add_row(row.name, *(f"{s:.3f}" for s in shares), *map(str, numbers))
    return table


def _cells(figure: Figure) -> tuple[str | Text, ...]:
    value = "-" if figure.value is None else f"{figure.value:.3f}"
    target = "" if figure.target is None else f"{figure.target:.2f}"
    is_short = (
        figure.value is not None
        and figure.target is not None
        and figure.value < figure.target
    )
    shown = Text(value, style="red" if is_short else "")
    return figure.name, shown, str(figure.n), target
