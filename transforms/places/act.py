"""Where an act happened: the place of its sentence that its words attach to."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from schemas.records import Place
from transforms.actors.words import agent_nouns
from transforms.document import FoundPlace, Sentence
from transforms.places.attach import (
    ENOUGH,
    SURELY,
    attachment,
    is_descent,
    is_speech,
    is_topic,
)
from transforms.places.find import UNLISTED
from transforms.places.loose import loose_names
from transforms.places.record import inherit_place, known_places, to_record
from transforms.places.relation import VERBAL
from transforms.places.support import MAYBE
from transforms.places.traits import Option, traits
from transforms.places.weights import LIKELY_PLACE, likelihood, weights

__all__ = [
    "act_options", "country_of_act", "inherit_place", "known_places", "loose_names",
    "place_of_act", "span_of", "to_record",
]  # fmt: skip

EXACTNESS = {"exact": 5, "city": 4, "admin2": 3, "admin1": 2, "region": 1, "country": 0}
# How the rules rate a place behind the verb's own "in" or "at".
OWN_IN = 1.0
# How likely a place has to be that the rules are sure of.
HALF_LIKELY = 0.2
# Prepositions that put an act inside a country: "against Mali" does not.
INSIDE = frozenset({"in", "inside", "across", "within", "throughout", "into"})
COMMA_FORMS = (", ", ", in ", " in ", " (")


def place_of_act(
    trigger: Token, sentence: Sentence, found: Sequence[FoundPlace]
) -> Place | None:
    """Where the act of the trigger happened, as the sentence tells it; None if not.

    Neither the dateline, nor a speaker's city, nor where somebody comes from. Of
    several places that fit a verb the likeliest one, of those that fit an event noun
    the most exact one. Names that are no known place (``loose_names``) may stand in
    ``found``; only verbs take them.
    """
    options = act_options(trigger, sentence, found)
    is_verb = trigger.pos_ in VERBAL
    chosen = _likeliest(trigger, options) if is_verb else _attached(trigger, options)
    return to_record(_most_exact(chosen, found, sentence)) if chosen else None


def country_of_act(
    trigger: Token, sentence: Sentence, found: Sequence[FoundPlace]
) -> Place | None:
    """The country whose name the rules surely attach to the act; None if none is.

    Asked where no place is likely: people often give none to an act told of a whole
    country, yet the country itself is told.
    """
    if is_speech(trigger):
        return None
    for option in act_options(trigger, sentence, found):
        place, root = option.place, option.span.root
        is_country = place.is_country and not place.is_metonym
        is_inside = root.dep_ == "pobj" and root.head.lower_ in INSIDE
        is_told = is_country and is_inside and _may_hold(option, trigger)
        if is_told and attachment(root, trigger) >= SURELY:
            return to_record(place)
    return None


def act_options(
    trigger: Token, sentence: Sentence, found: Sequence[FoundPlace]
) -> list[Option]:
    """The places of a sentence with their tokens, in text order."""
    spans = [(place, span_of(place, sentence)) for place in found]
    return sorted(
        (
            Option(place, span)
            for place, span in spans
            if span is not None
            and not span.start <= trigger.i < span.end
            and not _is_whose_person(span.root)
        ),
        key=lambda option: option.span.start,
    )


def _is_whose_person(name: Token) -> bool:
    """Whether a name tells whose somebody is: "Kenya's minister was shot"."""
    holder = agent_nouns().get(name.head.lower_) if name.dep_ == "poss" else None
    return holder is not None and holder.kind == "person"


def _likeliest(trigger: Token, options: Sequence[Option]) -> FoundPlace | None:
    """By weights; if none is likely, a spot that the rules are sure of."""
    known = weights()
    scored = [likelihood(own, known) for own in traits(options, trigger)]
    ranked = sorted(
        (n for n, option in enumerate(options) if _may_hold(option, trigger)),
        key=lambda number: -scored[number],
    )
    if ranked and scored[ranked[0]] >= LIKELY_PLACE:
        return options[ranked[0]].place
    for number in ranked:
        place = options[number].place
        if place.is_country or place.is_metonym or place.confidence <= MAYBE:
            continue
        score = attachment(options[number].span.root, trigger)
        is_half = scored[number] >= HALF_LIKELY and not is_speech(trigger)
        if score >= (SURELY if is_half else OWN_IN):
            return place
    return None


def _may_hold(option: Option, trigger: Token) -> bool:
    """Whether a name is neither who acts, nor whence somebody is, nor in a topic."""
    root = option.span.root
    return not (
        _acts(root, trigger) or is_descent(root, trigger) or is_topic(root, trigger)
    )


def _acts(root: Token, trigger: Token) -> bool:
    """Whether a name is the verb's own subject: who does it, not where."""
    subject = root.head if root.dep_ == "conj" else root
    return subject.dep_ == "nsubj" and subject.head == trigger


def _attached(trigger: Token, options: Sequence[Option]) -> FoundPlace | None:
    """By rules: event nouns carry their place in a few ways."""
    best: tuple[bool, int, float, int] | None = None
    chosen: FoundPlace | None = None
    for option in options:
        place, root = option.place, option.span.root
        if place.is_metonym or place.confidence <= MAYBE:
            continue
        score = attachment(root, trigger)
        if score < ENOUGH:
            continue
        rank = (score >= SURELY, _exactness(place), score, -abs(root.i - trigger.i))
        if best is None or rank > best:
            best, chosen = rank, place
    return chosen


def _exactness(place: FoundPlace) -> int:
    """How exact a place is; one that the gazetteer lacks is a town or less."""
    is_unlisted = place.place_id.startswith(UNLISTED)
    return EXACTNESS["city" if is_unlisted else place.precision]


def span_of(place: FoundPlace, sentence: Sentence) -> Span | None:
    """The tokens of a found place."""
    return sentence.span.doc.char_span(
        place.start - sentence.offset,
        place.end - sentence.offset,
        alignment_mode="expand",
    )


def _most_exact(
    chosen: FoundPlace, found: Sequence[FoundPlace], sentence: Sentence
) -> FoundPlace:
    """Of "Aleppo, Syria" the town, whichever of the two was attached."""
    # The text of the sentence alone: that of the document is built anew each time.
    text, base = sentence.text, sentence.start
    previous = [
        place
        for place in found
        if place.end < chosen.start
        and text[place.end - base : chosen.start - base] in COMMA_FORMS
        and EXACTNESS[place.precision] > EXACTNESS[chosen.precision]
        and place.country == chosen.country
    ]
    return previous[-1] if previous else chosen
