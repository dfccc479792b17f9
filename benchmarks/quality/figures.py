"""The figures kept in ``benchmarks/figures.toml``, and which of them have dropped.

The file has a part for whole data sets and one for each sample size, since a figure of
a sample is compared with the same sample only.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.quality.reading import OWN
from benchmarks.quality.report import Absent, Report

FILE = OWN / "benchmarks" / "figures.toml"
TOLERANCE = 0.01
DIGITS = 4
HEAD = "# Written by `polemos evaluate --record`; compared in tests/test_quality.py.\n"


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, with which version and by which command figures were measured."""

    date: str
    version: str
    command: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A figure below the one kept."""

    file: str
    name: str
    kept: float
    measured: float

    def __str__(self) -> str:
        return f"{self.file}, {self.name}: {self.kept:.3f} -> {self.measured:.3f}"


Kept = Mapping[str, Mapping[str, Any]]


def read_figures(path: Path = FILE) -> dict[str, Any]:
    """All parts of the file; empty when it is not there."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def part_of(sample: int | None) -> str:
    """The name of the part for a sample size."""
    return "whole" if sample is None else f"sample-{sample}"


def drops(reports: Sequence[Report | Absent], kept: Kept) -> list[Drop]:
    """Figures that are more than .01 below those kept, and those that are gone.

    Figures that are not kept, and data sets that are absent, are not compared.
    """
    found = []
    for report in reports:
        if isinstance(report, Absent):
            continue
        values = {figure.name: figure.value for figure in report.figures}
        for name, value in kept.get(report.file, {}).get("figures", {}).items():
            measured = values.get(name) or 0.0
            if measured < value - TOLERANCE:
                found.append(Drop(report.file, name, value, measured))
    return found


def record(
    reports: Sequence[Report | Absent],
    sample: int | None,
    stamp: Stamp,
    path: Path = FILE,
) -> None:
    """Put the figures of the reports in the place of those kept for their data sets."""
    parts = read_figures(path)
    part = parts.setdefault(part_of(sample), {})
    for report in reports:
        if isinstance(report, Report):
            part[report.file] = {
                "date": stamp.date,
                "version": stamp.version,
                "command": stamp.command,
                "figures": {
                    figure.name: round(figure.value, DIGITS)
                    for figure in report.figures
                    if figure.value is not None
                },
            }
    path.write_text(HEAD + "".join(_toml(parts)), encoding="utf-8")


def _toml(parts: Mapping[str, Kept]) -> list[str]:
    return [
        f"\n[{part}.{file}]\n"
        + "".join(f"{key} = {_text(kept[key])}\n" for key in kept if key != "figures")
        + f"\n[{part}.{file}.figures]\n"
        + "".join(f"{_text(n)} = {v}\n" for n, v in kept["figures"].items())
        for part, files in sorted(parts.items())
        for file, kept in sorted(files.items())
    ]


def _text(value: str) -> str:
    """A basic string of TOML, which JSON writes alike."""
    return json.dumps(value)
