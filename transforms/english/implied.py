"""Sides that the stated place of an act gives: who is hit, who hosts, who jails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from schemas.records import Party, Place
from transforms.actors.dictionary import ActorDictionary
from transforms.actors.words import modifiers
from transforms.english.reach import unaimed_words
from transforms.english.syntax import prepositional
from transforms.english.told import ReadAct, state_codes
from transforms.lexicon import read_table

COARSE = frozenset({"country", "region"})
# "The government" that a party, an opposition or a union speaks of is its own.
DOMESTIC = frozenset({"PTY", "OPP", "LEG", "LAB", "JUD"})
RULING = frozenset({"GOV", "LEG", "COP", "PTY", "OPP", "JUD"})


def with_locals(read: ReadAct, is_guess: Callable[[Party], bool]) -> ReadAct:
    """Give people without a country that of the other side in acts of home affairs.

    "Georgia arrests opposition members" means its own opposition, and students who
    march on the Chilean parliament are Chilean; persons known by name alone stay as
    they are, for news of arrests is often about foreigners. ``is_guess`` says that a
    country is only where the article plays.
    """
    code = (read.act.event_type, read.act.mode)
    if read.act.mode == "expel":
        read = replace(read, recipients=_of_land_left(read))
    if _is_abroad(read):
        return read
    if code in acts_of_state() | _implied("local_recipient"):
        read = replace(
            read, recipients=_at_home(read.recipients, read.actors, is_guess)
        )
    if _are_own_rebels(read.recipients):
        read = replace(
            read, recipients=_at_home(read.recipients, read.actors, is_guess)
        )
    if code in _implied("local_actor") or _are_own_rebels(read.actors):
        read = replace(read, actors=_at_home(read.actors, read.recipients, is_guess))
    if read.actors and all(party.sector in DOMESTIC for party in read.actors):
        rulers = tuple(p for p in read.recipients if p.sector in RULING)
        if rulers == read.recipients:
            read = replace(read, recipients=_at_home(rulers, read.actors, is_guess))
    return read


def _of_land_left(read: ReadAct) -> tuple[Party, ...]:
    """People driven out of a state are of it: "Mali forced ten men to flee Chad"."""
    parties, homes = read.recipients, {None, *(p.country for p in read.actors)}
    states = {p.country for p in parties if p.sector == "GOV"} - homes
    people = tuple(p for p in parties if p.sector == "CVL" and p.country in homes)
    if len(states) != 1 or not people or len(people) + 1 != len(parties):
        return parties
    (country,) = states
    return tuple(p.model_copy(update={"country": country}) for p in people)


def _are_own_rebels(parties: tuple[Party, ...]) -> bool:
    """Whether those who act are by their name the state's own: "separatists"."""
    words = {party.text.lower().split()[-1] for party in parties if party.text}
    return bool(words) and words <= unaimed_words("own_rebels")


def _is_abroad(read: ReadAct) -> bool:
    """Whether forces act in a country told before, which is not their own."""
    place = read.place
    if place is None or place.basis != "stated":
        return False
    homes = {party.country for party in read.actors}
    return place.country in state_codes() and bool(homes) and place.country not in homes


def _at_home(
    people: tuple[Party, ...],
    others: tuple[Party, ...],
    is_guess: Callable[[Party], bool],
) -> tuple[Party, ...]:
    """People with the only country of the other side, where they have none."""
    told = {party.country for party in others if not is_guess(party)} & state_codes()
    if len(told) != 1:
        return people
    (country,) = told
    return tuple(
        party.model_copy(update={"country": country})
        if _is_homeless(party) or (is_guess(party) and not party.entity_id)
        else party
        for party in people
    )


def _is_homeless(party: Party) -> bool:
    """Whether people without a country are told by what they are, not by name.

    Captives and tourists may be of any country, "two Western diplomats" are of another.
    """
    words = party.text.lower().split()
    kinds = {known.kind for word in words if (known := modifiers().get(word))}
    if kinds & {"foreign", "nocode"}:
        return False
    return party.country is None and party.sector is not None and not party.entity_id


def with_implied_sides(read: ReadAct) -> ReadAct:
    """Sides that the stated place gives: who is hit abroad, who hosts, who jails.

    Only a state can convict or deport, so the state of the place did where nobody is
    named; force used in another country than the actor's is used against that country.
    """
    place, code = read.place, (read.act.event_type, read.act.mode)
    if place is None or place.basis != "stated" or place.country not in state_codes():
        return read
    if read.act.direction != "directed":
        return read
    abroad = bool(read.actors) and place.country not in {
        party.country for party in read.actors
    }
    is_at_home = bool(read.actors) and code in acts_at_home()
    if not read.recipients and (is_at_home or (abroad and code in acts_upon_place())):
        return replace(read, recipients=(state_at(place, None),))
    if not read.actors and code in acts_of_state() and not _is_goal(read):
        return replace(read, actors=(state_at(place, "GOV"),))
    is_spot = place.precision not in COARSE and place.geonames_id is not None
    if not read.actors and is_spot and code in _implied("people"):
        return replace(read, actors=(state_at(place, "CVL"),))
    return read


def _is_goal(read: ReadAct) -> bool:
    """Whether people are sent to the place: those who deport them to it are others."""
    place = read.place
    if place is None or read.act.mode != "deport":
        return False
    goals = prepositional(read.act.token, "to", "into", "back to")
    return any(word.text in (place.text or "").split() for word in goals)


@cache
def _implied(side: str) -> frozenset[tuple[str, str | None]]:
    rows = read_table("transforms.english", "implied_sides.csv")
    return frozenset(
        (row["event_type"], row["mode"] or None) for row in rows if row["side"] == side
    )


def acts_upon_place() -> frozenset[tuple[str, str | None]]:
    """Type and mode of acts done to the country they happen in."""
    return _implied("recipient")


def acts_at_home() -> frozenset[tuple[str, str | None]]:
    """Type and mode of acts done to the people of a place, whoever does them."""
    return _implied("own_land")


def acts_of_state() -> frozenset[tuple[str, str | None]]:
    """Type and mode of acts that only the state of the place can do."""
    return _implied("actor")


def state_at(place: Place, sector: str | None) -> Party:
    """The state a place lies in, as a party told by the place's name."""
    entry = ActorDictionary.load().state(place.country)
    return Party(
        text=place.text or "",
        start=place.start or 0,
        end=place.end or 0,
        entity_id=entry.entity_id if entry else None,
        name=entry.name if entry else place.name,
        country=place.country,
        sector=sector,
        sectors=(sector,) if sector else (),
    )
