"""Which country an article, a sentence or a bare "police" is in."""

from __future__ import annotations

import re
from collections import Counter

from schemas.records import Party
from transforms.actors.dictionary import ActorDictionary, entries_of, find_mentions
from transforms.actors.people import choose
from transforms.actors.words import compound_parts
from transforms.document import Document, Mention, Sentence
from transforms.english.anaphors import anaphora
from transforms.english.reach import unaimed_words
from transforms.english.told import Reading, state_codes
from transforms.parse import text_as_read
from transforms.places.here import dateline_town


def mentions_by_sentence(document: Document) -> dict[int, list[Mention]]:
    """Names of the actor dictionary in an article, by sentence index."""
    found: dict[int, list[Mention]] = {}
    mentions = iter(find_mentions(text_as_read(document)))
    mention = next(mentions, None)
    for sentence in document.sentences:
        while mention is not None and mention.start < sentence.start:
            mention = next(mentions, None)
        while mention is not None and mention.end <= sentence.end:
            found.setdefault(sentence.index, []).append(mention)
            mention = next(mentions, None)
    return found


def home_country(reading: Reading) -> str | None:
    """The country an article plays in, by its places; None if that is not clear.

    Towns and districts tell; who is named most does not, for the loudest government is
    often a foreign one. An article that names a single country plays there.
    """
    spots: Counter[str] = Counter()
    for places in reading.places.values():
        spots.update(
            place.country
            for place in places
            if place.country and not place.is_country and not place.is_metonym
        )
    dateline = dateline_country(reading.document.article.dateline)
    if dateline:
        spots[dateline] += 1
    if spots:
        country, number = min(spots.items(), key=lambda item: (-item[1], item[0]))
        return country if number * 2 > sum(spots.values()) else None
    named = _countries_named(reading)
    return named.pop() if len(named) == 1 else None


def _countries_named(reading: Reading) -> set[str]:
    dictionary = ActorDictionary.load()
    named = set()
    text = reading.document.article.text
    for mentions in reading.mentions.values():
        for mention in mentions:
            if _is_backer(text[mention.end : mention.end + 12]):
                continue
            entries = entries_of(dictionary, mention.entity_ids)
            entry = choose(entries, reading.published, None)
            if entry is not None and entry.country in state_codes():
                named.add(str(entry.country))
    return named


def _is_backer(after: str) -> bool:
    """Whether a name only tells whose help somebody has: "Chad-backed rebels"."""
    word = re.match(r"[-\u2010-\u2014](\w+)", after)
    return word is not None and compound_parts().get(word[1]) in ("blocked", "against")


def home_of(sentence: Sentence, reading: Reading) -> str | None:
    """The country a sentence plays in: its own places before the article's."""
    here = {
        place.country
        for place in reading.places.get(sentence.index, [])
        if place.country and not place.is_metonym and not place.is_country
    }
    entered = entered_state(sentence, reading) if not here else None
    return here.pop() if len(here) == 1 else entered or reading.home


def entered_state(sentence: Sentence, reading: Reading) -> str | None:
    """The state that a sentence has somebody cross into: what follows is there."""
    for place in reading.places.get(sentence.index, []):
        here = (w for w in sentence.span if sentence.start_of(w) == place.start)
        word = next(here, None) if place.is_country else None
        if word is not None and word.head.lower_ == "into":
            verb = word.head.head
            return place.country if verb.lemma_ in unaimed_words("crossing") else None
    return None


def is_guess(party: Party, sentence: Sentence, reading: Reading) -> bool:
    """Whether only where the article plays gave a party its country: "police"."""
    if party.entity_id or party.country is None:
        return False
    named = [*reading.mentions.get(sentence.index, [])]
    places = [*reading.places.get(sentence.index, [])]
    is_named = any(m.start < party.end and party.start < m.end for m in named)
    is_placed = any(p.start < party.end and party.start < p.end for p in places)
    is_home = party.country == home_of(sentence, reading)
    is_anaphor = party.text.lower() in anaphora()
    return is_home and not (is_named or is_placed or is_anaphor)


def dateline_country(dateline: str | None) -> str | None:
    """Country of the place an article was filed from."""
    if not dateline:
        return None
    dictionary = ActorDictionary.load()
    text = dateline.title() if dateline.isupper() else dateline
    countries = [
        dictionary.entry(mention.entity_ids[0]).country
        for mention in find_mentions(text)
    ]
    known = [country for country in countries if country]
    if known:
        return known[-1]
    town = dateline_town(dateline, None)
    return town.country if town else None
