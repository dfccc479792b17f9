"""Names that no gazetteer holds and that may be where an act happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from transforms.document import FoundPlace, Sentence
from transforms.places.find import UNLISTED
from transforms.places.gazetteer import demonyms
from transforms.places.names import fold
from transforms.places.support import (
    MAYBE,
    TIME_LABELS,
    compass_words,
    designators,
    lead,
    words,
)

JOINERS = frozenset({"al", "el", "ad", "ash", "ar", "an", "as", "at", "ez", "-", "de"})

PLACING = ("at", "goal", "target", "of")
HIT = ("dobj", "nsubjpass")


def loose_names(sentence: Sentence, listed: Sequence[FoundPlace]) -> list[FoundPlace]:
    """Names of a sentence that are no known place, as unlisted places.

    Candidates only: whether the words of an act make one its place is asked later.
    """
    taken = [(place.start, place.end) for place in listed]
    found = []
    for span in _runs(sentence):
        start, end = sentence.start_of(span), sentence.end_of(span)
        is_taken = any(start < last and first < end for first, last in taken)
        if not is_taken and _is_placing(span):
            found.append(_unlisted(span, start, end))
    return found


def _runs(sentence: Sentence) -> Iterator[Span]:
    """The longest runs of name words, with the joiners inside them."""
    tokens = list(sentence.span)
    first = 0
    while first < len(tokens):
        last = _run_end(tokens, first)
        if last is None:
            first += 1
            continue
        span = sentence.span[first : last + 1]
        if _may_be_place(span):
            yield span
        first = last + 1


def _run_end(tokens: Sequence[Token], first: int) -> int | None:
    if not (_is_name(tokens[first]) or _opens(tokens, first)):
        return None
    last = first
    for place in range(first + 1, len(tokens)):
        token = tokens[place]
        is_number = token.text[0].isdigit() and place == last + 1
        if _is_name(token) or is_number:
            last = place
        elif token.lower_ not in JOINERS:
            break
    return last


def _opens(tokens: Sequence[Token], first: int) -> bool:
    """Whether a small article opens a name: "al-Dabbit"."""
    return (
        tokens[first].lower_ in JOINERS
        and tokens[first].text != "-"
        and first + 2 < len(tokens)
        and tokens[first + 1].text == "-"
        and _is_name(tokens[first + 2])
    )


def _is_name(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ == "PROPN"


def _may_be_place(span: Span) -> bool:
    """Whether no word of a name says that it is a body, a people or a date."""
    if span.root.ent_type_ in (*TIME_LABELS, "NORP"):
        return False
    if len(span) == 1 and span.text.isupper():
        return False
    known, bodies = demonyms(), words("body_words.csv", "word")
    if any(token.text in known or token.lower_ in bodies for token in span):
        return False
    return not all(
        token.lower_ in designators() or token.lower_ in compass_words()
        for token in span
    )


def _is_placing(span: Span) -> bool:
    """Whether a name stands behind "in" or "to", or is what is shelled or seized."""
    root = span.root.head if span.root.dep_ == "conj" else span.root
    hits = root.head.lemma_ in words("act_objects.csv", "lemma")
    return (root.dep_ in HIT and hits) or lead(span) in PLACING


def _unlisted(span: Span, start: int, end: int) -> FoundPlace:
    return FoundPlace(
        start, end, span.text, f"{UNLISTED}{fold(span.text)}", span.text, None,
        None, None, None, None, "region", confidence=MAYBE,
    )  # fmt: skip
