"""Calendar arithmetic shared by all languages: intervals of days and their records."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from schemas.records import DateBasis, DatePrecision, When
from transforms.document import DateExpression

Part = Literal["early", "mid", "late"]
PARTS: dict[str, Part] = {"early": "early", "mid": "mid", "late": "late"}
PAST_WINDOW = 270  # days a date without a year may lie back; older ones name the year
SLACK = 7  # days: articles are also revised after their date
LONG_AGO = 60  # days before publication from which an act counts as past
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` to ``end``, both included; None is open or unknown.

    ``is_yearless`` marks a date whose year was chosen, not written.
    """

    start: dt.date | None
    end: dt.date | None
    precision: DatePrecision
    basis: DateBasis
    is_yearless: bool = False
    is_ago: bool = False


UNKNOWN = Interval(None, None, "unknown", "none")


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def year_days(year: int, basis: DateBasis = "stated") -> Interval:
    """All days of a year."""
    return Interval(dt.date(year, 1, 1), dt.date(year, 12, 31), "year", basis)


def month_days(year: int, month: int, basis: DateBasis = "stated") -> Interval:
    """All days of a month."""
    last = calendar.monthrange(year, month)[1]
    start, end = dt.date(year, month, 1), dt.date(year, month, last)
    return Interval(start, end, "month", basis)


def week_days(day: dt.date, basis: DateBasis = "relative") -> Interval:
    """The week of a day, Monday to Sunday."""
    monday = day - dt.timedelta(days=day.weekday())
    return Interval(monday, monday + 6 * DAY, "week", basis)


def one_day(day: dt.date | None, basis: DateBasis) -> Interval:
    """A single day; UNKNOWN for None."""
    return Interval(day, day, "day", basis) if day else UNKNOWN


def days_range(
    start: dt.date | None, end: dt.date | None, basis: DateBasis
) -> Interval:
    """A stretch of days, put in order."""
    if start and end and start > end:
        start, end = end, start
    return Interval(start, end, "range", basis)


def shift_months(day: dt.date, months: int) -> dt.date:
    """The same day of another month, cut to its length."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    year = min(max(year, dt.MINYEAR), dt.MAXYEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def shift_days(day: dt.date, days: int) -> dt.date:
    """Some days later or earlier, kept inside the calendar."""
    number = min(max(day.toordinal() + days, 1), dt.date.max.toordinal())
    return dt.date.fromordinal(number)


def nearest_year(
    start: dt.date, end: dt.date, now: dt.date, future: bool | None
) -> int:
    """How many years to add to a date without a year, seen from publication.

    The past is preferred up to PAST_WINDOW days back; a clause about the future turns
    that round, and one about the past (False) goes back wherever it can.
    """
    back = (now - end).days
    if future:
        return 0 if end >= now else 1
    if future is False and (start - now).days > SLACK:
        return -1
    if start > now and -back > 365 - PAST_WINDOW:
        return -1
    return 1 if start <= now and back > PAST_WINDOW and future is None else 0


def on_weekday(weekday: int, now: dt.date, future: bool) -> dt.date:
    """The weekday on or next to publication: on or before it, or on or after it."""
    if future:
        return shift_days(now, (weekday - now.weekday()) % 7)
    return shift_days(now, -((now.weekday() - weekday) % 7))


def part_of(whole: Interval, part: Part) -> Interval:
    """The first, middle or last third ("early March"); a single day stays itself."""
    start, end = whole.start, whole.end
    if start is None or end is None or start == end:
        return whole
    if whole.precision in ("year", "range") and (end - start).days > 300:
        return _third_of_months(whole, start, end, part)
    third = ((end - start).days + 1) // 3
    first, second = start + third * DAY, start + 2 * third * DAY
    bounds = {
        "early": (start, first - DAY),
        "mid": (first, second - DAY),
        "late": (second, end),
    }[part]
    return replace(whole, start=bounds[0], end=bounds[1], precision="range")


def _third_of_months(
    whole: Interval, start: dt.date, end: dt.date, part: Part
) -> Interval:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    years, first = months // 12, months // 3
    if years > 1:
        first = -(-years // 3) * 12  # whole years: the early 1990s are 1990 to 1993
    second = months - first if years == 1 else first + (months - first) // 24 * 12
    begin = {"early": 0, "mid": first, "late": second}[part]
    stop = {"early": first, "mid": second, "late": months}[part]
    return replace(
        whole,
        start=shift_months(start, begin),
        end=shift_months(start, stop) - DAY,
        precision="range",
    )


def is_past(found: Interval, published: dt.date | None) -> bool:
    """Whether the interval ends well before publication by itself."""
    if published is None or found.end is None:
        return False
    if found.precision == "year" or found.is_ago:
        return found.end.year < published.year
    return (published - found.end).days > LONG_AGO


def is_future(found: Interval, published: dt.date | None) -> bool:
    """Whether the interval begins after publication."""
    return bool(published and found.start and found.start > published)


def expression(
    found: Interval, text: str, start: int, published: dt.date | None
) -> DateExpression:
    """The interval as an expression of a text."""
    known = found.start is not None or found.end is not None
    return DateExpression(
        start=start,
        end=start + len(text),
        text=text,
        date_start=found.start,
        date_end=found.end,
        precision=found.precision if known else "unknown",
        basis=found.basis if known else "none",
        is_past=is_past(found, published),
        is_future=is_future(found, published),
    )


def last_dated(
    found: Sequence[DateExpression], last: tuple[dt.date, dt.date] | None
) -> tuple[dt.date, dt.date] | None:
    """Days of the last dated event after some more expressions; plans are none."""
    for item in reversed(found):
        if item.date_start and item.date_end and not item.is_future:
            return item.date_start, item.date_end
    return last


def fallback_when(published: dt.date | None) -> When:
    """The date of an act whose text gives none: the publication's, or none at all."""
    return When(
        text=None,
        start=None,
        end=None,
        date_start=published,
        date_end=published,
        precision="unknown",
        basis="publication" if published else "none",
    )


def when_of(found: DateExpression) -> When:
    """The date expression as the record of a claim."""
    return When(
        text=found.text,
        start=found.start,
        end=found.end,
        date_start=found.date_start,
        date_end=found.date_end,
        precision=found.precision,
        basis=found.basis,
    )
