"""What a number is besides a count: a measure, an age, a date, a label, a fraction."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from spacy.tokens import Span, Token

from transforms.english import date_tables
from transforms.english.counting import (
    PERSON,
    measures,
    nations,
    noun_kind,
)
from transforms.english.number_fractions import NumberSpan
from transforms.english.number_signs import unit_spellings
from transforms.english.number_words import PACKAGE, any_of, number_words
from transforms.lexicon import read_table

OLDEST = 120  # years; a bare number beside a name is an age only up to here


@cache
def _measure_pattern() -> re.Pattern[str]:
    names = [word for word in measures() if not word.endswith("$")]
    dollar = r"\$(?! ?\d)"
    return re.compile(
        r"(?: of )?[ -]?(?:[(\[{<](?=[^ ]+[)\]}>]))?"
        r"(?:(?P<nation>(?:New |Hong )?(?-i:[A-Z])[a-z]+|US|U\.S\."
        r"|[a-z]+(?:sh|se|an|ch|ss)) )??"
        rf"(?P<unit>{any_of(names)}|{dollar})(?!\w)",
        re.IGNORECASE,
    )


_INCHES = re.compile(r" ?in\b\.?")
_FEET = re.compile(r"\d ?(?:ft|feet|foot)\.?,? $")
_OLD = re.compile(r"[ -](?:old|olds|of age)\b", re.IGNORECASE)
_OF_WEIGHT = re.compile(r"(?: of |-| bomb| shell| of$)", re.IGNORECASE)
LEAST_WON = 1000  # of the currency; "12 won seats" tells who won
_WEIGHS = re.compile(r"\bweigh(?:s|ed|ing|t of)? (?:in at )?$", re.IGNORECASE)
SHORT = 2  # letters; shorter units are read only where written onto the number


def measure(span: NumberSpan, text: str) -> tuple[str, str] | None:
    """What a number with a unit measures, and the unit; None without a unit."""
    if span.currency:
        return measures()[span.currency.lower()]
    if span.glued:
        return measures().get(span.glued.lower())
    if _INCHES.match(text, span.end) and _FEET.search(text[: span.start]):
        return measures()["inch"]
    match = _measure_pattern().match(text, span.end)
    if match is None:
        return None
    word = match["unit"].lower()
    if len(word) <= SHORT and not _is_short_unit(match, text):
        return None
    if _OLD.match(text, match.end()) and measures()[word][0] == "duration":
        return "age", measures()[word][1]
    if word == "bit" and not match[0].startswith("-"):
        return None
    if word == "won" and (span.high or span.best or 0.0) < LEAST_WON:
        return None
    if word in ("pound", "pounds") and _OF_WEIGHT.match(text, match.end()):
        return "weight", "pound"
    if word in ("pound", "pounds") and _is_weighed(text, span.start, match.end()):
        return "weight", "pound"
    if word in ("pound",) and match[0].startswith("-"):
        return "weight", "pound"
    counted, unit = measures()[word]
    return counted, _national(unit, match["nation"])


@cache
def _homes() -> dict[str, frozenset[str]]:
    """Currencies of several states, with the words that add nothing to the unit."""
    rows = read_table(PACKAGE, "currencies_shared.csv")
    units = {row["unit"] for row in rows}
    return {u: frozenset(r["home"] for r in rows if r["unit"] == u) for u in units}


def _national(unit: str, nation: str | None) -> str:
    """ "Syrian pound" is no "pound"; "US dollar" is "dollar"."""
    lower = (nation or "").lower()
    if unit not in _homes() or lower in _homes()[unit]:
        return unit
    return f"{lower.title()} {unit}" if lower in nations() else unit


_METRES = re.compile(
    r" (?:tall|long|wide|high|deep|away|from|north|south|east|west|above|below|thick"
    r"|radius|apart|underground|offshore)\b"
)


# "12 m people" are millions, "a wall of 12 m" and "12 m x 8 m" are metres.
_IS_METRE = re.compile(rf"$|[.,;:)]|(?: ?[x×])? \d|{_METRES.pattern}")


def as_metres(span: NumberSpan, text: str) -> NumberSpan:
    """ "5m" is five million, but "5m away" is five metres."""
    is_m = text[span.end - 1 : span.end] == "m" and text[span.end - 2].isdigit()
    if not is_m or span.currency or not _METRES.match(text, span.end):
        return span
    low, best, high = (
        None if value is None else value / 1e6
        for value in (span.low, span.best, span.high)
    )
    return replace(span, low=low, best=best, high=high, glued="m")


@cache
def _weights() -> re.Pattern[str]:
    words = any_of(row["word"] for row in read_table(PACKAGE, "units_weighed.csv"))
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


_LOST = re.compile(
    r"\b(?:los(?:e|es|t|ing)|gain(?:s|ed|ing)?|shed|shedding|put(?:s|ting)? on"
    r"|drop(?:s|ped|ping)?) (?:\w+ ){0,3}$",
    re.IGNORECASE,
)
_PERSON_LOST = re.compile(
    r"\b(?:he|she|they|i|we|who|man|woman|boy|girl|prisoner|patient)\b[^,;.]{0,60}$",
    re.IGNORECASE,
)


def _is_weighed(text: str, start: int, end: int) -> bool:
    """Whether pounds are weight: "weighed 20 pounds", "he lost 20 pounds in jail"."""
    before = text[:start]
    if _WEIGHS.search(before) or _weights().search(text):
        return True
    lost = _LOST.search(before)
    is_money = re.match(r" (?:to|a|per|on|on the|each) ", text[end:]) is not None
    return (
        lost is not None
        and not is_money
        and _PERSON_LOST.search(before[: lost.start()]) is not None
    )


def _is_short_unit(match: re.Match[str], text: str) -> bool:
    """A unit such as "km" or "m" after a space: written small, in two letters."""
    if not match["unit"].isalpha():
        return True
    is_plain = match["unit"].islower() or text.isupper()
    is_symbol = is_plain or match["unit"] in unit_spellings()
    if match["unit"] == "m":
        return _IS_METRE.match(match.string, match.end()) is not None
    return len(match["unit"]) == SHORT and is_symbol


def is_no_quantity(span: NumberSpan, number: Span, text: str) -> bool:
    """Whether it counts nothing: a date, a label ("Article 5"), a ratio."""
    plain = text[span.number_start : span.end].lower()
    if span.glued or plain == "few":
        return True
    return (
        _is_list_mark(span, text)
        or _is_date(span, number, plain)
        or _is_ratio(span, text)
        or _is_label(span, number)
    )


_MARK = re.compile(r"[.)] ?(?!\d)|\) ")


def _is_list_mark(span: NumberSpan, text: str) -> bool:
    """ "5. The army ...": the number of a paragraph."""
    before = text[: span.start].rstrip()
    if not text[span.start].isdigit() or not _MARK.match(text, span.end):
        return False
    return not before or (before[-1] in ".:" and span.end + 1 >= len(text.rstrip()))


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
    is_year_like = (
        re.fullmatch(r"\d{4}(?:(?: ?[-–/] ?| to )\d{2,4})?", plain) is not None
    )
    if is_year_like and before is not None and before.lower_ == "at" and top < 2400:
        return True  # clock time written without a colon
    if not is_year_like or not 1500 <= top < 2100:
        return False
    return span.qualifier == "range" or _is_year(span, number, before)


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
def _ratio() -> re.Pattern[str]:
    few = any_of(word for word, n in number_words("unit").items() if n <= 10)
    number = rf"(?:{few}|\d[\d,]*|a hundred)"
    return re.compile(
        rf"\b(?:(?:one|1) (?:in|out of) (?:every )?{number}"
        rf"|(?:{few}|\d) (?:in every|out of|out of every) {number}"
        rf"|(?:{few}|\d) in (?:ten|10|100|a hundred))\b"
        r"(?! (?:days?|weeks?|months?|years?|hours?|villages?|towns?|cities|attacks?"
        r"|incidents?|countries|provinces|districts))",
        re.IGNORECASE,
    )


def _is_ratio(span: NumberSpan, text: str) -> bool:
    """ "One in five", "seven out of every 10"."""
    first = max(0, span.number_start - 22)
    around = text[first : span.end + 30]
    place = span.number_start - first
    return any(m.start() <= place < m.end() for m in _ratio().finditer(around))


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


_AGED = re.compile(
    r"(?:\b(?:aged|age|age of|ages)|, now)\s(?:just |only |about )?$", re.I
)


def is_age(span: NumberSpan, number: Span, text: str) -> bool:
    """Whether it is an age: "aged 30", "John Smith, 34,"."""
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
    if _is_of_person(number):
        return True
    is_framed = before.text == "," and after.text in (",", ".", ";", ":")
    is_framed = is_framed or (before.text == "(" and after.text == ")")
    known = noun_kind(named) if named.tag_ == "NN" else None
    is_person = named.tag_ == "NNP" or named.ent_type_ == "PERSON"
    is_person = is_person or (known is not None and known.noun_class in PERSON)
    return is_framed and is_person and _is_one_name(named)


def _is_of_person(number: Span) -> bool:
    """ "He is 34.": a bare number said of one person."""
    verb = number.root.head
    if verb.lemma_ != "be" or number.root.dep_ not in ("attr", "acomp"):
        return False
    if number.root.right_edge.i >= number.end or number.end - number.start > 1:
        return False
    return any(
        c.dep_ == "nsubj" and (c.lower_ in ("he", "she") or c.ent_type_ == "PERSON")
        for c in verb.children
    )


def _is_one_name(token: Token) -> bool:
    """Not a month or a weekday, which stand before a comma and a number as well."""
    lower = token.lower_.rstrip(".")
    return lower not in date_tables.months() and lower not in date_tables.weekdays()
