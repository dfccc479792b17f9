"""Readers of dates counted from publication or from the last dated event."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from transforms.dates import (
    LONG_AGO,
    PARTS,
    UNKNOWN,
    Interval,
    days_range,
    month_days,
    one_day,
    part_of,
    shift_days,
    shift_months,
    week_days,
    year_days,
)
from transforms.english.date_readers import Context, Match, group, narrowed, read_amount

MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
CLOCK = frozenset({"hour", "minute"})
_OWN = frozenset({"the last", "the next"})  # "the last month" ends today
NEXT = frozenset({"next", "coming", "this coming", "following"})
LAST = frozenset({"last", "previous", "preceding", "past", "this past"})


def _unit(match: Match) -> str:
    word = group(match, "unit")
    if word == "centuries":
        return "century"
    return word.removesuffix("s")


def _relative(match: Match) -> str:
    return group(match, "rel").removeprefix("the ")


def shift(day: dt.date, unit: str, count: int) -> dt.date:
    """A day moved by so many units; hours and minutes do not move it."""
    if unit in MONTHS:
        return shift_months(day, MONTHS[unit] * count)
    return shift_days(day, DAYS.get(unit, 0) * count)


def around(day: dt.date, unit: str) -> Interval:
    """What a day counted in such units can mean: a week ago is that week."""
    if unit == "month":
        return month_days(day.year, day.month, "relative")
    if unit == "year":
        return year_days(day.year, "relative")
    if unit in ("decade", "century"):
        years = 2 if unit == "decade" else 10
        start = dt.date(max(day.year - years, 1), 1, 1)
        end = dt.date(min(day.year + years, dt.MAXYEAR), 12, 31)
        return days_range(start, end, "relative")
    if unit in ("week", "fortnight"):
        return week_days(day)
    return one_day(day, "relative")


def whole(day: dt.date, unit: str, count: int) -> Interval:
    """The calendar week, month, year or decade so many away from a day's."""
    if unit in ("week", "weekend"):
        found = week_days(shift_days(day, 7 * count))
        if unit == "week" or found.start is None:
            return found
        return days_range(shift_days(found.start, 5), found.end, "relative")
    moved = shift(day, unit, count)
    if unit == "month":
        return month_days(moved.year, moved.month, "relative")
    if unit == "year":
        return year_days(moved.year, "relative")
    if unit == "decade":
        first = moved.year - moved.year % 10
        return days_range(dt.date(first, 1, 1), dt.date(first + 9, 12, 31), "relative")
    return one_day(moved, "relative")


def read_calendar(match: Match, context: Context) -> Interval | None:
    """ "last week", "earlier this month", "late last year", "in the current year"."""
    now = context.published
    if now is None:
        return UNKNOWN
    relative, unit = _relative(match), _unit(match)
    edge = group(match, "edge")
    count = 1 if relative in NEXT else -1 if relative in LAST else 0
    if unit == "weekend":
        return _weekend(now, relative, context.future)
    if unit == "century":
        return None
    found = whole(now, unit, count)
    if count == 0:
        return found if context.is_named else _current(found, now, edge)
    if edge in ("early", "late"):
        return narrowed(found, "early" if edge == "early" else "late", context)
    return narrowed(found, "late", context) if edge == "later" else found


def read_edge(match: Match, context: Context) -> Interval | None:
    """ "the end of the year": the part of the running week, month or year."""
    if context.published is None:
        return UNKNOWN
    parts = {"beginning": PARTS["early"], "start": PARTS["early"]}
    part = parts.get(group(match, "edge"), PARTS["late"])
    if group(match, "edge") == "middle":
        part = PARTS["mid"]
    return narrowed(whole(context.published, _unit(match), 0), part, context)


def _current(found: Interval, now: dt.date, edge: str) -> Interval:
    """This week, month or year: all of it, or up to publication, or from it on."""
    if not edge:
        return found
    if edge == "early":
        return part_of(found, "early")
    if edge == "late" and found.end and (found.end - now).days > 30:
        return part_of(found, "late")
    if edge in ("later", "late"):
        return replace(found, start=now)
    return replace(found, end=now)


