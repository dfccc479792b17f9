"""Parties told earlier, and which of them a pronoun's clause can speak of.

A pronoun takes the nearest fitting party, subjects first, once its clause has ruled out
those who cannot be meant: the dead do not act, the captured do not attack, unarmed
people do not when somebody armed was told, and who throws stones is no soldier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.records import Party

ARMED = frozenset({"REB", "PRM", "CRM", "UAF", "PTY"})
FORCES = frozenset({"MIL", "COP", "REB", "PRM", "UAF", "CRM", "SPY", "JUD"})
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
CIVIL = frozenset({"CVL", "REF", "JRN", "MED", "EDU", "LAB", "REL", "UNK", "BUS"})
# Types whose doers bear arms or command those who do.
FORCIBLE = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
# Types of what those do who were asked something.
ANSWERS = frozenset({"REJECT", "CONCEDE", "AGREE", "SUPPORT"})
TraitKind = Literal["person", "group", "state", "thing", "people"]
Fate = Literal["dead", "held", "moved", "asked"]
Role = Literal["doer", "target", "other"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What grammar tells of a party: number, gender, and what kind of thing it is."""

    kind: TraitKind = "thing"
    is_plural: bool = False
    gender: str | None = None
    surname: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """A party told earlier, with its place in the article and what befell it.

    One told ``aside`` is a side of no act; only plural pronouns look for it.
    """

    sentence: int
    start: int
    party: Party = field(compare=False)
    traits: Traits = field(compare=False)
    is_subject: bool = field(default=False, compare=False)
    fate: Fate | None = field(default=None, compare=False)
    is_aside: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Need:
    """What the clause of a pronoun demands of whom the pronoun stands for."""

    role: Role = "other"
    event_type: str | None = None
    sectors: frozenset[str] = frozenset()
    looks_back: bool = False  # "they had fired": before what befell them


def suited(candidates: Sequence[Noted], need: Need) -> list[Noted]:
    """The candidates that a clause can speak of; all where none is better.

    Each reason rules out some, in order, unless it would rule out everybody.
    """
    left = list(candidates)
    for reason in _REASONS:
        left = [one for one in left if reason(one, need)] or left
    return left


def favoured(near: Sequence[Noted], need: Need) -> list[Noted]:
    """Of those told side by side, whom the clause goes on about; else all.

    Who was sent acts then, who was taken is freed or beaten, who was asked answers.
    """
    wanted = {"doer": "moved", "target": "held"}.get(need.role)
    if need.role == "doer" and need.event_type in ANSWERS:
        wanted = "asked"
    if wanted is None or (need.role == "target" and need.event_type is None):
        return list(near)
    return [one for one in near if one.fate == wanted] or list(near)


def _is_alive(one: Noted, need: Need) -> bool:
    return one.fate != "dead" or need.role == "other" or need.looks_back


def _bears_them(one: Noted, need: Need) -> bool:
    """Whether what is thrown or fired is what such people bear."""
    return not need.sectors or one.party.sector in need.sectors


def _is_at_large(one: Noted, need: Need) -> bool:
    is_doer = need.role == "doer" and need.event_type in FORCIBLE
    return one.fate != "held" or not is_doer or need.looks_back


def _can_do(one: Noted, need: Need) -> bool:
    """Whether such people use force, or march, at all."""
    if need.role != "doer" or need.sectors:
        return True
    if need.event_type == "PROTEST":
        return one.party.sector not in FORCES
    return need.event_type not in FORCIBLE or one.party.sector not in CIVIL


_REASONS: tuple[Callable[[Noted, Need], bool], ...] = (
    _is_alive,
    _bears_them,
    _is_at_large,
    _can_do,
)


def traits_of(party: Party) -> Traits:
    """Traits that a party's record alone tells."""
    words = party.text.split()
    if (party.entity_id or "").startswith("person:"):
        return Traits("person", surname=words[-1] if words else None)
    if (party.entity_id or "").startswith("state:"):
        return Traits("state")
    if (party.entity_id or "").startswith(("group:", "party:", "org")):
        return Traits("group")
    return Traits("thing", is_plural=bool(words) and words[-1].endswith("s"))


def is_side(party: Party) -> bool:
    """Whether a party can be one of "both sides"."""
    if party.country is None:
        return party.sector in ARMED
    return party.sector not in CIVIL


def is_person(one: Noted, gender: str) -> bool:
    """Whether it is one person, and not of another gender."""
    known = one.traits
    if known.kind != "person" or known.is_plural:
        return False
    return known.gender in (None, gender) or gender not in ("male", "female")


def who(one: Noted) -> tuple[str | None, str | None, str | None]:
    """What tells two persons apart."""
    return one.party.entity_id, one.party.name, one.party.country


def is_thing(one: Noted) -> bool:
    """Whether "it" can stand for it: one body, state or group."""
    is_one = one.traits.kind != "person" and not one.traits.is_plural
    # Papers and agencies are named for what they report, and rarely spoken of.
    return is_one and one.party.sector != "JRN"


def is_two(one: Noted) -> bool:
    """Whether it is told as two: "the two brothers"."""
    words = one.party.text.lower().split()
    return one.traits.is_plural and bool({"two", "both", "2"} & set(words[:3]))


def is_group(one: Noted) -> bool:
    """Whether it is a known group, or one that is armed."""
    if (one.party.entity_id or "").startswith(("group:", "party:", "org")):
        return True  # "Boko Haram fighters" too
    return one.traits.kind == "group" or (
        one.party.sector in ARMED and one.traits.kind == "thing"
    )


def is_of_a_state(one: Noted) -> bool:
    """Whether it has the country of a state."""
    country = one.party.country
    return country is not None and country not in INTERNATIONAL


def is_plural(one: Noted) -> bool:
    """Whether "they" can stand for it: several people, or a group."""
    return one.traits.is_plural or one.traits.kind == "group"


def is_collective(one: Noted) -> bool:
    """Whether "they" may stand for it though it is one: an army, a patrol."""
    return one.traits.kind == "thing" and one.party.sector in FORCES


def is_at_home(parties: Sequence[Party], actors: Sequence[Party]) -> bool:
    """Whether all are of the actors' countries, whom no state can expel."""
    homes = {actor.country for actor in actors}
    return all(party.country in homes for party in parties)
