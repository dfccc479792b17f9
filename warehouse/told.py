"""What a load refuses, told to the log: every reject can be found there by its id."""

from __future__ import annotations

import logging

import duckdb

log = logging.getLogger("polemos.rejects")
COLUMNS = (
    "reject_id",
    "stage",
    "reason",
    "outcome",
    "source_id",
    "article_id",
    "location",
    "message",
)


def tell_rejects(con: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Log the rows of ``rejects`` whose ids are in a table; whole articles as info."""
    if not log.isEnabledFor(logging.INFO):
        return
    rows = con.execute(
        f"SELECT {', '.join(COLUMNS)} FROM rejects "
        f"WHERE reject_id IN (FROM {touched}) ORDER BY reject_id"
    )
    while found := rows.fetchmany(1_000):
        for row in found:
            values = dict(zip(COLUMNS, row, strict=True))
            level = logging.INFO if values["outcome"] else logging.DEBUG
            log.log(level, "reject", extra={"values": values})
