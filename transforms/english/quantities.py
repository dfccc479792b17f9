"""Find the numbers of an English sentence, what they count and how they are bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from transforms.document import FoundQuantity
from transforms.english.counted_words import HARM, kind_by, kind_by_verb
from transforms.english.counting import (
    EVENT_KINDS,
    PERSON,
    THING,
    event_kinds,
    governors,
    is_modifier,
    kind_of,
    noun_kind,
    phrase_after,
    singular,
)
from transforms.english.number_fractions import NumberSpan
from transforms.english.number_joins import joined_parts
from transforms.english.number_rests import is_measure_of_part
from transforms.english.number_senses import as_metres, is_age, is_no_quantity, measure
from transforms.english.number_spans import has_number, number_spans
from transforms.english.quantity_owners import attach_quantities
from transforms.english.syntax import is_verb

__all__ = [
    "annotate_quantities",
    "attach_quantities",
    "find_quantities",
    "implied_one",
]
ONE = frozenset({"a", "an", "another"})
WORDLESS = "unit"  # the unit of a number that stands with no noun


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A number with the words it counts, before its neighbours are heard."""

    span: NumberSpan
    number: Span
    noun: Token | None
    end: int  # character after the counted phrase, in the sentence
    counted: str
    unit: str
    is_sure: bool


def find_quantities(sentence: Span, offset: int) -> list[FoundQuantity]:
    """The numbers of a sentence that an act can carry, money included.

    ``offset`` is where the sentence's spaCy document starts in the article.
    """
    kinds = event_kinds() | {"money"}
    return [
        quantity
        for quantity in annotate_quantities(sentence, offset, is_worked_out=True)
        if quantity.counted in kinds
    ]


def annotate_quantities(
    sentence: Span, offset: int, *, is_worked_out: bool = False
) -> list[FoundQuantity]:
    """All numbers of a sentence; ``counted`` tells money, percent, age and measures.

    Dates, clock times, ordinals, ratios ("one in five") and names ("Article 5") are
    left out; ``is_worked_out`` as for ``number_spans``.
    """
    text = sentence.text
    if not has_number(text):
        return []
    spans = number_spans(text, is_worked_out=is_worked_out)
    swapped = {m.end() for s in spans if (m := _FOR.match(text, s.end))}
    found = [_counted(s, sentence, text) for s in spans if s.end not in swapped]
    apart = _join_parts([item for item in found if item is not None], text)
    kept = _hear_neighbours(apart, text)
    return [_quantity(item, sentence, text, offset) for item in kept]


def _quantity(item: _Counted, sentence: Span, text: str, offset: int) -> FoundQuantity:
    span, start = item.span, offset + sentence.start_char
    return FoundQuantity(
        start=start + span.start,
        end=start + span.end,
        text=text[span.start : span.end],
        low=span.low,
        best=span.best,
        high=span.high,
        unit=item.unit,
        counted=item.counted,
        qualifier=span.qualifier,
        is_each=_is_each(item, text),
        head=item.noun.i if item.noun is not None else item.number[-1].i,
    )


def _counted(span: NumberSpan, sentence: Span, text: str) -> _Counted | None:
    base = sentence.start_char
    number = sentence.doc.char_span(
        base + span.number_start, base + span.end, alignment_mode="expand"
    )
    if number is None:
        return None
    if span.is_share:
        return _share_of(span, number, text)
    span = as_metres(span, text)
    measured = measure(span, text)
    if measured is not None:
        return _Counted(span, number, None, span.end, *measured, is_sure=True)
    if is_age(span, number, text):
        return _Counted(span, number, None, span.end, "age", "year", is_sure=True)
    if is_no_quantity(span, number, text):
        return None
    return _thing(span, number, sentence)


def _join_parts(found: list[_Counted], text: str) -> list[_Counted]:
    """ "5 feet 2 inches", "3 dollars and 50 cents": one measure in two units."""
    kept: list[_Counted] = []
    for item in found:
        left = kept[-1] if kept else None
        both = (
            joined_parts(left.span, item.span, (left.unit, item.unit), text)
            if left and left.noun is None
            else None
        )
        if left is None or both is None:
            kept.append(item)
        else:
            kept[-1] = replace(left, span=both, end=both.end)
    return kept


def _thing(span: NumberSpan, number: Span, sentence: Span) -> _Counted | None:
    swap = _FOR.match(sentence.text, span.end)
    if swap is not None:
        return _swapped(span, number, sentence, swap.end())
    if is_modifier(number):
        return _modifier(span, number)
    span = _without_particle(span, number)
    noun, words = phrase_after(number)
    counted = kind_of(number, noun, words)
    is_measured = is_measure_of_part(span, sentence.text)
    if is_measured:
        counted = "other"
    if noun is None and _stands_before_name(number, words):
        return _Counted(span, number, None, span.end, "other", WORDLESS, is_sure=True)
    known = noun_kind(noun) if noun is not None else None
    is_sure = is_measured or counted != (known.counted if known else "other")
    if (span.low, span.high) == (1.0, 1.0) and number.text.lower() == "one":
        is_bare = noun is None and not is_sure
        if is_bare or (noun is not None and known is None):
            return None
    last = words[-1] if words else number[-1]
    end = last.idx + len(last.text) - sentence.start_char
    return _Counted(span, number, noun, end, counted, _unit(noun, counted), is_sure)


