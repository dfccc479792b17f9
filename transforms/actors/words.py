"""Words that make a noun phrase a party: agent nouns, titles and modifiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from transforms.lexicon import read_table

PACKAGE = "transforms.actors"
NounKind = Literal[
    "person",  # has its sector by itself: soldier, protester
    "force",  # an armed body: troops, militia
    "weapon",  # stands for those who use it: warplanes
    "body",  # an institution: ministry, court
    "member",  # belongs to what is named beside it: leader, spokesman
    "container",  # holds what is named after "of": group, dozens
    "ally",  # somebody's, who is named by his own country: "Chad's French allies"
    "none",  # people without a code: world leaders
]
LONGEST = 5  # words of the longest agent noun


@dataclass(frozen=True, slots=True)
class AgentNoun:
    """An agent noun with its PLOVER sectors, the primary one first."""

    noun: str
    sector: str | None
    sectors: tuple[str, ...]
    kind: NounKind
    is_plural: bool


@dataclass(frozen=True, slots=True)
class Modifier:
    """A word before an agent noun that changes the sector or bars the country."""

    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title before a name, with the sector and gender it tells."""

    sector: str | None
    gender: str | None


@cache
def agent_nouns() -> dict[str, AgentNoun]:
    """Agent nouns by their singular and plural forms, in lower case."""
    found: dict[str, AgentNoun] = {}
    for row in read_table(PACKAGE, "agent_nouns.csv"):
        sectors = tuple(row["sectors"].split("|")) if row["sectors"] else ()
        sector = row["sector"] or None
        if sector and not sectors:
            sectors = (sector,)
        noun, kind = row["noun"], row["kind"]
        plural = row["plural"] or plural_of(noun)
        forms = {noun: False, plural: True} if plural not in "-=" else {}
        forms = forms or {noun: plural == "="}
        for form, is_plural in forms.items():
            found[form] = AgentNoun(noun, sector, sectors, kind, is_plural)  # type: ignore[arg-type]  # kind is checked by a test
    return found


def plural_of(noun: str) -> str:
    """The regular English plural of a noun."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


@cache
def modifiers() -> dict[str, Modifier]:
    """Words that change a sector, by the word in lower case."""
    return {
        row["word"]: Modifier(row["sector"] or None, row["kind"])
        for row in read_table(PACKAGE, "modifiers.csv")
        if row["kind"] not in COMPOUND_KINDS | {"settlement", "served"}
    }


COMPOUND_KINDS = frozenset({"blocked", "led", "based", "against"})


@cache
def compound_parts() -> dict[str, str]:
    """Parts of compounds with a country ("-backed", "pro-") and what they mean."""
    return {
        row["word"]: row["kind"]
        for row in read_table(PACKAGE, "modifiers.csv")
        if row["kind"] in COMPOUND_KINDS
    }


@cache
def settlements() -> frozenset[str]:
    """Nouns for places that hold people: town, region, border."""
    rows = read_table(PACKAGE, "modifiers.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "settlement")


@cache
def served() -> frozenset[str]:
    """Nouns for those who serve whom "to" names: "an aide to", "adviser to"."""
    rows = read_table(PACKAGE, "modifiers.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "served")


@cache
def bare_people() -> dict[str, str]:
    """Nouns that tell of whom the text spoke, with the part these had: doer, target."""
    rows = read_table(PACKAGE, "bare_people.csv")
    return {row["noun"]: row["role"] for row in rows}


@cache
def titles() -> dict[str, Title]:
    """Titles before names, as written."""
    return {
        row["title"]: Title(row["sector"] or None, row["gender"] or None)
        for row in read_table(PACKAGE, "titles.csv")
    }


@cache
def first_names() -> dict[str, str]:
    """Gender of common first names."""
    rows = read_table(PACKAGE, "first_names.csv")
    return {row["name"]: row["gender"] for row in rows}


def agent_noun_at_end(words: Sequence[str]) -> tuple[AgentNoun, int] | None:
    """The longest agent noun at the end of some words, and how many words it has."""
    known = agent_nouns()
    for length in range(min(LONGEST, len(words)), 0, -1):
        joined = _joined(words[-length:])
        found = known.get(joined) or known.get(joined.replace("-", " "))
        if found:
            return found, length
    return None


def _joined(words: Sequence[str]) -> str:
    """Words as one string; hyphens and possessive endings stand without blanks."""
    text = " ".join(words).lower().replace("’", "'")
    return text.replace(" - ", "-").replace(" 's", "'s").replace(" '", "'")
