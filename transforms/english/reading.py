"""One article read sentence by sentence: each question asked of its own module."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Token

from schemas.records import Party, Quantity, When
from transforms.actors.words import agent_nouns
from transforms.dates import fallback_when, last_dated, when_of
from transforms.document import DateExpression, Document, FoundQuantity, Sentence
from transforms.english.acts import acts_of, in_future
from transforms.english.asserted_nouns import is_definite
from transforms.english.date_links import linked_dates
from transforms.english.date_tense import ahead_in
from transforms.english.dates import find_dates
from transforms.english.habits import describes, is_generic, is_habit, is_of_narrator
from transforms.english.homes import (
    dateline_country,
    home_country,
    is_guess,
    mentions_by_sentence,
)
from transforms.english.implied import with_implied_sides, with_locals
from transforms.english.noting import note_subjects
from transforms.english.parties import (
    announced_by_speaker,
    as_state,
    claimant_of,
    doers,
    own_parties,
    parties_of,
    recipients_of,
)
from transforms.english.party_words import is_party
from transforms.english.quantities import find_quantities, implied_one
from transforms.english.quantity_owners import attach_quantities
from transforms.english.reciprocal import are_several, is_reciprocal, two_sides
from transforms.english.retrospect import (
    is_history,
    is_review,
    past_reach,
    spans_long,
    with_age,
)
from transforms.english.same_victims import settle_dates
from transforms.english.slots import fill
from transforms.english.speech import happens_now
from transforms.english.syntax import children
from transforms.english.timing import date_of_words, recalls_past
from transforms.english.told import FORCE, ReadAct, Reading, type_rules
from transforms.english.told_act import Act
from transforms.english.whereabouts import place_of, settle_places
from transforms.lexicon import read_table
from transforms.places.act import place_of_act
from transforms.places.find import find_places
from transforms.places.here import dateline_town, unnamed_towns

# Sentences that a definite noun ("the exchange") looks back for its act.
ANAPHORA_REACH = 40
# The same for a noun that is not the word the act was told with.
NEAR_REACH = 5
# How much the country of the dateline counts against those named in the text.
FILED_FROM = 2.0
# The frame of those who flee.
FLIGHT = "flee"
# Those who flee by themselves, and are no refugees.
IN_POWER = frozenset({"GOV", "ELI", "MIL", "COP", "REB", "CRM"})
# Killed people that no single act kills, told without a day.
WAR_TOLL = 3000
# The same for people driven from their homes.
EXODUS = 1_000_000
# The frame of verbs that bring sides together without being one.
MEDIATION = "mediate"


def read_document(document: Document) -> list[ReadAct]:
    """All acts of an article, in text order."""
    reading = Reading(document, mentions_by_sentence(document))
    acts = {s.index: acts_of(s, is_party) for s in document.sentences}
    if not any(acts.values()):
        return []
    filed = dateline_country(document.article.dateline)
    hints = {filed: FILED_FROM} if filed else {}
    reading.places = find_places(document, hints)
    reading.home = home_country(reading)
    reading.is_review = is_review(document)
    town = dateline_town(document.article.dateline, filed)
    meant = unnamed_towns(document, reading.places, town, reading.home)
    for index, places in meant.items():
        reading.places.setdefault(index, []).extend(places)
    for sentence in document.sentences:
        note_subjects(sentence, reading)
        _read_sentence(sentence, acts[sentence.index], reading)
    dated = linked_dates(reading.read, reading.today)
    return settle_places(settle_dates(dated))


def _read_sentence(sentence: Sentence, acts: Sequence[Act], reading: Reading) -> None:
    dates = find_dates(
        sentence.text,
        reading.today,
        reading.last_date,
        sentence.start,
        ahead=ahead_in(sentence.span),
    )
    dates = with_age(dates, sentence, reading.published)
    if acts:
        numbers = find_quantities(sentence.span, sentence.offset)
        for act in acts:
            others = _other_nouns(act, acts)
            read = _read_act(act, sentence, dates, numbers, others, reading)
            reading.read.append(read)
            reading.discourse.amend((*read.actors, *read.recipients))
            if act.direction == "mutual":
                reading.discourse.note_sides(read.actors, sentence.index)
    reading.last_date = last_dated(dates, reading.last_date)
    reading.past = past_reach(dates, sentence, reading.past)


def _other_nouns(act: Act, acts: Sequence[Act]) -> list[Token]:
    """Event nouns of the sentence that tell other acts than this one.

    Nouns for people, such as "demonstrators", tell an act but have no day of their own.
    What force is used on shares its day and place: "crushed a protest in Lima".
    """
    words = [match.token for match in (act.match, *act.also)]
    hit = {c.i for word in words for c in children(word, "dobj")}
    return [
        match.token
        for other in acts
        if other is not act
        for match in (other.match, *other.also)
        if match.is_noun and match.token.lower_ not in agent_nouns()
        if act.event_type not in FORCE or match.token.i not in hit
    ]


def _read_act(
    act: Act,
    sentence: Sentence,
    dates: Sequence[DateExpression],
    numbers: Sequence[FoundQuantity],
    others: Sequence[Token],
    reading: Reading,
) -> ReadAct:
    act = announced_by_speaker(act, sentence, reading)
    actors = own_parties(act, sentence, reading) or doers(act, sentence, reading)
    actors = as_state(actors, act.sides.actors, act.event_type)
    recipients = recipients_of(act, actors, sentence, reading)
    if actors and is_reciprocal(act) and (len(actors) > 1 or are_several(act)):
        act, recipients = replace(act, direction="mutual"), ()
    elif fought := two_sides(act, actors, recipients):
        act, actors, recipients = replace(act, direction="mutual"), fought, ()
    mediators = parties_of(act.sides.mediators, sentence, reading)
    earlier = None
    if not (actors or recipients):
        earlier = _antecedent_act(act, sentence, reading)
        if earlier is not None:
            actors, recipients = earlier.actors, earlier.recipients
    expression = _own_date(act, sentence, dates, others)
    if expression is not None and _is_to_come(expression, reading):
        act = in_future(act)
        if happens_now(act.event_type):
            expression = None
    date = _date(act, expression, earlier, sentence, reading)
    read = ReadAct(
        sentence,
        act,
        actors,
        recipients,
        mediators,
        claimant_of(act, sentence, actors, reading),
        None,
        date,
        _quantities(act, sentence, numbers, actors, recipients),
        recalls_past(act.token, expression, is_noun=act.match.is_noun)
        or spans_long(expression, reading.published)
        or (
            expression is None
            and (_only_describes(act) or is_history(act, sentence, dates, reading))
        ),
        earlier is not None,
    )
    read = replace(
        read,
        refusal=_refusal(read),
        is_background=read.is_background or (expression is None and is_total(read)),
    )
    read = replace(read, place=place_of(read, earlier, others, reading))
    if read.refusal is None and _is_kind_of_act(read):
        read = replace(read, refusal="generic")
    return with_locals(
        with_implied_sides(read), lambda party: is_guess(party, sentence, reading)
    )


def _own_date(
    act: Act,
    sentence: Sentence,
    dates: Sequence[DateExpression],
    others: Sequence[Token],
) -> DateExpression | None:
    words = [match.token for match in (act.match, *act.also)]
    return date_of_words(words, sentence, dates, others)


def _only_describes(act: Act) -> bool:
    is_noun = act.match.is_noun
    return act.factuality == "completed" and describes(
        act.token, is_party, is_noun=is_noun
    )


def _refusal(read: ReadAct) -> str | None:
    """Why the words tell no act at all: a habit, a reporter's own doing, no cause."""
    act = read.act
    if _is_habit(act, read.sentence):
        return "habitual"
    if act.speaker is None and is_of_narrator(act.token):
        return "narrator"
    is_flight = act.match.rule.frame == FLIGHT and not read.actors
    if is_flight and not (read.quantities or read.date.basis in ("stated", "relative")):
        return "no_cause"
    if is_flight and any(set(p.sectors) & IN_POWER for p in read.recipients):
        return "no_cause"
    return None


