"""Which words of a text name places, and which places they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from transforms.document import Document, FoundPlace, Sentence
from transforms.places.gazetteer import Entry, demonyms, load_gazetteer
from transforms.places.home import home_of
from transforms.places.names import fold
from transforms.places.resolve import PlaceName, resolve_names
from transforms.places.support import (
    LIKELY,
    MAYBE,
    PLACE_LABELS,
    SURE,
    TIME_LABELS,
    WEAK,
    compass_words,
    confidence,
    designators,
    lead,
    level_of,
    words,
)
from transforms.places.within import pair_up

MAX_TOKENS = 8
UNLISTED = "unlisted:"
JOINERS = frozenset(
    {"-", "–", "of", "de", "del", "la", "al", "el", "the", "and", "du", "da", "do",
     "des", "sur", "au", "aux", "le", "les", "on",
     "ez", "ad", "as", "ash", "ar", "at", "an", "az", "e", "ed", "'s",
     "’s"}
)  # fmt: skip
LOWER_STARTS = frozenset({"al", "el", "ad", "ash", "ar", "ez", "az"})
MODIFIERS = frozenset({"compound", "nmod", "amod"})
SUBJECTS = ("nsubj", "nsubjpass", "agent")

Entities = Mapping[int, Span]


def find_places(
    document: Document, country_hints: Mapping[str, float] | None = None
) -> dict[int, list[FoundPlace]]:
    """Place names of each sentence, in text order, by sentence index.

    ``country_hints`` weighs countries (ISO alpha-3) known from outside the text, such
    as the publisher's. Peoples ("Syrians") are no places; a government's capital or
    country that speaks or decides is marked ``is_metonym``.
    """
    names = _kept(list(all_names(document)), surnames(document))
    home = home_of(document.article.text)
    chosen = resolve_names(names, peoples(document), country_hints or {}, home)
    found: dict[int, list[FoundPlace]] = {}
    for name, place in zip(names, _told(names, chosen, document), strict=True):
        found.setdefault(name.sentence.index, []).append(place)
    return found


def _told(
    names: list[PlaceName], chosen: list[Entry | None], document: Document
) -> list[FoundPlace]:
    text = document.article.text
    places = [
        to_found(name, entry, text) for name, entry in zip(names, chosen, strict=True)
    ]
    return [
        _placed(place, number, names, places)
        if place.place_id.startswith(UNLISTED)
        else place
        for number, place in enumerate(places)
    ]


def _is_in_compound(span: Span) -> bool:
    """Whether a hyphen joins a name to the word after it: "Chad-backed"."""
    doc = span.doc
    return span.end + 1 < len(doc) and doc[span.end].text == "-"


def _placed(
    place: FoundPlace, number: int, names: list[PlaceName], places: list[FoundPlace]
) -> FoundPlace:
    """An unlisted place put where the nearest listed one of its sentence is.

    Its precision falls to that of the neighbourhood: admin2 near a town, else the
    neighbour's own. Without a neighbour it has no coordinates.
    """
    near = [
        (abs(other.start - place.start), other)
        for name, other in zip(names, places, strict=True)
        if name.sentence is names[number].sentence
        and other.latitude is not None
        and other.country is not None
        and not other.is_metonym
        and not _is_in_compound(name.span)
    ]
    if not near:
        return replace(place, precision="region")
    other = min(near, key=lambda item: item[0])[1]
    is_town = other.precision in ("exact", "city")
    return replace(
        place,
        country=other.country,
        admin1=other.admin1,
        latitude=other.latitude,
        longitude=other.longitude,
        precision="admin2" if is_town else other.precision,
    )


def resolve_mentions(
    document: Document,
    mentions: Sequence[tuple[int, int]],
    country_hints: Mapping[str, float] | None = None,
) -> dict[tuple[int, int], FoundPlace]:
    """The places that given stretches of the article's text name.

    Mentions are (start, end) in the article; one that the gazetteer lacks is missing
    from the answer. A people's word stands for its country here.
    """
    given = [
        name
        for sentence in document.sentences
        for start, end in mentions
        if sentence.start <= start and end <= sentence.end
        for name in _given_name(sentence, start, end)
    ]
    taken = {(name.sentence.index, token.i) for name in given for token in name.span}
    others = [
        name
        for name in _kept(list(all_names(document)), surnames(document))
        if not any((name.sentence.index, token.i) in taken for token in name.span)
    ]
    names = sorted([*given, *others], key=lambda name: name.span.start_char)
    names = [n for s in document.sentences for n in pair_up(
        [name for name in names if name.sentence is s])]  # fmt: skip
    home = home_of(document.article.text)
    chosen = resolve_names(names, peoples(document), country_hints or {}, home)
    wanted = set(mentions)
    found: dict[tuple[int, int], FoundPlace] = {}
    for name, place in zip(names, _told(names, chosen, document), strict=True):
        start = name.sentence.start_of(name.span)
        span = (start, start + len(name.span.text))
        if place.latitude is not None and span in wanted:
            found[span] = place
    return found


def _given_name(sentence: Sentence, start: int, end: int) -> Iterator[PlaceName]:
    offset = sentence.offset
    span = sentence.span.doc.char_span(start - offset, end - offset)
    if span is None:
        return
    people = demonyms().get(span.text)
    candidates = load_gazetteer().lookup(span.text)
    if not candidates and len(span) > 1 and span[-1].lower_ in designators():
        candidates = load_gazetteer().lookup(span[:-1].text)
    if people is not None:
        known = load_gazetteer().country(people)
        candidates = (known,) if known is not None else candidates
    level = level_of(span)
    yield PlaceName(sentence, span, fold(span.text), candidates, level, SURE)


def all_names(document: Document) -> Iterator[PlaceName]:
    """Names of all sentences that are or may be places."""
    doc: Doc | None = None
    entities: dict[int, Span] = {}
    for sentence in document.sentences:
        if doc is not sentence.span.doc:
            doc = sentence.span.doc
            entities = {token.i: entity for entity in doc.ents for token in entity}
        yield from names_in(sentence, entities)


def peoples(document: Document) -> Counter[str]:
    """How often the text names the people or adjective of each country."""
    known = demonyms()
    found: Counter[str] = Counter()
    for word in document.article.text.split():
        bare = word.strip(".,;:\"'()’‘“”")
        if bare in known:
            found[known[bare]] += 1
    return found


def _kept(names: list[PlaceName], people: frozenset[str]) -> list[PlaceName]:
    """Without those that are never surely places here, or are people's names."""
    sure = {name.key for name in names if name.confidence > WEAK} - people
    return [
        name
        for name in names
        if name.key in sure
        or name.confidence > LIKELY
        or (name.confidence > MAYBE and (name.key not in people or name.within))
    ]


