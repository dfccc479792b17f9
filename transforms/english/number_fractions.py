"""Shares written in words: "two-thirds of", "a quarter of the", "half the"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from schemas.records import Qualifier
from transforms.english.number_words import any_of, number_words, read_number


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


def read_fraction(text: str, start: int) -> NumberSpan | None:
    """The fraction that begins at a character of the text; None where none does.

    "The second quarter of", "a third man" and "half a million" are none.
    """
    match = _pattern().match(text, start)
    if match is None:
        return None
    count = read_number(match["count"]) if match["count"] else 1.0
    share = (match["many"] or match["hyphen"] or match["single"] or "half").lower()
    part = number_words("share").get(share) or number_words("fraction")[share]
    value = round((count or 1.0) * part, 6)
    exact: Qualifier = "exact"
    return NumberSpan(
        start=start,
        number_start=start,
        end=match.end(),
        low=value,
        best=value,
        high=value,
        qualifier=exact,
        is_share=True,
    )
