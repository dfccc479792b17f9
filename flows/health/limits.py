"""When an alarm rings: the limits of data/alarms.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from transforms.lexicon import read_table

Level = Literal["alarm", "warning"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in its unit, and how much history there must be to judge by it."""

    level: Level
    limit: float
    least: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: how bad, which source (empty: all), check, and figures."""

    level: Level
    source: str
    check: str
    told: str


@cache
def limits() -> Mapping[str, Limit]:
    """The limit of each check by its name."""
    rows = read_table(__package__, "alarms.csv")
    return MappingProxyType({row["alarm"]: _limit(row) for row in rows})


def found(check: str, source: str, told: str) -> Finding:
    """A finding of a check, as bad as the table says."""
    return Finding(limits()[check].level, source, check, told)


def _limit(row: Mapping[str, str]) -> Limit:
    level: Level = "alarm" if row["level"] == "alarm" else "warning"
    return Limit(level, float(row["limit"]), int(row["least"]), row["meaning"])
