"""What is told: an act with its parties, place and date, and the state of reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from schemas.records import Party, Place, Quantity, When
from transforms.document import Document, FoundPlace, Mention, Sentence
from transforms.english.coreference import Discourse
from transforms.english.told_act import Act
from transforms.lexicon import read_table

# Types of force: they happen in one spot, which the text may name only once.
FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "MOBILIZE", "PROTEST"})


@dataclass(frozen=True, slots=True)
class ReadAct:
    """An act with everything its sentence and article tell of it."""

    sentence: Sentence
    act: Act
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    mediators: tuple[Party, ...]
    claimant: Party | None
    place: Place | None
    date: When
    quantities: tuple[Quantity, ...]
    is_background: bool
    is_inherited: bool
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class TypeRule:
    """What an event type may count and how it is told with one side only."""

    counts: frozenset[str]
    solo_direction: str
    needs_party: str


@cache
def type_rules() -> dict[str, TypeRule]:
    """Rules by event type."""
    return {
        row["event_type"]: TypeRule(
            frozenset(filter(None, row["counts"].split("|"))),
            row["solo_direction"],
            row["needs_party"],
        )
        for row in read_table("transforms.english", "type_rules.csv")
    }


@dataclass(slots=True)
class Reading:
    """The state of reading one article; made anew for each."""

    document: Document
    mentions: dict[int, list[Mention]] = field(default_factory=dict)
    places: dict[int, list[FoundPlace]] = field(default_factory=dict)
    discourse: Discourse = field(default_factory=Discourse)
    home: str | None = None
    last_date: tuple[dt.date, dt.date] | None = None
    past: tuple[int, int] | None = None
    is_review: bool = False
    read: list[ReadAct] = field(default_factory=list)

    @property
    def published(self) -> dt.date | None:
        """Day of publication of the article."""
        return self.document.article.published

    @property
    def today(self) -> dt.date | None:
        """The day that "today" and "on Monday" are counted from."""
        return self.document.article.today


@cache
def state_codes() -> frozenset[str]:
    """ISO 3166 codes of states, without the international codes."""
    rows = read_table("transforms.actors", "states.csv")
    return frozenset(row["country"] for row in rows)


def countries_of(read: ReadAct) -> set[str]:
    """Countries of the sides of an act."""
    return {
        party.country
        for party in (*read.actors, *read.recipients)
        if party.country is not None
    }
