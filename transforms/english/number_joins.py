"""Numbers that are one where they stand side by side: two bounds, feet and inches."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from transforms.english.number_fractions import NumberSpan
from transforms.english.number_words import PACKAGE
from transforms.lexicon import read_table

_JOIN = re.compile(r",? (?:and|but) ")


def joined_bounds(found: list[NumberSpan], text: str) -> list[NumberSpan]:
    """ "More than 10 and fewer than 40" is one range, whichever bound is first."""
    kept: list[NumberSpan] = []
    for span in found:
        both = _range_of(kept[-1], span, text) if kept else None
        if both is None:
            kept.append(span)
        else:
            kept[-1] = both
    return kept


def _range_of(first: NumberSpan, second: NumberSpan, text: str) -> NumberSpan | None:
    if {first.qualifier, second.qualifier} != {"at_least", "at_most"}:
        return None
    if not _JOIN.fullmatch(text, first.end, second.start):
        return None
    low, high = (
        (first.low, second.high)
        if first.qualifier == "at_least"
        else (second.low, first.high)
    )
    if low is None or high is None or low >= high:
        return None
    return replace(
        second,
        start=first.start,
        number_start=first.number_start,
        low=low,
        best=None,
        high=high,
        qualifier="range",
        currency=first.currency or second.currency,
    )


@cache
def _shares() -> dict[tuple[str, str], float]:
    """How much of a unit the smaller unit is that follows it."""
    return {
        (row["unit"], row["part"]): float(row["share"])
        for row in read_table(PACKAGE, "units_parts.csv")
    }


_UNIT_WORD = re.compile(r"[ -]?[a-z]+\.?(?:,? and)? ?", re.IGNORECASE)


_ENDS = re.compile(r"\W*$|[.,;:)]")
_BETWEEN = re.compile(r"\b(?:between|from) $", re.IGNORECASE)
HUNDREDTH = 0.01


def joined_parts(
    first: NumberSpan, second: NumberSpan, units: tuple[str, str], text: str
) -> NumberSpan | None:
    """ "5 feet 2 inches" is one number of feet; None where the two stand apart.

    The hundredths of a currency need no name: "15 dollars 50", "17 EUR 25".
    """
    share = _shares().get(units)
    if share is None and units[0] in _in_hundred() and _is_bare(first, second, text):
        share = HUNDREDTH
    elif second.currency:
        return None
    if share is None or second.qualifier != "exact" or first.best is None:
        return None
    if not _UNIT_WORD.fullmatch(text, first.end, second.number_start):
        return None
    rest = (second.best or 0.0) * share
    if rest >= 1:
        return None
    low, best, high = (
        None if value is None else round(value + rest, 6)
        for value in (first.low, first.best, first.high)
    )
    return replace(first, end=second.end, low=low, best=best, high=high)


@cache
def _in_hundred() -> frozenset[str]:
    return frozenset(
        unit for (unit, _), share in _shares().items() if share == HUNDREDTH
    )


def _is_bare(first: NumberSpan, second: NumberSpan, text: str) -> bool:
    """Whether two digits end a clause behind whole units: no noun, no other unit."""
    is_whole = first.best is not None and first.best.is_integer()
    is_apart = second.currency and text[first.end : second.start].strip()
    return (
        is_whole
        and not is_apart
        and second.best in range(10, 100)
        and _ENDS.match(text, second.end) is not None
        and not _BETWEEN.search(text[: first.start])
    )