def _is_kind_of_act(read: ReadAct) -> bool:
    """Whether a noun speaks of attacks in general: no day, spot, number, two sides."""
    act, sentence = read.act, read.sentence
    words = (act.match, *act.also)
    if act.event_type != "ASSAULT" or not all(word.is_noun for word in words):
        return False
    is_placed = read.place is not None and read.place.basis == "stated"
    has_sides = bool(read.actors and read.recipients)
    is_told = is_placed or bool(read.quantities) or has_sides
    is_told = is_told or read.is_inherited or read.date.basis in ("stated", "relative")
    is_head = sentence.kind == "headline" or sentence.index == 0
    return not (is_told or is_head) and all(is_generic(w.token) for w in words)


def is_total(read: ReadAct) -> bool:
    """Whether a toll is that of a whole war: thousands killed, millions displaced."""
    least: dict[str, float] = {"killed": WAR_TOLL}
    if read.sentence.index > 0:
        least["displaced"] = EXODUS
    return any(
        (quantity.best or 0) >= least.get(quantity.counted, math.inf)
        for quantity in read.quantities
    )


def _is_habit(act: Act, sentence: Sentence) -> bool:
    """Whether it is a habit; first sentences and acts of saying use the present."""
    is_head = sentence.kind == "headline" or sentence.index == 0
    if is_head or happens_now(act.event_type) or act.factuality != "completed":
        return False
    return is_habit(act.token, is_noun=act.match.is_noun)


