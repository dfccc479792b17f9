"""Which fields of a claim are as a careful reader codes the event it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from schemas.records import Claim, Party, Quantity

Wanted = Mapping[str, Any]
WORD = re.compile(r"\w+")
# People taken by police or by fighters: gold files do not tell them apart.
DETAINED = frozenset({"arrested", "captured"})
OTHER_WHOSE = frozenset({"all", "unknown", "civilians"})


def codes_of(wanted: Wanted) -> set[tuple[str, str | None]]:
    """The pairs of type and mode that are right."""
    others = {(item["type"], item["mode"]) for item in wanted.get("alt", ())}
    return {(wanted["type"], wanted["mode"])} | others


def fields_right(
    claim: Claim, wanted: Wanted, others: Sequence[Claim] = ()
) -> dict[str, list[bool]]:
    """Per field whether it is right; empty where the field is not to be scored.

    Numbers may stand in any of the claims that tell the event: ``others`` are those
    beside the best one.
    """
    place = claim.place
    claims = (claim, *others)
    return {
        "mode": [(claim.event_type, claim.mode) in codes_of(wanted)],
        "direction": [_one(claim.direction, wanted, "direction")],
        "actors": [_some(_countries(claim.actors), wanted, "actors")],
        "recipients": [_some(_countries(claim.recipients), wanted, "recipients")],
        "both sides": [
            _some(_countries(claim.actors), wanted, "actors")
            and _some(_countries(claim.recipients), wanted, "recipients")
        ],
        "actors complete": [_all(_countries(claim.actors), wanted, "actors")],
        "recipients complete": [
            _all(_countries(claim.recipients), wanted, "recipients")
        ],
        "sectors": [
            *_sectors(claim.actors, wanted, "actor_sectors"),
            *_sectors(claim.recipients, wanted, "recipient_sectors"),
        ],
        "place": _place(claim, wanted),
        "country": [_one(place.country if place else None, wanted, "country")]
        if "country" in wanted
        else [],
        "date": _date(claim, wanted),
        "date overlaps": _date_overlaps(claim, wanted),
        "factuality": [_is_among(claim.factuality, wanted)],
        "background": []
        if wanted.get("background_either")
        else [claim.is_background == wanted["is_background"]],
        "quantities": [
            _told(claims, item) is not None
            for item in wanted["quantities"]
            if item["counted"] != "other"
        ],
        "whose": list(_whose(claims, wanted)),
    }


def _one(value: str | None, wanted: Wanted, field: str) -> bool:
    return value in {wanted[field], *wanted.get(f"alt_{field}", ())}


def _some(values: set[str], wanted: Wanted, field: str) -> bool:
    """Accepted values only, and at least one; null accepts an empty side."""
    main, others = set(wanted[field]), set(wanted.get(f"alt_{field}", ()))
    if not values:
        return not main or None in others
    return values <= main | others


def _all(values: set[str], wanted: Wanted, field: str) -> bool:
    """All expected values and none but accepted ones; null accepts an empty side."""
    main, others = set(wanted[field]), set(wanted.get(f"alt_{field}", ()))
    if not values:
        return not main or None in others
    return values <= main | others and (main <= values or bool(values & others))


def _countries(parties: Iterable[Party]) -> set[str]:
    return {party.country for party in parties if party.country}


def _sectors(parties: Sequence[Party], wanted: Wanted, field: str) -> list[bool]:
    if not wanted[field] or not parties:
        return []
    told = {sector for party in parties for sector in party.sectors}
    accepted = {*wanted[field], *wanted.get(f"alt_{field}", ())}
    return [bool(told) and told <= accepted]


def _place(claim: Claim, wanted: Wanted) -> list[bool]:
    accepted = {wanted.get("place"), *wanted.get("alt_place", ())}
    if wanted.get("place") is None:
        return []
    if claim.place is None or claim.place.precision in {"country", "region"}:
        named = claim.place.name if claim.place else None
        return [None in accepted or named in accepted]
    names = {name for name in (claim.place.name, claim.place.text) if name}
    return [
        any(is_same_name(name, other) for name in names for other in accepted - {None})
    ]


def is_same_name(one: str, other: str) -> bool:
    """Equal names, or one with a word more ("Gao", "the Gao region")."""
    words, others = (WORD.findall(name.casefold()) for name in (one, other))
    short, long = sorted((words, others), key=len)
    return bool(short) and any(
        long[place : place + len(short)] == short for place in range(len(long))
    )


def _days(wanted: Wanted) -> list[list[str]]:
    """The accepted intervals; none where the date is not to be scored."""
    if wanted["date_precision"] == "unknown" or wanted.get("date_either"):
        return []
    main = [wanted["date_start"], wanted["date_end"]]
    return [days for days in (main, wanted.get("alt_date")) if days and days[0]]


def _date(claim: Claim, wanted: Wanted) -> list[bool]:
    accepted = _days(wanted)
    told = [str(claim.date.date_start), str(claim.date.date_end)]
    return [told in accepted] if accepted else []


def _date_overlaps(claim: Claim, wanted: Wanted) -> list[bool]:
    accepted = _days(wanted)
    first, last = str(claim.date.date_start), str(claim.date.date_end)
    is_told = claim.date.date_start is not None
    return (
        [is_told and any(first <= end and start <= last for start, end in accepted)]
        if accepted
        else []
    )


def _is_among(value: str, wanted: Wanted) -> bool:
    return value in {*wanted["factuality"], *wanted.get("alt_factuality", ())}


def _told(claims: Sequence[Claim], number: Wanted) -> tuple[Claim, Quantity] | None:
    """The number that says the same, with its claim, unless its owner is another."""
    counted = {number["counted"], *number.get("alt_counted", ())}
    if counted & DETAINED:
        counted |= DETAINED
    wanted = (number["low"], number["best"], number["high"])
    for claim in claims:
        for quantity in claim.quantities:
            bounds = (quantity.low, quantity.best, quantity.high)
            if quantity.counted in counted and _equal(bounds, wanted):
                return claim, quantity
    return None


def _equal(bounds: Sequence[float | None], wanted: Sequence[float | None]) -> bool:
    """Equal bounds; a best value inside a range and a rough number's own bounds pass.

    "About N" may also be told as N to N, "dozens" as the interval it stands for.
    """
    low, best, high = wanted
    if (low, best, high) == (None, None, None):
        return bounds[0] != bounds[2]
    if (low, high) == (None, None):
        return bounds[1] == best
    is_inside = bounds[1] is None or (low or 0) <= bounds[1] <= (high or bounds[1])
    is_range = best is None and low is not None and high is not None
    if is_range:
        return (bounds[0], bounds[2]) == (low, high) and is_inside
    return tuple(bounds) == tuple(wanted)


def _whose(claims: Sequence[Claim], wanted: Wanted) -> Iterable[bool]:
    for number in wanted["quantities"]:
        told = _told(claims, number)
        if told is not None and number["whose"] not in OTHER_WHOSE:
            yield _is_owner(*told, number["whose"])


def _is_owner(claim: Claim, quantity: Quantity, country: str) -> bool:
    side = {"actors": claim.actors, "recipients": claim.recipients}
    role, index = quantity.whose.role, quantity.whose.index
    owners = side.get(role, ())
    countries = _countries(owners if index is None else owners[index : index + 1])
    if role in side and not countries:
        return bool(owners)  # the right people, of a country nobody told
    return role == "civilians" or country in countries
