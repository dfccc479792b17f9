"""What a scorer hands back: figures, a table by type, the worst errors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were told right, told at all, and wanted."""

    right: int
    told: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was told that is right; 0 where nothing was told."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was told; 0 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.told + self.wanted
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value between 0 and 1 over ``n`` cases; None where n is 0."""

    name: str
    value: float | None
    n: int
    target: float | None = None


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type (of event, span, expression) with its counts."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Report:
    """The scores on one data set.

    ``errors`` are short lines, the worst first; ``note`` tells what was left out.
    """

    file: str
    figures: tuple[Figure, ...]
    types: tuple[TypeRow, ...] = ()
    errors: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """A data set that cannot be scored, and the path that is not there."""

    file: str
    missing: str


def share(name: str, part: int, whole: int) -> Figure:
    """A figure that is a part of a whole."""
    return Figure(name, part / whole if whole else None, whole)


def f1_figures(name: str, counts: Counts) -> tuple[Figure, ...]:
    """Precision, recall and F1 of one question, named after it."""
    return (
        Figure(f"{name} P", counts.precision if counts.told else None, counts.told),
        Figure(f"{name} R", counts.recall if counts.wanted else None, counts.wanted),
        Figure(f"{name} F1", counts.f1 if counts.wanted else None, counts.wanted),
    )


def macro_f1(name: str, rows: tuple[TypeRow, ...]) -> Figure:
    """Mean F1 over the types that the data set holds."""
    held = [row.counts.f1 for row in rows if row.counts.wanted]
    return Figure(name, sum(held) / len(held) if held else None, len(held))


def as_json(report: Report | Absent, n_errors: int) -> dict[str, Any]:
    """A report as plain values; P, R and F1 are added to the counts of each type."""
    if isinstance(report, Absent):
        return {"file": report.file, "absent": report.missing}
    rows = [
        {
            "name": row.name,
            "precision": row.counts.precision,
            "recall": row.counts.recall,
            "f1": row.counts.f1,
            **asdict(row.counts),
        }
        for row in report.types
    ]
    figures = [asdict(figure) for figure in report.figures]
    return {
        "file": report.file,
        "figures": figures,
        "types": rows,
        "errors": list(report.errors[:n_errors]),
        "note": report.note,
    }
