"""The gazetteer: GeoNames places and divisions, countries, the overlay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import get_args

import polars as pl

from schemas.records import PlacePrecision
from transforms.lexicon import LexiconError, read_table
from transforms.places.names import digest, fold, without_article

PACKAGE = "transforms.places"
ENTRIES = Path(str(files(PACKAGE) / "data" / "gazetteer.parquet"))
NAMES = Path(str(files(PACKAGE) / "data" / "names.parquet"))
MAX_CANDIDATES = 40
SAME_TOWN = 0.2  # degrees
GEONAMES = "GeoNames (CC BY 4.0)"


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory, with the words for its people (they are not places)."""

    iso3: str
    iso2: str
    name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    latitude: float
    longitude: float
    geonames_id: int
    population: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer.

    ``country`` is null where the place lies in several (seas, rivers, regions);
    ``kind`` is country, admin1, admin2, city or a kind of the overlay (region, sea...).
    """

    place_id: str
    geonames_id: int | None
    kind: str
    name: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int
    precision: PlacePrecision
    source: str = GEONAMES


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry a name may stand for; ``is_main`` if it is the entry's own name."""

    entry: Entry
    is_main: bool


@cache
def countries() -> tuple[Country, ...]:
    """All states and territories known."""
    return tuple(
        Country(
            row["iso3"], row["iso2"], row["name"], _cells(row["aliases"]),
            _cells(row["demonyms"]), float(row["latitude"]), float(row["longitude"]),
            int(row["geonames_id"]), int(row["population"]),
        )
        for row in read_table(PACKAGE, "countries.csv")
    )  # fmt: skip


@cache
def demonyms() -> dict[str, str]:
    """The country of a people's word: "Syrian" and "Syrians" are SYR."""
    return {word: item.iso3 for item in countries() for word in item.demonyms}


@cache
def overlay() -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    """The project's own places with all their names.

    Raises LexiconError for a row with an unknown precision or broken coordinates.
    """
    return tuple(
        overlay_entry(row, number)
        for number, row in enumerate(read_table(PACKAGE, "overlay.csv"), start=2)
    )


