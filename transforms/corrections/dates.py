"""A date as a reviewer writes it: a day, a month, a year, or first and last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from transforms.corrections.errors import CorrectionError
from transforms.corrections.values import Values

SHAPES = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
DAYS_OF_WEEK = 7
Days = tuple[dt.date, dt.date, str]


def date_of(text: str) -> Values:
    """First and last day and precision of ``2024-03-05``, ``2024-03``, ``2024`` or

    ``2024-03-05..2024-03-11``. Raises CorrectionError for anything else.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    start, end, precision = _days(first)
    if dots:
        end = _days(last)[1]
        precision = _precision(start, end)
    if end < start:
        raise CorrectionError(f"date: {text!r} ends before it begins")
    return _values(start, end, precision, "stated")


def no_date() -> Values:
    """The date of an act whose day nobody can tell."""
    return _values(None, None, "unknown", "none")


def shown_date(date: Values) -> str:
    """A date in a word: the shortest of the forms that ``date_of`` reads."""
    start, end = date["date_start"], date["date_end"]
    if not (start and end):
        return ""
    for form in (str(start), str(start)[:7], str(start)[:4]):
        if _days(form)[:2] == (_day(start), _day(end)):
            return form
    return f"{start}..{end}"


def _day(value: dt.date | str) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _values(
    start: dt.date | None, end: dt.date | None, precision: str, basis: str
) -> Values:
    return {
        "date_start": start and start.isoformat(),
        "date_end": end and end.isoformat(),
        "precision": precision,
        "basis": basis,
    }


def _days(text: str) -> Days:
    found = SHAPES.fullmatch(text)
    if found is None:
        raise CorrectionError(
            f"date: {text!r} is no date; write 2024-03-05, 2024-03, 2024, "
            "2024-03-05..2024-03-11, or none"
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _unit(year or 0, month, day)
    except ValueError as error:
        raise CorrectionError(f"date: {text!r} is no date: {error}") from error


def _unit(year: int, month: int | None, day: int | None) -> Days:
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    if day is None:
        first = dt.date(year, month, 1)
        last = calendar.monthrange(year, month)[1]
        return first, first.replace(day=last), "month"
    return dt.date(year, month, day), dt.date(year, month, day), "day"


def _precision(start: dt.date, end: dt.date) -> str:
    if start == end:
        return "day"
    is_week = (end - start).days == DAYS_OF_WEEK - 1 and start.weekday() == 0
    for form in (start.isoformat()[:7], start.isoformat()[:4]):
        first, last, precision = _days(form)
        if (first, last) == (start, end):
            return precision
    return "week" if is_week else "range"
