"""Compare claims with the events that a careful reader codes in an article.

An expected event is found by a claim whose sentence holds one of its evidence quotes
and whose type is the event's or one of its alternatives. Fields are scored on found
events only, on the claim that fits best.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.records import Claim, Party, Quantity

Wanted = Mapping[str, Any]
SHOWN = frozenset({"completed", "ongoing"})
OTHER_WHOSE = frozenset({"all", "unknown", "civilians"})


@dataclass(frozen=True, slots=True)
class Found:
    """An expected event with the claims that find it, the best one first."""

    wanted: Wanted
    claims: tuple[Claim, ...]


def is_shown(claim: Claim) -> bool:
    """Whether a claim is in the default view."""
    return claim.factuality in SHOWN and not claim.is_background


def codes_of(wanted: Wanted) -> set[tuple[str, str | None]]:
    """The pairs of type and mode that are right."""
    others = {(item["type"], item["mode"]) for item in wanted.get("alt", ())}
    return {(wanted["type"], wanted["mode"])} | others


def tells(claim: Claim, wanted: Wanted) -> bool:
    """Whether a claim finds an event."""
    types = {event_type for event_type, _ in codes_of(wanted)}
    quotes = wanted["evidence"]
    return claim.event_type in types and any(quote in claim.quote for quote in quotes)


def is_accepted(claim: Claim, others: Iterable[Wanted]) -> bool:
    """Whether a claim tells an event that may be found but need not be."""
    return any(tells(claim, item) for item in others)


def match(claims: Sequence[Claim], wanted: Sequence[Wanted]) -> list[Found]:
    """Give every claim the event it fits best; each event gets one claim first."""
    pairs = [
        (c, w)
        for c, claim in enumerate(claims)
        for w, item in enumerate(wanted)
        if tells(claim, item)
    ]
    pairs.sort(key=lambda pair: _fit(claims[pair[0]], wanted[pair[1]]), reverse=True)
    found: dict[int, list[Claim]] = {}
    taken: set[int] = set()
    for is_first in (True, False):
        for c, w in pairs:
            if c in taken or (is_first and w in found):
                continue
            taken.add(c)
            found.setdefault(w, []).append(claims[c])
    return [
        Found(item, tuple(found.get(place, ()))) for place, item in enumerate(wanted)
    ]


def _fit(claim: Claim, wanted: Wanted) -> tuple[bool, float]:
    marks = fields_right(claim, wanted)
    return marks["mode"] == [True], sum(all(right) for right in marks.values() if right)


def fields_right(claim: Claim, wanted: Wanted) -> dict[str, list[bool]]:
    """Per field whether it is right; empty where the field is not to be scored."""
    place = claim.place
    return {
        "mode": [(claim.event_type, claim.mode) in codes_of(wanted)],
        "direction": [_one(claim.direction, wanted, "direction")],
        "actors": [_all(_countries(claim.actors), wanted, "actors")],
        "recipients": [_all(_countries(claim.recipients), wanted, "recipients")],
        "sectors": [
            *_sectors(claim.actors, wanted, "actor_sectors"),
            *_sectors(claim.recipients, wanted, "recipient_sectors"),
        ],
        "place": _place(claim, wanted),
        "country": [_one(place.country if place else None, wanted, "country")]
        if "country" in wanted
        else [],
        "date": _date(claim, wanted),
        "factuality": [_is_among(claim.factuality, wanted)],
        "background": []
        if wanted.get("background_either")
        else [claim.is_background == wanted["is_background"]],
        "quantities": [_told(claim, item) is not None for item in wanted["quantities"]],
        "whose": list(_whose(claim, wanted)),
    }


def _one(value: str | None, wanted: Wanted, field: str) -> bool:
    return value in {wanted[field], *wanted.get(f"alt_{field}", ())}


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
    names = {claim.place.name, claim.place.text}
    return [bool(names & (accepted - {None}))]


def _date(claim: Claim, wanted: Wanted) -> list[bool]:
    if wanted["date_precision"] == "unknown" or wanted.get("date_either"):
        return []
    told = [str(claim.date.date_start), str(claim.date.date_end)]
    return [
        told in ([wanted["date_start"], wanted["date_end"]], wanted.get("alt_date"))
    ]


def _is_among(value: str, wanted: Wanted) -> bool:
    return value in {*wanted["factuality"], *wanted.get("alt_factuality", ())}


def _told(claim: Claim, number: Wanted) -> Quantity | None:
    """The number of the claim that says the same, unless its owner is another."""
    for quantity in claim.quantities:
        bounds = (quantity.low, quantity.best, quantity.high)
        wanted = (number["low"], number["best"], number["high"])
        counted = {number["counted"], *number.get("alt_counted", ())}
        if quantity.counted in counted and _equal(bounds, wanted):
            return quantity
    return None


def _equal(bounds: Sequence[float | None], wanted: Sequence[float | None]) -> bool:
    """Equal bounds; "about N" may also be told as N to N."""
    best = wanted[1]
    about = best is not None and wanted == (None, best, None)
    return tuple(bounds) == tuple(wanted) or (about and bounds[1] == best)


def _whose(claim: Claim, wanted: Wanted) -> Iterable[bool]:
    for number in wanted["quantities"]:
        told = _told(claim, number)
        if told is None or number["whose"] in OTHER_WHOSE:
            continue
        side = {"actors": claim.actors, "recipients": claim.recipients}
        owners = side.get(told.whose.role, ())
        index = told.whose.index
        countries = _countries(owners if index is None else owners[index : index + 1])
        if told.whose.role in side and not countries:
            yield bool(owners)  # the right people, of a country nobody told
        else:
            yield told.whose.role == "civilians" or number["whose"] in countries


def sprung(
    claims: Sequence[Claim], found: Sequence[Found], traps: Sequence[Wanted]
) -> list[tuple[Wanted, Claim]]:
    """Traps that a claim of the default view fell into."""
    matched = {claim.claim_id for item in found for claim in item.claims}
    return [
        (trap, claim)
        for trap in traps
        for claim in claims
        if is_shown(claim)
        and (claim.claim_id not in matched or "only_if" in trap)
        and _falls(claim, trap)
    ]


def _falls(claim: Claim, trap: Wanted) -> bool:
    if claim.event_type != trap["type"] or trap["mode"] not in {None, claim.mode}:
        return False
    if not any(quote in claim.quote for quote in trap["evidence"]):
        return False
    conditions: Mapping[str, Collection[str] | bool] = trap.get("only_if", {})
    values: Mapping[str, object] = {
        "factuality": claim.factuality,
        "is_background": claim.is_background,
    }
    return all(
        values[name] == wanted if isinstance(wanted, bool) else values[name] in wanted
        for name, wanted in conditions.items()
    )