def _is_to_come(expression: DateExpression, reading: Reading) -> bool:
    """Whether a date lies after publication, so that nobody can tell it as done."""
    start, published = expression.date_start, reading.published
    return start is not None and published is not None and start > published


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
        if not (is_same and (earlier.actors or earlier.recipients)):
            continue
        is_near = sentence.index - earlier.sentence.index <= NEAR_REACH
        if is_near or act.token.lemma_ == earlier.act.token.lemma_:
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
    sentence: Sentence,
    reading: Reading,
) -> When:
    if expression is not None and expression.date_start is not None:
        return when_of(expression)
    if earlier is not None and earlier.date.basis in ("stated", "relative"):
        return earlier.date.model_copy(
            update={"text": None, "start": None, "end": None}
        )
    before = _told_before(act, sentence, reading)
    if before is not None:
        return before.date.model_copy(update={"text": None, "start": None, "end": None})
    if act.factuality in ("planned", "hypothetical"):
        return fallback_when(None)
    return fallback_when(reading.published)


def _told_before(act: Act, sentence: Sentence, reading: Reading) -> ReadAct | None:
    """The dated act that a sentence about "he" or "they" goes on from.

    "Rebels raided the town on Sunday. They took four men" tells one day.
    """
    if not reading.read or happens_now(act.event_type):
        return None
    last = reading.read[-1]
    is_told = act.factuality == "completed" and act.token.tag_ == "VBD"
    is_near = 0 < sentence.index - last.sentence.index <= 1
    is_sure = last.act.factuality == "completed" and not last.is_background
    is_dated = (
        last.date.basis in ("stated", "relative") and last.date.precision == "day"
    )
    goes_on = any(word.tag_ == "PRP" for word in act.sides.actors)
    return last if is_told and is_near and is_sure and is_dated and goes_on else None


def _quantities(
    act: Act,
    sentence: Sentence,
    numbers: Sequence[FoundQuantity],
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...],
) -> tuple[Quantity, ...]:
    counts = type_rules()[act.event_type].counts
    victims = [w for word in act.sides.recipients for w in (word, *word.conjuncts)]
    each = dict.fromkeys(victims)
    singles = [implied_one(word, sentence.offset) for word in each]
    known = {number.head for number in numbers}
    numbers = [*numbers, *(one for one in singles if one and one.head not in known)]
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
