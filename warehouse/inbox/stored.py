"""From rows of the index to what its users see, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from warehouse.inbox.clock import stored_time
from warehouse.inbox.rows import Announced, Page

Row = Mapping[str, Any]
TIMES = frozenset(
    [
        "ended_at",
        "expires_at",
        "failing_since",
        "fetched_at",
        "first_at",
        "last_at",
        "last_page",
        "last_published",
        "published",
        "retry_at",
        "started_at",
        "updated",
    ]
)
FLAGS = frozenset(["is_final", "is_item"])


def stored_item(item: Announced, seen_at: dt.datetime) -> dict[str, Any]:
    """The row of an announced item."""
    row = asdict(item)
    return row | {
        "published": stored_time(item.published),
        "updated": stored_time(item.updated),
        "seen_at": stored_time(seen_at),
    }


def value_of(name: str, value: Any) -> Any:
    """The value of a column; times are stored as text."""
    if name in TIMES and value is not None:
        return dt.datetime.fromisoformat(value)
    return bool(value) if name in FLAGS else value


def item_of(row: Row) -> Announced:
    """The announced item of a row."""
    names = [field.name for field in fields(Announced)]
    return Announced(**{name: value_of(name, row[name]) for name in names})


def page_of(row: Row) -> Page:
    """The page of a row, with its item where the row has one."""
    names = [field.name for field in fields(Page) if field.name != "item"]
    found = {name: value_of(name, row[name]) for name in names}
    return Page(**found, item=item_of(row) if row["has_item"] else None)