class Gazetteer:
    """Names to places; one per process, by ``load_gazetteer``.

    The index holds digests of folded names, not the names: small, and nothing to
    build at the start.
    """

    def __init__(self, entries: pl.DataFrame, names: pl.DataFrame) -> None:
        self._entries = entries
        self._digests = names.get_column("step").cum_sum().to_numpy()
        self._codes = names.get_column("code").to_numpy()
        self._own: dict[str, list[Candidate]] = {}
        self._add_own()
        self._countries = {
            item.entry.place_id: item
            for found in self._own.values()
            for item in found
            if item.entry.kind == "country"
        }
        self._cache: dict[str, tuple[Candidate, ...]] = {}

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """Places of that name, the most populous first; empty if there is none."""
        key = fold(name)
        found = self._cache.get(key)
        if found is None:
            found = self._read(key) or self._read(without_article(key))
            self._cache[key] = found
        return found

    @property
    def size(self) -> int:
        """Places of GeoNames held."""
        return self._entries.height

    def by_id(self, geonames_id: int) -> Entry | None:
        """The place of a GeoNames id: a country, a division, a town."""
        for item in self._countries.values():
            if item.entry.geonames_id == geonames_id:
                return item.entry
        numbers = self._entries.get_column("geonames_id").index_of(geonames_id)
        return None if numbers is None else self._entry(numbers)

    def country(self, iso3: str) -> Candidate | None:
        """The country of an ISO 3166 alpha-3 code."""
        return self._countries.get(iso3)

    def _add_own(self) -> None:
        """Countries, the overlay and aliases, tied to GeoNames where it has the place.

        An overlay town or division that GeoNames has keeps its GeoNames id.
        """
        for entry, names in _own_entries():
            known = self._listed(entry, names)
            namesake = self._namesake(entry, names)
            for place, name in enumerate(names):
                held = self._own.setdefault(fold(name), [])
                held.append(Candidate(known or entry, place == 0))
                if namesake is not None:
                    held.append(Candidate(namesake, False))
        for row in read_table(PACKAGE, "aliases.csv"):
            for item in self._read(fold(row["name"])):
                if (item.entry.country, item.entry.kind) == (
                    row["country"],
                    row["kind"],
                ):
                    candidate = Candidate(item.entry, True)
                    self._own.setdefault(fold(row["alias"]), []).append(candidate)
                    break

    def _namesake(self, own: Entry, names: tuple[str, ...]) -> Entry | None:
        """The division that bears an overlay town's name."""
        if own.precision != "city" or own.country is None:
            return None
        codes = (code for name in names for code in self._slots(fold(name)))
        entries = (self._entry(code >> 1) for code in codes)
        return next(
            (
                entry
                for entry in entries
                if entry.kind == "admin1" and entry.country == own.country
            ),
            None,
        )

    def _listed(self, own: Entry, names: tuple[str, ...]) -> Entry | None:
        """The GeoNames entry of an overlay place: a town renamed, a division moved."""
        if own.kind == "country" or own.precision not in ("city", "admin1"):
            return None
        for name in names:
            for code in self._slots(fold(name)):
                entry = self._entry(code >> 1)
                if entry.country == own.country and entry.kind == own.precision:
                    if own.precision == "admin1":
                        return replace(
                            entry, latitude=own.latitude, longitude=own.longitude
                        )
                    if _is_near(entry, own):
                        return replace(entry, name=own.name)
        return None

    def _read(self, key: str) -> tuple[Candidate, ...]:
        found = list(self._own.get(key, ()))
        taken = {candidate.entry.geonames_id for candidate in found} - {None}
        for code in self._slots(key):
            entry = self._entry(code >> 1)
            if entry.geonames_id not in taken:
                found.append(Candidate(entry, bool(code & 1)))
        found.sort(key=_prominence, reverse=True)
        return tuple(found[:MAX_CANDIDATES])

    def _slots(self, key: str) -> list[int]:
        wanted = digest(key)
        start = int(self._digests.searchsorted(wanted))
        end = start
        while end < len(self._digests) and self._digests[end] == wanted:
            end += 1
        return [int(code) for code in self._codes[start:end]]

    def _entry(self, number: int) -> Entry:
        row = self._entries.row(number, named=True)
        return Entry(
            row["code"] or str(row["geonames_id"]), row["geonames_id"], row["kind"],
            row["name"], row["country"], row["admin1"] or None,
            row["latitude"] / 1000, row["longitude"] / 1000, row["population"],
            row["kind"],
        )  # fmt: skip


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the package, read once per process."""
    return Gazetteer(pl.read_parquet(ENTRIES), pl.read_parquet(NAMES))


@cache
def gazetteer_version() -> str:
    """Name and version of the data, as written on every run."""
    return str(pl.read_parquet_metadata(ENTRIES)["version"])


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _prominence(candidate: Candidate) -> tuple[bool, int, bool]:
    entry = candidate.entry
    return entry.kind == "country", entry.population, candidate.is_main


def overlay_entry(row: dict[str, str], number: int) -> tuple[Entry, tuple[str, ...]]:
    """An overlay row with all its names; ``number`` is its line in the file."""
    where = f"{PACKAGE}/data/overlay.csv, row {number}"
    if row["precision"] not in get_args(PlacePrecision):
        raise LexiconError(f"{where}: precision {row['precision']!r}")
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError as error:
        raise LexiconError(f"{where}: coordinates: {error}") from error
    population = {"region": 3_000_000, "admin1": 1_000_000}.get(
        row["precision"], 50_000
    )
    entry = Entry(
        row["place_id"], None, row["kind"], row["name"], row["country"] or None,
        row["admin1"] or None, latitude, longitude, population,
        row["precision"], row["source"],  # type: ignore[arg-type]  # checked above
    )  # fmt: skip
    return entry, (row["name"], *_cells(row["aliases"]))


def _is_near(one: Entry, other: Entry) -> bool:
    """Within about 20 km: the same town."""
    north = abs(one.latitude - other.latitude)
    east = abs(one.longitude - other.longitude)
    return north < SAME_TOWN and east < SAME_TOWN


def _own_entries() -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for item in countries():
        entry = Entry(
            item.iso3, item.geonames_id, "country", item.name, item.iso3, None,
            item.latitude, item.longitude, item.population, "country",
        )  # fmt: skip
        yield entry, (item.name, *item.aliases)
    yield from overlay()
