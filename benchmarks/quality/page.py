"""Write the kept figures into the tables of ``benchmarks/quality.md``.

Run: python -m benchmarks.quality.page
The prose of the page stays; tables of data sets and the table of targets are made anew
from ``figures.toml`` and ``targets.csv``. A figure of the whole set is preferred to
that of a sample, a large sample to a small one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks.quality.figures import read_figures
from benchmarks.quality.reading import OWN
from benchmarks.quality.registry import PACKAGE
from transforms.lexicon import read_table

PAGE = OWN / "benchmarks" / "quality.md"
SECTION = re.compile(r"(?ms)^### (\w+)\n(.*?)(?=^##|\Z)")
TABLE = re.compile(r"(?m)^\| figure \| value \|\n(?:\|.*\n)+")
ROWS = re.compile(r"(?m)^Rows read: .*$")
TARGETS = re.compile(r"(?m)^\| question \|.*\n(?:\|.*\n)+")


def main() -> None:
    """Rewrite the tables of the page in place."""
    PAGE.write_text(rewritten(PAGE.read_text("utf-8"), read_figures()), "utf-8")


def rewritten(page: str, kept: Mapping[str, Any]) -> str:
    """The page with its tables made from these figures."""

    def section(match: re.Match[str]) -> str:
        name, text = match.groups()
        part, found = measured(name, kept)
        if found is None:
            return match.group()
        text = TABLE.sub(lambda _: figure_table(found["figures"]), text)
        rows = f"Rows read: {rows_of(part)}; {found['date']}."
        return f"### {name}\n{ROWS.sub(rows, text)}"

    page = SECTION.sub(section, page)
    return TARGETS.sub(lambda _: target_table(kept), page)


def measured(name: str, kept: Mapping[str, Any]) -> tuple[str, Any]:
    """The part of the file that holds a data set, and its entry; None if none does."""
    parts = sorted(kept, key=_size, reverse=True)
    return next(((p, kept[p][name]) for p in parts if name in kept[p]), ("", None))


def _size(part: str) -> int:
    return sys.maxsize if part == "whole" else int(part.removeprefix("sample-"))


def rows_of(part: str) -> str:
    """How many rows a part of the file was measured on."""
    return "all" if part == "whole" else part.removeprefix("sample-")


def figure_table(figures: Mapping[str, float]) -> str:
    """Name and value of every figure."""
    rows = [f"| {name} | {value:.3f} |" for name, value in figures.items()]
    return "\n".join(["| figure | value |", "|---|---|", *rows, ""])


def target_table(kept: Mapping[str, Any]) -> str:
    """Every target with the figure measured for it."""
    lines = [
        "| question | data set | figure | measured | target | rows |",
        "|---|---|---|---|---|---|",
    ]
    for row in read_table(PACKAGE, "targets.csv"):
        part, found = measured(row["name"], kept)
        value = found["figures"].get(row["figure"]) if found else None
        shown = "not measured" if value is None else f"{value:.3f}"
        question = row["source"].partition(": ")[2]
        lines.append(
            f"| {question} | `{row['name']}` | {row['figure']} | {shown} "
            f"| {float(row['target']):.2f} | {rows_of(part)} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
