"""Are two sides the same? From 0 (they cannot be) to 1 (they are)."""

from __future__ import annotations

from functools import lru_cache

from schemas.vocabulary import opposed_groups
from transforms.events.views import Member

DIFFERENT = 0.0
# Two countries, of which one at least was only inferred.
INFERRED = 0.1
# Two people known by name only, who share no part of it.
STRANGERS = 0.1
# "The commander" against "rebels": which side a description means may be misread.
SEEM_OPPOSED = 0.1
DOUBTFUL = 0.3
LIKELY = 0.7
SAME = 1.0
NAMED_KINDS = frozenset({"group", "org", "party"})


@lru_cache(maxsize=65_536)
def match(side: frozenset[Member], other: frozenset[Member]) -> float | None:
    """How well two sides match; None when one of them is not told.

    The smaller side is looked for in the larger one, since reports name some of the
    parties only.
    """
    if not side or not other:
        return None
    small, large = sorted((side, other), key=len)
    return sum(max(alike(a, b) for b in large) for a in small) / len(small)


def alike(a: Member, b: Member) -> float:
    """Likeness of two parties, by entity, then country and sector, then name."""
    if a.entity and a.entity == b.entity:
        return SAME
    if a.name == b.name and not (a.country and b.country):
        return SAME
    if a.is_named and b.is_named and a.country == b.country:
        return SAME if set(a.name.split()) & set(b.name.split()) else STRANGERS
    if a.country and b.country:
        return _of_countries(a, b)
    if _opposed(a, b):
        return DIFFERENT if a.entity and b.entity else SEEM_OPPOSED
    return DOUBTFUL if a.group == b.group or not (a.group and b.group) else 0.1


def _of_countries(a: Member, b: Member) -> float:
    if a.country != b.country:
        return DIFFERENT if a.is_told and b.is_told else INFERRED
    if a.entity and b.entity:
        return _of_entities(a, b)
    if not a.group or not b.group:
        return LIKELY
    if a.group == b.group:
        return 0.9
    return SEEM_OPPOSED if _opposed(a, b) else DOUBTFUL


def _of_entities(a: Member, b: Member) -> float:
    """Two known entities of one country: the state and its army may be one side."""
    if a.group != b.group:
        return DIFFERENT if _opposed(a, b) else DOUBTFUL
    kinds = {_kind(a), _kind(b)}
    if a.group != "state":
        return DIFFERENT if kinds <= NAMED_KINDS else DOUBTFUL
    return DOUBTFUL if kinds == {"person"} else LIKELY


def _kind(member: Member) -> str:
    return member.entity.partition(":")[0]


def _opposed(a: Member, b: Member) -> bool:
    """Whether the two fight each other where both appear; a whole state may not."""
    if "state" in {_kind(a), _kind(b)}:
        return False
    return frozenset({a.group, b.group}) in opposed_groups()
