"""Which claims tell which expected events of an article, and which fall into traps.

An expected event is found by a claim whose sentence holds one of its evidence quotes
and whose type is the event's or one of its alternatives. Each event is given the claim
that fits it best; further claims of it count as found too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.quality.fields import Wanted, codes_of, fields_right
from schemas.records import Claim

SHOWN = frozenset({"completed", "ongoing"})
# Cleaning may change quotation marks and white space; evidence is compared without.
LOOSE = re.compile(r"[\s“”\"'‘’]+")


@dataclass(frozen=True, slots=True)
class Found:
    """An expected event with the claims that find it, the best one first."""

    wanted: Wanted
    claims: tuple[Claim, ...]


def is_shown(claim: Claim) -> bool:
    """Whether a claim is in the default view."""
    return claim.factuality in SHOWN and not claim.is_background


def tells(claim: Claim, wanted: Wanted) -> bool:
    """Whether a claim finds an event."""
    types = {event_type for event_type, _ in codes_of(wanted)}
    return claim.event_type in types and holds(claim, wanted)


def holds(claim: Claim, wanted: Wanted) -> bool:
    """Whether the claim's sentence holds one of the evidence quotes."""
    quote = _plain(claim.quote)
    return any(_plain(words) in quote for words in wanted["evidence"])


@cache
def _plain(text: str) -> str:
    return LOOSE.sub(" ", text).strip().casefold()


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
    conditions: Mapping[str, object] = trap.get("only_if", {})
    return holds(claim, trap) and all(
        _is_met(claim, name, wanted) for name, wanted in conditions.items()
    )


def _is_met(claim: Claim, name: str, wanted: object) -> bool:
    """Whether the claim has the value that makes the trap a fault."""
    place = claim.place
    match name, wanted:
        case "date", [first, last]:
            days = [str(claim.date.date_start), str(claim.date.date_end)]
            return days == [first, last]
        case "quantity", _:
            return any(_says(wanted, number.best) for number in claim.quantities)
        case "place", list():
            return place is not None and place.name in wanted
        case "country", list():
            return place is not None and place.country in wanted
        case "factuality", list():
            return claim.factuality in wanted
        case "is_background", bool():
            return claim.is_background == wanted
    raise ValueError(f"a trap has the unknown condition {name}: {wanted}")


def _says(wanted: object, best: float | None) -> bool:
    number = re.match(r"\d+", str(wanted))
    return best is not None and number is not None and best == float(number.group())
