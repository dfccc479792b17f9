"""Which row of the dictionary a name means, on a day and in an article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from transforms.actors.dictionary import NAMED_KINDS, Entry

FORMER = "ELI"
_ORDER = ("organisation", "group", "party", "state", "metonym", "seat", "capital")


def choose(
    entries: Sequence[Entry], on: dt.date | None, home: str | None
) -> Entry | None:
    """The entry that a name means on a day; None if the name stays ambiguous.

    A person out of office is returned with the sector ELI.
    """
    people = [entry for entry in entries if entry.kind == "person"]
    others = [entry for entry in entries if entry.kind != "person"]
    if not others:
        return person_on(people, on, home)
    ranked = sorted(others, key=lambda entry: _rank(entry, on, home))
    return ranked[0]


def _rank(entry: Entry, on: dt.date | None, home: str | None) -> tuple[bool, ...]:
    kind = _ORDER.index(entry.kind) if entry.kind in _ORDER else len(_ORDER)
    return (
        not entry.holds(on),
        entry.kind == "demonym",
        entry.kind not in NAMED_KINDS,
        home is not None and entry.country != home,
        entry.country is None,
        on is None and entry.valid_to is not None,
        kind > 0,
    )


def person_on(
    terms: Sequence[Entry], on: dt.date | None, home: str | None = None
) -> Entry | None:
    """The person that one of several rows of terms means on a day.

    Several persons of one name are told apart by who is in office, then by country;
    the last resort is None.
    """
    holding = [term for term in terms if term.holds(on)]
    for some in (holding, [term for term in terms if term.country == home]):
        bases = {term.base for term in some}
        if len(bases) == 1:
            base = bases.pop()
            return _term([term for term in terms if term.base == base], on)
    if len({term.base for term in terms}) != 1:
        return None
    return _term(terms, on)


def _term(terms: Sequence[Entry], on: dt.date | None) -> Entry:
    """The term of office on a day, else the nearest one before, as former."""
    by_start = sorted(terms, key=lambda term: term.valid_from or dt.date.min)
    holding = [term for term in by_start if term.holds(on)]
    if holding:
        return holding[-1]
    past = [
        term
        for term in by_start
        if (term.valid_to or dt.date.min) < (on or dt.date.max)
    ]
    return former((past or by_start[:1])[-1])


def former(entry: Entry) -> Entry:
    """The same person as a former holder of office."""
    return Entry(
        entity_id=entry.entity_id,
        name=entry.name,
        kind=entry.kind,
        country=entry.country,
        sector=FORMER,
        sectors=(FORMER,),
        source=entry.source,
    )
