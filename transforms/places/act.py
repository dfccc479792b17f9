"""Where an act happened: the place of its sentence that its words attach to."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from schemas.records import Place
from transforms.document import FoundPlace, Sentence
from transforms.places.attach import ENOUGH, SURELY, attachment
from transforms.places.find import UNLISTED
from transforms.places.record import inherit_place, known_places, to_record

__all__ = ["inherit_place", "known_places", "place_of_act", "span_of", "to_record"]

EXACTNESS = {"exact": 5, "city": 4, "admin2": 3, "admin1": 2, "region": 1, "country": 0}
COMMA_FORMS = (", ", ", in ", " in ", " (")


def place_of_act(
    trigger: Token, sentence: Sentence, found: Sequence[FoundPlace]
) -> Place | None:
    """Where the act of the trigger happened, as the sentence tells it; None if not.

    Neither the dateline, nor a speaker's city, nor where somebody comes from. Of
    several places that fit, the most exact one.
    """
    best: tuple[bool, int, float, int] | None = None
    chosen: FoundPlace | None = None
    for place in found:
        span = span_of(place, sentence)
        if span is None or place.is_metonym:
            continue
        score = attachment(span.root, trigger)
        if score < ENOUGH:
            continue
        distance = -abs(span.root.i - trigger.i)
        rank = (score >= SURELY, _exactness(place), score, distance)
        if best is None or rank > best:
            best, chosen = rank, place
    return to_record(_most_exact(chosen, found, sentence)) if chosen else None


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
    text, base = sentence.text, sentence.offset + sentence.span.start_char
    previous = [
        place
        for place in found
        if place.end < chosen.start
        and text[place.end - base : chosen.start - base] in COMMA_FORMS
        and EXACTNESS[place.precision] > EXACTNESS[chosen.precision]
        and place.country == chosen.country
    ]
    return previous[-1] if previous else chosen
