"""Times in the inbox: how they are stored, and what to do when the clock went back."""

from __future__ import annotations

import datetime as dt
import sqlite3

from warehouse.inbox.queries import SET_BACK

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
LONGEST_WAIT = dt.timedelta(days=1)
MOMENT = dt.timedelta(microseconds=1)


def stored_time(at: dt.datetime | None) -> str | None:
    """UTC with microseconds always: text that sorts as time."""
    if at is None:
        return None
    utc = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return utc.isoformat(timespec="microseconds")


def set_back(con: sqlite3.Connection, now: dt.datetime) -> None:
    """Bring every time after ``now`` to it, inside a transaction of the caller.

    Times that order rows (rounds of a source, versions of a page) stay in order, a
    microsecond apart.
    """
    values = {
        "now": stored_time(now),
        "before": stored_time(now - MOMENT),
        "latest": stored_time(now + LONGEST_WAIT),
        "never": stored_time(NEVER),
    }
    for statement in SET_BACK:
        con.execute(statement, values)
    pages = _future(con, "SELECT page_id FROM pages WHERE fetched_at > ?", now)
    con.executemany(
        "UPDATE pages SET fetched_at = ? WHERE page_id = ?",
        [(at, page_id) for at, (page_id,) in pages],
    )
    query = "SELECT source, started_at FROM rounds WHERE started_at > ?"
    con.executemany(
        "UPDATE rounds SET started_at = ?, ended_at = ? "
        "WHERE source = ? AND started_at = ?",
        [(at, at, source, began) for at, (source, began) in _future(con, query, now)],
    )


def _future(
    con: sqlite3.Connection, query: str, now: dt.datetime
) -> list[tuple[str | None, tuple[str, ...]]]:
    """Rows dated after ``now`` in their order, each with its new time."""
    column = query.split()[-3]
    rows = con.execute(f"{query} ORDER BY {column}", [stored_time(now)]).fetchall()
    times = (now - MOMENT * left for left in range(len(rows) - 1, -1, -1))
    return [(stored_time(at), tuple(row)) for at, row in zip(times, rows, strict=True)]
