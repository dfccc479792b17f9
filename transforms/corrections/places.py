"""A place as a reviewer names it: by GeoNames id, or by name and country."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.corrections.errors import CorrectionError
from transforms.corrections.values import Values
from transforms.places.gazetteer import Entry, load_gazetteer
from transforms.places.record import COARSE

MAX_SHOWN = 8


def place_of(text: str) -> Values:
    """The whole place of an id, a name, a code: ``216281``, ``Goma, COD``, ``SDN``.

    A country's name means the country, and a town goes before a division of its name,
    which is ``Goma, admin2``.

    Raises CorrectionError for an id or name that the gazetteer does not have, and for
    a name of several places, which it lists.
    """
    entry = _by_id(int(text)) if text.isdecimal() else _by_name(text)
    is_coarse = entry.precision in COARSE
    return {
        "name": entry.name,
        "geonames_id": entry.geonames_id,
        "country": entry.country,
        "admin1": entry.admin1,
        "latitude": None if is_coarse else entry.latitude,
        "longitude": None if is_coarse else entry.longitude,
        "precision": entry.precision,
        "basis": "stated",
    }


def shown_place(place: Values | None) -> str:
    """A place in a line: name, division, country, and its id in brackets."""
    if place is None:
        return ""
    words = [place["name"], place["admin1"], place["country"]]
    if place["precision"] in COARSE:
        words = [place["name"], place["country"] or place["precision"]]
    number = f" [{place['geonames_id']}]" if place["geonames_id"] else ""
    return ", ".join(str(word) for word in words if word) + number


def _by_id(geonames_id: int) -> Entry:
    entry = load_gazetteer().by_id(geonames_id)
    if entry is None:
        raise CorrectionError(f"place: the gazetteer has no GeoNames id {geonames_id}")
    return entry


def _by_name(text: str) -> Entry:
    name, *within = (part.strip() for part in text.split(","))
    state = load_gazetteer().country(name)
    if state is not None and not within:
        return state.entry
    found = [
        candidate
        for candidate in load_gazetteer().lookup(name)
        if all(_lies_in(candidate.entry, part) for part in within)
    ]
    if not found:
        raise CorrectionError(
            f"place: the gazetteer has no {text!r}; give a GeoNames id, or a name as "
            "'Goma, COD' with its country or first-level division"
        )
    own = [item.entry for item in found if item.is_main] or [i.entry for i in found]
    entries = _meant(list({entry.place_id: entry for entry in own}.values()))
    if len(entries) > 1:
        raise CorrectionError(
            f"place: {text!r} may be {_listed(entries)}; give the id of the one meant"
        )
    return entries[0]


def _meant(entries: list[Entry]) -> list[Entry]:
    """A country before all else; a town before the divisions named after it."""
    states = [entry for entry in entries if entry.kind == "country"]
    towns = [entry for entry in entries if entry.kind == "city"]
    where = {(entry.country, entry.admin1) for entry in towns}
    return states[:1] or [
        entry
        for entry in entries
        if entry.kind == "city" or (entry.country, entry.admin1) not in where
    ]


def _lies_in(entry: Entry, part: str) -> bool:
    """Whether a place lies in a country or division, or is of that precision."""
    wanted = part.casefold()
    names = {entry.country, entry.admin1, entry.precision}
    state = load_gazetteer().country(entry.country or "")
    if state is not None:
        names.add(state.entry.name)
    return wanted in {name.casefold() for name in names if name}


def _listed(entries: Sequence[Entry]) -> str:
    words = [
        f"{entry.geonames_id or entry.place_id} ({entry.name}, "
        f"{entry.admin1 or entry.kind}, {entry.country or 'no country'}; {entry.kind})"
        for entry in entries[:MAX_SHOWN]
    ]
    if len(entries) > MAX_SHOWN:
        words.append(f"{len(entries) - MAX_SHOWN} more")
    return ", ".join(words)
