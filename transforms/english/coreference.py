"""Pronouns and definite phrases of English: the party of the article they stand for.

Only near and fitting antecedents are taken; where nothing fits, nothing is returned.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from schemas.records import Party
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
NEAR = 3  # sentences that a pronoun looks back
FAR = 12  # sentences that a definite phrase ("the army") looks back
ARMED = frozenset({"REB", "PRM", "CRM", "UAF", "PTY"})
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
CIVIL = frozenset({"CVL", "REF", "JRN", "MED", "EDU", "LAB", "REL", "UNK", "BUS"})
TraitKind = Literal["person", "group", "state", "thing", "people"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What grammar tells of a party: number, gender, and what kind of thing it is."""

    kind: TraitKind = "thing"
    is_plural: bool = False
    gender: str | None = None
    surname: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """A party told earlier, with its place in the article."""

    sentence: int
    start: int
    party: Party = field(compare=False)
    traits: Traits = field(compare=False)
    is_subject: bool = field(default=False, compare=False)


class Discourse:
    """The parties an article has named so far; one per article, filled as it is read.

    Order of filling does not matter: places in the text decide who comes before whom.
    """

    def __init__(self) -> None:
        self._noted: list[Noted] = []
        self._places: dict[tuple[int, int, str | None], Noted] = {}
        self._pairs: list[tuple[int, int, tuple[Party, ...]]] = []
        self._mutual: list[tuple[int, int, tuple[Party, ...]]] = []
        self._surnames: dict[str, Noted] = {}

    def note(
        self,
        parties: Sequence[Party],
        sentence_index: int,
        traits: Sequence[Traits] = (),
        is_subject: bool = False,
    ) -> None:
        """Remember parties of a sentence; traits are guessed where none are given."""
        given = traits or [traits_of(party) for party in parties]
        for party, known in zip(parties, given, strict=True):
            key = (party.start, party.end, party.country)
            if key in self._places:
                continue
            noted = Noted(sentence_index, party.start, party, known, is_subject)
            self._places[key] = noted
            insort(self._noted, noted)
            if known.surname:
                self._surnames[known.surname] = noted
        sides = _sides(parties)
        if len(sides) == 2 and not any(pair[2] == sides for pair in self._pairs):
            insort(self._pairs, (sentence_index, parties[0].start, sides), key=_place)

    def note_sides(self, parties: Sequence[Party], sentence_index: int) -> None:
        """Remember the two sides of a mutual act: "both sides" means them first."""
        sides = _sides(parties)
        if len(sides) == 2:
            insort(self._mutual, (sentence_index, sides[0].start, sides), key=_place)

    def named(self, surname: str) -> Noted | None:
        """The person already named with this surname, if there is one."""
        return self._surnames.get(surname)

    def refer(
        self,
        phrase: str,
        start: int,
        sentence_index: int,
        but: Sequence[Noted] = (),
    ) -> list[Noted]:
        """Antecedents of a pronoun or anaphoric phrase that begins at ``start``.

        Empty where the phrase refers to nothing known, or nothing fits. ``but`` are
        those it cannot be: the subject of "he thanked him".
        """
        rule = anaphora().get(phrase.lower())
        if rule is None:
            return []
        kind, form = rule
        if but and kind in ("pronoun_person", "pronoun_thing", "state"):
            return self._other_than(but, kind, form, start, sentence_index)
        if kind == "pair_other":
            return self._other_side(form, start, sentence_index, but)
        if kind.startswith("pair"):
            return self._pair(kind, start, sentence_index)
        if kind == "two_people":
            return self._two_people(start, sentence_index)
        return self._single(kind, form, start, sentence_index)

    def _other_than(
        self, but: Sequence[Noted], kind: str, form: str, start: int, at: int
    ) -> list[Noted]:
        """The antecedent of an object, which is not the subject of its clause."""
        taken = {_who(one) for one in but}
        states = {one.party.country for one in but}
        if kind == "pronoun_person":
            return self._latest(
                start,
                at,
                NEAR,
                lambda one: _is_person(one, form) and _who(one) not in taken,
            )
        if kind == "pronoun_thing":
            return self._latest(
                start, at, NEAR, lambda one: _is_thing(one) and _who(one) not in taken
            )
        return self._latest(
            start,
            at,
            FAR,
            lambda one: _is_of_a_state(one) and one.party.country not in states,
            by_subject=False,
        )

    def _other_side(
        self, own: str, start: int, at: int, but: Sequence[Noted]
    ) -> list[Noted]:
        """The other of the last two sides: "its neighbour" is not whose it is."""
        owners = list(but) or self.refer(own, start, at)
        states = {one.party.country for one in owners}
        sides = self._last_two_sides(start, at)
        others = [one for one in sides if one.party.country not in states]
        return others if len(sides) == 2 and len(others) == 1 else []

    def _two_people(self, start: int, at: int) -> list[Noted]:
        """The last two persons told side by side; "the two men" are never states."""
        pairs = sorted([*self._pairs, *self._mutual], key=_place, reverse=True)
        for found_at, first, sides in pairs:
            noted = [self._places.get((s.start, s.end, s.country)) for s in sides]
            people = [one for one in noted if one and one.traits.kind == "person"]
            if first < start and at - FAR <= found_at <= at and len(people) == 2:
                return people
        return self._latest(start, at, NEAR, _is_two)

    def _single(self, kind: str, form: str, start: int, at: int) -> list[Noted]:
        if kind == "pronoun_person":
            return self._latest(start, at, NEAR, lambda one: _is_person(one, form))
        if kind == "pronoun_plural":
            return self._plural(start, at)
        if kind == "pronoun_thing":
            return self._latest(start, at, NEAR, _is_thing)
        if kind == "group":
            return self._latest(start, at, FAR, _is_group)
        if kind == "state":
            return self._latest(start, at, FAR, _is_of_a_state, by_subject=False)
        return []

    def told_at(self, start: int, end: int, sentence_index: int) -> list[Noted]:
        """The parties that a stretch of a sentence names."""
        return [
            one
            for one in self._noted
            if one.sentence == sentence_index and start <= one.start < end
        ]

    def with_sector(self, sector: str, start: int, sentence_index: int) -> Noted | None:
        """The last party with a sector and a country: whose "the army" is."""

        def fits(one: Noted) -> bool:
            return one.party.sector == sector and one.party.country is not None

        found = self._latest(start, sentence_index, FAR, fits, by_subject=False)
        return found[0] if found else None

    def only_country(self, start: int, sentence_index: int) -> str | None:
        """The country of the parties told lately, if they are all of one."""
        countries = {
            one.party.country
            for one in self._before(start, sentence_index, NEAR)
            if _is_of_a_state(one)
        }
        return countries.pop() if len(countries) == 1 else None

    def _before(self, start: int, at: int, reach: int) -> Iterator[Noted]:
        """Parties before a place, the nearest sentence first."""
        for one in reversed(self._noted):
            if one.start < start and at - reach <= one.sentence <= at:
                yield one

    def _latest(
        self,
        start: int,
        at: int,
        reach: int,
        fits: Callable[[Noted], bool],
        by_subject: bool = True,
    ) -> list[Noted]:
        fitting = [one for one in self._before(start, at, reach) if fits(one)]
        if not fitting:
            return []
        near = [one for one in fitting if one.sentence == fitting[0].sentence]
        subjects = [one for one in near if one.is_subject]
        if by_subject and subjects:
            return [subjects[-1]]
        return [near[-1] if by_subject and near[0].sentence < at else near[0]]

    def _plural(self, start: int, at: int) -> list[Noted]:
        fitting = [one for one in self._before(start, at, NEAR) if _is_plural(one)]
        pairs = [p for p in self._pairs if p[1] < start and at - NEAR <= p[0] <= at]
        if pairs and (not fitting or pairs[-1][1] >= fitting[0].start):
            return [self._as_noted(pairs[-1], party) for party in pairs[-1][2]]
        return self._latest(start, at, NEAR, _is_plural)

    def _pair(self, kind: str, start: int, at: int) -> list[Noted]:
        told = [p for p in self._mutual if p[0] <= at and at - FAR <= p[0]]
        told = told or [p for p in self._pairs if p[1] < start and at - FAR <= p[0]]
        if told:
            found = [self._as_noted(told[-1], party) for party in told[-1][2]]
        else:
            found = self._last_two_sides(start, at)
        if kind in ("pair_first", "pair_last"):
            return found[:1] if kind == "pair_first" else found[-1:]
        if kind == "pair":
            return found
        sector = "MIL" if kind == "pair_mil" else "GOV"
        return [_with_sector(one, sector) for one in found]

    def _last_two_sides(self, start: int, at: int) -> list[Noted]:
        sides: dict[tuple[str | None, bool], Noted] = {}
        for one in self._before(start, at, FAR):
            party = one.party
            if not _is_side(party):
                continue
            sides.setdefault((party.country, party.sector in ARMED), one)
            if len(sides) == 2:
                return sorted(sides.values())
        return []

    @staticmethod
    def _as_noted(pair: tuple[int, int, tuple[Party, ...]], party: Party) -> Noted:
        return Noted(pair[0], party.start, party, traits_of(party))


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


