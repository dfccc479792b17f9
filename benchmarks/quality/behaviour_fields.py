"""Which of the fields that a behaviour text insists on a claim has right.

A field that the expectation does not list is not looked at. ``alt_FIELD`` holds further
accepted values, null among them for leaving it empty; ``alt_sides`` holds other ways to
read both sides at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from benchmarks.quality.fields import Wanted, is_same_name
from benchmarks.quality.matching import is_shown
from schemas.records import Claim, Party, Quantity

# People taken by police or by fighters are not told apart.
DETAINED = frozenset({"arrested", "captured"})
COARSE = frozenset({"country", "region"})


def tells(claim: Claim, wanted: Wanted) -> bool:
    """Whether a claim has the type of an expected event, in the view it belongs to."""
    types = {item["event_type"] for item in (wanted, *wanted.get("alt", ()))}
    return claim.event_type in types and _is_in_view(claim, wanted)


def _is_in_view(claim: Claim, wanted: Wanted) -> bool:
    if claim.is_background != wanted.get("is_background", False):
        return False
    return claim.factuality in wanted.get("factuality", ("completed", "ongoing"))


def marks(claim: Claim, wanted: Wanted, claims: Sequence[Claim]) -> dict[str, bool]:
    """The listed fields, each right or not; a twin may hold the numbers."""
    twins = [c for c in claims if c.event_type == claim.event_type and is_shown(c)]
    checks: Mapping[str, Callable[[], bool]] = {
        "mode": lambda: _mode(claim, wanted),
        "actors": lambda: _sides(claim, wanted),
        "actor_sectors": lambda: _sector(claim.actors, wanted["actor_sectors"]),
        "recipient_sectors": lambda: _sector(
            claim.recipients, wanted["recipient_sectors"]
        ),
        "direction": lambda: claim.direction == wanted["direction"],
        "place": lambda: _place(claim, wanted),
        "country": lambda: _country(claim, wanted),
        "date_start": lambda: _date(claim, wanted),
        "quantities": lambda: all(
            _number(number, (claim, *twins)) for number in wanted["quantities"]
        ),
        "no_quantities": lambda: (
            not any(
                _says(quantity, number)
                for number in wanted["no_quantities"]
                for twin in (claim, *twins)
                for quantity in twin.quantities
            )
        ),
    }
    names = {"actors": "sides", "date_start": "date"}
    return {
        names.get(field, field): check()
        for field, check in checks.items()
        if field in wanted or field == "mode"
    }


def _mode(claim: Claim, wanted: Wanted) -> bool:
    """A reading without a mode takes any."""
    return any(
        item["event_type"] == claim.event_type
        and item.get("mode") in {None, claim.mode}
        for item in (wanted, *wanted.get("alt", ()))
    )


def _sides(claim: Claim, wanted: Wanted) -> bool:
    return any(
        _side(claim.actors, reading, "actors")
        and _side(claim.recipients, reading, "recipients")
        for reading in (wanted, *wanted.get("alt_sides", ()))
    )


def _side(parties: Iterable[Party], reading: Wanted, field: str) -> bool:
    """All expected countries and none but accepted ones."""
    told = {party.country for party in parties if party.country}
    main, others = set(reading[field]), set(reading.get(f"alt_{field}", ()))
    if not told:
        return not main or None in others
    return told <= main | others and (main <= told or bool(told & others))


def _sector(parties: Iterable[Party], accepted: Iterable[str]) -> bool:
    told = {sector for party in parties for sector in party.sectors}
    return bool(told & set(accepted))


def _place(claim: Claim, wanted: Wanted) -> bool:
    accepted = {wanted["place"], *wanted.get("alt_place", ())}
    place = claim.place
    if place is None or place.precision in COARSE:
        return None in accepted
    names = [name for name in (place.name, place.text) if name]
    return any(is_same_name(a, b) for a in names for b in accepted if b)


def _country(claim: Claim, wanted: Wanted) -> bool:
    told = claim.place.country if claim.place else None
    return told in {wanted["country"], *wanted.get("alt_country", ())}


def _date(claim: Claim, wanted: Wanted) -> bool:
    """One of the intervals; a null end leaves the end open."""
    start, end = str(claim.date.date_start), str(claim.date.date_end)
    days = [(wanted["date_start"], wanted["date_end"]), *wanted.get("alt_date", ())]
    return any(start == first and last in {None, end} for first, last in days)


def _number(number: Wanted, claims: Iterable[Claim]) -> bool:
    return any(
        _says(quantity, number) and _is_owned(claim, quantity, number.get("whose"))
        for claim in claims
        for quantity in claim.quantities
    )


def _says(quantity: Quantity, number: Wanted) -> bool:
    """The same count with the listed bounds; a range may have any best value."""
    counted = number["counted"]
    accepted = {counted} if isinstance(counted, str) else set(counted)
    if accepted & DETAINED:
        accepted |= DETAINED
    return quantity.counted in accepted and any(
        all(
            getattr(quantity, bound) == item[bound]
            for bound in ("low", "best", "high")
            if bound in item
        )
        for item in (number, *number.get("alt", ()))
    )


def _is_owned(claim: Claim, quantity: Quantity, whose: str | list[str] | None) -> bool:
    """Whether the number is of the side, or of the country, that is asked for."""
    if whose is None:
        return True
    accepted = {whose} if isinstance(whose, str) else set(whose)
    role, index = quantity.whose.role, quantity.whose.index
    sides = {"actors": claim.actors, "recipients": claim.recipients}
    owners = sides.get(role, ())
    told = owners if index is None else owners[index : index + 1]
    return role in accepted or bool({party.country for party in told} & accepted)