def _weekend(now: dt.date, relative: str, future: bool) -> Interval:
    found = whole(now, "weekend", 0)
    if relative in NEXT:
        return whole(now, "weekend", 1) if found.start and found.start <= now else found
    if relative in LAST:
        return whole(now, "weekend", -1)
    if future or (found.start and found.start <= now):
        return found
    return whole(now, "weekend", -1)


def read_weekend(match: Match, context: Context) -> Interval | None:
    """ "over the weekend": the last one, or the one publication lies in."""
    if context.published is None:
        return UNKNOWN
    return _weekend(context.published, "", context.future)


def read_rolling(match: Match, context: Context) -> Interval | None:
    """ "the past 24 hours", "the last few weeks", "the next three days"."""
    relative, unit, number = _relative(match), _unit(match), group(match, "num")
    plural = group(match, "unit").endswith("s")
    starts_bare = not match[0].lower().startswith("the ")
    if unit == "minute" or (not number and (plural or starts_bare)):
        return None
    if number in ("a", "an", "some"):
        return None
    if not number and unit in ("day", "night", "hour"):
        return None
    is_rolling = (
        relative == "past" or unit == "fortnight" or group(match, "rel") in _OWN
    )
    if not number and not is_rolling:
        return read_calendar(match, context)
    amount = read_amount(number or "a")
    if amount is None:
        return None
    if context.published is None:
        return UNKNOWN
    base = context.published
    if relative in NEXT and not context.future and _tells_history(context):
        base = context.last[1] if context.last else base
    return _stretch(base, unit, amount[1], relative in NEXT)


def _tells_history(context: Context) -> bool:
    """Whether the last dated event lies so far back that "next" counts from it."""
    if context.last is None or context.published is None:
        return False
    return (context.published - context.last[1]).days > LONG_AGO


