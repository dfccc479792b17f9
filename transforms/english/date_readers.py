"""Readers of English date expressions: a match of the grammar to its days.

Each reader answers one row of dates_patterns.csv. None means: no date after all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from schemas.records import DatePrecision
from transforms.dates import (
    UNKNOWN,
    Interval,
    Part,
    days_range,
    make_day,
    month_days,
    nearest_year,
    on_weekday,
    one_day,
    part_of,
    shift_days,
    shift_months,
)
from transforms.english import date_tables as tables
from transforms.english.number_words import any_of, read_number


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know besides its match."""

    text: str
    published: dt.date | None
    last: tuple[dt.date, dt.date] | None
    future: bool
    is_past: bool = False  # the clause is known to tell the past
    is_named: bool = False  # "early March", "since March" are all of March


def narrowed(whole: Interval, part: Part, context: Context) -> Interval:
    """The early, middle or late part, unless dates are wanted as they are named."""
    return whole if context.is_named else part_of(whole, part)


Match = re.Match[str]
Reader = Callable[[Match, Context], Interval | None]


def group(match: Match, name: str) -> str:
    """A named group in lower case; empty where the pattern or the match lacks it."""
    found = match.groupdict().get(name) or ""
    # A pattern that ignores case takes an s with a long tail and an i without a dot.
    return str(found).lower().replace("\u017f", "s").replace("\u0131", "i")


def _month(match: Match) -> int:
    return tables.months()[group(match, "month")]


def day_number(text: str) -> int:
    """Day of a month: "14th", "third", "twenty-first"."""
    text = text.lower().replace(" ", "-")
    if text in tables.words("ordinal"):
        return tables.words("ordinal")[text]
    return int(re.sub(r"\D", "", text))


def _is_upper(match: Match, name: str) -> bool:
    return str(match[name]).isupper()


def _is_written_as_name(match: Match, context: Context, name: str) -> bool:
    """Whether a word that is also a common word is written as a date's name."""
    word = match[name]
    lower = word.lower()
    if lower in tables.words("month_short") or lower in tables.words("weekday_short"):
        return bool(word[0].isupper()) or bool(group(match, "day"))
    return lower not in ("may", "march") or bool(word[0].isupper())


def tense(context: Context) -> bool | None:
    """True where the clause looks ahead, False where it looks back, None unknown."""
    return True if context.future else False if context.is_past else None


def _yearless(start: dt.date, end: dt.date, context: Context) -> Interval | None:
    """A day or stretch of days without a year, put into the year it must mean."""
    if context.published is None:
        return UNKNOWN
    years = nearest_year(start, end, context.published, tense(context))
    start, end = shift_months(start, 12 * years), shift_months(end, 12 * years)
    precision: DatePrecision = "day" if start == end else "range"
    return Interval(start, end, precision, "stated", is_yearless=True)


def _days_of_month(
    match: Match, context: Context, first: int, second: int | None
) -> Interval | None:
    month, year = _month(match), _year_of(match) or which_year(match, context)
    if group(match, "which") and context.published is None:
        return UNKNOWN
    base = year or (context.published.year if context.published else 2000)
    if (month, first) == (2, 29) and not year and not second:
        return _leap_day(context)
    start = make_day(base, month, first)
    end = make_day(base, month, second or first)
    if start is None or end is None or start > end:
        return None
    if not year:
        return _yearless(start, end, context)
    precision: DatePrecision = "day" if start == end else "range"
    return Interval(start, end, precision, "stated")


def _leap_day(context: Context) -> Interval:
    """29 February without a year: the last one, or the next of a clause ahead."""
    now = context.published
    if now is None:
        return UNKNOWN
    years = range(now.year, now.year + 9) if context.future else range(now.year, 0, -1)
    days = (make_day(year, 2, 29) for year in years)
    known = (d for d in days if d and (d >= now if context.future else d <= now))
    return replace(one_day(next(known), "stated"), is_yearless=True)


def _year_of(match: Match) -> int | None:
    if group(match, "year"):
        return int(match["year"])
    short = group(match, "era") or group(match, "of")
    if not short and group(match, "short") and _is_upper(match, "month"):
        short = match["short"]
    return short_year(short) if short else None


def short_year(digits: str) -> int:
    """ "'89" is 1989, "'14" is 2014."""
    return int(digits) + (1900 if int(digits) > 40 else 2000)


