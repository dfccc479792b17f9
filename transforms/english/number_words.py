"""English numbers, in digits and in words: one regular expression and its reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import numeric

from transforms.lexicon import read_table

PACKAGE = "transforms.english"
DIGITS = (
    r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f]\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?: 000)+\b|\d{1,3}(?: \d{3}){2,}\b"
    r"|\d+[ -][1-9]/(?:2|3|4|5|8|16)(?![\d/])"
    r"|\d+(?:\.\d+)?[½¼¾⅓⅔]?|[½¼¾⅓⅔])"
)
KINDS = ("unit", "ten", "hundred", "dozen", "scale", "fraction", "suffix", "share")


@cache
def number_words(kind: str) -> dict[str, float]:
    """Words of one kind in numbers_words.csv with their values."""
    rows = read_table(PACKAGE, "numbers_words.csv")
    return {row["word"]: float(row["value"]) for row in rows if row["kind"] == kind}


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"


@cache
def cardinal_pattern() -> str:
    """A number without bounds: "3.5 million", "twenty-two", "half a million"."""
    unit, ten = any_of(number_words("unit")), any_of(number_words("ten"))
    scale, dozen = any_of(number_words("scale")), any_of(number_words("dozen"))
    suffix = any_of(number_words("suffix"))
    long_suffix = any_of(word for word in number_words("suffix") if len(word) > 1)
    small = rf"(?:{ten}(?:[- ]?{unit}\b)?|{unit})"
    hundreds = (
        rf"(?:(?:{small}[ -]|an? |{DIGITS} )?hundred"
        rf"(?:(?: and | )\b{small}\b| and \d{{1,2}}\b(?! (?:{scale}|hundred|dozen)))?"
        rf"|{small}(?:[ -]and[ -]a[ -](?:half|quarter))?)"
    )
    part = "half[ -]an?[ -]|half |a quarter |quarter |three[ -]quarters "
    lead = rf"(?:{part}|{hundreds} |{DIGITS}[ -]?|an? |)"
    scaled = rf"{lead}{scale}\b(?: {scale}\b)?(?: and (?:a|one) half\b)?"
    return (
        rf"(?:{scaled}(?:,? (?:and )?{scaled})*(?:(?:,? and |,? )\b{hundreds}\b)?"
        rf"|(?:half an? |an? |{small} |{DIGITS} )?(?:hundred )?{dozen}s?\b"
        rf"|\b{hundreds}\b"
        rf"|{DIGITS}(?:{suffix}\b| {long_suffix}\b)?)"
    )


@cache
def _cardinal() -> re.Pattern[str]:
    return re.compile(cardinal_pattern(), re.IGNORECASE)


_PART = re.compile(r"[1-9]/\d+|[½¼¾⅓⅔]|\d[\d,.\u00a0\u202f]*(?: \d{3}\b)*|[^\W\d]+")


@lru_cache(maxsize=4096)
def read_number(text: str) -> float | None:
    """Value of a whole number expression, or None if it is none.

    >>> read_number("half a million"), read_number("3.5 million")
    (500000.0, 3500000.0)
    """
    text = text.strip()
    if not _cardinal().fullmatch(text):
        return None
    return _add_up([part.lower() for part in _PART.findall(text)])


@dataclass(slots=True)
class _Sum:
    """A number being added up: closed groups, the open one, the last scale."""

    total: float = 0.0
    group: float = 0.0
    scale: float = 0.0
    is_open: bool = False

    def add(self, kind: str, value: float) -> None:
        """Scales close a group; hundreds and dozens multiply in it."""
        match kind:
            case "fraction" if self.scale and not self.is_open:
                self.total += value * self.scale
            case "share":
                self.group *= value
            case "scale" | "suffix":
                self._close(value)
            case "hundred" | "dozen":
                self._multiply(value)
            case "glue":
                pass
            case _:
                self.group, self.is_open = self.group + value, True

    def _close(self, value: float) -> None:
        if not self.is_open and self.scale:  # "three lakh crore"
            self.total *= value
        else:
            self.total += (self.group if self.is_open else 1.0) * value
        self.group, self.scale, self.is_open = 0.0, value, False

    def _multiply(self, value: float) -> None:
        self.group, self.is_open = (self.group if self.is_open else 1.0) * value, True


def _add_up(parts: list[str]) -> float:
    """Sum of the words and digits of one number."""
    found = _Sum()
    read = [_value(part) for part in parts]
    for (kind, value), following in zip(read, [*read[1:], ("", 0.0)], strict=True):
        # "One billion and a half" is half a billion more, "and a half million" is not.
        is_of_next = kind == "fraction" and following[0] == "scale"
        found.add("digits" if is_of_next else kind, value)
    return round(found.total + found.group, 9)


@cache
def _value(part: str) -> tuple[str, float]:
    if "/" in part:
        above, _, below = part.partition("/")
        return "digits", float(above) / float(below)
    if part in "½¼¾⅓⅔":
        return "digits", numeric(part)
    if part[0].isdigit():
        plain = re.sub(r"[^\d.]", "", part).rstrip(".")
        return "digits", float(plain)
    for kind in KINDS:
        if part in number_words(kind):
            return kind, number_words(kind)[part]
    if part.removesuffix("s") in number_words("dozen"):
        return "dozen", number_words("dozen")[part.removesuffix("s")]
    return "glue", 0.0
