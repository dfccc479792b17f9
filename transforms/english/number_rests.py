"""Numbers that a text leaves to be worked out: "half of their 60", "all but two of 19".

An act struck the part, not the whole: what is read is the product or the difference,
over the words that tell both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from transforms.english.number_fractions import NumberSpan, read_fraction
from transforms.english.number_words import any_of, cardinal_pattern, read_number

_OWNERS = any_of(("the", "its", "their", "his", "her", "our", "those", "these", "some"))
_STARTS = frozenset({"all", "half", "a", "an", "one", "two", "three", "four"})


@cache
def _whole() -> re.Pattern[str]:
    """What a part is a part of, up to its number, before a noun."""
    return re.compile(
        rf"(?: of)?(?: {_OWNERS})?(?: (?:[\w.-]+ ){{0,2}}[\w.-]+['’]s?)?"
        rf" (?P<whole>{cardinal_pattern()})(?= [A-Za-z]{{3,}})(?! per ?cent\b)",
        re.IGNORECASE,
    )


@cache
def _all_but() -> re.Pattern[str]:
    return re.compile(
        rf"all (?:but|except|bar)(?: for)? (?P<less>{cardinal_pattern()})(?= of )",
        re.IGNORECASE,
    )


def read_rest(text: str, start: int) -> NumberSpan | None:
    """The part of a counted whole that begins at a character; None where none does."""
    less = _all_but().match(text, start)
    part = None if less else _share(text, start)
    end = less.end() if less else part.end if part else None
    whole = _whole().match(text, end) if end is not None else None
    total = read_number(whole["whole"].lower()) if whole else None
    if whole is None or total is None or total < 1:
        return None
    if part is not None and part.best is not None:
        value = total * part.best
    else:
        value = total - ((read_number(less["less"].lower()) if less else None) or total)
    if value < 1:
        return None
    span = NumberSpan(
        start, whole.start("whole"), whole.end(), value, value, value, "exact"
    )
    if value != int(value):
        return replace(
            span, low=None, best=float(round(value)), high=None, qualifier="about"
        )
    return span


def _share(text: str, start: int) -> NumberSpan | None:
    """A share in words, no unit of measure."""
    word = re.compile(r"[a-z]+", re.IGNORECASE).match(text, start)
    if word is None or word[0].lower() not in _STARTS:
        return None
    found = read_fraction(text, start)
    return found if found is not None and found.is_share else None


# The whole that only a part of was struck, freed, moved: "half of the 200 sailors".
_PART_OF = re.compile(
    r"\b(?:half|thirds?|quarters?|many|some|most|several|few|part|majority"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|[0-9][0-9,]*) of "
    r"(?:the|its|their|his|her|those|these|our|[\w ]{1,30}['’]s) (?:\w+ )?$",
    re.IGNORECASE,
)
_BUT = re.compile(r"\ball (?:but|except|bar)(?: for)? $", re.IGNORECASE)
_MORE_THAN = re.compile(r" (?:more|fewer|less|higher|lower) than\b", re.IGNORECASE)
_THAN = re.compile(
    r"(?:\b(?:more|fewer|less|higher|lower) than (?:the|its|their|last year['’]s)"
    r"|\b(?:compared (?:with|to)|as against|instead of|rather than"
    r"|(?:up|down) from)) $",
    re.IGNORECASE,
)


def is_measure_of_part(span: NumberSpan, text: str) -> bool:
    """Whether a number only tells what another is part of, or compared with."""
    before = text[: span.start]
    if _PART_OF.search(before) or _BUT.search(before):
        return True
    return _is_compared(span, text)


def _is_compared(span: NumberSpan, text: str) -> bool:
    """ "Two fewer than the ten it had promised": neither was freed."""
    is_step = _MORE_THAN.match(text, span.end) is not None
    return (
        is_step or _THAN.search(text[max(0, span.start - 32) : span.start]) is not None
    )
