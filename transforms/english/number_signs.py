"""Signs before a number ("$5", "EUR2.5bn"), and numbers that are none."""

from __future__ import annotations

import re
from functools import cache

from transforms.english.number_words import PACKAGE, any_of, number_words
from transforms.lexicon import read_table


@cache
def currencies() -> tuple[str, ...]:
    """Currency signs and codes written before a number, the longest first."""
    rows = read_table(PACKAGE, "units_measures.csv")
    signs = {
        row["word"]
        for row in rows
        if row["counted"] == "money" and (_is_sign(row["word"]) or row["word"] == "Rs")
    }
    return tuple(sorted(signs, key=lambda sign: (-len(sign), sign)))


@cache
def unit_spellings() -> frozenset[str]:
    """Units as the table writes them: "MW" is a unit after a space, "IN" is not."""
    return frozenset(r["word"] for r in read_table(PACKAGE, "units_measures.csv"))


@cache
def unit_symbols() -> tuple[str, ...]:
    """Symbols of units that hold other signs than letters: "km/h", "m²", "μg"."""
    found = {
        word
        for word in unit_spellings()
        if " " not in word and (not word.isascii() or re.search(r"/|\w\d$", word))
    }
    return tuple(sorted(found - {"%"}))


def _is_sign(word: str) -> bool:
    return not word[-1].isalpha() or word.isupper()


@cache
def _longest() -> int:
    return len(currencies()[0]) + 1


def sign_before(text: str, start: int) -> tuple[int, str]:
    """Where the sign right before a number begins, and the sign; empty if none."""
    written = text[max(0, start - _longest()) : start]
    before = written.rstrip(" ")
    end = start - len(written) + len(before)
    for sign in currencies():
        first = end - len(sign)
        if _ends_with(before, sign) and not _is_inside_word(text, first, sign):
            return first, sign
    return start, ""


def _ends_with(before: str, sign: str) -> bool:
    """Whether a sign stands there: a code in capitals, "us$" also in small letters."""
    if sign.isalpha():
        return before.endswith(sign)
    return before.lower().endswith(sign.lower())


def _is_inside_word(text: str, at: int, sign: str) -> bool:
    """A code such as USD needs a word of its own; a sign does not."""
    return sign[0].isalpha() and at > 0 and text[at - 1].isalnum()


@cache
def code_scale() -> re.Pattern[str]:
    """ "75 USD million", "30 MEUR": the scale behind a currency or written onto it."""
    codes = any_of(sign for sign in currencies() if sign.isalpha())
    scales = any_of(number_words("scale"))
    return re.compile(
        rf" ?(?:(?P<code>{codes}) (?P<scale>(?i:{scales}))|M(?P<large>{codes}))\b"
    )


_CODE = re.compile(r"0\d+(?:[ -]\d{2,4}\b)*")


def end_of_code(text: str, start: int) -> int:
    """Where a telephone number or a code ends; ``start`` if none begins there.

    No count is written with a nought before it.
    """
    found = _CODE.match(text, start)
    return found.end() if found else start
