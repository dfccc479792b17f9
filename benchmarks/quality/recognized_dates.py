"""Dates and date ranges of the cases: the same days as one of the readings allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from benchmarks.quality.recognized import Case, Checked, Expression, is_news
from benchmarks.quality.report import Counts
from benchmarks.quality.spans import overlap
from transforms.document import DateExpression
from transforms.english.dates import find_dates

KINDS = frozenset({"datetimeV2.date", "datetimeV2.daterange", "datetimeV2.datetimealt"})
DAY = dt.timedelta(days=1)


def check(cases: Iterable[Case]) -> Iterator[Checked]:
    """Each case: which dates are read with their value, missed, or told in excess."""
    return (_check(case, case.published) for case in cases if case.published)


def _check(case: Case, published: dt.date) -> Checked:
    told = find_dates(case.text, published)
    readings = [*told, *find_dates(case.text, published, future=True)]
    dates = [item for item in case.expressions if item.kind in KINDS]
    counted = [item for item in dates if _is_counted(item)]
    wrong = [item for item in counted if not _is_right(item, readings, published)]
    right = len(counted) - len(wrong)
    marked = [item.span for item in case.expressions]
    excess = sum(
        not any(overlap((date.start, date.end), span) for span in marked)
        for date in told
    )
    misread = sum(any(_touches(date, item) for date in told) for item in wrong)
    return Checked(
        Counts(right, right + misread + excess, len(counted)),
        tuple(_error(item, readings) for item in wrong),
        len(dates) - len(counted),
    )


def _is_counted(item: Expression) -> bool:
    resolution = str(item.resolution)
    is_time = item.kind.endswith("alt") and ":" in resolution
    is_open = "not resolved" in resolution or "values" not in item.resolution
    return not is_time and not is_open and is_news("date", item.text.lower())


def _touches(date: DateExpression, item: Expression) -> bool:
    return overlap((date.start, date.end), item.span)


def _is_right(
    item: Expression, readings: Iterable[DateExpression], published: dt.date
) -> bool:
    near = [date for date in readings if _touches(date, item)]
    return any(
        is_same(date, value, published)
        for date in near
        for value in item.resolution["values"]
    )


def _error(item: Expression, readings: Iterable[DateExpression]) -> str:
    told = {
        f"{date.text!r} {date.date_start} to {date.date_end}"
        for date in readings
        if _touches(date, item)
    }
    wanted = [
        value.get("value") or f"{value.get('start')} to {value.get('end')}"
        for value in item.resolution["values"]
    ]
    return f"date {item.text!r}: told {sorted(told)}, is {wanted}"


def is_same(ours: DateExpression, value: dict[str, str], published: dt.date) -> bool:
    """Whether the days are the same; ends of the file's ranges are exclusive.

    Ours are cut at the day of publication; a week, month or year around a day is the
    same as the day.
    """
    if "value" in value:
        return _is_same_day(ours, value["value"])
    start, end = _day(value.get("start")), _day(value.get("end"))
    if start is None or end is None:
        is_end = end is None or ours.date_end in (end, end - DAY)
        return is_end and (start is None or ours.date_start == start)
    last = end - DAY
    if ours.date_start == start and ours.date_end == published <= last:
        return True
    if ours.date_end == last and ours.date_start == published >= start:
        return True
    year = dt.date(end.year, 12, 31) if (end.month, end.day) == (1, 1) else end
    is_start = start in (ours.date_start, (ours.date_start or start) + DAY)
    is_whole = is_start and ours.date_end in (last, end, year, _month_end(end))
    return is_whole or ("Mod" in value and _overlaps(ours, start, last))


def _is_same_day(ours: DateExpression, value: str) -> bool:
    try:
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return False
    is_wide = ours.precision in ("week", "month", "year") and _overlaps(ours, day, day)
    return ours.date_start == ours.date_end == day or is_wide


def _month_end(day: dt.date) -> dt.date:
    if day.day != 1:
        return day
    return (day + dt.timedelta(days=31)).replace(day=1) - DAY


def _overlaps(ours: DateExpression, start: dt.date, end: dt.date) -> bool:
    if ours.date_start is None or ours.date_end is None:
        return False
    return ours.date_start <= end and start <= ours.date_end


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
