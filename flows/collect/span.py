"""Fetching what a span of days announced: backfill."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.feeds import Item

QUARTER = dt.timedelta(minutes=15)
STAMP = re.compile(r"(?<=/)\d{14}(?=\.)")
"""GDELT names its files by the quarter of an hour they end in, in UTC."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, from ``since`` to right before ``until``."""

    since: dt.datetime
    until: dt.datetime

    def holds(self, at: dt.datetime | None) -> bool:
        """Whether a time is known and in the span."""
        return at is not None and self.since <= at < self.until

    def tells(self, item: Item) -> bool:
        """Whether an item was published or updated in the span."""
        return self.holds(item.published) or self.holds(item.updated)


def span_of(since: dt.date, until: dt.date) -> Span:
    """Whole days in UTC, the last one included."""
    after = until + dt.timedelta(days=1)
    return Span(_midnight(since), _midnight(after))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(tzinfo=dt.UTC))


def files_of(lists: Iterable[str], span: Span) -> Iterator[str]:
    """Addresses of GDELT's files of a span, one for each quarter of an hour.

    ``lists`` are addresses of files of any time: they tell where the files are and of
    which kinds there are some.
    """
    kinds = dict.fromkeys(STAMP.sub("{stamp}", url) for url in lists)
    begun = dt.datetime.min.replace(tzinfo=dt.UTC)
    start = span.since + (begun - span.since) % QUARTER
    for number in range(-((start - span.until) // QUARTER)):
        stamp = f"{start + number * QUARTER:%Y%m%d%H%M%S}"
        yield from (kind.format(stamp=stamp) for kind in kinds if "{stamp}" in kind)