_OF_A = re.compile(r" of an?(?= )")


def _share_of(span: NumberSpan, number: Span, text: str) -> _Counted:
    """ "Two-thirds of the voters": the unit is what it is a share of.

    A share of a unit measures: "a quarter of a percentage point".
    """
    of_a = _OF_A.match(text, span.end)
    measured = measure(replace(span, end=of_a.end()), text) if of_a else None
    if measured is not None:
        return _Counted(span, number, None, span.end, *measured, is_sure=True)
    noun, _ = phrase_after(number)
    if noun is not None and noun.dep_ == "poss":
        noun = noun.head  # "half of the hospital's beds"
    unit = _unit(noun, "other")
    return _Counted(span, number, noun, span.end, "fraction", unit, is_sure=True)


_FOR = re.compile(r"[- ]for[- ](?P<other>\d[\d,]*)(?= )")


def _swapped(span: NumberSpan, number: Span, sentence: Span, end: int) -> _Counted:
    """ "A 1,000-for-1,000 prisoner swap"."""
    start = sentence.start_char + end
    following = [t for t in number.doc if start <= t.idx < start + 40][:4]
    kinds = [kind_by("noun", "of", token.lemma_.lower()) for token in following]
    nouns = [known for t in following if (known := noun_kind(t)) is not None]
    counted = next((kind for kind in kinds if kind), "other")
    unit = nouns[0].unit if nouns else "person"
    return _Counted(span, number, None, span.end, counted, unit, is_sure=True)


def _modifier(span: NumberSpan, number: Span) -> _Counted:
    """ "The 20-member council", "a 30,000-strong force"."""
    word = number.doc[number.end + 1]
    if word.lower_ != "strong":
        unit = word.lemma_.lower()
        return _Counted(span, number, None, span.end, "other", unit, is_sure=True)
    force = word.head if word.head.i > word.i else None
    known = noun_kind(force) if force is not None else None
    is_armed = known is not None and known.noun_class in ("military", "police")
    counted, unit = ("troops", "soldier") if is_armed else ("people", "person")
    return _Counted(span, number, force, span.end, counted, unit, is_sure=True)


def _stands_before_name(number: Span, words: list[Token]) -> bool:
    """ "One M-72 launcher": a thing whose name is not read, so no person."""
    if words or number.end >= len(number.doc):
        return False
    following = number.doc[number.end]
    return following.tag_ in ("CD", "NNP", "SYM", "FW")


def _without_particle(span: NumberSpan, number: Span) -> NumberSpan:
    """ "Handed over 390" is no "over 390": the particle belongs to the verb."""
    before = number.doc[number.start - 1] if number.start else None
    if before is None or before.dep_ != "prt" or span.qualifier == "exact":
        return span
    value = span.best
    start = span.number_start
    return replace(
        span,
        start=start,
        low=value,
        high=value,
        qualifier="exact" if value else "vague",
    )


def _unit(noun: Token | None, counted: str) -> str:
    if noun is None:
        return "person" if counted in EVENT_KINDS | {"displaced"} else WORDLESS
    known = noun_kind(noun)
    if known:
        return known.unit
    return singular(noun)


_JOINS = re.compile(r"\s*(?:,|,? and|,? or|/|as well as|plus|,? including)\s*$")


def _hear_neighbours(found: list[_Counted], text: str) -> list[_Counted]:
    """Numbers in a list share their noun and kind: "20 soldiers and 3 civilians"."""
    for index in range(len(found) - 2, -1, -1):
        item, right = found[index], found[index + 1]
        if _touch(item, right, text):
            found[index] = _share(item, right, is_noun_shared=True)
    for index in range(1, len(found)):
        left, item = found[index - 1], found[index]
        if _touch(left, item, text) or _lists_on(left, item, text):
            found[index] = _share(item, left, is_noun_shared=False)
        elif item.noun is None and item.counted == "other":
            found[index] = _echoed(item, found[:index])
    return found


def _echoed(item: _Counted, before: list[_Counted]) -> _Counted:
    """ "Chad lost 60 men and Mali lost 45": the second counts what the first did."""
    verb = _verb_of(item)
    if verb is None:
        return item
    for other in reversed(before):
        same = _verb_of(other)
        if same is not None and same.lemma_ == verb.lemma_ and other.noun is not None:
            return replace(item, counted=other.counted, unit=other.unit, is_sure=True)
    return item