@cache
def anaphora() -> dict[str, tuple[str, str]]:
    """Anaphoric phrases in lower case, with kind and form."""
    rows = read_table(PACKAGE, "anaphora.csv")
    return {row["phrase"]: (row["kind"], row["form"]) for row in rows}


def _place(pair: tuple[int, int, tuple[Party, ...]]) -> tuple[int, int]:
    return pair[0], pair[1]


def _sides(parties: Sequence[Party]) -> tuple[Party, ...]:
    """The distinct coded parties of a compound phrase."""
    sides: dict[tuple[str | None, str | None], Party] = {}
    for party in parties:
        if _is_side(party):
            sides.setdefault((party.country, party.sector), party)
    return tuple(sides.values())


def _is_side(party: Party) -> bool:
    if party.country is None:
        return party.sector in ARMED
    return party.sector not in CIVIL


def _with_sector(one: Noted, sector: str) -> Noted:
    changes = {"sector": sector, "sectors": (sector,), "entity_id": None}
    party = one.party.model_copy(update=changes)
    return Noted(one.sentence, one.start, party, one.traits)


def _is_person(one: Noted, gender: str) -> bool:
    known = one.traits
    if known.kind != "person" or known.is_plural:
        return False
    return known.gender in (None, gender) or gender not in ("male", "female")


def _who(one: Noted) -> tuple[str | None, str | None, str | None]:
    """What tells two persons apart."""
    return one.party.entity_id, one.party.name, one.party.country


def _is_thing(one: Noted) -> bool:
    is_one = one.traits.kind != "person" and not one.traits.is_plural
    # Papers and agencies are named for what they report, and rarely spoken of.
    return is_one and one.party.sector != "JRN"


def _is_two(one: Noted) -> bool:
    words = one.party.text.lower().split()
    return one.traits.is_plural and bool({"two", "both", "2"} & set(words[:3]))


def _is_group(one: Noted) -> bool:
    if (one.party.entity_id or "").startswith(("group:", "party:", "org")):
        return True  # "Boko Haram fighters" too
    return one.traits.kind == "group" or (
        one.party.sector in ARMED and one.traits.kind == "thing"
    )


def _is_of_a_state(one: Noted) -> bool:
    country = one.party.country
    return country is not None and country not in INTERNATIONAL


def _is_plural(one: Noted) -> bool:
    return one.traits.is_plural or one.traits.kind == "group"
