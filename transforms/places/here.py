"""Towns that are not named: "this city", "the capital", told by dateline or country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from spacy.tokens import Token

from transforms.document import Document, FoundPlace, Sentence
from transforms.lexicon import read_table
from transforms.places.gazetteer import Entry, demonyms, load_gazetteer

TOWN_WORDS = frozenset({"city", "town", "capital"})
NAMED_AS = frozenset({"pobj", "dobj", "nsubjpass"})
# A dateline that only the gazetteer knows has to name a town of some size.
KNOWN = 100_000


def dateline_town(dateline: str | None, country: str | None) -> Entry | None:
    """The town of a dateline; in this country, where the dateline tells one."""
    name = (dateline or "").split(",")[0].strip()
    towns = [
        item.entry
        for item in (load_gazetteer().lookup(name.title()) if name else ())
        if item.entry.kind == "city" and country in (None, item.entry.country)
    ]
    if not towns:
        return None
    is_sure = country is not None or towns[0].population >= KNOWN
    return towns[0] if is_sure else None


@cache
def capitals() -> frozenset[str]:
    """Names of capitals that stand for a government as well as for a town."""
    rows = read_table("transforms.actors", "capitals.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "capital")


@cache
def capital_of(country: str | None) -> Entry | None:
    """The capital of a country, as the gazetteer has it."""
    for row in read_table("transforms.actors", "capitals.csv"):
        if row["kind"] != "capital" or row["country"] != country:
            continue
        for item in load_gazetteer().lookup(row["word"]):
            if item.entry.kind == "city" and item.entry.country == country:
                return item.entry
    return None


def unnamed_towns(
    document: Document,
    places: Mapping[int, Sequence[FoundPlace]],
    town: Entry | None,
    country: str | None,
) -> dict[int, list[FoundPlace]]:
    """Phrases such as "this city" with their town, by sentence index.

    ``town`` is that of the dateline, ``country`` the one the article plays in. "The
    city" is the last town named before, else that of the dateline.
    """
    found: dict[int, list[FoundPlace]] = {}
    last: FoundPlace | None = None
    for sentence in document.sentences:
        for token, determiner, owner in _phrases(sentence):
            whose = demonyms().get(owner.text) if owner else country
            place = _meant(token, determiner, sentence, town, whose, last)
            if place is not None:
                found.setdefault(sentence.index, []).append(place)
        towns = [p for p in places.get(sentence.index, []) if p.precision == "city"]
        last = towns[-1] if towns else last
    return found


def _phrases(sentence: Sentence) -> Iterator[tuple[Token, Token, Token | None]]:
    """Town words with "this" or "the", and whose capital it is: "the Kenyan capital".

    Nothing else may stand around them.
    """
    for token in sentence.span:
        if token.lower_ not in TOWN_WORDS or token.dep_ not in NAMED_AS:
            continue
        below = list(token.children)
        if not below or below[0].lower_ not in ("the", "this"):
            continue
        is_owned = len(below) == 2 and below[1].text in demonyms()
        if len(below) == 1:
            yield token, below[0], None
        elif is_owned and token.lower_ == "capital":
            yield token, below[0], below[1]


def _meant(
    token: Token,
    determiner: Token,
    sentence: Sentence,
    town: Entry | None,
    country: str | None,
    last: FoundPlace | None,
) -> FoundPlace | None:
    start, end = sentence.start_of(determiner), sentence.start_of(token) + len(token)
    text = token.doc[determiner.i : token.i + 1].text
    if token.lower_ == "capital":
        return _as_place(capital_of(country), start, end, text)
    if determiner.lower_ == "this" or last is None:
        return _as_place(town, start, end, text)
    return FoundPlace(
        start, end, text, last.place_id, last.name, last.geonames_id, last.country,
        last.admin1, last.latitude, last.longitude, last.precision,
    )  # fmt: skip


def _as_place(
    entry: Entry | None, start: int, end: int, text: str
) -> FoundPlace | None:
    if entry is None:
        return None
    return FoundPlace(
        start, end, text, entry.place_id, entry.name, entry.geonames_id, entry.country,
        entry.admin1, entry.latitude, entry.longitude, entry.precision,
    )  # fmt: skip