def _verb_of(item: _Counted) -> Token | None:
    """The verb whose object the counted thing is."""
    head = item.noun if item.noun is not None else item.number.root
    is_object = head.dep_ in ("dobj", "nsubjpass") and is_verb(head.head)
    return head.head if is_object else None


def _touch(left: _Counted, right: _Counted, text: str) -> bool:
    between = text[left.end : right.span.start]
    return left.counted in event_kinds() | {"other"} and bool(_JOINS.match(between))


_LIST = re.compile(r" (?:[\w-]+ ){0,6}(?:and|as well as|along with) $")


def _lists_on(left: _Counted, right: _Counted, text: str) -> bool:
    """ "killed 25 rebels fighting for the army and 26 soldiers": one list."""
    if left.noun is None or right.noun is None or not left.is_sure:
        return False
    if not _LIST.match(text[left.end : right.span.start]):
        return False
    between = left.noun.doc[left.noun.i + 1 : right.number.start]
    return not any(t.tag_ in ("VBD", "VBZ", "VBP", "VBN", "MD") for t in between)


def _share(item: _Counted, other: _Counted, is_noun_shared: bool) -> _Counted:
    if other.counted not in event_kinds():
        return item
    shares_noun = is_noun_shared and item.noun is None and other.noun is not None
    if shares_noun and item.counted in ("other", other.counted):
        item = replace(item, unit=other.unit)
    if item.is_sure:
        return item
    known = noun_kind(item.noun) if item.noun is not None else None
    if item.noun is not None and known is None:
        return item
    if not other.is_sure and item.noun is not None:
        return item
    unit = _unit(item.noun, other.counted) if item.unit == WORDLESS else item.unit
    if other.counted in HARM and known is not None and known.noun_class in THING:
        # "Lost 11 men and two helicopters": nobody is killed in things.
        counted = "destroyed" if other.counted == "killed" else item.counted
        return replace(item, counted=counted, is_sure=other.is_sure, unit=unit)
    return replace(item, counted=other.counted, is_sure=other.is_sure, unit=unit)


_EACH_AFTER = re.compile(
    r"(?:\W+\w+){0,3}?\W+(?:each\b(?! (?:other|day|week|month|year|night|time|hour))"
    r"|apiece\b|per side\b)",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\beach (?:(?:side|country|party|government|army|nation|group|of (?:the|them))\b"
    r"[^.;:]{0,60}|(?!other|day|week|month|year|time|man|one)\w+ )$",
    re.IGNORECASE,
)


def _is_each(item: _Counted, text: str) -> bool:
    swap = _FOR.match(text, item.span.end)
    if swap is not None and text[item.span.number_start : item.span.end] == swap[1]:
        return True
    after = text[item.end : item.end + 48]
    cut = re.split(r"[.;:]|, (?!each)", after)[0]
    if _EACH_AFTER.match(cut):
        return True
    return _EACH_BEFORE.search(text[: item.span.start]) is not None


def implied_one(token: Token, offset: int = 0) -> FoundQuantity | None:
    """ "killed a soldier" counts one soldier; None where the noun is no single victim.

    Only a singular noun with an article, as the victim or object of a killing,
    wounding, arrest, abduction or release.
    """
    known = noun_kind(token)
    if token.tag_ != "NN" or known is None or not _is_person_class(known.noun_class):
        return None
    article = _article(token)
    if article is None or _has_own_number(token):
        return None
    for role, governor in governors(token):
        lemma = governor.lemma_.lower()
        is_act = is_verb(governor)
        kind = kind_by_verb(governor, role) if is_act else kind_by("noun", role, lemma)
        if kind in EVENT_KINDS:
            end = token.idx + len(token.text)
            return FoundQuantity(
                start=offset + article.idx,
                end=offset + end,
                text=token.doc.text[article.idx : end],
                low=1.0,
                best=1.0,
                high=1.0,
                unit=known.unit,
                counted=kind,
                qualifier="exact",
                is_each=False,
                head=token.i,
            )
    return None


def _article(noun: Token) -> Token | None:
    """What says "one": "a teacher", and "her daughter" in one breath with her."""
    article = next((c for c in noun.children if c.lower_ in ONE), None)
    if article is not None or noun.dep_ != "conj" or _article(noun.head) is None:
        return article
    return next((c for c in noun.children if c.tag_ == "PRP$"), None)


def _has_own_number(noun: Token) -> bool:
    """ "A family of four", "a group of 12 men"."""
    return any(
        child.lower_ == "of" and any(t.like_num for t in child.subtree)
        for child in noun.children
    )


def _is_person_class(noun_class: str) -> bool:
    return noun_class in PERSON | {"prisoner", "protester", "hostage", "refugee"}
