"""Since when a row has been as it is, where the table has no versions to tell it."""

from __future__ import annotations

import datetime as dt

import duckdb

from schemas.tables import Table
from warehouse.ddl import has_openings, has_versions

OPENED_ON = (
    "(SELECT o.opened_on FROM history.openings o "
    "WHERE o.table_name = '{table}' AND o.row_id = t.{key})"
)


def opened_on(root: Table) -> str:
    """SQL for the day since which the row ``t`` of a family has been as it is."""
    return OPENED_ON.format(table=root.name, key=root.primary_key[0])


def note_openings(con: duckdb.DuckDBPyConnection, root: Table, as_of: dt.date) -> None:
    """Remember ``as_of`` for the rows that are new or changed: the touched ones."""
    if not has_openings(root):
        return
    key = root.primary_key[0]
    con.execute(
        "DELETE FROM history.openings WHERE table_name = $table "
        f"AND row_id IN (FROM touched_{root.name})",
        {"table": root.name},
    )
    con.execute(
        f"INSERT INTO history.openings SELECT $table, {key}, $day FROM {root.name} "
        f"WHERE {key} IN (FROM touched_{root.name})",
        {"table": root.name, "day": as_of},
    )


def latest_opening(con: duckdb.DuckDBPyConnection, root: Table) -> dt.date | None:
    """The last day on which a state began; None if none did or nothing is touched."""
    days = f"valid_from AS day FROM {root.name}"
    if has_openings(root):
        days = (
            f"opened_on AS day FROM history.openings WHERE table_name = '{root.name}'"
        )
    elif not has_versions(root):
        return None
    found: dt.date | None = con.sql(
        f"SELECT max(day) FROM (SELECT {days}) WHERE EXISTS (FROM touched_{root.name})"
    ).fetchall()[0][0]
    return found
