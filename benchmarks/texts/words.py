"""Words that fill a template, drawn by chance: real countries, made-up people."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from schemas.states import states
from transforms.lexicon import read_table

SYLLABLES = (2, 3)
MANY = (1_000, 90_000)
NUMBERS = {"n": (2, 99), "m": (3, 250), "year": (1952, 2014)}


@dataclass(frozen=True, slots=True)
class Country:
    """A country with what reports call it, its people and its government."""

    name: str
    adjective: str
    capital: str


class Words:
    """The value of each slot; those of ``fixed`` are the same in a whole story.

    Any other slot is drawn anew each time it is asked for, so that two sentences of
    one template have little in common.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        home, other = chance.sample(countries(), 2)
        self.fixed = {
            "country": home.name,
            "adj": home.adjective,
            "Adj": home.adjective,
            "capital": home.capital,
            "other": other.name,
            "town": self._name(),
            "group": chance.choice(_values()["group"]),
            "issue": chance.choice(_values()["issue"]),
        }

    def __getitem__(self, slot: str) -> str:
        if slot in self.fixed:
            return self.fixed[slot]
        if slot in NUMBERS:
            return str(self._chance.randint(*NUMBERS[slot]))
        match slot:
            case "k":
                return f"{self._chance.randint(*MANY):,}"
            case "village":
                return self._name()
            case "person":
                return f"{self._chance.choice(_values()['given'])} {self._name()}"
            case _:
                return self._chance.choice(_values()[slot])

    def _name(self) -> str:
        parts = _values()
        name = "".join(
            self._chance.choice(parts[kind])
            for _ in range(self._chance.randint(*SYLLABLES))
            for kind in ("onset", "vowel", "coda")
        )
        return name.capitalize()


@cache
def countries() -> list[Country]:
    """Countries with a name, an adjective and a capital, in the order of the table."""
    adjectives = {
        row["country"]: row["word"]
        for row in reversed(read_table("transforms.actors", "demonyms.csv"))
        if row["kind"] == "adjective"
    }
    capitals = {
        row["country"]: row["word"]
        for row in reversed(read_table("transforms.actors", "capitals.csv"))
        if row["kind"] == "capital"
    }
    return [
        Country(rows[-1].name, adjectives[iso3], capitals[iso3])
        for iso3, rows in states().items()
        if iso3 in adjectives and iso3 in capitals
    ]


@cache
def _values() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read_table("benchmarks.texts", "words.csv"):
        found.setdefault(row["slot"], []).append(row["value"])
    return found
