"""Pronouns and definite phrases of English: the party of the article they stand for.

Only near and fitting antecedents are taken; where nothing fits, nothing is returned.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from schemas.records import Party
from transforms.english.anaphors import anaphora
from transforms.english.antecedents import (
    ARMED,
    Fate,
    Need,
    Noted,
    Traits,
    favoured,
    is_collective,
    is_group,
    is_of_a_state,
    is_person,
    is_plural,
    is_side,
    is_thing,
    is_two,
    suited,
    traits_of,
    who,
)

NEAR = 3  # sentences that a pronoun looks back
FAR = 12  # sentences that a definite phrase ("the army") looks back
NO_NEED = Need()
# Sectors of those who are called by their office, and not "the man".
RULING = frozenset({"GOV", "ELI", "LEG", "JUD"})
# Kinds of phrases that are somebody else than the subject of their clause.
ONE_OTHER = frozenset({"pronoun_person", "pronoun_thing", "pronoun_plural", "state"})


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
        fate: Fate | None = None,
        is_aside: bool = False,
    ) -> None:
        """Remember parties of a sentence; traits are guessed where none are given.

        ``fate`` is what befell them there; those told ``aside`` are a side of no act.
        """
        given = traits or [traits_of(party) for party in parties]
        for party, known in zip(parties, given, strict=True):
            key = (party.start, party.end, party.country)
            before = self._places.get(key)
            if before is not None and (is_aside or not before.is_aside):
                continue
            if before is not None:
                self._noted.remove(before)
            noted = Noted(
                sentence_index, party.start, party, known, is_subject, fate, is_aside
            )
            self._places[key] = noted
            insort(self._noted, noted)
            if known.surname:
                self._surnames[known.surname] = noted
        sides = _sides(parties)
        if (
            len(sides) == 2
            and not is_aside
            and not any(pair[2] == sides for pair in self._pairs)
        ):
            insort(self._pairs, (sentence_index, parties[0].start, sides), key=_place)

    def amend(self, parties: Sequence[Party]) -> None:
        """Give parties noted without a country the one their act told."""
        for party in parties:
            before = self._places.get((party.start, party.end, None))
            if before is None or party.country is None:
                continue
            self._noted.remove(before)
            noted = replace(before, party=party)
            self._places[(party.start, party.end, party.country)] = noted
            insort(self._noted, noted)
            if noted.traits.surname:
                self._surnames[noted.traits.surname] = noted

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
        need: Need = NO_NEED,
    ) -> list[Noted]:
        """Antecedents of a pronoun or anaphoric phrase that begins at ``start``.

        Empty where the phrase refers to nothing known, or nothing fits. ``but`` are
        those it cannot be: the subject of "he thanked him"; ``need`` is what its
        clause demands of whom it stands for.
        """
        rule = anaphora().get(phrase.lower())
        if rule is None:
            return []
        kind, form = rule
        if but and kind in ONE_OTHER:
            return self._other_than(but, kind, form, start, sentence_index, need)
        if kind == "pair_other":
            return self._other_side(form, start, sentence_index, but)
        if kind.startswith("pair"):
            return self._pair(kind, start, sentence_index)
        if kind == "half":
            return self._half(form, start, sentence_index)
        if kind == "two_people":
            return self._two_people(start, sentence_index)
        return self._single(kind, form, start, sentence_index, need)

    def _other_than(
        self,
        but: Sequence[Noted],
        kind: str,
        form: str,
        start: int,
        at: int,
        need: Need,
    ) -> list[Noted]:
        """The antecedent of an object, which is not the subject of its clause."""
        taken = {who(one) for one in but}
        states = {one.party.country for one in but}
        if kind == "pronoun_person":
            return self._latest(
                start,
                at,
                NEAR,
                lambda one: is_person(one, form) and who(one) not in taken,
                need=need,
            )
        if kind == "pronoun_plural":
            return self._plural(start, at, need, but)
        if kind == "pronoun_thing":
            return self._latest(
                start, at, NEAR, lambda one: is_thing(one) and who(one) not in taken
            )
        return self._latest(
            start,
            at,
            FAR,
            lambda one: is_of_a_state(one) and one.party.country not in states,
            by_subject=False,
        )

    def _other_side(
        self, own: str, start: int, at: int, but: Sequence[Noted]
    ) -> list[Noted]:
        """The other of the last two sides: "its neighbour" is not whose it is."""
        owners = list(but) or self.refer(own, start, at)
        states = {one.party.country for one in owners}
        sides = self._meeting(start, at) or self._last_two_sides(start, at)
        others = [one for one in sides if one.party.country not in states]
        return others if len(sides) == 2 and len(others) == 1 else []

    def _half(self, states: str, start: int, at: int) -> list[Noted]:
        """One of two states named by where it lies: "the North", of Korea's two."""
        for pair in states.split("|"):
            wanted, other = pair.split(":")
            for one in self._before(start, at, FAR):
                if one.party.country in (wanted, other):
                    party = one.party.model_copy(update={"country": wanted})
                    return [replace(one, party=party, traits=Traits("state"))]
        return []

    def _meeting(self, start: int, at: int) -> list[Noted]:
        """The two sides of the last mutual act or pair, told in this or that before."""
        told = [p for p in self._mutual if p[1] < start and at - 1 <= p[0] <= at]
        return [self._as_noted(told[-1], one) for one in told[-1][2]] if told else []

    def _two_people(self, start: int, at: int) -> list[Noted]:
        """The last two persons told side by side; "the two men" are never states."""
        pairs = sorted([*self._pairs, *self._mutual], key=_place, reverse=True)
        for found_at, first, sides in pairs:
            noted = [self._places.get((s.start, s.end, s.country)) for s in sides]
            people = [one for one in noted if one and one.traits.kind == "person"]
            if first < start and at - FAR <= found_at <= at and len(people) == 2:
                return people
        return self._latest(start, at, NEAR, is_two)

    def _single(
        self, kind: str, form: str, start: int, at: int, need: Need
    ) -> list[Noted]:
        if kind == "pronoun_person":
            return self._latest(
                start, at, NEAR, lambda one: is_person(one, form), need=need
            )
        if kind == "pronoun_plural":
            return self._plural(start, at, need)
        if kind == "pronoun_thing":
            return self._latest(start, at, NEAR, is_thing, need=need)
        if kind == "group":
            return self._latest(start, at, FAR, is_group)
        if kind == "state":
            return self._latest(start, at, FAR, is_of_a_state, by_subject=False)
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

    def people_country(
        self, role: str, is_plural: bool, start: int, at: int
    ) -> str | None:
        """The country of people told in this sentence or the one before.

        Who was taken is meant by "the captives", who did it by "the kidnappers".
        """
        near = [
            one
            for one in self._before(start, at, 1, aside=True)
            if one.party.country and one.traits.kind in ("people", "person")
            if is_plural == one.traits.is_plural and one.party.sector not in RULING
        ]
        if role == "target":
            near = [one for one in near if one.fate == "held"] or [
                one for one in near if not one.is_subject
            ]
        if role == "doer":
            near = [one for one in near if one.is_subject]
        return near[0].party.country if near else None

    def torn_country(self, start: int, at: int) -> str | None:
        """The country whose state and whose rebels were both told just before."""
        near = [one.party for one in self._before(start, at, NEAR)]
        states = {p.country for p in near if p.sector in ("GOV", "MIL")}
        rebels = {p.country for p in near if p.sector in ARMED}
        torn = {country for country in states & rebels if country}
        return torn.pop() if len(torn) == 1 else None

    def only_country(self, start: int, sentence_index: int) -> str | None:
        """The country of the parties told lately, if they are all of one."""
        countries = {
            one.party.country
            for one in self._before(start, sentence_index, NEAR)
            if is_of_a_state(one)
        }
        return countries.pop() if len(countries) == 1 else None

    def _before(
        self, start: int, at: int, reach: int, aside: bool = False
    ) -> Iterator[Noted]:
        """Parties before a place, the nearest sentence first; those aside if asked."""
        for one in reversed(self._noted):
            if one.is_aside and not aside:
                continue
            if one.start < start and at - reach <= one.sentence <= at:
                yield one

    def _latest(
        self,
        start: int,
        at: int,
        reach: int,
        fits: Callable[[Noted], bool],
        by_subject: bool = True,
        need: Need = NO_NEED,
        aside: bool = False,
    ) -> list[Noted]:
        fitting = [one for one in self._before(start, at, reach, aside) if fits(one)]
        if not fitting:
            return []
        fitting = suited(fitting, need)
        near = [one for one in fitting if one.sentence == fitting[0].sentence]
        near = favoured(near, need)
        subjects = [one for one in near if one.is_subject]
        if by_subject and subjects:
            return [subjects[-1]]
        return [near[-1] if by_subject and near[0].sentence < at else near[0]]

    def _plural(
        self, start: int, at: int, need: Need, but: Sequence[Noted] = ()
    ) -> list[Noted]:
        """Whom "they" means: several people or two sides, else an army or a crew."""
        taken = {(one.start, one.party.country) for one in but}

        def fits(one: Noted) -> bool:
            is_other = (one.start, one.party.country) not in taken
            return is_other and (is_plural(one) or is_collective(one))

        told = [one for one in self._before(start, at, NEAR, aside=True) if fits(one)]
        plain = [one for one in told if is_plural(one)]
        pairs = [p for p in self._pairs if p[1] < start and at - NEAR <= p[0] <= at]
        if not but and pairs and (not plain or pairs[-1][1] >= plain[0].start):
            return [self._as_noted(pairs[-1], party) for party in pairs[-1][2]]
        is_near = bool(plain) and plain[0].sentence >= told[0].sentence - 1
        return self._latest(
            start,
            at,
            NEAR,
            lambda one: fits(one) and (is_plural(one) or not is_near),
            need=need,
            aside=True,
        )

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
            if not is_side(party):
                continue
            sides.setdefault((party.country, party.sector in ARMED), one)
            if len(sides) == 2:
                return sorted(sides.values())
        return []

    @staticmethod
    def _as_noted(pair: tuple[int, int, tuple[Party, ...]], party: Party) -> Noted:
        return Noted(pair[0], party.start, party, traits_of(party))


def _place(pair: tuple[int, int, tuple[Party, ...]]) -> tuple[int, int]:
    return pair[0], pair[1]


def _sides(parties: Sequence[Party]) -> tuple[Party, ...]:
    """The distinct coded parties of a compound phrase."""
    sides: dict[tuple[str | None, str | None], Party] = {}
    for party in parties:
        if is_side(party):
            sides.setdefault((party.country, party.sector), party)
    return tuple(sides.values())


def _with_sector(one: Noted, sector: str) -> Noted:
    changes = {"sector": sector, "sectors": (sector,), "entity_id": None}
    party = one.party.model_copy(update=changes)
    return Noted(one.sentence, one.start, party, one.traits)
