"""The last day on which something in the warehouse became as it is."""

from __future__ import annotations

import datetime as dt

import duckdb

from schemas.tables import TABLES


def last_day(con: duckdb.DuckDBPyConnection) -> dt.date | None:
    """The latest day of any state in force; None for an empty warehouse."""
    days = [
        f"SELECT max(valid_from) AS day FROM {table.name}"
        for table in TABLES.values()
        if "valid_from" in table.decided_here
    ]
    days.append("SELECT max(opened_on) AS day FROM history.openings")
    query = f"SELECT max(day) FROM ({' UNION ALL '.join(days)})"
    found: dt.date | None = con.sql(query).fetchall()[0][0]
    return found
