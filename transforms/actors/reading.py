"""The values that the coding of a noun phrase works on: readings, items, codings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from transforms.actors import words
from transforms.actors.dictionary import ActorDictionary, Entry
from transforms.actors.words import AgentNoun
from transforms.document import FoundPlace, Sentence
from transforms.english.antecedents import Traits
from transforms.english.coreference import Discourse

HYPHENS = frozenset("-\u2010\u2011\u2013\u2014")


@dataclass(frozen=True, slots=True)
class Coding:
    """What is known of a party before it is tied to a stretch of text."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    entity_id: str | None = None
    name: str | None = None
    traits: Traits = field(default_factory=Traits)
    noun: AgentNoun | None = None

    @property
    def is_group(self) -> bool:
        """Whether the party is a known group, party or organisation."""
        return (self.entity_id or "").startswith(("group:", "party:", "org"))


@dataclass(frozen=True, slots=True)
class Item:
    """A name of the dictionary or a single word, inside a unit."""

    tokens: tuple[Token, ...]
    entry: Entry | None = None
    compound: str = ""  # blocked, led, based or against, for "Iranian-backed"

    @property
    def last(self) -> Token:
        """The last token."""
        return self.tokens[-1]

    @property
    def word(self) -> str:
        """The last word in lower case."""
        return str(self.tokens[-1].lower_)


@dataclass(frozen=True, eq=False)
class Reading:
    """All that the coding of a phrase depends on besides its words."""

    dictionary: ActorDictionary
    sentence: Sentence
    entry_at: dict[int, Entry]
    on: dt.date | None = None
    discourse: Discourse | None = None
    home: str | None = None
    places: Sequence[FoundPlace] = ()
    is_subject: bool = False


def items_of(tokens: Sequence[Token], reading: Reading) -> list[Item]:
    """Names and single words of a unit, in order."""
    items: list[Item] = []
    for token in tokens:
        entry = reading.entry_at.get(token.i)
        last = items[-1] if items else None
        if entry is not None and last and last.entry is entry:
            items[-1] = replace(last, tokens=(*last.tokens, token))
        else:
            items.append(Item((token,), entry))
    return _shared([_with_compound(item) if item.entry else item for item in items])


def _shared(items: list[Item]) -> list[Item]:
    """Let a name share the compound of the next: "Russian and Iranian-backed"."""
    for n in range(len(items) - 3, -1, -1):
        first, joined, second = items[n], items[n + 1], items[n + 2]
        is_pair = joined.word in ("and", "or") and second.compound in ("blocked", "led")
        if first.entry is not None and is_pair and not first.compound:
            items[n] = replace(first, compound=second.compound)
    return items


def _with_compound(item: Item) -> Item:
    parts = words.compound_parts()
    first, last = item.tokens[0], item.last
    kind = parts.get(_part_after(last))
    if kind is None or kind == "against":
        before = parts.get(_part_before(first))
        kind = before if before == "against" else None
    return replace(item, compound=kind) if kind else item


def _part_after(token: Token) -> str:
    """The word that a hyphen joins to the end of a token ("led" of "US-led")."""
    inside = token.lower_.rpartition("-")[2]
    if inside != token.lower_:
        return str(inside)
    doc, number = token.doc, token.i
    if number + 2 < len(doc) and doc[number + 1].text in HYPHENS:
        return str(doc[number + 2].lower_)
    return ""


def _part_before(token: Token) -> str:
    """The word that a hyphen joins to the start of a token ("pro" of "pro-US")."""
    inside = token.lower_.partition("-")[0]
    if inside != token.lower_:
        return str(inside)
    if token.i > 1 and token.doc[token.i - 1].text in HYPHENS:
        return str(token.doc[token.i - 2].lower_)
    return ""


def is_in_compound(token: Token) -> bool:
    """Whether a hyphen joins a word to the one before ("backed", not "ex-minister")."""
    before = _part_before(token)
    return bool(before) and before != "ex" and before != token.lower_


def is_denied(token: Token) -> bool:
    """Whether a hyphen makes a word its opposite: "non-partisan"."""
    return _part_before(token) == "non"


def owner_split(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The words after the last possessive ending or pronoun, and those before."""
    for number in range(len(tokens) - 2, -1, -1):
        if tokens[number].tag_ == "POS":
            return tokens[number + 1 :], tokens[:number]
        if tokens[number].tag_ == "PRP$":
            return tokens[number + 1 :], tokens[number : number + 1]
    if tokens and tokens[-1].tag_ == "POS":
        return tokens[:-1], []
    return tokens, []


def trailing_words(items: Sequence[Item]) -> list[str]:
    """The plain words at the end, after the last name that tells a country."""
    found: list[str] = []
    for item in reversed(items):
        if item.entry is not None and item.entry.country and not item.compound:
            break
        found[:0] = [token.text for token in item.tokens]
    return found


def modifier_of(item: Item) -> words.Modifier | None:
    """The modifier that a word is, if it is one and is no part of a compound."""
    if item.entry is not None and item.entry.country is not None:
        return None
    modifier = words.modifiers().get(item.word)
    return None if modifier and is_in_compound(item.tokens[0]) else modifier


def modifier_kinds(items: Sequence[Item]) -> set[str]:
    """Kinds of the modifiers among some items."""
    return {modifier.kind for item in items if (modifier := modifier_of(item))}


def countries_of(items: Sequence[Item]) -> list[str]:
    """Countries of the names among some items, compounds left out."""
    return [
        item.entry.country
        for item in items
        if item.entry is not None and item.entry.country and not item.compound
    ]


def country_of_place(tokens: Sequence[Token], reading: Reading) -> str | None:
    """The country of the first place name that touches some tokens."""
    if not tokens or not reading.places:
        return None
    start = reading.sentence.start_of(tokens[0])
    end = reading.sentence.end_of(tokens[-1])
    for place in reading.places:
        if place.start < end and start < place.end and place.country:
            return place.country
    return None


def exact_place(tokens: Sequence[Token], reading: Reading) -> FoundPlace | None:
    """The town or district that some tokens spell out, whatever the parser takes them
    for.
    """
    if not tokens:
        return None
    start = reading.sentence.start_of(tokens[0])
    end = reading.sentence.end_of(tokens[-1])
    return next(
        (
            place
            for place in reading.places
            if (place.start, place.end) == (start, end)
            and place.country
            and not (place.is_country or place.is_metonym)
        ),
        None,
    )