def _stretch(now: dt.date, unit: str, count: int, ahead: bool) -> Interval:
    """So many units up to publication, or from the day after it on."""
    if unit in CLOCK:
        unit, count = "day", -(-count // 24)
    if ahead:
        return days_range(shift_days(now, 1), shift(now, unit, count), "relative")
    return days_range(shift(now, unit, -count), now, "relative")


def read_ago(match: Match, context: Context) -> Interval | None:
    """ "three days ago", "a year ago", "decades ago"."""
    unit = _unit(match)
    number = group(match, "num")
    now = context.published
    if now is None:
        return UNKNOWN
    if number == "half a":
        return replace(around(shift(now, "year", -50), "decade"), is_ago=True)
    if group(match, "half") or group(match, "num3"):
        return _added(match, now)
    amount = read_amount(number) if number else (2, 5)
    more = read_amount(group(match, "num2") or number or "a")
    if amount is None or more is None:
        return None
    amount = (amount[0], max(amount[1], more[1] if number else 0))
    return replace(_away(now, unit, amount, -1), is_ago=unit in MONTHS)


_HALVES = {"century": ("year", 50), "decade": ("year", 5), "year": ("month", 6)}


def _added(match: Match, now: dt.date) -> Interval | None:
    """ "A year and a half ago", "two years and three months ago"."""
    steps = [(_unit(match), group(match, "num"))]
    if match["half"].endswith("half"):
        unit, count = _HALVES.get(steps[0][0], ("day", DAYS.get(steps[0][0], 0) // 2))
        steps.append((unit, str(count)))
    else:
        pairs = [(match[f"unit{n}"], match[f"num{n}"]) for n in (3, 4)]
        steps += [(u.lower().removesuffix("s"), n.lower()) for u, n in pairs if u]
    day = now
    for unit, number in steps:
        amount = read_amount(number)
        if amount is None or amount[0] != amount[1]:
            return None
        day = shift(day, unit, -amount[0])
    found = around(day, steps[-1][0])
    return replace(found, is_ago=steps[0][0] in MONTHS)


def _away(base: dt.date, unit: str, amount: tuple[int, int], sign: int) -> Interval:
    """What lies so many units away: one interval, wider where the count is vague."""
    if unit in CLOCK:
        unit, amount = "day", (amount[0] // 24, amount[1] // 24)
    nearest = around(shift(base, unit, sign * amount[0]), unit)
    if amount[0] == amount[1]:
        return nearest
    farthest = around(shift(base, unit, sign * amount[1]), unit)
    days = [nearest.start, nearest.end, farthest.start, farthest.end]
    known = [day for day in days if day is not None]
    return days_range(min(known), max(known), "relative")


def read_shift(match: Match, context: Context) -> Interval | None:
    """ "two days earlier", "a week later": from the last dated event.

    Without one, earlier counts from publication and later is unknown.
    """
    amount = read_amount(group(match, "num"))
    unit = _unit(match)
    if unit == "hour" and amount and amount[0] == amount[1] and amount[0] % 24 == 0:
        unit, amount = "day", (amount[0] // 24, amount[0] // 24)
    if amount is None or unit in CLOCK:
        return None
    is_later = group(match, "way") in ("later", "after", "afterward", "afterwards")
    if context.last:
        if unit == "year" and amount == (1, 1) and _is_part_of_year(*context.last):
            months = 12 if is_later else -12
            first, last = (shift_months(day, months) for day in context.last)
            return days_range(first, last, "relative")
        base = context.last[1] if is_later else context.last[0]
        return _away(base, unit, amount, 1 if is_later else -1)
    if is_later or context.published is None:
        return UNKNOWN
    return _away(context.published, unit, amount, -1)


def _is_part_of_year(start: dt.date, end: dt.date) -> bool:
    """A quarter or month, which "a year earlier" means as a whole."""
    return 27 < (end - start).days < 100


def read_neighbour(match: Match, context: Context) -> Interval | None:
    """ "the next day", "the week before", "that night": beside the last event."""
    way = group(match, "way").removeprefix("the ")
    unit = _unit(match)
    unit = unit if unit in ("week", "weekend", "month", "year") else "day"
    count = 1 if way in ("following", "next", "after") else -1
    if way.startswith(("that", "same")):
        count = 0
    if context.last is None:
        if count >= 0 or context.published is None:
            return UNKNOWN
        return whole(context.published, unit, count)
    base = context.last[1] if count > 0 else context.last[0]
    found = whole(base, unit, count)
    if count == 0 and unit == "day":
        return days_range(*context.last, "relative") if _spans(context) else found
    return found


def read_beyond(match: Match, context: Context) -> Interval | None:
    """ "The week after next", "the month before last"."""
    if context.published is None:
        return UNKNOWN
    count = 2 if group(match, "way") == "after next" else -2
    return whole(context.published, _unit(match), count)


def _spans(context: Context) -> bool:
    return context.last is not None and context.last[0] != context.last[1]


def read_ahead(match: Match, context: Context) -> Interval | None:
    """ "two weeks from now", and under a future cue "in three days"."""
    amount, unit = read_amount(group(match, "num")), _unit(match)
    if amount is None:
        return None
    preposition = group(match, "in")
    is_sure = not preposition or bool(group(match, "time") or group(match, "next"))
    if not is_sure and not context.future:
        return None
    now = context.published
    if now is None:
        return UNKNOWN
    if preposition == "in" and group(match, "next"):
        return _stretch(now, unit, amount[1], True)
    if preposition == "within":
        return days_range(now, _stretch(now, unit, amount[1], True).end, "relative")
    return _away(now, unit, amount, 1)


def read_exactly(match: Match, context: Context) -> Interval | None:
    """ "A week ago today", "two weeks from tomorrow": a single day."""
    amount, unit = read_amount(group(match, "num")), _unit(match)
    if amount is None or amount[0] != amount[1] or unit in CLOCK:
        return None
    if context.published is None:
        return UNKNOWN
    sides = {"yesterday": -1, "today": 0, "tomorrow": 1}
    day = shift_days(context.published, sides[group(match, "day").lower()])
    sign = 1 if group(match, "way").lower() in ("from", "after") else -1
    return one_day(shift(day, unit, sign * amount[0]), "relative")


def counted_from(match: Match, day: dt.date) -> Interval | None:
    """ "Three days after" a known day; None where the count is no number."""
    amount, unit = read_amount(group(match, "num")), _unit(match)
    if amount is None or amount[0] != amount[1] or unit in CLOCK:
        return None
    sign = -1 if group(match, "way") == "before" else 1
    return one_day(shift(day, unit, sign * amount[0]), "relative")
