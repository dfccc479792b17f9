"""Where the acts of an article happened, when the sentence says so and when not."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from schemas.records import Place
from transforms.actors.dictionary import ActorDictionary
from transforms.document import FoundPlace, Sentence
from transforms.english.parties import dateline_country
from transforms.english.slots import fill
from transforms.english.timing import is_captured
from transforms.english.told import FORCE, ReadAct, Reading, countries_of, state_codes
from transforms.english.told_act import Act
from transforms.places.act import inherit_place, place_of_act

# Sentences that the place of an act of force is carried on.
FORCE_REACH = 5


def place_of(
    read: ReadAct, earlier: ReadAct | None, others: Sequence[Token], reading: Reading
) -> Place | None:
    """Where an act happened: stated, taken over from nearby, or a country at least.

    ``others`` are the event nouns of the sentence that tell other acts.
    """
    sentence, act = read.sentence, read.act
    found = [
        place
        for place in reading.places.get(sentence.index, [])
        if not _is_side(place, read) and not _is_elsewhere(place, act, sentence, others)
    ]
    words = [match.token for match in (act.match, *act.also)]
    words += [verb for word in words for verb in fill(word, "below")]
    for word in words:
        place = place_of_act(word, sentence, found)
        if place is not None:
            return place
    if earlier is not None and earlier.place is not None:
        return _without_words(earlier.place)
    return _inherited(read, reading) or _fallback_place(read, reading)


def _is_side(place: FoundPlace, read: ReadAct) -> bool:
    """Whether a place name is itself a party: "between Ukraine and Russia"."""
    return any(
        place.start == party.start and place.end == party.end
        for party in (*read.actors, *read.recipients, *read.mediators)
        if place.is_country
    )


def _is_elsewhere(
    place: FoundPlace, act: Act, sentence: Sentence, others: Sequence[Token]
) -> bool:
    """Whether a place stands behind another event noun and is that one's place."""
    start = place.start - sentence.offset
    span = sentence.span.doc.char_span(
        start, start + len(place.text), alignment_mode="expand"
    )
    return span is None or is_captured(span.root, act.token, others)


def _without_words(place: Place) -> Place:
    return place.model_copy(
        update={"text": None, "start": None, "end": None, "basis": "inherited"}
    )


def _inherited(read: ReadAct, reading: Reading) -> Place | None:
    for earlier in reversed(reading.read[-4:]):
        distance = read.sentence.index - earlier.sentence.index
        place = inherit_place(
            earlier.place
            if earlier.place and earlier.place.basis == "stated"
            else None,
            same_paragraph=read.sentence.offset == earlier.sentence.offset,
            distance=distance,
            same_kind=earlier.act.event_type == read.act.event_type,
        )
        if place is not None and read.act.event_type == earlier.act.event_type:
            return place
    return _carried_over(read, reading)


def _carried_over(read: ReadAct, reading: Reading) -> Place | None:
    """The place of the last act of the same kind between the same countries.

    For acts of force only: a fight told over several sentences names its place once.
    """
    if read.act.event_type not in FORCE:
        return None
    mine = countries_of(read)
    for earlier in reversed(reading.read):
        if read.sentence.index - earlier.sentence.index > FORCE_REACH:
            return None
        place = earlier.place
        if place is None or place.basis != "stated":
            continue
        if earlier.act.event_type == read.act.event_type and mine <= countries_of(
            earlier
        ):
            return _without_words(place)
    return None


def _fallback_place(read: ReadAct, reading: Reading) -> Place | None:
    """The country of the dateline or of the only party, and nothing finer."""
    countries = countries_of(read) & state_codes()
    dateline = dateline_country(reading.document.article.dateline)
    if dateline in countries:
        return country_place(dateline, "dateline")
    if read.act.event_type in FORCE and read.act.direction == "directed":
        hit = {party.country for party in read.recipients if party.country}
        countries = (hit & state_codes()) or countries
    if len(countries) == 1:
        return country_place(next(iter(countries)), "party")
    return None


def country_place(country: str | None, basis: str) -> Place:
    """A place known only as a country."""
    entry = ActorDictionary.load().state(country)
    return Place.model_validate(
        {
            "text": None,
            "start": None,
            "end": None,
            "name": entry.name if entry else country,
            "geonames_id": None,
            "country": country,
            "admin1": None,
            "latitude": None,
            "longitude": None,
            "precision": "country",
            "basis": basis,
        }
    )
