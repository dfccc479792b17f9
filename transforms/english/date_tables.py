"""The date grammar, compiled from its tables: patterns by the kind of their anchor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from transforms.english.number_words import PACKAGE, any_of, number_words
from transforms.lexicon import LexiconError, read_table

YEAR = r"(?:1[5-9]|20)\d\d"
Anchors = Mapping[str, frozenset[str]]


@cache
def words(kind: str) -> dict[str, int]:
    """Words of one kind in dates_words.csv with their values, in lower case."""
    rows = read_table(PACKAGE, "dates_words.csv")
    return {row["word"]: int(row["value"]) for row in rows if row["kind"] == kind}


@cache
def months() -> dict[str, int]:
    """Names of months, short ones too, with their number from 1."""
    return words("month") | words("month_short")


@cache
def weekdays() -> dict[str, int]:
    """Names of weekdays, short ones too, with Monday as 0."""
    return words("weekday") | words("weekday_short")


@cache
def context_words(kind: str) -> frozenset[str]:
    """Words that decide what a date-like word is, as dates_context.csv lists them."""
    rows = read_table(PACKAGE, "dates_context.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


@cache
def phrases() -> dict[str, tuple[int, int, str]]:
    """Fixed phrases: first and last day counted from publication, and precision."""
    return {
        row["phrase"]: (int(row["first_day"]), int(row["last_day"]), row["precision"])
        for row in read_table(PACKAGE, "dates_phrases.csv")
    }


@cache
def named_days() -> dict[str, dict[str, str]]:
    """Holidays and days known by a name: the rows of dates_named.csv."""
    rows = read_table(PACKAGE, "dates_named.csv")
    return {row["name"].lower(): row for row in rows}


@cache
def vague_amounts() -> dict[str, tuple[int, int]]:
    """Vague counts of units: "several" days are from 3 to 9."""
    rows = read_table(PACKAGE, "numbers_vague.csv")
    return {
        row["phrase"]: (int(row["low"]), int(row["high"]))
        for row in rows
        if row["is_factor"] == "yes"
    }


@cache
def amount_pattern() -> str:
    """A small number of units: "three", "24", "a", "several", "a couple of"."""
    unit, ten = any_of(number_words("unit")), any_of(number_words("ten"))
    vague = any_of(vague_amounts())
    return (
        rf"(?:{vague}|\d{{1,4}}|{ten}(?:[- ]{unit})?|{unit}|(?:an?|one) hundred"
        r"|(?:a |two )?dozen|an?|many|some)"
    )


@cache
def any_unit() -> str:
    """A unit of time, as a regular expression."""
    return any_of(words("unit"))


@cache
def _fragments() -> dict[str, str]:
    month = rf"\b{any_of(months())}\b"
    weekday = rf"\b{any_of(weekdays())}\b"
    ordinal = any_of(words("ordinal")).replace(r"\-", "[- ]")
    day = rf"\b(?:(?:[0-2]?[0-9]|3[01])(?:st|nd|rd|th)?\b(?![:%]|[,.]\d)|{ordinal}\b)"
    return {
        "month": month,
        "MONTH": f"(?P<month>{month})",
        "weekdays": weekday,
        "WEEKDAY": f"(?P<weekday>{weekday})",
        "day": day,
        "year": rf"{YEAR}(?![\d%]|[,.]\d)",
        "unit": rf"{any_unit()}\b",
        "season": rf"\b{any_of(words('season'))}\b",
        "daypart": any_of(words("daypart")) + r"\b",
        "decade": any_of(words("decade")) + r"\b",
        "amount": amount_pattern(),
        "phrases": any_of(phrases()) + r"\b",
        "named": any_of(named_days()) + r"\b",
    }


@cache
def patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """The patterns of dates_patterns.csv by anchor, each with its reader's name."""
    grouped: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for number, row in enumerate(read_table(PACKAGE, "dates_patterns.csv"), start=2):
        source = row["pattern"]
        for name, fragment in _fragments().items():
            source = source.replace("{" + name + "}", fragment)
        try:
            compiled = re.compile(
                source if source.startswith("(?:(?<=") else rf"(?<!\w){source}",
                re.IGNORECASE,
            )
        except re.error as error:
            where = f"dates_patterns.csv, row {number}, field 'pattern'"
            raise LexiconError(f"{where}: {error}") from error
        grouped.setdefault(row["anchor"], []).append((row["reader"], compiled))
    return {anchor: tuple(rows) for anchor, rows in grouped.items()}


@cache
def anchors() -> Anchors:
    """Which kinds of pattern a word can stand in, in lower case."""
    found: dict[str, set[str]] = {}

    def add(kind: str, names: Iterable[str]) -> None:
        for name in names:
            found.setdefault(name, set()).add(kind)

    add("month", months())
    add("weekday", weekdays())
    add("unit", [*words("unit"), *words("unit_word")])
    add("season", words("season"))
    add("decade", words("decade"))
    add("word", {phrase.split()[-1] for phrase in phrases()})
    add("named", {re.findall(r"\w+", name)[0] for name in named_days()})
    return {word: frozenset(kinds) for word, kinds in found.items()}


@cache
def modifiers() -> tuple[re.Pattern[str], dict[str, str]]:
    """What may stand before a date and change it, with its effect."""
    rows = read_table(PACKAGE, "dates_modifiers.csv")
    effects = {row["phrase"].lower(): row["effect"] for row in rows}
    return re.compile(rf"(?<!\w){any_of(effects)}[ -]?$", re.IGNORECASE), effects
