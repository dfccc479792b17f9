"""Which rows of a stored table must be looked at after a load, found in SQL.

Rows that were just loaded are looked at in every respect; up to ``MAX_CHECKED`` of
them are handed on, and beyond that those that break something. A row that was not
touched can only be broken by a change in another table, so conditions across tables,
and what must be unique, are asked of all rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import duckdb
import polars as pl

from schemas.expectations import Expectation
from schemas.tables import TABLES, Table, polars_schema, quoted
from warehouse.conditions import ROW_NUMBER
from warehouse.ddl import root_of

CHECKED: Final = "checked"
MAX_CHECKED: Final = 5_000


def put_checked(
    con: duckdb.DuckDBPyConnection, table: Table, expectations: Sequence[Expectation]
) -> pl.DataFrame:
    """The rows to look at, in the table's order; also as the temporary ``checked``."""
    everywhere = [_broken(e, table) for e in expectations if looks_everywhere(e, table)]
    loaded = _loaded(con, table)
    some = f"SELECT t.rowid FROM {table.name} t WHERE {loaded}"
    chosen = [f"t.rowid IN ({some} ORDER BY t.rowid LIMIT {MAX_CHECKED})"]
    if _count(con, table, loaded) > MAX_CHECKED:
        own = [
            _broken(e, table) for e in expectations if not looks_everywhere(e, table)
        ]
        chosen.append(f"(({loaded}) AND ({' OR '.join(own) or 'false'}))")
    order = ", ".join(f"t.{quoted(name)}" for name in table.sort_by)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {CHECKED} AS SELECT t.*, "
        f"row_number() OVER (ORDER BY {order}) - 1 AS {ROW_NUMBER} "
        f"FROM {table.name} t WHERE {' OR '.join([*chosen, *everywhere])}"
    )
    columns = ", ".join(quoted(column.name) for column in table.columns)
    frame: pl.DataFrame = con.sql(
        f"SELECT {columns} FROM {CHECKED} ORDER BY {ROW_NUMBER}"
    ).pl()
    return frame.cast(polars_schema(table))


def looks_everywhere(expectation: Expectation, table: Table) -> bool:
    """Whether a change of other rows can break what was sound when it was loaded."""
    if expectation.check == "unique":
        return expectation.columns != table.primary_key
    if expectation.check != "condition" or expectation.only_new:
        return False
    return _other_tables().search(expectation.condition) is not None


@cache
def _other_tables() -> re.Pattern[str]:
    return re.compile(rf"\b(?:FROM|JOIN)\s+(?:{'|'.join(TABLES)})\b")


def _loaded(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Whether the last loads of this connection touched the row ``t``."""
    root = root_of(table)
    name = f"touched_{root.name}"
    known = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name = ?",
        [name],
    ).fetchall()[0][0]
    return f"t.{root.primary_key[0]} IN (FROM {name})" if known else "false"


def _count(con: duckdb.DuckDBPyConnection, table: Table, where: str) -> int:
    rows = con.sql(f"SELECT count(*) FROM {table.name} t WHERE {where}").fetchall()
    return int(rows[0][0])


def _broken(expectation: Expectation, table: Table) -> str:
    """Whether the row ``t`` breaks the expectation."""
    if expectation.check == "condition":
        return f"NOT coalesce(({expectation.condition}), true)"
    if expectation.check == "unique":
        names = ", ".join(quoted(name) for name in expectation.columns)
        mine = ", ".join(f"t.{quoted(name)}" for name in expectation.columns)
        return (
            f"({mine}) IN (SELECT ({names}) FROM {table.name} GROUP BY {names} "
            "HAVING count(*) > 1)"
        )
    return " OR ".join(_broken_column(expectation, table)) or "false"


def _broken_column(expectation: Expectation, table: Table) -> Iterator[str]:
    for column in table.columns:
        if (column.name,) != expectation.columns:
            continue
        name = f"t.{quoted(column.name)}"
        if expectation.check == "not_null":
            yield f"{name} IS NULL"
        if expectation.check == "choices":
            values = ", ".join(_literal(value) for value in column.choices)
            yield f"{name} NOT IN ({values})"
        if expectation.check == "range" and column.minimum is not None:
            yield f"{name} < {column.minimum}"
        if expectation.check == "range" and column.maximum is not None:
            yield f"{name} > {column.maximum}"


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
