"""The kept figures as files of a release: a table, and a page to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.quality.figures import read_figures
from benchmarks.quality.page import figure_table, measured, rows_of, target_table
from benchmarks.quality.registry import PACKAGE
from transforms.lexicon import read_table

COLUMNS: Final = (
    *("data_set", "figure", "value", "target", "rows"),
    *("measured_on", "version", "command", "source"),
)
HEAD: Final = """# How well the data are read

Figures kept with the code that made this release, measured on data annotated by others
and on sets of the project's own. They were looked at while the rules were written: on
unseen news expect less. `scores.csv` has them as a table.

The annotated data are not part of the release; with each set its origin and licence are
named. `polemos evaluate --gold DIR` measures them again.
"""


def evaluation_files(kept: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Name -> content of the files on evaluation, from the figures that are kept."""
    figures = read_figures() if kept is None else kept
    return {"report.md": as_page(figures), "scores.csv": as_table(figures)}


def as_page(kept: Mapping[str, Any]) -> str:
    """Targets first, then all figures of every data set that was measured."""
    parts = [HEAD, "## Targets\n", target_table(kept)]
    for row, part, found in _measured(kept):
        parts += [
            f"## {row['name']}\n",
            f"{row['source']}. Rows read: {rows_of(part)}; {found['date']}, "
            f"version {found['version']}.\n",
            figure_table(found["figures"]),
        ]
    return "\n".join(parts)


def as_table(kept: Mapping[str, Any]) -> str:
    """One row per figure, as CSV."""
    targets = {
        (row["name"], row["figure"]): row["target"]
        for row in read_table(PACKAGE, "targets.csv")
    }
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row, part, found in _measured(kept):
        for name, value in found["figures"].items():
            target = targets.get((row["name"], name), "")
            stamp = (found["date"], found["version"], found["command"], row["source"])
            writer.writerow([row["name"], name, value, target, rows_of(part), *stamp])
    return stream.getvalue()


def _measured(
    kept: Mapping[str, Any],
) -> Iterator[tuple[dict[str, str], str, Mapping[str, Any]]]:
    """Row, part and entry of every data set that has figures, in the order of sets."""
    for row in read_table(PACKAGE, "sets.csv"):
        part, found = measured(row["name"], kept)
        if found is not None:
            yield row, part, found
