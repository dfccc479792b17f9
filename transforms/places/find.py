"""Which words of a text name places: names, their support, and what they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from spacy.tokens import Span, Token

from transforms.document import Document, FoundPlace, Sentence
from transforms.lexicon import read_table
from transforms.places.gazetteer import (
    PACKAGE,
    Candidate,
    Entry,
    demonyms,
    load_gazetteer,
)
from transforms.places.names import fold
from transforms.places.resolve import PlaceName, resolve_names

MAX_TOKENS = 8
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
JOINERS = frozenset(
    {"-", "–", "of", "de", "del", "la", "al", "el", "the", "and", "du", "da", "do",
     "des", "sur", "ez", "ad", "as", "ash", "ar", "at", "an", "az", "e", "ed", "'s", "’s"}
)  # fmt: skip
LOWER_STARTS = frozenset({"al", "el", "ad", "ash", "ar", "ez", "az"})
BIG_CITY = 300_000
SURE, LIKELY, WEAK = 0.95, 0.8, 0.5


@cache
def _words(name: str, column: str) -> frozenset[str]:
    return frozenset(row[column] for row in read_table(PACKAGE, name))


@cache
def designators() -> Mapping[str, str]:
    """Words that tell the level of a place: "province" is admin1."""
    return {row["word"]: row["level"] for row in read_table(PACKAGE, "designators.csv")}


@cache
def prepositions() -> Mapping[str, str]:
    """What a preposition says of the place it leads: at, goal, origin, target, of."""
    return {row["word"]: row["use"] for row in read_table(PACKAGE, "prepositions.csv")}


def compass_words() -> frozenset[str]:
    """Northern, southern and the like."""
    return _words("compass.csv", "word")


def find_places(
    document: Document, country_hints: Mapping[str, float] | None = None
) -> dict[int, list[FoundPlace]]:
    """Place names of each sentence, in text order, by sentence index.

    ``country_hints`` weighs countries (ISO alpha-3) known from outside the text, such
    as the publisher's. Peoples ("Syrians") are no places; a government's capital or
    country that speaks or decides is marked ``is_metonym``.
    """
    names: list[PlaceName] = []
    people: Counter[str] = Counter()
    for sentence in document.sentences:
        names.extend(names_in(sentence))
        people.update(peoples_in(sentence))
    chosen = resolve_names(names, people, country_hints or {})
    found: dict[int, list[FoundPlace]] = {}
    for name, entry in zip(names, chosen, strict=True):
        place = _found(name, entry)
        if place is not None:
            found.setdefault(name.sentence.index, []).append(place)
    return found


def peoples_in(sentence: Sentence) -> Iterator[str]:
    """Countries whose people or adjective the sentence names."""
    known = demonyms()
    for token in sentence.span:
        if token.text in known:
            yield known[token.text]


def names_in(sentence: Sentence) -> list[PlaceName]:
    """Names of a sentence that may be places, with the support each has."""
    tokens = list(sentence.span)
    entities = {token.i: ent for ent in sentence.span.ents for token in ent}
    found: list[PlaceName] = []
    position = 0
    while position < len(tokens):
        size = 0
        if _may_start(tokens[position]):
            name, size = _name_at(sentence, tokens, position, entities)
            if name is not None:
                found.append(name)
        position += size or 1
    return _pair_up(found, sentence)


def _may_start(token: Token) -> bool:
    text = token.text
    if text[0].isupper():
        return text[-1] != "." or len(text) <= 7
    return text in LOWER_STARTS and token.i + 1 < len(token.doc)


def _name_at(
    sentence: Sentence, tokens: list[Token], first: int, entities: dict[int, Span]
) -> tuple[PlaceName | None, int]:
    """The longest place name from a token on, and how many tokens it takes."""
    for last in _ends(tokens, first):
        span = sentence.span[first : last + 1]
        candidates = _lookup(span.text)
        if not candidates:
            continue
        name = _supported(sentence, span, candidates, entities)
        if name is not None:
            return name, last + 1 - first
    return _unlisted(sentence, tokens, first, entities)


def _ends(tokens: list[Token], first: int) -> list[int]:
    """Where a name that begins at ``first`` may end, the longest first."""
    ends: list[int] = []
    for place in range(first, min(first + MAX_TOKENS, len(tokens))):
        text = tokens[place].text
        if text[0].isupper() or (text[0].isdigit() and place > first):
            ends.append(place)
        elif text not in JOINERS:
            break
    return ends[::-1]


@lru_cache(maxsize=20_000)
def _lookup(text: str) -> tuple[Candidate, ...]:
    return load_gazetteer().lookup(text)


def _supported(
    sentence: Sentence,
    span: Span,
    candidates: tuple[Candidate, ...],
    entities: dict[int, Span],
) -> PlaceName | None:
    """The name with its support, or None when it is more likely something else."""
    entity = entities.get(span[0].i)
    level = _level(span)
    confidence = _confidence(span, candidates, entity, level)
    if confidence <= 0:
        return None
    return PlaceName(sentence, span, fold(span.text), candidates, level, confidence)


def _confidence(
    span: Span,
    candidates: tuple[Candidate, ...],
    entity: Span | None,
    level: str | None,
) -> float:
    top = candidates[0]
    lead = _lead(span)
    is_word = span.text in _words("words.csv", "name")
    is_known = top.is_main and (
        top.entry.kind == "country" or top.entry.population >= BIG_CITY
    )
    if span.text in demonyms():
        return 0.0
    if entity is not None and entity.label_ in PLACE_LABELS:
        if _is_inside_name(span, entity):
            return 0.0
        return WEAK if is_word and lead is None and top.entry.kind == "city" else SURE
    if _part_of_longer_name(span, entity):
        return 0.0
    if level is not None:
        return LIKELY
    if lead in ("at", "goal", "origin"):
        if entity is not None and entity.label_ in ("DATE", "TIME", "NORP", "EVENT"):
            return 0.0
        return WEAK if is_word else LIKELY
    if entity is not None and entity.label_ == "PERSON":
        return 0.0
    return WEAK if is_known and not is_word else 0.0


def _is_inside_name(span: Span, entity: Span) -> bool:
    """Whether the span is a part of a longer name, as "York" is of "New York"."""
    before = span.start > entity.start and entity[span.start - entity.start - 1]
    after = span.end < entity.end and entity[span.end - entity.start]
    known = designators()
    for token in (before, after):
        if not token or token.lower_ in known or token.lower_ in compass_words():
            continue
        if token.text[0].isupper() and token.pos_ == "PROPN":
            return True
    return False


def _part_of_longer_name(span: Span, entity: Span | None) -> bool:
    """Whether capitals beside the span make it part of a name that is no place."""
    doc, known = span.doc, designators()
    if entity is not None and (entity.start < span.start or entity.end > span.end):
        if entity.label_ in ("ORG", "PERSON", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"):
            return True
    if span.end < len(doc):
        after = doc[span.end]
        if (
            after.text[0].isupper()
            and after.pos_ == "PROPN"
            and after.lower_ not in known
        ):
            return True
    before = doc[span.start - 1] if span.start else None
    return (
        before is not None
        and before.text[0].isupper()
        and before.pos_ == "PROPN"
        and before.dep_ == "compound"
        and before.lower_ not in compass_words()
        and before.lower_ not in known
    )


def _lead(span: Span) -> str | None:
    """The use of the preposition in front of a name: "in the city of X" is "at"."""
    place = span.start - 1
    for _ in range(4):
        if place < 0:
            return None
        token = span.doc[place]
        use = prepositions().get(token.lower_)
        if use is not None and use != "of":
            return use
        if not (token.pos_ in ("DET", "ADJ") or token.lower_ in designators()
                or token.lower_ in compass_words() or use == "of"):  # fmt: skip
            return None
        place -= 1
    return None


def _level(span: Span) -> str | None:
    """The level a designator tells: "Idlib province", "the province of Idlib"."""
    doc, known = span.doc, designators()
    if span.end < len(doc):
        word = doc[span.end].lower_
        if word in known and doc[span.end].pos_ in ("NOUN", "PROPN"):
            return known[word]
    place = span.start - 1
    while place >= 0 and doc[place].lower_ in {"the", "of"} | compass_words():
        if doc[place].lower_ == "of" and place > 0:
            return known.get(doc[place - 1].lower_)
        place -= 1
    return known.get(doc[place].lower_) if place == span.start - 1 >= 0 else None


def _unlisted(
    sentence: Sentence, tokens: list[Token], first: int, entities: dict[int, Span]
) -> tuple[PlaceName | None, int]:
    """A place the gazetteer lacks, told by its designator ("the village of X")."""
    entity = entities.get(tokens[first].i)
    if entity is None or entity.start != tokens[first].i:
        return None, 0
    if entity.end > sentence.span.end or entity.label_ in ("NORP", "DATE", "PERSON"):
        return None, 0
    level = _level(entity)
    is_place = entity.label_ in PLACE_LABELS and _lead(entity) == "at"
    if entity.label_ == "ORG" and level not in ("city", "admin2"):
        return None, 0
    if level is None and not is_place:
        return None, 0
    if not any(letter.islower() for letter in entity.text):
        return None, 0
    name = PlaceName(sentence, entity, fold(entity.text), (), level, WEAK)
    return name, len(entity)


def _pair_up(names: list[PlaceName], sentence: Sentence) -> list[PlaceName]:
    """Tell each name the one that follows its comma: "Goma, DR Congo"."""
    result: list[PlaceName] = []
    for number, name in enumerate(names):
        after = names[number + 1] if number + 1 < len(names) else None
        if after is not None and _is_pair(name, after):
            name = replace(name, within=after.candidates)
        result.append(name)
    return result


def _is_pair(name: PlaceName, after: PlaceName) -> bool:
    doc = name.span.doc
    between = doc[name.span.end : after.span.start].text.lower().strip()
    if between not in (",", ", in", "in", "(", ", in the"):
        return False
    return any(
        item.entry.kind in ("country", "admin1", "region", "disputed")
        for item in after.candidates[:3]
    )


def _found(name: PlaceName, entry: Entry | None) -> FoundPlace | None:
    start = name.sentence.start_of(name.span)
    text = name.span.text
    end = start + len(text)
    if entry is None:
        return FoundPlace(
            start, end, text, f"unlisted:{name.key}", text, None, None, None, None,
            None, "exact" if name.level == "exact" else "city",
            confidence=WEAK,
        )  # fmt: skip
    compass = _compass(name, entry)
    if compass is not None:
        text = f"{compass.text} {text}"
        start = name.sentence.start_of(compass)
        if name.sentence.text[start - name.sentence.start :][: len(text)] != text:
            compass, text, start = (
                None,
                name.span.text,
                name.sentence.start_of(name.span),
            )
    return FoundPlace(
        start, end, text, entry.place_id,
        f"{compass.text} {entry.name}" if compass is not None else entry.name,
        entry.geonames_id, entry.country, entry.admin1, entry.latitude,
        entry.longitude, "region" if compass is not None else entry.precision,
        is_country=entry.kind == "country" and compass is None,
        confidence=name.confidence, is_metonym=_is_metonym(name, entry),
    )  # fmt: skip


def _compass(name: PlaceName, entry: Entry) -> Token | None:
    """The compass word that makes a part of a country: "northern Syria"."""
    if entry.kind != "country" or name.span.start <= name.sentence.span.start:
        return None
    before = name.span.doc[name.span.start - 1]
    return before if before.text in compass_words() else None


def _is_metonym(name: PlaceName, entry: Entry) -> bool:
    """Whether the name stands for those who govern: subject of saying or deciding."""
    root = name.span.root
    if root.dep_ not in ("nsubj", "nsubjpass", "agent", "conj"):
        return False
    if root.dep_ == "conj" and root.head.dep_ != "nsubj":
        return False
    verb = root.head.head if root.dep_ == "conj" else root.head
    return verb.lemma_ in _words("metonym_verbs.csv", "lemma")
