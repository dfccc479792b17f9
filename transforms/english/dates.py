"""Find the date expressions of an English text and the days they mean.

A scan for anchor words (months, weekdays, units, years) costs little; only around
them is the grammar of dates_patterns.csv tried. What stands before an expression
("early", "since") and between two of them ("from ... to ...") is read afterwards.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from transforms.dates import (
    DAY,
    PARTS,
    UNKNOWN,
    Interval,
    days_range,
    expression,
    part_of,
    shift_days,
    shift_months,
    week_days,
)
from transforms.document import DateExpression
from transforms.english import date_offsets, date_readers, date_years
from transforms.english import date_tables as tables
from transforms.english.date_readers import Context, Reader
from transforms.english.number_words import any_of

WINDOW = 56  # characters around an anchor in which an expression must lie
CUE_WINDOW = 48
_WORD = re.compile(r"[A-Za-z]{3,}|\d+")
_JOIN = re.compile(r"\s*(?:to|until|till|through|and|-|–|—)\s*(?:in |on )?", re.I)
_TO = frozenset({"until", "till", "to"})
_LEAD = re.compile(r"\b(?:from|between)(?: in| on)? (?:the )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    days: Interval
    anchor: str


def find_dates(
    text: str,
    published: dt.date | None,
    last: tuple[dt.date, dt.date] | None = None,
    offset: int = 0,
    future: bool = False,
) -> list[DateExpression]:
    """Date expressions of the text, in order and without overlap.

    ``last`` is the last dated event ("two days later"), ``future`` says that the
    clause looks ahead; offsets are those of the text plus ``offset``.
    """
    windows = _windows(text)
    if not windows:
        return []
    context = Context(text, published, last, future)
    chosen = _longest(_candidates(context, windows))
    ends = [-1, *(found.end for found in chosen)]
    changed = [
        _modified(found, context, end) for found, end in zip(chosen, ends, strict=False)
    ]
    return [
        _shifted(_expression(found, context), offset)
        for found in _joined(changed, context)
        if found.days.precision != "unknown" or found.days is UNKNOWN
    ]


def _expression(found: _Found, context: Context) -> DateExpression:
    text = context.text[found.start : found.end]
    return expression(found.days, text, found.start, context.published)


def _shifted(found: DateExpression, offset: int) -> DateExpression:
    if not offset:
        return found
    return replace(found, start=found.start + offset, end=found.end + offset)


def _windows(text: str) -> list[tuple[int, int, frozenset[str]]]:
    """Where a date may stand, with the kinds of pattern to try there."""
    anchors = tables.anchors()
    windows: list[tuple[int, int, frozenset[str]]] = []
    for match in _WORD.finditer(text):
        word = match[0]
        kinds = anchors.get(word.lower()) or _number_kinds(text, match)
        if not kinds:
            continue
        start = max(0, match.start() - WINDOW)
        end = min(len(text), match.end() + WINDOW)
        if windows and start <= windows[-1][1] and kinds == windows[-1][2]:
            start = windows.pop()[0]
        windows.append((start, end, kinds))
    return windows


_NUMBER = frozenset({"number"})
_NAMED = frozenset({"named"})


def _number_kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    word = match[0]
    if not word[0].isdigit():
        return frozenset()
    following = text[match.end() : match.end() + 2]
    if len(word) == 4 and word[:2] <= "20" and word[:2] >= "15":
        return _NUMBER
    if len(word) == 2 and word[1] == "0" and following.lstrip("'’")[:1] == "s":
        return _NUMBER
    return _NAMED if following[:1] == "/" else frozenset()


@cache
def _readers() -> dict[str, Reader]:
    """Readers by the name the table of patterns gives them."""
    modules = (date_readers, date_offsets, date_years)
    names = {name for rows in tables.patterns().values() for name, _ in rows}
    found: dict[str, Reader] = {}
    for name in names:
        for module in modules:
            reader = getattr(module, f"read_{name}", None)
            if reader is not None:
                found[name] = reader
    return found


def _candidates(
    context: Context, windows: list[tuple[int, int, frozenset[str]]]
) -> Iterator[_Found]:
    patterns, readers = tables.patterns(), _readers()
    for start, end, kinds in windows:
        for anchor in kinds:
            for name, pattern in patterns[anchor]:
                for match in pattern.finditer(context.text, start, end):
                    local = context
                    if not context.future and _has_cue(context.text, match):
                        local = replace(context, future=True)
                    days = readers[name](match, local)
                    if days is not None:
                        stop = match.start() + len(match[0].rstrip(" ,."))
                        yield _Found(match.start(), stop, days, anchor)


@cache
def _cue() -> re.Pattern[str]:
    anywhere = any_of(tables.context_words("cue"))
    adjacent = any_of(tables.context_words("cue_before"))
    return re.compile(
        rf"\b(?:{anywhere}\b[^.;:!?\n“”\"]*|{adjacent} (?:the )?)$", re.IGNORECASE
    )


def _has_cue(text: str, match: re.Match[str]) -> bool:
    """Whether the words before look ahead ("will meet on"); "Friday's" does not."""
    if text[match.end() : match.end() + 1] in ("'", "’"):
        return False
    before = text[max(0, match.start() - CUE_WINDOW) : match.start()]
    return _cue().search(before) is not None


def _longest(candidates: Iterator[_Found]) -> list[_Found]:
    """From the left, the longest candidate at each place."""
    ordered = sorted(candidates, key=lambda f: (f.start, -f.end))
    kept: list[_Found] = []
    for found in ordered:
        if kept and found.start < kept[-1].end:
            if found.end - found.start > kept[-1].end - kept[-1].start + 3:
                kept[-1] = found
            continue
        kept.append(found)
    return kept


_QUARTERS = {
    "half1": (0, 6), "half2": (6, 12), "quarter1": (0, 3), "quarter2": (3, 6),
    "quarter3": (6, 9), "quarter4": (9, 12),
}  # fmt: skip


def _modified(found: _Found, context: Context, previous_end: int) -> _Found:
    """The expression with what stands before it: early, the end of, since, until."""
    found = _counted_from(found, context)
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
        days = _apply(effect, found, context)
        if days is None:
            return found
        start = found.start - len(match[0])
        found = replace(found, start=start, days=days)


@cache
def _shift_before() -> re.Pattern[str]:
    unit = tables.any_unit()
    return re.compile(
        rf"(?<!\w)(?P<num>{tables.amount_pattern()}) (?P<unit>{unit}) "
        r"(?P<way>before|after|from)(?: the)? $",
        re.IGNORECASE,
    )


def _counted_from(found: _Found, context: Context) -> _Found:
    """ "Two weeks before May 13": a day counted from the one found."""
    day = found.days.start
    if day is None or day != found.days.end:
        return found
    before = context.text[max(0, found.start - 40) : found.start]
    match = _shift_before().search(before)
    if match is None:
        return found
    days = date_offsets.counted_from(match, day)
    if days is None:
        return found
    return replace(found, start=found.start - len(match[0]), days=days)


def _apply(effect: str, found: _Found, context: Context) -> Interval | None:
    days = found.days
    if effect == "same":
        return days
    if days.start is None or days.end is None:
        return days if days is UNKNOWN else None
    if effect in PARTS:
        return part_of(days, PARTS[effect])
    if effect in _QUARTERS and days.precision == "year":
        first, stop = _QUARTERS[effect]
        end = shift_months(days.start, stop) - DAY
        return days_range(shift_months(days.start, first), end, days.basis)
    if effect.startswith("week"):
        return _week_in(effect.removeprefix("week"), days)
    if effect == "since" or effect == "after":
        return _onwards(effect, days, context)
    if effect == "until":
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


def _joined(found: list[_Found], context: Context) -> Iterator[_Found]:
    """Pairs such as "from May 30 to June 2" made one."""
    held: _Found | None = None
    for item in found:
        pair = _pair(held, item, context) if held else None
        if pair is None and held is not None:
            yield held
        held = pair or item
    if held is not None:
        yield held


def _pair(first: _Found, second: _Found, context: Context) -> _Found | None:
    between = context.text[first.end : second.start]
    if not _JOIN.fullmatch(between):
        return None
    lead = _LEAD.search(context.text[max(0, first.start - 16) : first.start])
    word = between.strip().lower()
    if first.anchor not in (second.anchor, "number") and not lead:
        return None
    if not lead and (word.startswith("and") or first.anchor == "unit"):
        return None
    start, end = first.days, second.days
    if start.start is None or end.end is None or end.start is None:
        return None
    if start.is_yearless and not end.is_yearless and end.basis == "stated":
        start = _moved(start, end.start.year - start.start.year) if start.start else end
    if start.start and start.start > end.end and start.is_yearless:
        start = _moved(start, -1)
    if start.start is None or start.start > end.end:
        return None
    begin = first.start - len(lead[0]) if lead else first.start
    days = days_range(start.start, end.end, end.basis)
    return _Found(begin, second.end, days, first.anchor)


def _moved(days: Interval, years: int) -> Interval:
    if days.start is None or days.end is None:
        return days
    start, end = (shift_months(day, 12 * years) for day in (days.start, days.end))
    return replace(days, start=start, end=end)
