"""What the words of a claim tell beside who, where and when, ready to compare.

Reports of one happening put the one or the other act first: "six killed in ambush",
"the ambush claimed six lives". Where both claims open their articles, what the one
makes its act stands in the other. Acts and figures are sets of bits, two of which are
compared in a fraction of a microsecond.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from typing import Final, NamedTuple

from transforms.english.number_words import number_words
from transforms.events.acts import act_of
from transforms.events.story import bits_of
from transforms.lexicon import read_table

PACKAGE: Final = "transforms.events"
FIGURE_BITS: Final = 256
LONG_WORD: Final = re.compile(r"[^\W\d_]{5,}")
WORD: Final = re.compile(r"[^\W\d_]{3,}")
DIGITS: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,9}")
EDGES: Final = ".,:;!?()[]\"“”‘’'$€£"
# Ones stand in every second sentence.
LEAST_FIGURE: Final = 2
YEARS: Final = range(1900, 2100)


class Telling(NamedTuple):
    """The longer words and the figures of a claim's sentence.

    ``act`` and ``acts``, its own act and all of the sentence, are told of the first
    sentence of an article only, which tells what the article is about.
    """

    words: frozenset[str]
    figures: int
    act: int
    acts: int


def telling_of(
    quote: str, trigger: str, date_text: str | None, *, is_lead: bool
) -> Telling:
    """What a claim's words tell; those that tell its day are no figures."""
    rest = quote.replace(date_text, " ") if date_text else quote
    if not is_lead:
        return Telling(words_of(quote), figures_of(rest), 0, 0)
    act = act_of(trigger.lower()).bit
    return Telling(words_of(quote), figures_of(rest), act, _acts(quote))


@lru_cache(maxsize=16_384)
def words_of(quote: str) -> frozenset[str]:
    """The longer words of a sentence."""
    return frozenset(sys.intern(word) for word in LONG_WORD.findall(quote.lower()))


@lru_cache(maxsize=16_384)
def figures_of(quote: str) -> int:
    """The numbers of a sentence that are not of time; "twenty-one" is 21."""
    words = quote.lower().split()
    found = [
        value
        for at, word in enumerate(words)
        if (value := _value(word)) is not None
        and not (
            at + 1 < len(words) and words[at + 1].strip(EDGES) in _untelling_units()
        )
    ]
    told = {str(n) for n in found if n >= LEAST_FIGURE and n not in YEARS}
    return bits_of(told, FIGURE_BITS)


@lru_cache(maxsize=16_384)
def _acts(quote: str) -> int:
    acts = 0
    for word in WORD.findall(quote.lower()):
        acts |= act_of(word).bit
    return acts


@lru_cache(maxsize=65_536)
def _value(word: str) -> int | None:
    """The number a word is or begins with: "1,200", "35-year-old", "twenty-one"."""
    word = word.strip(EDGES)
    first = word.partition("-")[0]
    if DIGITS.fullmatch(first):
        return int(first.replace(",", ""))
    parts = [_number_words().get(part) for part in word.split("-")]
    known = [part for part in parts if part is not None]
    return int(sum(known)) if len(known) == len(parts) else None


@cache
def _number_words() -> dict[str, float]:
    return number_words("ten") | number_words("unit")


@cache
def _untelling_units() -> frozenset[str]:
    """Words behind a number of hours or days, which stand in reports of every kind."""
    rows = read_table(PACKAGE, "untelling_units.csv")
    return frozenset(row["unit"] for row in rows)
