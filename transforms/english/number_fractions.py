"""Shares written in words: "two-thirds of", "a quarter of the", "half the"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from schemas.records import Qualifier
from transforms.english.number_words import (
    PACKAGE,
    any_of,
    number_words,
    read_number,
)
from transforms.lexicon import read_table


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number of a text: ``start`` to ``end`` holds its bounds, ``number_start`` the
    number itself; ``glued`` is a unit written onto it, ``currency`` a sign before it;
    ``is_share`` tells a fraction of what follows.
    """

    start: int
    number_start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    qualifier: Qualifier
    currency: str = ""
    glued: str = ""
    is_share: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    shares = number_words("share")
    many = any_of(word for word in shares if word.endswith("s"))
    single = any_of({*shares, "quarter"} - {w for w in shares if w.endswith("s")})
    small = any_of(word for word, n in number_words("unit").items() if 1 < n < 10)
    return re.compile(
        rf"(?:(?P<count>{small})[ -](?P<many>{many})(?! majorit|[- ]final)"
        rf"|(?:one-(?P<hyphen>{single})\b|(?:an?|one) (?P<single>{single})(?= of\b))"
        r"|(?P<half>(?:one |a )?half)(?= of\b(?! an?\b)| (?:the|its|their|his|her)\b))"
        r"(?!\w)",
        re.IGNORECASE,
    )


@cache
def _of_unit() -> re.Pattern[str]:
    """ "Half a mile", "a half-mile", "1/4 mile": part of a unit of measure."""
    rows = read_table(PACKAGE, "units_measures.csv")
    kinds = read_table(PACKAGE, "units_halved.csv")
    halved = {row["counted"] for row in kinds}
    units = any_of(r["word"] for r in rows if r["counted"] in halved and r["word"][2:])
    return re.compile(
        rf"(?:half(?: an?)?|(?P<above>[1-9])/(?P<below>[2-9]))(?=[ -]{units}\b)",
        re.IGNORECASE,
    )


def _read_of_unit(text: str, start: int) -> NumberSpan | None:
    match = _of_unit().match(text, start)
    if match is None:
        return None
    is_half = match["above"] is None
    value = 0.5 if is_half else int(match["above"]) / int(match["below"])
    if value >= 1 or (is_half and _HALF_TIME.search(text[:start])):
        return None
    return _exactly(round(value, 6), start, match.end())


def _exactly(
    value: float, start: int, end: int, *, is_share: bool = False
) -> NumberSpan:
    return NumberSpan(
        start=start,
        number_start=start,
        end=end,
        low=value,
        best=value,
        high=value,
        qualifier="exact",
        is_share=is_share,
    )


_SCALE_AFTER = re.compile(
    r"(?: (?:of )?an?)? (hundred|thousand|million|billion)\b", re.I
)
_OF_ONE = re.compile(r" (?:of )?(?:an?|one|1)()(?= per ?cent\b| pct\b)", re.I)
_HALF_TIME = re.compile(
    r"\b(?:first|second|last|latter|early|earlier|top|bottom|other|better|front)"
    r"[- ]$",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    r"\b(?:more than|less than|at least|over|under|above|below|nearly|almost|about"
    r"|around|roughly|some|by|by at least|up to) $",
    re.IGNORECASE,
)
_LONGEST_BOUND = 16


@cache
def _alone_pattern() -> re.Pattern[str]:
    """A share with no "of": only after a bound and where no noun follows it."""
    shares = number_words("share")
    single = any_of({*shares, "quarter"} - {w for w in shares if w.endswith("s")})
    follow = any_of(row["word"] for row in read_table(PACKAGE, "numbers_follow.csv"))
    return re.compile(
        rf"(?:(?P<half>(?:a )?half)|(?:an?|one)[- ](?P<single>{single}))"
        rf"(?P<count>)(?P<many>)(?P<hyphen>)"
        rf"(?=[.,;:)]|$| (?:{follow})\b)",
        re.IGNORECASE,
    )


def starts_share(text: str, start: int) -> bool:
    """Whether "half" or "a" at a character begins a share or a part of a unit."""
    if lone_share(text, start) is not None:
        return True
    return _read_of_unit(text, start) is not None


def lone_share(text: str, start: int) -> re.Match[str] | None:
    """ "Fell by a quarter to 12", "more than half were": a share of what is known."""
    if not _BOUND_BEFORE.search(text[max(0, start - _LONGEST_BOUND) : start]):
        return None
    return _alone_pattern().match(text, start)


def read_fraction(text: str, start: int) -> NumberSpan | None:
    """The fraction that begins at a character of the text; None where none does.

    "The second quarter of", "a third man" and "half a million" are none.
    """
    measured = _read_of_unit(text, start)
    if measured is not None:
        return measured
    match = _pattern().match(text, start) or lone_share(text, start)
    if match is None or (match["half"] and _HALF_TIME.search(text[:start])):
        return None
    count = read_number(match["count"]) if match["count"] else 1.0
    share = (match["many"] or match["hyphen"] or match["single"] or "half").lower()
    part = number_words("share").get(share) or number_words("fraction")[share]
    value = (count or 1.0) * part
    scale = _SCALE_AFTER.match(text, match.end()) or _OF_ONE.match(text, match.end())
    if scale is not None and scale[1]:
        value *= read_number("one " + scale[1]) or 1.0
    end = scale.end() if scale else match.end()
    return _exactly(round(value, 6), start, end, is_share=scale is None)
