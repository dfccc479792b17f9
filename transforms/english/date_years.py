"""Readers of years, decades, centuries and seasons."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from transforms.dates import (
    PARTS,
    UNKNOWN,
    Interval,
    days_range,
    shift_days,
    shift_months,
    year_days,
)
from transforms.english import date_offsets
from transforms.english import date_tables as tables
from transforms.english.date_readers import (
    Context,
    Match,
    group,
    narrowed,
    short_year,
    which_year,
)
from transforms.english.number_words import any_of

_BEFORE_YEAR = re.compile(r"([\w.$£€]+) ?$")


@cache
def _counted_next() -> re.Pattern[str]:
    words = any_of(tables.context_words("counted_next"))
    return re.compile(rf" (?:[a-z]+ed |more |other )?{words}\b", re.IGNORECASE)


def read_year(match: Match, context: Context) -> Interval | None:
    """ "in 2022", "the 2003 invasion"; not "some 2000 villages"."""
    if group(match, "era"):
        return year_days(short_year(match["era"]))
    year = int(match["year"])
    before = _BEFORE_YEAR.search(
        context.text[max(0, match.start() - 16) : match.start()]
    )
    word = before[1].lower() if before else ""
    if word in tables.context_words("not_year_after") or year < 1700 and word != "in":
        return None
    is_round = year % 100 == 0 or word not in ("in", "since", "during")
    if is_round and _counted_next().match(context.text, match.end()):
        return None
    return year_days(year)


def read_year_pair(match: Match, context: Context) -> Interval | None:
    """ "2014-15", "2014-2018"."""
    first, second = int(match["year"]), int(match["short"])
    last = second if second > 99 else first - first % 100 + second
    if last <= first or (second < 100 and last - first > 30) or last > 2100:
        return None
    return days_range(dt.date(first, 1, 1), dt.date(last, 12, 31), "stated")


def read_decade(match: Match, context: Context) -> Interval | None:
    """ "the 1990s", "the late '80s", "the sixties"."""
    if group(match, "decade"):
        first = int(match["decade"])
    elif group(match, "word"):
        first = 1900 + tables.words("decade")[group(match, "word")]
    else:
        first = 1900 + int(match["short"])
    if first % 100 == 0 and not group(match, "decade"):
        return None
    whole = days_range(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), "stated")
    part = group(match, "part")
    if part in PARTS:
        return narrowed(whole, PARTS[part], context)
    return whole


_GROWN = 30  # days a quarter must have run before "the first quarter" means it


@cache
def _game() -> re.Pattern[str]:
    words = any_of(tables.context_words("game"))
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


def read_quarter(match: Match, context: Context) -> Interval | None:
    """ "The third quarter of 1989", "Q3 2013", "the first half of last year".

    Without a year it is the last one that has begun, or under a future cue the next.
    """
    months = 6 if group(match, "unit") == "half" else 3
    nth = group(match, "nth")
    number = int(nth) if nth.isdigit() else tables.words("part").get(nth, 12 // months)
    year = int(match["year"]) if group(match, "year") else None
    if year is None and context.published is None:
        return UNKNOWN
    if year is None and group(match, "rel"):
        year = which_year(match, context)
    if year is not None:
        return _quarter(year, number, months)
    now = context.published
    if now is None or _game().search(context.text):
        return None
    first = _quarter(now.year, number, months)
    if context.future:
        is_over = first.end is not None and first.end < now
        return _quarter(now.year + is_over, number, months)
    is_begun = first.start is not None and shift_days(first.start, _GROWN) <= now
    return _quarter(now.year - (not is_begun), number, months)


def _quarter(year: int, number: int, months: int) -> Interval:
    start = dt.date(year, 1 + (number - 1) * months, 1)
    return days_range(start, shift_days(shift_months(start, months), -1), "stated")


def read_this_quarter(match: Match, context: Context) -> Interval | None:
    """ "Last quarter", "the current quarter"."""
    now = context.published
    if now is None:
        return UNKNOWN
    relative = group(match, "rel").removeprefix("the ")
    step = 1 if relative in date_offsets.NEXT else -1
    moved = shift_months(now.replace(day=1), 3 * step)
    day = now if relative in ("this", "current") else moved
    return _quarter(day.year, (day.month + 2) // 3, 3)


def read_century(match: Match, context: Context) -> Interval | None:
    """ "the 19th century": the years that begin with 18."""
    number = int(match["nth"])
    if not 1 <= number <= 22:
        return None
    first = max((number - 1) * 100, 1)
    return days_range(dt.date(first, 1, 1), dt.date(number * 100 - 1, 12, 31), "stated")


_IN_THE = re.compile(r"\bin the (?:early |late )?\w+$", re.IGNORECASE)


def read_season(match: Match, context: Context) -> Interval | None:
    """ "last summer", "the spring of 2014", by the northern calendar."""
    relative, year = group(match, "rel"), group(match, "year")
    if not relative and not year:
        if not _IN_THE.search(context.text[max(0, match.start() - 16) : match.end()]):
            return None
        relative = "next" if context.future else "last"
    month = tables.words("season")[group(match, "season")]
    if year:
        return _season(int(year), month, "stated")
    now = context.published
    if now is None:
        return UNKNOWN
    seasons = [_season(now.year + n, month, "relative") for n in (-2, -1, 0, 1)]
    if relative == "next" or (relative == "this" and context.future):
        return next((s for s in seasons if s.start and s.start > now), seasons[-1])
    limit = "start" if relative == "this" else "end"
    done = [s for s in seasons if (getattr(s, limit) or now) <= now]
    return done[-1]


def _season(year: int, month: int, basis: str) -> Interval:
    start = dt.date(year, month, 1)
    end = shift_days(shift_months(start, 3), -1)
    return days_range(start, end, "stated" if basis == "stated" else "relative")
