"""Find the numbers of an English sentence, what they count and how they are bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Span, Token

from transforms.document import FoundQuantity
from transforms.english import date_tables
from transforms.english.counting import (
    EVENT_KINDS,
    PERSON,
    event_kinds,
    governors,
    is_modifier,
    kind_by,
    kind_by_verb,
    kind_of,
    measures,
    noun_kind,
    phrase_after,
)
from transforms.english.number_spans import NumberSpan, has_number, number_spans
from transforms.english.number_words import PACKAGE, any_of, number_words
from transforms.english.syntax import is_verb
from transforms.lexicon import read_table

OLDEST = 120  # years; a bare number beside a name is an age only up to here
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
    return [q for q in annotate_quantities(sentence, offset) if q.counted in kinds]


def annotate_quantities(sentence: Span, offset: int) -> list[FoundQuantity]:
    """All numbers of a sentence; ``counted`` tells money, percent, age and measures.

    Dates, clock times, ordinals, fractions and names ("Article 5") are left out.
    """
    text = sentence.text
    if not has_number(text):
        return []
    found = [_counted(span, sentence, text) for span in number_spans(text)]
    kept = _hear_neighbours([item for item in found if item is not None], text)
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
    measure = _measure(span, text)
    if measure is not None:
        return _Counted(span, number, None, span.end, *measure, is_sure=True)
    if _is_no_quantity(span, number, text):
        return None
    if _is_age(span, number, text):
        return _Counted(span, number, None, span.end, "age", "year", is_sure=True)
    return _thing(span, number, sentence)


def _thing(span: NumberSpan, number: Span, sentence: Span) -> _Counted | None:
    if is_modifier(number):
        unit = number.doc[number.end + 1].lemma_.lower()
        return _Counted(span, number, None, span.end, "other", unit, is_sure=True)
    span = _without_particle(span, number)
    noun, words = phrase_after(number)
    counted = kind_of(number, noun, words)
    known = noun_kind(noun) if noun is not None else None
    is_sure = counted != (known.counted if known else "other")
    if (span.low, span.high) == (1.0, 1.0) and number.text.lower() == "one":
        is_bare = noun is None and not is_sure
        if is_bare or (noun is not None and known is None):
            return None
    last = words[-1] if words else number[-1]
    end = last.idx + len(last.text) - sentence.start_char
    return _Counted(span, number, noun, end, counted, _unit(noun, counted), is_sure)


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
    if noun.text.isupper() or noun.tag_ == "NNP":
        return str(noun.lemma_)
    return str(noun.lemma_).lower()


@cache
def _measure_pattern() -> re.Pattern[str]:
    names = [word for word in measures() if word[0].isalpha() or word == "%"]
    return re.compile(
        rf"[ -]?(?:(?:US|U\.S\.|American|Canadian|Australian|British|Turkish) )?"
        rf"(?P<unit>{any_of(names)})(?!\w)",
        re.IGNORECASE,
    )


_OLD = re.compile(r"[ -](?:old|olds|of age)\b", re.IGNORECASE)
_OF_WEIGHT = re.compile(r"(?: of |-| bomb| shell| of$)", re.IGNORECASE)
SHORT = 2  # letters; shorter units are read only where written onto the number


def _measure(span: NumberSpan, text: str) -> tuple[str, str] | None:
    """What a number with a unit measures, and the unit; None without a unit."""
    if span.currency:
        return measures()[span.currency.lower()]
    if span.glued:
        return measures().get(span.glued.lower())
    number = text[span.number_start : span.end].lower()
    match = _measure_pattern().match(text, span.end)
    if match is None:
        is_metre = number[-1:] == "m" and text[span.end : span.end + 2][1:].isspace()
        return ("distance", "metre") if is_metre else None
    word = match["unit"].lower()
    if len(word) <= SHORT and not _is_short_unit(match, text):
        return None
    if _OLD.match(text, match.end()) and measures()[word][0] == "duration":
        return "age", measures()[word][1]
    if word in ("pound", "pounds") and _OF_WEIGHT.match(text, match.end()):
        return "weight", "pound"
    if word in ("pound",) and match[0].startswith("-"):
        return "weight", "pound"
    return measures()[word]


def _is_short_unit(match: re.Match[str], text: str) -> bool:
    """A unit such as "km" or "m" after a space: written small, in two letters."""
    if match["unit"] == "%":
        return True
    return len(match["unit"]) == SHORT and match["unit"].islower()


def _is_no_quantity(span: NumberSpan, number: Span, text: str) -> bool:
    """Dates, labels ("Article 5"), fractions and ordinals."""
    plain = text[span.number_start : span.end].lower()
    if span.glued or plain == "few":
        return True
    return (
        _is_date(span, number, plain)
        or _is_fraction(span, text)
        or _is_label(span, number)
    )


def _is_date(span: NumberSpan, number: Span, plain: str) -> bool:
    doc = number.doc
    top = span.high if span.high is not None else span.best or 0.0
    before = doc[number.start - 1] if number.start else None
    if top <= 31 and float(top).is_integer() and (span.low or 1) <= 31:
        index = number.end
        if index < len(doc) and doc[index].lower_ == "of":
            index += 1
        after = doc[index] if index < len(doc) else None
        return _is_month(before) or (plain[0].isdigit() and _is_month(after))
    if not re.fullmatch(r"\d{4}(?: ?[-–/] ?\d{2,4})?", plain) or not 1500 <= top < 2100:
        return False
    return _is_year(span, number, before)


def _is_month(token: Token | None) -> bool:
    if token is None or not token.text[0].isupper():
        return False
    name = token.lower_.rstrip(".")
    return name in date_tables.months() and token.pos_ not in ("AUX", "VERB")


def _is_year(span: NumberSpan, number: Span, before: Token | None) -> bool:
    if span.start != span.number_start:
        return False
    after = number.doc[number.end] if number.end < len(number.doc) else None
    known = noun_kind(after) if after is not None and after.tag_ == "NNS" else None
    if after is None or known is None:
        return True
    is_dated = before is not None and before.lower_ in (
        "in",
        "since",
        "the",
        "of",
        "'s",
    )
    return is_dated or bool(span.low and span.low % 50)


@cache
def _shares() -> re.Pattern[str]:
    return re.compile(
        rf"[ -](?:{any_of(number_words('share'))}|halves)\b(?! of a million)"
        r"| (?:in|out of) (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine"
        r"|ten|a hundred)\b(?! (?:day|week|month|year|hour|village|town|cit))",
        re.IGNORECASE,
    )


def _is_fraction(span: NumberSpan, text: str) -> bool:
    match = _shares().match(text, span.end)
    if match is None:
        return False
    return not match[0].startswith(" in") or (span.low == 1.0)


@cache
def _labels() -> frozenset[str]:
    return frozenset(row["word"] for row in read_table(PACKAGE, "numbers_labels.csv"))


def _is_label(span: NumberSpan, number: Span) -> bool:
    """ "Resolution 242", "Apollo 11": a number that names what stands before it."""
    if span.start != span.number_start or not number.start:
        return False
    before = number.doc[number.start - 1]
    if before.lower_ in _labels() and before.is_alpha:
        return True
    if before.lower_.rstrip(".") in ("no", "nos", "nr", "art", "sec"):
        return True
    head = number.root.head
    return (
        number.root.dep_ == "nummod"
        and head.i == before.i
        and head.tag_ in ("NNP", "NN")
        and number.text[0].isdigit()
    )


_AGED = re.compile(r"\b(?:aged|age|age of|ages)\s(?:just |only |about )?$", re.I)


def _is_age(span: NumberSpan, number: Span, text: str) -> bool:
    top = span.high if span.high is not None else span.best
    if top is None or top > OLDEST:
        return False
    if _AGED.search(text[max(0, span.start - 16) : span.start]):
        return True
    doc = number.doc
    if number.start < 2 or number.end >= len(doc) or not number.text.isdigit():
        return False
    before, after = doc[number.start - 1], doc[number.end]
    named = doc[number.start - 2]
    is_framed = before.text == "," and after.text in (",", ".", ";", ":")
    is_framed = is_framed or (before.text == "(" and after.text == ")")
    is_person = named.tag_ == "NNP" or named.ent_type_ == "PERSON"
    return is_framed and is_person and _is_one_name(named)


def _is_one_name(token: Token) -> bool:
    """Not a month or a weekday, which stand before a comma and a number as well."""
    lower = token.lower_.rstrip(".")
    return lower not in date_tables.months() and lower not in date_tables.weekdays()


_JOINS = re.compile(r"\s*(?:,|,? and|,? or|/|as well as|plus|,? including)\s*$")


def _hear_neighbours(found: list[_Counted], text: str) -> list[_Counted]:
    """Numbers in a list share their noun and kind: "20 soldiers and 3 civilians"."""
    for index in range(len(found) - 2, -1, -1):
        item, right = found[index], found[index + 1]
        if _touch(item, right, text):
            found[index] = _share(item, right, is_noun_shared=True)
    for index in range(1, len(found)):
        left, item = found[index - 1], found[index]
        if _touch(left, item, text):
            found[index] = _share(item, left, is_noun_shared=False)
    return found


def _touch(left: _Counted, right: _Counted, text: str) -> bool:
    between = text[left.end : right.span.start]
    return left.counted in event_kinds() | {"other"} and bool(_JOINS.match(between))


def _share(item: _Counted, other: _Counted, is_noun_shared: bool) -> _Counted:
    if other.counted not in event_kinds():
        return item
    if item.noun is None and other.noun is not None and is_noun_shared:
        if item.counted in ("other", other.counted):
            item = replace(item, unit=other.unit)
    if item.is_sure:
        return item
    known = noun_kind(item.noun) if item.noun is not None else None
    if item.noun is not None and known is None:
        return item
    if not other.is_sure and item.noun is not None:
        return item
    unit = _unit(item.noun, other.counted) if item.unit == WORDLESS else item.unit
    return replace(item, counted=other.counted, is_sure=other.is_sure, unit=unit)


_EACH_AFTER = re.compile(
    r"(?:\W+\w+){0,3}?\W+(?:each\b(?! (?:other|day|week|month|year|night|time|hour))"
    r"|apiece\b|per side\b)",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"\beach (?:side|country|party|government|army|nation|group|of (?:the|them))\b"
    r"[^.;:]{0,60}$",
    re.IGNORECASE,
)


def _is_each(item: _Counted, text: str) -> bool:
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
    article = next((c for c in token.children if c.lower_ in ("a", "an")), None)
    if article is None:
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


def _is_person_class(noun_class: str) -> bool:
    return noun_class in PERSON | {"prisoner", "protester", "hostage", "refugee"}