def which_year(match: Match, context: Context) -> int | None:
    """The year of "in August last year"."""
    which = group(match, "which")
    if not which or context.published is None:
        return None
    return context.published.year + {"last": -1, "next": 1}.get(which, 0)


def read_month_which(match: Match, context: Context) -> Interval | None:
    """ "August last year"."""
    year = which_year(match, context)
    if year is None:
        return UNKNOWN
    return month_days(year, _month(match), "relative")


def read_month_day(match: Match, context: Context) -> Interval | None:
    """ "May 16, 2025", "May 16-18"."""
    if not _is_written_as_name(match, context, "month"):
        return None
    second = group(match, "day2") or group(match, "day3")
    last = day_number(second) if second else None
    return _days_of_month(match, context, day_number(match["day"]), last)


def read_day_month(match: Match, context: Context) -> Interval | None:
    """ "16 May 2025", "the 14th of March", "3 to 5 June", "15 JAN 90"."""
    if not _is_written_as_name(match, context, "month"):
        return None
    if group(match, "short") and _year_of(match) is None:
        return None
    second = group(match, "day2")
    last = day_number(second) if second else None
    return _days_of_month(match, context, day_number(match["day"]), last)


def read_month_pair(match: Match, context: Context) -> Interval | None:
    """ "March/April 2014"."""
    first, second = _month(match), tables.months()[group(match, "month2")]
    if first >= second or not match["month"][0].isupper():
        return None
    year = int(match["year"]) if group(match, "year") else None
    if year is None and context.published is None:
        return UNKNOWN
    base = year or (context.published.year if context.published else 2000)
    start = dt.date(base, first, 1)
    end = shift_days(shift_months(dt.date(base, second, 1), 1), -1)
    if year:
        return days_range(start, end, "stated")
    return _yearless(start, end, context)


def read_month_year(match: Match, context: Context) -> Interval | None:
    """ "March 2023", "2023 March", "March of '23"."""
    year = _year_of(match)
    if year is None or not _is_written_as_name(match, context, "month"):
        return None
    return month_days(year, _month(match))


@cache
def _before(kind: str) -> re.Pattern[str]:
    """The words of one kind, directly before a date-like word."""
    words = any_of(tables.context_words(kind))
    return re.compile(rf"\b{words}[ -](?:the )?$", re.IGNORECASE)


def read_month(match: Match, context: Context) -> Interval | None:
    """ "in March", "last June"; a bare month needs a sign that it is one."""
    name, relative = match["month"], group(match, "rel")
    before = context.text[max(0, match.start() - 24) : match.start()]
    after = context.text[match.end() : match.end() + 2]
    is_joined = not relative and _is_joined(match, context.text)
    if not relative and not is_joined and not _is_bare_month(name, before, after):
        return None
    is_told = is_joined or _before("before_may").search(before) is not None
    if name in ("may", "march") or (name in ("august", "jan", "mar") and not is_told):
        return None
    now = context.published
    if now is None:
        return UNKNOWN
    if relative:
        return _relative_month(_month(match), relative, now, context.future)
    found = month_days(now.year, _month(match))
    if found.start is None or found.end is None:
        return None
    years = nearest_year(found.start, found.end, now, tense(context))
    moved = month_days(now.year + years, _month(match))
    return replace(moved, is_yearless=True)


@cache
def _month_join() -> re.Pattern[str]:
    names = any_of(tables.months())
    return re.compile(
        rf"(?P<before>\b{names}\.? ?(?:to|until|through|and|-|–) ?$)"
        rf"|(?P<after>\.? ?(?:to|until|through|and|-|–) ?{names}\b)",
        re.IGNORECASE,
    )


def _is_joined(match: Match, text: str) -> bool:
    """Whether another month stands beside it: "from March to May"."""
    if not match["month"][0].isupper():
        return False
    after = _month_join().match(text, match.end())
    before = _month_join().search(text[max(0, match.start() - 20) : match.start()])
    return bool(after and after["after"]) or bool(before and before["before"])


def _is_bare_month(name: str, before: str, after: str) -> bool:
    lower = name.lower()
    if lower in tables.words("month_short") and not after[1:].isupper():
        return bool(_before("before_month").search(before))
    if lower in ("may", "march") or lower in tables.words("month_short"):
        is_possessive = after[:1] in ("'", "’")
        return bool(_before("before_may").search(before)) and not is_possessive
    if after[:1] == " " and after[1:].isupper() and not name.isupper():
        return bool(_before("before_month").search(before))
    return not name.isupper() or bool(_before("before_month").search(before))