def surnames(document: Document) -> frozenset[str]:
    """Folded last words of the names of several words that people bear in the text."""
    docs = {id(item.span.doc): item.span.doc for item in document.sentences}
    return frozenset(
        fold(entity[-1].text)
        for doc in docs.values()
        for entity in doc.ents
        if entity.label_ == "PERSON" and len(entity) > 1
    )


def names_in(sentence: Sentence, entities: Entities) -> list[PlaceName]:
    """Names of a sentence that may be places, with the support each has."""
    tokens = list(sentence.span)
    found: list[PlaceName] = []
    position = 0
    while position < len(tokens):
        size = 0
        if _may_start(tokens[position]):
            name, size = _name_at(sentence, tokens, position, entities)
            if name is not None:
                found.append(name)
        position += size or 1
    return pair_up(found)


def _may_start(token: Token) -> bool:
    text = token.text
    return text[0].isupper() or text in LOWER_STARTS


def _name_at(
    sentence: Sentence, tokens: list[Token], first: int, entities: Entities
) -> tuple[PlaceName | None, int]:
    """The longest place name from a token on, and how many tokens it takes."""
    ends = _ends(tokens, first)
    maybe: tuple[PlaceName | None, int] = None, 0
    for last in ends:
        span = sentence.span[first : last + 1]
        candidates = load_gazetteer().lookup(span.text)
        if not candidates:
            continue
        level = level_of(span)
        sure = confidence(span, candidates, entities.get(span.start), level)
        if sure <= 0:
            continue
        name = PlaceName(sentence, span, fold(span.text), candidates, level, sure)
        if sure > MAYBE:
            return name, last + 1 - first
        maybe = maybe if maybe[0] else (name, last + 1 - first)
    unlisted = _unlisted(sentence, tokens, first, entities)
    return unlisted if unlisted[0] else maybe


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


