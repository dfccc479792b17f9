"""The system of states: numbers that Gleditsch-Ward and COW give a country by day."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from schemas.ontology import ontology

FILE: Final = "schemas/data/states.csv"


class StateError(ValueError):
    """A country code that is neither ours nor international, or a broken row."""


@dataclass(frozen=True, slots=True)
class State:
    """A country with the numbers it has from one day to another.

    ``iso3`` is ours: KOS for Kosovo. A territory, and a state outside the systems, has
    no numbers. ``valid_from`` and ``valid_to`` are inclusive; None is without end.
    """

    iso3: str
    iso2: str
    iso_numeric: str | None
    name: str
    gw_number: int | None
    cow_number: int | None
    fips: str | None
    region: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the row is valid on a day."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class StateNumbers:
    """Numbers of a state on a day; None where a system does not have it then."""

    gw_number: int | None = None
    cow_number: int | None = None


@cache
def states() -> Mapping[str, tuple[State, ...]]:
    """Rows by ISO 3166 alpha-3 code, those of one country in the order of time.

    Raises StateError when a row cannot be used.
    """
    path = files("schemas") / "data" / "states.csv"
    found: dict[str, list[State]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["iso3"], []).append(_state(row))
    return MappingProxyType({iso3: tuple(rows) for iso3, rows in found.items()})


def state_numbers(iso3: str, day: dt.date | None) -> StateNumbers:
    """The numbers of a country on a day; none for a body of states or without a day.

    Raises StateError for a code that is not in use here.
    """
    rows = states().get(iso3)
    if rows is None:
        if iso3 in ontology().international:
            return StateNumbers()
        raise StateError(f"country {iso3!r} is not in {FILE}")
    for row in rows:
        if day is not None and row.holds_on(day):
            return StateNumbers(row.gw_number, row.cow_number)
    return StateNumbers()


def _state(row: Mapping[str, str]) -> State:
    try:
        return State(
            iso3=row["iso3"],
            iso2=row["iso2"],
            iso_numeric=row["iso_numeric"] or None,
            name=row["name"],
            gw_number=_number(row["gw_number"]),
            cow_number=_number(row["cow_number"]),
            fips=row["fips"] or None,
            region=row["region"] or None,
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
    except (KeyError, ValueError) as error:
        raise StateError(f"{FILE}: {error} in {dict(row)}") from error


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None