def _relative_month(
    month: int, relative: str, now: dt.date, future: bool
) -> Interval | None:
    if relative in ("next", "this coming"):
        return month_days(now.year + (month <= now.month), month, "relative")
    if relative == "this" and (future or month <= now.month):
        return month_days(now.year, month, "relative")
    return month_days(now.year - (month >= now.month), month, "relative")


def read_iso(match: Match, context: Context) -> Interval | None:
    """ "2025-05-16"."""
    day = make_day(int(match["year"]), int(match["number"]), int(match["day"]))
    return one_day(day, "stated") if day else None


def read_numeric(match: Match, context: Context) -> Interval | None:
    """ "16/05/2025", "5/16/2025"; unknown where day and month could be swapped."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    days = {make_day(year, second, first), make_day(year, first, second)} - {None}
    if match["sep"] == "." and make_day(year, second, first):
        return one_day(make_day(year, second, first), "stated")
    if not days:
        return None
    return one_day(days.pop(), "stated") if len(days) == 1 else UNKNOWN


def read_weekday(match: Match, context: Context) -> Interval | None:
    """ "Friday", "on Monday night", "last Tuesday", "Tuesday of last week"."""
    if not _is_written_as_name(match, context, "weekday"):
        return None
    name = group(match, "weekday")
    if not _is_a_day(match, context):
        return None
    if context.published is None:
        return UNKNOWN
    weekday = tables.weekdays()[name]
    week = group(match, "week").removeprefix("the ")
    if week:
        weeks = {"last": -7, "previous": -7, "this": 0}.get(week, 7)
        monday = shift_days(context.published, weeks - context.published.weekday())
        return one_day(shift_days(monday, weekday), "relative")
    relative = group(match, "rel").removeprefix("the ")
    return one_day(_weekday(weekday, relative, context), "relative")


def _is_a_day(match: Match, context: Context) -> bool:
    """Not a short name in a text of names, a paper, or a holy or a bloody day."""
    name = match["weekday"]
    before = context.text[max(0, match.start() - 12) : match.start()].split()
    if before and before[-1].lower() in tables.context_words("day_name"):
        return False
    if name.lower() in tables.words("weekday_short"):
        after = context.text[match.end() : match.end() + 2]
        return after[:1] == "." or after[1:].isdigit()
    following = context.text[match.end() : match.end() + 14].split()
    return not following or following[0].strip(".,;") not in tables.context_words(
        "paper"
    )


def _weekday(weekday: int, relative: str, context: Context) -> dt.date | None:
    now = context.published
    if now is None:
        return None
    if relative == "next":
        return shift_days(now, 7 - now.weekday() + weekday)
    if relative in ("following", "coming", "this coming"):
        return on_weekday(weekday, shift_days(now, 1), True)
    day = on_weekday(weekday, now, context.future)
    if relative in ("last", "past", "previous", "this past") and day >= now:
        return shift_days(on_weekday(weekday, now, False), -7 if day == now else 0)
    return day


def read_phrase(match: Match, context: Context) -> Interval | None:
    """ "yesterday evening", "overnight", "recent weeks"."""
    first, last, precision = tables.phrases()[group(match, "phrase")]
    if context.published is None:
        return UNKNOWN
    start = shift_days(context.published, first)
    if precision == "day":
        return one_day(start, "relative")
    return days_range(start, shift_days(context.published, last), "relative")


def read_nth(match: Match, context: Context) -> Interval | None:
    """ "on the 18th of this month"; "on the 18th" is the last one."""
    if context.published is None:
        return UNKNOWN
    number, rel = day_number(match["day"]), group(match, "rel")
    months = {"last": -1, "next": 1}.get(rel, 0)
    if not rel and number > context.published.day:
        months = -1
    base = context.published
    if rel == "same" and context.last:
        base = context.last[1]
    month = shift_months(base.replace(day=1), months)
    day = make_day(month.year, month.month, number)
    return one_day(day, "relative") if day else None


def read_amount(text: str) -> tuple[int, int] | None:
    """A count of units as low and high: "three" is (3, 3), "several" is (3, 9)."""
    text = text.lower().strip()
    if text in ("a", "an"):
        return 1, 1
    if text in ("many", "some"):
        return 3, 30
    if text in tables.vague_amounts():
        return tables.vague_amounts()[text]
    number = read_number(text)
    return (int(number), int(number)) if number is not None else None
