"""Tables of events held against the views that work them out anew from the claims."""

from __future__ import annotations

import duckdb

TABLES_ANEW = ("events", "event_actors", "event_contexts", "event_quantities")


def differing_rows(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    """Rows of the table or of its view that the other has not; confidence left out."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE anew AS FROM {table}_recomputed")
    names = [name for name in con.sql("FROM anew").columns if name != "confidence"]
    columns = ", ".join(names)
    found = []
    for one, two in ((table, "anew"), ("anew", table)):
        sql = f"SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {two}"
        found += [(one, *row) for row in con.sql(sql).fetchall()]
    return found


def confidence_off(con: duckdb.DuckDBPyConnection) -> int:
    """Events whose confidence is another by more than its rounding."""
    rows = con.sql(
        "SELECT count(*) FROM events e JOIN events_recomputed r USING (event_id) "
        "WHERE abs(e.confidence - r.confidence) > 0.0001"
    )
    return int(rows.fetchall()[0][0])
