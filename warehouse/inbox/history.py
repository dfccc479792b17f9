"""What the inbox tells of how its sources have done."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

from warehouse.inbox.clock import NEVER
from warehouse.inbox.clock import stored_time as _text
from warehouse.inbox.index import Inbox
from warehouse.inbox.queries import (
    ANSWERED,
    DAYS,
    NEWEST_PAGES,
    OLDEST_PENDING,
    REFUSED,
    WITH_NEWS,
)
from warehouse.inbox.rows import Day, RefusedPages, Round
from warehouse.inbox.stored import value_of


def refused_pages(inbox: Inbox) -> list[RefusedPages]:
    """What gives nothing, by source and last reason, the most frequent first."""
    rows = inbox.select(REFUSED, {"never": _text(NEVER)})
    found = []
    for row in rows:
        values = {field.name: row[field.name] for field in fields(RefusedPages)}
        values["example"] = row["example"].removeprefix(row["example_id"])
        found.append(RefusedPages(**values))
    return found


def days(inbox: Inbox, source: str, now: dt.datetime, limit: int) -> list[Day]:
    """The last days of a source that had rounds, the newest first, ``now`` ending 0."""
    since = _text(now - dt.timedelta(days=limit))
    values = {"source": source, "now": _text(now), "since": since}
    names = [field.name for field in fields(Day)]
    return [Day(**{n: row[n] for n in names}) for row in inbox.select(DAYS, values)]


def answered_rounds(inbox: Inbox, source: str, limit: int) -> list[Round]:
    """The last rounds of a source in which a list had changed, the newest first."""
    return _rounds(inbox, ANSWERED, source, limit)


def rounds_with_news(inbox: Inbox, source: str, limit: int) -> list[Round]:
    """The last rounds of a source that announced something new, the newest first."""
    return _rounds(inbox, WITH_NEWS, source, limit)


def _rounds(inbox: Inbox, query: str, source: str, limit: int) -> list[Round]:
    rows = inbox.select(query, {"source": source, "limit": limit})
    names = [field.name for field in fields(Round)]
    return [Round(**{n: value_of(n, row[n]) for n in names}) for row in rows]


def newest_loaded(inbox: Inbox, source: str, limit: int) -> list[str]:
    """Addresses of the pages of a source that were loaded, the last fetched first."""
    rows = inbox.select(NEWEST_PAGES, {"source": source, "limit": limit})
    return [row["canonical_url"] for row in rows]


def oldest_pending(inbox: Inbox) -> dt.datetime | None:
    """When the page was fetched that has waited longest to be loaded."""
    (row,) = inbox.select(OLDEST_PENDING)
    return dt.datetime.fromisoformat(row["oldest"]) if row["oldest"] else None
