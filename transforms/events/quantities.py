"""The numbers of an event, over all claims that give them.

* Numbers belong together when they count the same thing of the same side (its role
  and country). Where one claim gives two of them in different units ("30 missiles
  and 100 drones"), the unit tells them apart too.
* low: the least low, or best where a claim has no low. high: the greatest high, or
  best where a claim has no high; null if any claim leaves it open ("at least").
* best: the value most voices give; of equals the one published last, then the
  greatest; null if no claim gives one. It is never below low or above high.
* unit: the one most claims give, then by alphabet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.records import Claim, EventQuantity, Quantity, WhoseRole
from transforms.events.views import ArticleFacts

DISPUTED_FACTOR = 2.0
OPEN = frozenset({"at_least", "vague"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A number with the claim, voice and day that tell it."""

    number: Quantity
    role: WhoseRole
    country: str
    claim_id: str
    voice_id: str
    published: dt.date


def quantities_of(
    claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]
) -> tuple[EventQuantity, ...]:
    """All numbers of the event, sorted by what they count and whose they are."""
    groups = _groups(claims, articles)
    return tuple(_quantity(groups[key]) for key in sorted(groups))


def is_disputed(claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]) -> bool:
    """Whether the best numbers of two voices differ by more than a factor of 2."""
    for told in _groups(claims, articles).values():
        values = [(t.number.best, t.voice_id) for t in told if t.number.best]
        if len({voice for _, voice in values}) < 2:
            continue
        numbers = [value for value, _ in values if value]
        if max(numbers) > DISPUTED_FACTOR * min(numbers):
            return True
    return False


def _groups(
    claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]
) -> dict[tuple[str, ...], list[_Told]]:
    groups: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for claim in claims:
        facts = articles[claim.article_id]
        for told in _told(claim, facts):
            groups[told.number.counted, told.role, told.country].append(told)
    split: dict[tuple[str, ...], list[_Told]] = defaultdict(list)
    for key, group in groups.items():
        by_unit = _has_two_units(group)
        for told in group:
            split[(*key, told.number.unit) if by_unit else key].append(told)
    return split


def _told(claim: Claim, facts: ArticleFacts) -> Iterator[_Told]:
    for number in claim.quantities:
        whose = number.whose
        sides = {"actors": claim.actors, "recipients": claim.recipients}
        side = sides.get(whose.role, ())
        index = whose.index if whose.index is not None else 0
        is_one = whose.index is not None or len(side) == 1
        country = side[index].country if is_one and index < len(side) else None
        is_mutual = claim.direction == "mutual" and whose.role == "recipients"
        yield _Told(
            number,
            "actors" if is_mutual else whose.role,
            country or "",
            claim.claim_id,
            facts.voice_id,
            facts.published or dt.date.min,
        )


def _has_two_units(group: Sequence[_Told]) -> bool:
    units: dict[str, str] = {}
    return any(
        units.setdefault(told.claim_id, told.number.unit) != told.number.unit
        for told in group
    )


def _quantity(group: Sequence[_Told]) -> EventQuantity:
    numbers = [told.number for told in group]
    lows = [n.best if n.low is None else n.low for n in numbers]
    known_lows = [low for low in lows if low is not None]
    highs = [_high(number) for number in numbers]
    known_highs = [high for high in highs if high is not None]
    low = min(known_lows, default=None)
    high = max(known_highs) if known_highs and None not in highs else None
    units = Counter(number.unit for number in numbers)
    return EventQuantity(
        counted=numbers[0].counted,
        unit=min(units, key=lambda unit: (-units[unit], unit)),
        whose_role=group[0].role,
        whose_country=group[0].country or None,
        low=low,
        best=_best(group, low, high),
        high=high,
        n_claims=len({told.claim_id for told in group}),
    )


def _high(number: Quantity) -> float | None:
    is_open = number.qualifier in OPEN
    return number.best if number.high is None and not is_open else number.high


def _best(
    group: Sequence[_Told], low: float | None, high: float | None
) -> float | None:
    voices: dict[float, set[str]] = defaultdict(set)
    latest: dict[float, dt.date] = {}
    for told in group:
        best = told.number.best
        if best is not None:
            voices[best].add(told.voice_id)
            latest[best] = max(latest.get(best, dt.date.min), told.published)
    if not voices:
        return None
    best = max(voices, key=lambda value: (len(voices[value]), latest[value], value))
    floor = best if low is None else max(best, low)
    return floor if high is None else min(floor, high)
