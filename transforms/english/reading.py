"""One article read sentence by sentence: acts with their parties, places and dates.

Holds what the questions share (names found once, the discourse so far, the article's
country) and asks each question of its own module.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from spacy.tokens import Span, Token

from schemas.records import Party, Place, Quantity, When
from transforms.actors.compose import is_party_like, resolve_phrase
from transforms.actors.dictionary import ActorDictionary, find_mentions
from transforms.dates import fallback_when, when_of
from transforms.document import (
    DateExpression,
    Document,
    FoundPlace,
    FoundQuantity,
    Mention,
    Sentence,
)
from transforms.english.acts import Act, acts_of
from transforms.english.coreference import Discourse, anaphora
from transforms.english.dates import find_dates
from transforms.english.factuality import is_definite
from transforms.english.quantities import find_quantities
from transforms.english.quantity_owners import attach_quantities
from transforms.english.slots import fill
from transforms.english.syntax import phrase
from transforms.english.timing import date_of_act, is_captured, recalls_past
from transforms.lexicon import read_table
from transforms.places.act import inherit_place, place_of_act
from transforms.places.find import find_places

# Sentences that a definite noun ("the exchange") looks back for its act.
ANAPHORA_REACH = 40
# The frame of verbs that bring sides together without being one.
MEDIATION = "mediate"
FIRST_PERSON = frozenset({"i", "we", "us"})
# Types of force, and how many sentences their place is carried on.
FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "MOBILIZE", "PROTEST"})
FORCE_REACH = 5
# Acts of saying happen now, whatever day they speak of.
SPEECH = frozenset({"AGREE", "CONCEDE", "REQUEST", "REJECT", "THREATEN", "ACCUSE"})


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
    read: list[ReadAct] = field(default_factory=list)

    @property
    def published(self) -> dt.date | None:
        """Day of publication of the article."""
        return self.document.article.published


def read_document(document: Document) -> list[ReadAct]:
    """All acts of an article, in text order."""
    reading = Reading(document, _mentions_by_sentence(document))
    acts = {s.index: acts_of(s, is_party) for s in document.sentences}
    if not any(acts.values()):
        return []
    reading.places = find_places(document)
    reading.home = home_country(reading)
    for sentence in document.sentences:
        _note_subjects(sentence, reading)
        _read_sentence(sentence, acts[sentence.index], reading)
    return reading.read


def is_party(token: Token) -> bool:
    """Whether the phrase of a head word can be somebody who acts."""
    return is_party_like(named_phrase(token))


def named_phrase(token: Token) -> Span:
    """The phrase of a head word; without what follows it where it refers back.

    "The two countries in Geneva" are "the two countries"; "rebels in Chad" stay whole.
    """
    whole = phrase(token)
    core = token.doc[whole.start : token.i + 1]
    return core if core.text.lower() in anaphora() else whole


def _mentions_by_sentence(document: Document) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    mentions = iter(find_mentions(document.article.text))
    mention = next(mentions, None)
    for sentence in document.sentences:
        while mention is not None and mention.start < sentence.start:
            mention = next(mentions, None)
        while mention is not None and mention.end <= sentence.end:
            found.setdefault(sentence.index, []).append(mention)
            mention = next(mentions, None)
    return found


def home_country(reading: Reading) -> str | None:
    """The country an article is mostly about: at least a third of all it names."""
    dictionary = ActorDictionary.load()
    counts: Counter[str] = Counter()
    for mentions in reading.mentions.values():
        for mention in mentions:
            country = dictionary.entry(mention.entity_ids[0]).country
            if country and len(country) == 3:
                counts[country] += 1
    for places in reading.places.values():
        counts.update(place.country for place in places if place.country)
    dateline = dateline_country(reading.document.article.dateline)
    if dateline:
        counts[dateline] += 2
    if not counts:
        return None
    country, number = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return country if number * 3 >= sum(counts.values()) else None


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
    return known[-1] if known else None


def _note_subjects(sentence: Sentence, reading: Reading) -> None:
    """Let the discourse know who a sentence speaks of, told acts or not."""
    mentioned = reading.mentions.get(sentence.index, [])
    if not mentioned:
        return
    for token in sentence.span:
        if token.dep_ in ("nsubj", "nsubjpass") and token.pos_ in ("PROPN", "NOUN"):
            _parties([token], sentence, reading)


def _parties(
    tokens: Sequence[Token], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """The parties of some head words, each once."""
    found: list[Party] = []
    for token in tokens:
        parties = resolve_phrase(
            named_phrase(token),
            reading.mentions.get(sentence.index, []),
            sentence,
            reading.published,
            reading.discourse,
            reading.home,
            reading.places.get(sentence.index, []),
        )
        for party in parties:
            if not any(_is_same_party(party, other) for other in found):
                found.append(party)
    return tuple(found)


def _is_same_party(one: Party, other: Party) -> bool:
    if one.entity_id or other.entity_id:
        return one.entity_id == other.entity_id and one.sector == other.sector
    return (one.start, one.end, one.country, one.sector) == (
        other.start,
        other.end,
        other.country,
        other.sector,
    )


def _read_sentence(sentence: Sentence, acts: Sequence[Act], reading: Reading) -> None:
    dates = find_dates(
        sentence.text, reading.published, reading.last_date, sentence.start
    )
    if acts:
        numbers = find_quantities(sentence.span, sentence.offset)
        for act in acts:
            others = _other_nouns(act, acts)
            read = _read_act(act, sentence, dates, numbers, others, reading)
            reading.read.append(read)
            if act.direction == "mutual":
                reading.discourse.note_sides(read.actors, sentence.index)
    for expression in dates:
        if expression.date_start and expression.date_end and not expression.is_future:
            reading.last_date = (expression.date_start, expression.date_end)


def _own_parties(act: Act, sentence: Sentence, reading: Reading) -> tuple[Party, ...]:
    """The speaker, where a quotation says "I" or "we" did it."""
    words = [*act.sides.actors, *fill(act.token, "subj")]
    if act.speaker is None or not any(w.lower_ in FIRST_PERSON for w in words):
        return ()
    return _parties([act.speaker], sentence, reading)


def _other_nouns(act: Act, acts: Sequence[Act]) -> list[Token]:
    """Event nouns of the sentence that tell other acts than this one."""
    return [
        match.token
        for other in acts
        if other is not act
        for match in (other.match, *other.also)
        if match.is_noun
    ]


def _read_act(
    act: Act,
    sentence: Sentence,
    dates: Sequence[DateExpression],
    numbers: Sequence[FoundQuantity],
    others: Sequence[Token],
    reading: Reading,
) -> ReadAct:
    actors = _own_parties(act, sentence, reading) or _parties(
        act.sides.actors, sentence, reading
    )
    recipients = _parties(act.sides.recipients, sentence, reading)
    recipients = tuple(
        party
        for party in recipients
        if not any(_is_same_party(party, a) for a in actors)
    )
    mediators = _parties(act.sides.mediators, sentence, reading)
    earlier = None
    if not (actors or recipients):
        earlier = _antecedent_act(act, sentence, reading)
        if earlier is not None:
            actors, recipients = earlier.actors, earlier.recipients
    expression = date_of_act(act.token, sentence, dates, others)
    if expression is not None and expression.is_future and act.event_type in SPEECH:
        expression = None
    date = _date(act, expression, earlier, reading)
    read = ReadAct(
        sentence,
        act,
        actors,
        recipients,
        mediators,
        _claimant(act, sentence, actors, reading),
        None,
        date,
        _quantities(act, sentence, numbers, actors, recipients),
        recalls_past(act.token, expression, is_noun=act.match.is_noun),
        earlier is not None,
    )
    read = replace(read, place=_place(read, earlier, others, reading))
    return with_implied_sides(read)


def _antecedent_act(act: Act, sentence: Sentence, reading: Reading) -> ReadAct | None:
    """The act a noun such as "the exchange" refers back to.

    A definite noun takes the last act of its type; an indefinite one ("a two-hour
    meeting in Geneva") only an act at the same stated place.
    """
    if not act.match.is_noun and act.match.rule.frame != MEDIATION:
        return None
    if act.match.is_noun and not is_definite(act.token):
        return _act_at_same_place(act, sentence, reading)
    for earlier in reversed(reading.read):
        if sentence.index - earlier.sentence.index > ANAPHORA_REACH:
            return None
        same_mode = not act.match.is_noun or act.mode in (None, earlier.act.mode)
        is_same = earlier.act.event_type == act.event_type and same_mode
        if is_same and (earlier.actors or earlier.recipients):
            return earlier
    return None


def _act_at_same_place(
    act: Act, sentence: Sentence, reading: Reading
) -> ReadAct | None:
    here = place_of_act(act.token, sentence, reading.places.get(sentence.index, []))
    if here is None or here.precision in ("country", "region"):
        return None
    for earlier in reversed(reading.read):
        there = earlier.place
        same_type = earlier.act.event_type == act.event_type and bool(earlier.actors)
        if same_type and there is not None and there.name == here.name:
            return earlier
    return None


def _date(
    act: Act,
    expression: DateExpression | None,
    earlier: ReadAct | None,
    reading: Reading,
) -> When:
    if expression is not None and expression.date_start is not None:
        return when_of(expression)
    if earlier is not None and earlier.date.basis in ("stated", "relative"):
        return earlier.date.model_copy(
            update={"text": None, "start": None, "end": None}
        )
    if act.factuality in ("planned", "hypothetical"):
        return fallback_when(None)
    return fallback_when(reading.published)


def _claimant(
    act: Act, sentence: Sentence, actors: Sequence[Party], reading: Reading
) -> Party | None:
    if act.speaker is None or act.speaker in act.sides.actors:
        return None
    parties = _parties([act.speaker], sentence, reading)
    return parties[0] if parties else None


def _quantities(
    act: Act,
    sentence: Sentence,
    numbers: Sequence[FoundQuantity],
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...],
) -> tuple[Quantity, ...]:
    counts = type_rules()[act.event_type].counts
    numbers = [recounted(number, act) for number in numbers]
    found: list[Quantity] = []
    words = [match.token for match in (act.match, *act.also)]
    words += [verb for word in words for verb in fill(word, "extent")]
    for word in words:
        for quantity in attach_quantities(
            numbers, word, sentence, actors, recipients, counts
        ):
            if quantity not in found:
                found.append(quantity)
    return tuple(found)


@cache
def recounts() -> dict[tuple[str, str, str], str]:
    """What a bare number of people counts, by event type, mode and plain kind."""
    rows = read_table("transforms.english", "recounts.csv")
    return {
        (row["event_type"], row["mode"], row["counted"]): row["becomes"] for row in rows
    }


def recounted(number: FoundQuantity, act: Act) -> FoundQuantity:
    """A number as the act counts it: prisoners of an exchange are released."""
    key = (act.event_type, act.mode or "", number.counted)
    becomes = recounts().get(key)
    return replace(number, counted=becomes) if becomes else number


def _place(
    read: ReadAct, earlier: ReadAct | None, others: Sequence[Token], reading: Reading
) -> Place | None:
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
    mine = _countries(read)
    for earlier in reversed(reading.read):
        if read.sentence.index - earlier.sentence.index > FORCE_REACH:
            return None
        place = earlier.place
        if place is None or place.basis != "stated":
            continue
        if earlier.act.event_type == read.act.event_type and mine <= _countries(
            earlier
        ):
            return _without_words(place)
    return None


def _countries(read: ReadAct) -> set[str]:
    return {
        party.country
        for party in (*read.actors, *read.recipients)
        if party.country is not None
    }


def _fallback_place(read: ReadAct, reading: Reading) -> Place | None:
    """The country of the dateline or of the only party, and nothing finer."""
    countries = _countries(read) & state_codes()
    dateline = dateline_country(reading.document.article.dateline)
    if dateline in countries:
        return country_place(dateline, "dateline")
    if read.act.event_type in FORCE and read.act.direction == "directed":
        hit = {party.country for party in read.recipients if party.country}
        countries = (hit & state_codes()) or countries
    if len(countries) == 1:
        return country_place(next(iter(countries)), "party")
    return None


def with_implied_sides(read: ReadAct) -> ReadAct:
    """Sides that the stated place gives: who is hit abroad, who hosts, who jails.

    Only a state can convict or deport, so the state of the place did where nobody is
    named; force used in another country than the actor's is used against that country.
    """
    place, code = read.place, (read.act.event_type, read.act.mode)
    if place is None or place.basis != "stated" or place.country not in state_codes():
        return read
    if read.act.direction != "directed":
        return read
    abroad = bool(read.actors) and place.country not in {
        party.country for party in read.actors
    }
    if not read.recipients and abroad and code in acts_upon_place():
        return replace(read, recipients=(state_at(place, None),))
    if not read.actors and read.recipients and code in acts_of_state():
        return replace(read, actors=(state_at(place, "GOV"),))
    return read


@cache
def _implied(side: str) -> frozenset[tuple[str, str | None]]:
    rows = read_table("transforms.english", "implied_sides.csv")
    return frozenset(
        (row["event_type"], row["mode"] or None) for row in rows if row["side"] == side
    )


def acts_upon_place() -> frozenset[tuple[str, str | None]]:
    """Type and mode of acts done to the country they happen in."""
    return _implied("recipient")


def acts_of_state() -> frozenset[tuple[str, str | None]]:
    """Type and mode of acts that only the state of the place can do."""
    return _implied("actor")


def state_at(place: Place, sector: str | None) -> Party:
    """The state a place lies in, as a party told by the place's name."""
    entry = ActorDictionary.load().state(place.country)
    return Party(
        text=place.text or "",
        start=place.start or 0,
        end=place.end or 0,
        entity_id=entry.entity_id if entry else None,
        name=entry.name if entry else place.name,
        country=place.country,
        sector=sector,
        sectors=(sector,) if sector else (),
    )


@cache
def state_codes() -> frozenset[str]:
    """ISO 3166 codes of states, without the international codes."""
    rows = read_table("transforms.actors", "states.csv")
    return frozenset(row["country"] for row in rows)


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


def sentences_of(acts: Sequence[ReadAct]) -> Iterator[Sentence]:
    """Sentences that tell an act, each once."""
    seen: set[int] = set()
    for read in acts:
        if read.sentence.index not in seen:
            seen.add(read.sentence.index)
            yield read.sentence
