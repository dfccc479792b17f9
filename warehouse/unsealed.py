"""A run that is not sealed, met by a warehouse of a later schema.

Its batches have kept rows as they stood before them, in the tables of that time. They
are brought to the tables of today, so that the run can be sealed: what a migration has
added is taken from the row in force, which the migration has filled; where that row is
gone it is the column's default.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from schemas.tables import Table, quoted
from warehouse.pending import AGAIN, KEYS, families, is_pending, kept

Columns = Mapping[str, tuple[str, str | None]]


def conform(con: duckdb.DuckDBPyConnection) -> None:
    """Give what an unsealed run has kept the columns of its tables; mostly nothing."""
    if not is_pending(con):
        return
    for root, family in families():
        if not _columns(con, kept(root)):
            continue
        for table in family:
            there, now = _columns(con, kept(table)), _columns(con, f"main.{table.name}")
            if not there:
                _take_over(con, root, table)
            elif _types(there) != _types(now):
                _reshape(con, table, there, now)
            else:
                continue
            # What the run had changed, the migration may have made equal again.
            con.execute(f"DROP TABLE IF EXISTS {AGAIN}")


def _take_over(con: duckdb.DuckDBPyConnection, root: Table, table: Table) -> None:
    """A companion that is new: what the migration gave the rows that were there."""
    key = root.primary_key[0]
    con.execute(
        f"CREATE TABLE {kept(table)} AS FROM main.{table.name} WHERE {key} IN "
        f"(SELECT row_id FROM {KEYS} WHERE table_name = '{root.name}') "
        f"AND {key} IN (SELECT {key} FROM {kept(root)})"
    )


def _reshape(
    con: duckdb.DuckDBPyConnection, table: Table, there: Columns, now: Columns
) -> None:
    same = " AND ".join(
        f"k.{quoted(name)} IS NOT DISTINCT FROM t.{quoted(name)}"
        for name in table.primary_key
    )
    key = quoted(table.primary_key[0])
    chosen = ", ".join(
        f"k.{quoted(name)}::{kind} AS {quoted(name)}"
        if name in there
        else f"CASE WHEN t.{key} IS NULL THEN {default or 'NULL'} "
        f"ELSE t.{quoted(name)} END AS {quoted(name)}"
        for name, (kind, default) in now.items()
    )
    con.execute(
        f"CREATE OR REPLACE TABLE {kept(table)} AS SELECT {chosen} "
        f"FROM {kept(table)} k LEFT JOIN main.{table.name} t ON {same}"
    )


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> Columns:
    """Type and default of each column of a table, in order; none if it is not there."""
    schema, _, table = name.partition(".")
    rows = con.execute(
        "SELECT column_name, data_type, column_default FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = ? "
        "AND table_name = ? ORDER BY column_index",
        [schema, table],
    ).fetchall()
    return {column: (kind, default) for column, kind, default in rows}


def _types(columns: Columns) -> list[tuple[str, str]]:
    return [(name, kind) for name, (kind, _) in columns.items()]
