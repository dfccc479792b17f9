"""How much speaks for a name being a place: entity label, preposition, designator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.actors.dictionary import bodies
from transforms.actors.words import agent_nouns
from transforms.lexicon import read_table
from transforms.places.gazetteer import PACKAGE, Candidate, demonyms, load_gazetteer

AREAS = ("country", "admin1", "region", "disputed")
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
NAME_LABELS = frozenset({"ORG", "PERSON", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
TIME_LABELS = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "CARDINAL"})
BIG_CITY = 300_000
FAME = 100_000
SURE, LIKELY, WEAK, MAYBE = 0.95, 0.8, 0.5, 0.2


@cache
def words(name: str, column: str) -> frozenset[str]:
    """One column of a lexicon of this package, as a set."""
    return frozenset(row[column] for row in read_table(PACKAGE, name))


@cache
def designators() -> Mapping[str, str]:
    """Words that tell the level of a place: "province" is admin1."""
    return {row["word"]: row["level"] for row in read_table(PACKAGE, "designators.csv")}


@cache
def prepositions() -> Mapping[str, str]:
    """What a preposition says of the place it leads: at, goal, origin, target, of."""
    return {row["word"]: row["use"] for row in read_table(PACKAGE, "prepositions.csv")}


@cache
def compass_words() -> frozenset[str]:
    """Northern, southern and the like."""
    return words("compass.csv", "word")


def is_famous_place(name: str) -> bool:
    """Whether a name alone, without any context, is that of a well-known place."""
    if name in words("words.csv", "name"):
        return False
    return any(
        item.is_main and (item.entry.kind == "country" or item.entry.population >= FAME)
        for item in load_gazetteer().lookup(name)
    )


def confidence(
    span: Span,
    candidates: tuple[Candidate, ...],
    entity: Span | None,
    level: str | None,
) -> float:
    """How sure it is that the span names a place: 0 not, MAYBE if it does elsewhere."""
    text, top = span.text, candidates[0]
    if text in demonyms() or (text.isupper() and not _is_headline(span, top)):
        return 0.0
    if top.entry.kind not in AREAS and _is_called_the(span) and text in bodies():
        return 0.0  # "the Red Cross" is no village
    is_word = text in words("words.csv", "name")
    if is_word and lead(span) is None and text.lower() in agent_nouns():
        return 0.0  # "Police in Haiti" is no town
    if entity is not None and entity.label_ in PLACE_LABELS:
        if is_inside_name(span, entity):
            return 0.0
        return MAYBE if is_word and lead(span) is None and not level else SURE
    if is_part_of_name(span, entity):
        return 0.0
    return _unlabelled(span, top, entity, level, is_word)


def _is_called_the(span: Span) -> bool:
    return span.start > 0 and span.doc[span.start - 1].lower_ == "the"


def _unlabelled(
    span: Span, top: Candidate, entity: Span | None, level: str | None, is_word: bool
) -> float:
    if entity is not None and entity.label_ in TIME_LABELS:
        is_word |= any(letter.isdigit() for letter in entity.text)
        return LIKELY if lead(span) == "at" and not is_word else 0.0
    is_known = top.is_main and (
        top.entry.kind == "country" or top.entry.population >= BIG_CITY
    )
    use = lead(span)
    if level is not None:
        return MAYBE if is_word and use is None else LIKELY
    if use in ("at", "goal", "origin"):
        return WEAK if is_word else LIKELY
    if use in ("target", "of") and (is_known or _is_aim(span)):
        return LIKELY
    if top.is_main and not is_word and _is_hit(span):
        return LIKELY
    is_person = entity is not None and entity.label_ == "PERSON"
    return WEAK if is_known and not is_word and not is_person else MAYBE


def _is_aim(span: Span) -> bool:
    """Whether the name follows an event noun: "attack on X", "battle for X"."""
    head = span.root.head
    return bool(head.head.lemma_ in words("event_nouns.csv", "lemma"))


def _is_hit(span: Span) -> bool:
    """Whether the name is what is shelled or besieged."""
    root = span.root
    return root.dep_ == "dobj" and root.head.lemma_ in words("hits.csv", "lemma")


def _is_headline(span: Span, top: Candidate) -> bool:
    """Whether capitals are no sign of an acronym: a country, or a long name."""
    return top.entry.kind == "country" or len(span.text) > 4 or "." in span.text


def is_inside_name(span: Span, entity: Span) -> bool:
    """Whether the span is a part of a longer name, as "York" is of "New York"."""
    doc = span.doc
    before = span.start > entity.start and _is_name_word(doc[span.start - 1])
    return before or (span.end < entity.end and _is_name_word(doc[span.end]))


def is_part_of_name(span: Span, entity: Span | None) -> bool:
    """Whether capitals beside the span make it part of a name that is no place."""
    doc = span.doc
    if (
        entity is not None
        and entity.label_ in NAME_LABELS
        and any(_is_capital(token) for token in entity if not _within(token, span))
        and level_of(span) in (None, "exact")
    ):
        return True
    if span.end < len(doc) and _is_name_word(doc[span.end]):
        return True
    before = doc[span.start - 1] if span.start else None
    return before is not None and before.dep_ == "compound" and _is_name_word(before)


def _within(token: Token, span: Span) -> bool:
    return bool(span.start <= token.i < span.end)


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper() and bool(token.pos_ == "PROPN")


def _is_name_word(token: Token) -> bool:
    word = token.lower_
    return (
        _is_capital(token) and word not in designators() and word not in compass_words()
    )


def lead(span: Span) -> str | None:
    """The use of the preposition in front of a name: "in the city of X" is "at"."""
    doc = span.doc
    for place in range(span.start - 1, max(span.start - 6, -1), -1):
        word = doc[place].lower_
        use = prepositions().get(word)
        if use is not None and (use != "of" or not _is_designator(doc, place - 1)):
            return use
        if not (use or word in designators() or word in compass_words()
                or doc[place].pos_ in ("DET", "ADJ")):  # fmt: skip
            return None
    return None


def _is_designator(doc: Doc, place: int) -> bool:
    return place >= 0 and doc[place].lower_ in designators()


def level_of(span: Span) -> str | None:
    """The level a designator tells: "Idlib province", "the province of Idlib"."""
    doc, known = span.doc, designators()
    if span.end < len(doc) and doc[span.end].pos_ in ("NOUN", "PROPN"):
        word = doc[span.end].lower_
        if word in known:
            return known[word]
    place = span.start - 1
    while place > 0:
        word = doc[place].lower_
        if word == "of":
            return known.get(doc[place - 1].lower_)
        if word != "the" and word not in compass_words():
            break
        place -= 1
    beside = place == span.start - 1 and place >= 0
    return known.get(doc[place].lower_) if beside else None
