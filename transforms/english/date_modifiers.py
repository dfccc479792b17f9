"""What stands before a date and changes it: early, the end of, since, until."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from transforms.dates import (
    DAY,
    PARTS,
    UNKNOWN,
    Interval,
    days_range,
    shift_days,
    shift_months,
    week_days,
)
from transforms.english import date_offsets
from transforms.english import date_tables as tables
from transforms.english.date_readers import Context, Match, narrowed, read_amount
from transforms.english.number_words import any_of

_ENDS = frozenset({"end", "close"})
_BOUNDS = frozenset({"since", "until", "before", "after"})
_TO = frozenset({"until", "till", "to", "until the end of", "till the end of"})
# Characters of "two days before the country's general election on".
LONGEST_LEAD = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression of a text: its characters, days and how it was read."""

    start: int
    end: int
    days: Interval
    anchor: str
    reader: str
    match: Match
    modifier: str = ""


_QUARTERS = {
    "half1": (0, 6), "half2": (6, 12), "quarter1": (0, 3), "quarter2": (3, 6),
    "quarter3": (6, 9), "quarter4": (9, 12),
}  # fmt: skip


def modified(found: Found, context: Context, previous_end: int) -> Found:
    """The expression with what stands before it: early, the end of, since, until."""
    found = _part_counted(_counted_from(found, context), context)
    pattern, effects = tables.modifiers()
    while True:
        first = max(0, found.start - 28, previous_end + 1)
        before = context.text[first : found.start]
        match = pattern.search(before)
        if match is None or context.text[found.end : found.end + 1] in ("'", "’"):
            return found
        phrase = match[0].lower().strip()
        if first + match.start() == previous_end + 1 and phrase in _TO:
            return found  # "from 2014 till 2018": a pair, not two dates
        effect = effects.get(phrase) or effects.get(phrase.rstrip("-")) or ""
        if context.is_named and effect in _BOUNDS:
            return replace(found, modifier=effect)
        days = _apply(effect, found, context)
        if days is None:
            return found
        if effect in PARTS:
            found = replace(found, modifier=effect)
        start = found.start - len(match[0])
        found = replace(found, start=start, days=days)


@cache
def _shift_before() -> re.Pattern[str]:
    unit = tables.any_unit()
    return re.compile(
        rf"(?<!\w)(?P<num>{tables.amount_pattern()}) (?P<unit>{unit}) "
        rf"(?P<way>before|after|from)(?: the)?(?: {_occasion()})? $",
        re.IGNORECASE,
    )


def _occasion() -> str:
    """ "Two days before the country's general election on": what has a day."""
    words = any_of(tables.context_words("occasion"))
    return (
        rf"(?:(?:a|an|its|their|his|her) )?(?:[\w'’-]+ ){{0,3}}{words}(?: on| of| in)?"
    )


def _counted_from(found: Found, context: Context) -> Found:
    """ "Two weeks before May 13": a day counted from the one found."""
    day = found.days.start
    if day is None or day != found.days.end:
        return found
    before = context.text[max(0, found.start - LONGEST_LEAD) : found.start]
    match = _shift_before().search(before)
    if match is None:
        return found
    days = date_offsets.counted_from(match, day)
    if days is None:
        return found
    return replace(found, start=found.start - len(match[0]), days=days)


@cache
def _part_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:the )?(?P<edge>(?:very )?(?:first|last|final|opening|closing)) "
        rf"(?:(?P<num>{tables.amount_pattern()}) (?P<unit>days|weeks|months)"
        r"|(?P<one>day)) (?:of|in) (?:the )?$",
        re.IGNORECASE,
    )


def _part_counted(found: Found, context: Context) -> Found:
    """ "The first nine months of 1989": so many units from an end of what is found."""
    start, end = found.days.start, found.days.end
    before = context.text[max(0, found.start - 40) : found.start]
    match = _part_before().search(before)
    amount = read_amount(match["num"] or "a") if match else None
    if match is None or amount is None or start is None or end is None or start == end:
        return found
    unit = (match["unit"] or match["one"]).lower().removesuffix("s")
    if match["edge"].lower().endswith(("first", "opening")):
        end = shift_days(date_offsets.shift(start, unit, amount[1]), -1)
    else:
        start = date_offsets.shift(shift_days(end, 1), unit, -amount[1])
    days = days_range(start, end, found.days.basis)
    return replace(found, start=found.start - len(match[0]), days=days)


def _apply(effect: str, found: Found, context: Context) -> Interval | None:
    days = found.days
    if effect == "same":
        return days
    if days.start is None or days.end is None:
        return days if days is UNKNOWN else None
    if effect in PARTS:
        return narrowed(days, PARTS[effect], context)
    if effect in _QUARTERS and days.precision == "year":
        first, stop = _QUARTERS[effect]
        end = shift_months(days.start, stop) - DAY
        return days_range(shift_months(days.start, first), end, days.basis)
    if effect == "yearto":
        start = shift_months(shift_days(days.end, 1), -12)
        return days_range(start, days.end, days.basis)
    if effect.startswith("week"):
        return _week_in(effect.removeprefix("week"), days)
    if effect == "since" or effect == "after":
        return _onwards(effect, days, context)
    if effect == "until":
        return replace(days, start=None, precision="range")
    if effect == "before" and found.match.groupdict().get("edge") in _ENDS:
        return replace(days, start=None, precision="range")
    if effect == "before":
        end = shift_days(days.start, -1)
        return replace(days, start=None, end=end, precision="range")
    return None


def _onwards(effect: str, days: Interval, context: Context) -> Interval | None:
    start = days.start if effect == "since" else days.end
    if start is None:
        return None
    if effect == "after":
        if days.precision in ("day", "week"):
            return None
        start = shift_days(start, 1)
    now = context.published
    end = now if now and now >= start else None
    return replace(days, start=start, end=end, precision="range")


def _week_in(which: str, days: Interval) -> Interval | None:
    if days.start is None or days.end is None:
        return None
    if which == "of":
        return week_days(days.start, days.basis)
    if which == "last":
        return week_days(days.end, days.basis)
    first = week_days(days.start, days.basis)
    if first.start is None:
        return None
    late = (days.start - first.start).days > 3
    number = int(which) - 1 + late
    return week_days(shift_days(first.start, 7 * number), days.basis)
