"""Where the acts of an article happened, when the sentence says so and when not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Place
from transforms.actors.dictionary import ActorDictionary
from transforms.document import FoundPlace, Sentence
from transforms.english.counting import nations
from transforms.english.homes import dateline_country
from transforms.english.slots import fill
from transforms.english.timing import is_captured
from transforms.english.told import FORCE, ReadAct, Reading, countries_of, state_codes
from transforms.english.told_act import Act
from transforms.places.act import (
    country_of_act,
    inherit_place,
    loose_names,
    place_of_act,
    to_record,
)
from transforms.places.find import UNLISTED

# Sentences that the place of an act of force reaches, back and forth.
FORCE_REACH = 5
# Types of force that an army uses in other countries too.
REACHING = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
COARSE = frozenset({"country", "region"})


def place_of(
    read: ReadAct, earlier: ReadAct | None, others: Sequence[Token], reading: Reading
) -> Place | None:
    """Where an act happened: stated, taken over from nearby, or a country at least.

    ``others`` are the event nouns of the sentence that tell other acts.
    """
    sentence, act = read.sentence, read.act
    listed = reading.places.get(sentence.index, [])
    loose = _without_actors(loose_names(sentence, listed), read, reading)
    found = [
        place
        for place in (*listed, *loose)
        if not _is_side(place, read) and not _is_elsewhere(place, act, sentence, others)
    ]
    words = [match.token for match in (act.match, *act.also)]
    words += [verb for word in words for verb in fill(word, "below")]
    for word in words:
        place = place_of_act(word, sentence, found)
        if place is not None:
            return _in_country(place, found, read, reading)
    if act.mode == "visit":
        return _visited(act, reading.places.get(sentence.index, []), sentence)
    if earlier is not None and earlier.place is not None:
        return _without_words(earlier.place)
    country = country_of_act(act.token, sentence, found)
    nearby = _inherited(read, reading)
    # A spot told nearby is where it was, unless the act is told of another country.
    if country is not None and (nearby is None or nearby.country != country.country):
        return country
    return nearby or _fallback_place(read, reading)


def _in_country(
    place: Place, found: Sequence[FoundPlace], read: ReadAct, reading: Reading
) -> Place:
    """A spot that no gazetteer has, with the country the act is otherwise told in."""
    starts = {one.start for one in found if one.place_id.startswith(UNLISTED)}
    if place.start not in starts:
        return place
    country = _told_before(place, read.sentence) or place.country
    if country is None:
        around = _fallback_place(read, reading)
        country = around.country if around is not None else None
    return place.model_copy(update={"country": country})


def _told_before(place: Place, sentence: Sentence) -> str | None:
    """The country of "the Chadian town of Moussoro", not in the gazetteer."""
    if place.start is None or place.text is None:
        return None
    start = place.start - sentence.offset
    span = sentence.span.doc.char_span(
        start, start + len(place.text), alignment_mode="expand"
    )
    if span is None or span.root.dep_ != "pobj" or span.root.head.lower_ != "of":
        return None
    town = span.root.head.head
    before = [c for c in town.children if c.dep_ in ("amod", "compound", "nmod")]
    return next((nations()[c.lower_] for c in before if c.lower_ in nations()), None)


def _visited(act: Act, found: Sequence[FoundPlace], sentence: Sentence) -> Place | None:
    """Where a visit led to."""
    goals = fill(act.token, "prep.to,in|obj/prep.to|obj")
    starts = {sentence.start_of(goal): goal for goal in goals}
    for place in found:
        if any(place.start <= start < place.end for start in starts):
            return to_record(place)
    return None


def _is_side(place: FoundPlace, read: ReadAct) -> bool:
    """Whether a place name is itself a party: "between Ukraine and Russia"."""
    return any(
        place.start == party.start and place.end == party.end
        for party in (*read.actors, *read.recipients, *read.mediators)
        if place.is_country
    )


def _without_actors(
    loose: Sequence[FoundPlace], read: ReadAct, reading: Reading
) -> list[FoundPlace]:
    """Names that are no known place, without those of sides and known actors."""
    sides = (*read.actors, *read.recipients, *read.mediators)
    taken = [
        *((m.start, m.end) for m in reading.mentions.get(read.sentence.index, [])),
        *((p.start, p.end) for p in sides if p.start is not None and p.end is not None),
    ]
    return [
        place
        for place in loose
        if not any(start < place.end and place.start < end for start, end in taken)
    ]


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
    return None


def settle_places(acts: Sequence[ReadAct]) -> list[ReadAct]:
    """Give acts of force that name no spot that of the same act told nearby.

    An article often names the country in one sentence and the town in another. Taken
    over is the nearest stated town or district, before or after, of an act of the same
    type with compatible sides, country and date; marked ``inherited``.
    """
    exact = [
        read
        for read in acts
        if read.act.event_type in FORCE
        and read.place is not None
        and read.place.basis == "stated"
        and read.place.precision not in COARSE
    ]
    return [_settled(read, exact) for read in acts]


def _settled(read: ReadAct, exact: Sequence[ReadAct]) -> ReadAct:
    place = read.place
    if read.act.event_type not in FORCE or read.is_background:
        return read
    if place is not None and place.precision not in COARSE:
        return read
    near = [other for other in exact if _may_be_there(read, other)]
    if not near:
        return read
    here = read.sentence.index
    best = min(near, key=lambda other: abs(other.sentence.index - here))
    return replace(read, place=_without_words(best.place)) if best.place else read


def _may_be_there(read: ReadAct, other: ReadAct) -> bool:
    """Whether another act can be the same happening, told with its place."""
    if other.act.event_type != read.act.event_type or other.is_background:
        return False
    if abs(other.sentence.index - read.sentence.index) > FORCE_REACH:
        return False
    if _contradicts(read.place, other.place):
        return False
    mine, yours = countries_of(read), countries_of(other)
    return (not mine or not yours or bool(mine & yours)) and _same_days(read, other)


def _contradicts(coarse: Place | None, exact: Place | None) -> bool:
    """Whether a stated country rules out a town."""
    if coarse is None or exact is None or coarse.basis != "stated":
        return False
    return coarse.country != exact.country


def _same_days(read: ReadAct, other: ReadAct) -> bool:
    one, two = read.date, other.date
    if one.basis in ("publication", "none") or two.basis in ("publication", "none"):
        return True
    if None in (one.date_start, one.date_end, two.date_start, two.date_end):
        return True
    return one.date_start <= two.date_end and two.date_start <= one.date_end  # type: ignore[operator]


def _fallback_place(read: ReadAct, reading: Reading) -> Place | None:
    """The country of the dateline or of the only party, and nothing finer."""
    countries = countries_of(read) & state_codes()
    dateline = dateline_country(reading.document.article.dateline)
    if dateline in countries:
        return country_place(dateline, "dateline")
    if read.act.event_type in REACHING and not countries & {reading.home}:
        # Force reaches abroad: neither whose men act nor whose are hit tells where,
        # but a state that is hit is hit at home.
        countries = {
            party.country
            for party in read.recipients
            if party.country in state_codes()
            and (party.entity_id or "").startswith("state:")
        }
    if read.act.event_type not in FORCE and read.act.direction == "directed":
        speakers = {party.country for party in read.actors if party.country}
        countries = (speakers & state_codes()) or countries
    if len(countries) == 1:
        return country_place(next(iter(countries)), "party")
    return _home(read, reading)


def _home(read: ReadAct, reading: Reading) -> Place | None:
    """The country the article plays in, for force done now that nobody locates."""
    told = read.act.event_type in FORCE and read.act.factuality == "completed"
    if not told or read.is_background or reading.home not in state_codes():
        return None
    dateline = dateline_country(reading.document.article.dateline)
    basis = "dateline" if dateline == reading.home else "inherited"
    return country_place(reading.home, basis)


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
