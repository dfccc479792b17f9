"""How every connection to a warehouse or a snapshot is set up."""

from __future__ import annotations

import duckdb


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Times in UTC, and no progress bars among the lines of logs."""
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
