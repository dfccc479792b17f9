"""Publication dates: read without guessing, or not at all."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from transforms.lexicon import read_table

FIRST_YEAR = 1700
EPOCH_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
EPOCH_MILLISECONDS = re.compile(r"\d{12,13}(?:\.0+)?")
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}.*)?")
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?([A-Za-z]{3,9})\.?,?"
    r"[ -](\d{4}|'?\d{2})(?![\d:])"
)
MONTH_FIRST = re.compile(
    r"([A-Za-z]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})(?!\d)"
)
MONTH_AND_DAY = re.compile(
    r"\b(?:([A-Za-z]{3,9})\.? (\d{1,2})|(\d{1,2})[ -]([A-Za-z]{3,9}))\b"
)
FILED_DAYS = 8  # a dateline's day lies at most a week before publication
BEFORE = re.compile(r"[A-Za-z]+,?|\d{1,2}:\d{2}(?::\d{2})?|[ap]\.?m\.?,?|[|·•-]")
MAX_WORDS_BEFORE = 6


def parse_published(value: str) -> dt.date | None:
    """The day a publication date names, as printed there (no change of time zone).

    Understood: ISO 8601, RFC 2822, "23 May 2025", "May 23, 2025 10:14 am", day.month.
    year with points, seconds or milliseconds since 1970 (UTC). None for anything else:
    03/04/2025 may be March or April, "May 2025" is no day.

    >>> parse_published("Fri, 23 May 2025 21:30:00 -0500")
    datetime.date(2025, 5, 23)
    """
    text = " ".join(value.split())
    if EPOCH_MILLISECONDS.fullmatch(text):
        return _from_epoch(float(text) / 1000)
    if EPOCH_SECONDS.fullmatch(text):
        return _from_epoch(float(text))
    compact = COMPACT.fullmatch(text)
    if compact:
        return _day(compact[1], compact[2], compact[3])
    found = find_date(text)
    return found[0] if found and _only_date_words(text[: found[1]]) else None


def find_date(text: str) -> tuple[dt.date, int, int] | None:
    """The first full calendar date written in a text, with its start and end."""
    found = [
        (match.start(), match.end(), day)
        for pattern, read in READERS
        for match in pattern.finditer(text)
        if (day := read(match)) and not text[: match.start()][-1:].isalnum()
    ]
    if not found:
        return None
    start, end, day = min(found, key=lambda item: (item[0], -item[1]))
    return day, start, end


def filed_on(dateline: str, published: dt.date | None) -> dt.date | None:
    """The day a dateline names, if its article came out that day or in the week after.

    >>> filed_on("KABUL, March 8 (Reuters) - ", dt.date(2010, 3, 9))
    datetime.date(2010, 3, 8)
    """
    if published is None:
        return None
    for match in MONTH_AND_DAY.finditer(dateline):
        number = int(match[2] or match[3])
        month = months().get((match[1] or match[4]).lower())
        for day in (published - dt.timedelta(days=back) for back in range(FILED_DAYS)):
            if (day.month, day.day) == (month, number):
                return day
    return None


@cache
def months() -> dict[str, int]:
    """Month names and their short forms, in lower case."""
    return {r["name"]: int(r["month"]) for r in read_table(__package__, "months.csv")}


def _only_date_words(before: str) -> bool:
    """Only a weekday, a time and the like may stand before the date."""
    words = before.replace("(", " ").split()
    fits = all(BEFORE.fullmatch(word.rstrip(":")) for word in words)
    return fits and len(words) <= MAX_WORDS_BEFORE


def _from_epoch(seconds: float) -> dt.date | None:
    if seconds <= 0:
        return None
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).date()


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None


def _iso(match: re.Match[str]) -> dt.date | None:
    return _day(match[1], match[3], match[4])


def _numeric(match: re.Match[str]) -> dt.date | None:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12 or first == second:
        return _day(match[4], second, first)
    if second > 12:
        return _day(match[4], first, second)
    return None


def _day_first(match: re.Match[str]) -> dt.date | None:
    month = months().get(match[2].lower())
    return _day(_full_year(match[3]), month, match[1]) if month else None


def _month_first(match: re.Match[str]) -> dt.date | None:
    month = months().get(match[1].lower())
    return _day(match[3], month, match[2]) if month else None


def _full_year(year: str) -> int:
    """Two digits mean 1970 to 2069."""
    number = int(year.lstrip("'"))
    if len(year) == 4:
        return number
    return number + (1900 if number >= 70 else 2000)


READERS = (
    (ISO, _iso),
    (NUMERIC, _numeric),
    (DAY_FIRST, _day_first),
    (MONTH_FIRST, _month_first),
)
