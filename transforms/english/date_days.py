"""Readers of days known by a name or by two signs: feasts, "Friday the 13th"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from transforms.dates import (
    UNKNOWN,
    Interval,
    make_day,
    nearest_year,
    one_day,
    shift_days,
    shift_months,
)
from transforms.english import date_tables as tables
from transforms.english.date_readers import Context, Match, day_number, group, tense
from transforms.english.number_words import any_of

WEEK = 7
_RULE = re.compile(r"(?P<easter>easter)?(?P<weekday>[a-z]{3})?(?P<number>[+-]?\d+)")


def read_named(match: Match, context: Context) -> Interval | None:
    """ "Christmas Day", "9/11", "Thanksgiving": in the year that it must mean."""
    row = tables.named_days()[group(match, "name")]
    if row["kind"] == "feast" and not _is_told_as_day(match, context.text):
        return None
    year = row["year"] or group(match, "year")
    if year:
        return one_day(_day_of(row, int(year)), "stated")
    now = context.published
    if now is None:
        return UNKNOWN
    day = _day_of(row, now.year)
    relative = group(match, "rel")
    if relative:
        return one_day(_beside(row, now, relative, context), "relative")
    years = nearest_year(day, day, now, tense(context))
    found = one_day(_day_of(row, now.year + years), "stated")
    return replace(found, is_yearless=not row["rule"])


def _beside(
    row: dict[str, str], now: dt.date, relative: str, context: Context
) -> dt.date:
    """ "Last Christmas", "next Easter"; "this Easter" is that of the year."""
    if relative == "this":
        return _day_of(row, now.year)
    days = [_day_of(row, now.year + step) for step in (-1, 0, 1)]
    if relative == "next":
        return next(day for day in days if day > now)
    return next(day for day in reversed(days) if day < now)


def _day_of(row: dict[str, str], year: int) -> dt.date:
    """The day of a feast in a year: fixed, counted from Easter, or the nth weekday."""
    rule = _RULE.fullmatch(row["rule"])
    if rule is None:
        return dt.date(year, int(row["month"]), int(row["day"]))
    number = int(rule["number"])
    if rule["easter"]:
        return shift_days(easter(year), number)
    first = dt.date(year, int(row["month"]), 1)
    weekday = tables.weekdays()[rule["weekday"]]
    if number < 0:
        last = shift_days(shift_months(first, 1), -1)
        return shift_days(last, -((last.weekday() - weekday) % WEEK))
    return shift_days(first, (weekday - first.weekday()) % WEEK + WEEK * (number - 1))


def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches (the Meeus/Jones/Butcher rule)."""
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap - moon + 15) % 30
    quarter, left = divmod(rest, 4)
    sunday = (32 + 2 * odd + 2 * quarter - epact - left) % WEEK
    late = (year % 19 + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - WEEK * late + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def _around_feast() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = any_of(tables.context_words("before_feast"))
    after = any_of(tables.context_words("after_feast"))
    return (
        re.compile(rf"(?:\b{before} (?:the )?|^)$", re.IGNORECASE),
        re.compile(rf"(?: {after}\b|(?:'|’)s\b|[,.;:)?!]|$)", re.IGNORECASE),
    )


def _is_told_as_day(match: Match, text: str) -> bool:
    """ "Before Christmas", "by Easter"; not "Christmas trees"."""
    before, after = _around_feast()
    if not match["name"][0].isupper() or not after.match(text, match.end()):
        return False
    near = text[max(0, match.start() - 16) : match.start()]
    return bool(group(match, "rel")) or before.search(near) is not None


def read_weekday_nth(match: Match, context: Context) -> Interval | None:
    """ "Friday the 13th", "Tuesday 14th": the nearest day that is both."""
    day = day_number(match["day"] or match["day2"])
    weekday = tables.weekdays()[group(match, "weekday")]
    now = context.published
    if now is None:
        return UNKNOWN
    found = {
        ahead: next(_days(weekday, day, now.replace(day=1), 1 if ahead else -1, now))
        for ahead in (False, True)
    }
    is_next = context.future or (
        not context.is_past and (found[True] - now) < (now - found[False]) / 4
    )
    return one_day(found[is_next], "stated")


def _days(
    weekday: int, day: int, month: dt.date, step: int, now: dt.date
) -> Iterator[dt.date]:
    """Days of that number and weekday, month by month away from publication."""
    while True:
        if day <= calendar.monthrange(month.year, month.month)[1]:
            found = make_day(month.year, month.month, day)
            is_beyond = found is not None and (found - now).days * step >= 0
            if found is not None and is_beyond and found.weekday() == weekday:
                yield found
        month = shift_months(month, step)


def in_turn(
    first: Interval, last: Interval, context: Context
) -> tuple[Interval, Interval]:
    """ "From Thursday to Saturday": the second is in the week after the first."""
    if first.start is None or last.end is None or first.start <= last.end:
        return first, last
    if not context.future and context.published and first.start <= context.published:
        return _weeks(first, -1), last
    return first, _weeks(last, 1)


def _weeks(days: Interval, count: int) -> Interval:
    if days.start is None or days.end is None:
        return days
    start, end = (shift_days(day, WEEK * count) for day in (days.start, days.end))
    return replace(days, start=start, end=end)