def _unlisted(
    sentence: Sentence, tokens: list[Token], first: int, entities: Entities
) -> tuple[PlaceName | None, int]:
    """A place the gazetteer lacks, told by its designator ("the village of X")."""
    last = first
    while last + 1 < len(tokens) and _goes_on(tokens, last + 1):
        last += 1
    while last > first and tokens[last].text == "-":
        last -= 1
    span = sentence.span[first : last + 1]
    entity = entities.get(span.start)
    label = entity.label_ if entity is not None else ""
    level = level_of(span)
    if (
        (label in TIME_LABELS and level is None)
        or span.text in demonyms()
        or span.text.isupper()
    ):
        return None, 0
    if not _is_told(span, label, level) or not span.text[-1].isalpha():
        return None, 0
    name = PlaceName(sentence, span, fold(span.text), (), level, WEAK)
    return name, len(span)


def _is_told(span: Span, label: str, level: str | None) -> bool:
    """Whether the words around an unlisted name tell that it is a place."""
    if any(token.pos_ != "PROPN" and token.text[0].isupper() for token in span):
        return False
    use = lead(span)
    root = span.root
    is_hit = root.dep_ == "dobj" and root.head.lemma_ in words("hits.csv", "lemma")
    if is_hit and label not in ("PERSON", "ORG", "NORP", "PRODUCT", "EVENT"):
        return True
    after_of = span.start > 0 and span.doc[span.start - 1].lower_ == "of"
    is_led = use is not None or after_of or label in PLACE_LABELS
    if level in ("city", "admin2") and is_led:
        return True
    return use == "at" and label in PLACE_LABELS


def _goes_on(tokens: list[Token], place: int) -> bool:
    text = tokens[place].text
    if text == "-":
        return not tokens[place - 1].whitespace_
    if text in LOWER_STARTS:
        return place + 1 < len(tokens) and tokens[place + 1].text == "-"
    return text[0].isupper() and text.lower() not in designators()


def to_found(name: PlaceName, entry: Entry | None, text: str) -> FoundPlace:
    """What the article's text and the gazetteer say of a name; unlisted without entry.

    The words are the article's: the parse may have read them in another case.
    """
    start, end = name.sentence.start_of(name.span), name.sentence.end_of(name.span)
    if entry is None:
        return FoundPlace(
            start, end, text[start:end], f"{UNLISTED}{name.key}", text[start:end], None,
            None, None, None, None, "city", confidence=name.confidence,
        )  # fmt: skip
    title, precision = entry.name, entry.precision
    compass = _compass(name, entry)
    if compass is not None:
        title, precision = f"{compass.text} {title}", "region"
        start = name.sentence.start_of(compass)
    return FoundPlace(
        start, end, text[start:end], entry.place_id, title, entry.geonames_id,
        entry.country, entry.admin1, entry.latitude, entry.longitude, precision,
        is_country=entry.kind == "country" and compass is None,
        confidence=name.confidence, is_metonym=_is_metonym(name.span),
    )  # fmt: skip


def _compass(name: PlaceName, entry: Entry) -> Token | None:
    """The compass word that makes a part of a country: "northern Syria"."""
    if entry.kind != "country" or name.span.start <= name.sentence.span.start:
        return None
    before: Token = name.span.doc[name.span.start - 1]
    return before if before.text in compass_words() else None


def _is_metonym(span: Span) -> bool:
    """Whether the name stands for those who govern, or for their people abroad.

    The subject of saying or deciding does, and the name before "embassy".
    """
    root = span.root
    if root.dep_ in MODIFIERS and root.head.lemma_.lower() in words(
        "missions.csv", "noun"
    ):
        return True
    subject = root.head if root.dep_ == "conj" else root
    if subject.dep_ not in SUBJECTS:
        return False
    return subject.head.lemma_ in words("metonym_verbs.csv", "lemma")
