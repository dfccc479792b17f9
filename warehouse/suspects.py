"""Which rows of a stored table must be looked at after a load, found in SQL.

Rows that were just loaded are looked at in every respect. A row that was not touched
can only be broken by a change in another table. So conditions across tables are also
asked of the rows which they declare to be reached by such a change or, where they
declare nothing, of all rows, as is what must be unique. A full check asks every row
for all that can break.

What is found is handed on for a second look: all rows that break something, and the
first ``MAX_HANDED`` of those that were loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import duckdb
import polars as pl

from schemas.expectations import Expectation
from schemas.tables import TABLES, Table, polars_schema, quoted
from warehouse.ddl import root_of

MAX_HANDED: Final = 1_000
# Temporary: rows that break what is asked of all rows; rows to look at; what holds.
BROKEN: Final = "broken_rows"
LOOKED_AT: Final = "looked_at"
VERDICTS: Final = "verdicts"


@dataclass(frozen=True, slots=True)
class Asked:
    """How many rows a table has, and of how many of them SQL asked an expectation."""

    n_rows: int
    n_asked: int


@dataclass(frozen=True, slots=True)
class Suspects:
    """Rows to look at a second time, in the table's order, and what SQL found.

    ``holds`` has a column per condition, ``asked`` an item per expectation.
    """

    frame: pl.DataFrame
    holds: pl.DataFrame
    asked: tuple[Asked, ...]


def find_suspects(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    expectations: Sequence[Expectation],
    is_full: bool = False,
) -> Suspects:
    """Ask all expectations of the rows that the loads of this connection can break.

    With ``is_full`` every row counts as reached. Call ``put_touched`` before.
    """
    whole = [n for n, e in enumerate(expectations) if looks_everywhere(e, table)]
    _put_broken(con, table, {n: expectations[n] for n in whole}, is_full)
    reached = {e.reached_by: None for e in expectations if e.reached_by}
    _put_looked_at(con, table, ["true"] if is_full else [*reached])
    asked = {n: e for n, e in enumerate(expectations) if n not in whole}
    _put_verdicts(con, table, asked, whole)
    handed = _handed(con, table, len(expectations))
    holds = handed.select(
        pl.col(f"q{n}").alias(e.name)
        for n, e in enumerate(expectations)
        if e.check == "condition"
    )
    names = [column.name for column in table.columns]
    return Suspects(
        handed.select(names).cast(polars_schema(table)),
        holds,
        _counts(con, table, expectations, whole),
    )


def looks_everywhere(expectation: Expectation, table: Table) -> bool:
    """Whether a change elsewhere can break any row, whatever was loaded."""
    if expectation.check == "unique":
        return expectation.columns != table.primary_key
    if expectation.check != "condition" or expectation.only_new:
        return False
    is_across = _other_tables().search(expectation.condition) is not None
    return is_across and not expectation.reached_by


@cache
def _other_tables() -> re.Pattern[str]:
    return re.compile(rf"\b(?:FROM|JOIN)\s+(?:{'|'.join(TABLES)})\b")


def put_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Let every ``touched_`` exist: empty where this connection loaded nothing."""
    for table in TABLES.values():
        if not table.parent:
            con.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS touched_{table.name} AS "
                f"SELECT {table.primary_key[0]} FROM {table.name} LIMIT 0"
            )


def _put_broken(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    whole: Mapping[int, Expectation],
    is_full: bool,
) -> None:
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {BROKEN} (row_id BIGINT, number INTEGER)"
    )
    for number, expectation in whole.items():
        rows = _broken_anywhere(expectation, table)
        if not is_full and expectation.refers_to is not None:
            rows += _of_changed_ends(expectation, table)
        con.execute(f"INSERT INTO {BROKEN} SELECT row_id, {number} FROM ({rows})")


def _broken_anywhere(expectation: Expectation, table: Table) -> str:
    """A query for all rows that break it."""
    rows = f"SELECT t.rowid AS row_id FROM {table.name} t"
    if expectation.refers_to is not None:
        (column,), (other, key) = expectation.columns, expectation.refers_to
        own = f"t.{quoted(column)}"
        is_same = f"r.{quoted(key)} = {own}"
        return f"{rows} ANTI JOIN {other} r ON {is_same} WHERE {own} IS NOT NULL"
    if expectation.check == "unique":
        names = ", ".join(quoted(name) for name in expectation.columns)
        repeated = (
            f"SELECT ({names}) FROM {table.name} GROUP BY {names} HAVING count(*) > 1"
        )
        return f"{rows} WHERE ({_own(expectation)}) IN ({repeated})"
    return f"{rows} WHERE NOT coalesce(({expectation.condition}), true)"


def _of_changed_ends(expectation: Expectation, table: Table) -> str:
    """That a row was loaded, or that what it refers to has gone since.

    Rows that neither holds for were sound and are. Empty, so all rows, where what is
    referred to is no key whose changes are known.
    """
    (column,), (other, key) = expectation.columns, expectation.refers_to or ("", "")
    target, root = TABLES[other], root_of(table)
    if target.parent or target.primary_key != (key,):
        return ""
    own = f"SELECT rowid FROM {table.name} WHERE"
    loaded = f"{root.primary_key[0]} IN (FROM touched_{root.name})"
    gone = (
        f"FROM touched_{other} EXCEPT SELECT {quoted(key)} FROM {other} "
        f"WHERE {quoted(key)} IN (FROM touched_{other})"
    )
    return (
        f" AND t.rowid IN ({own} {loaded} UNION ALL {own} {quoted(column)} IN ({gone}))"
    )


def _own(expectation: Expectation) -> str:
    return ", ".join(f"t.{quoted(name)}" for name in expectation.columns)


def _put_looked_at(
    con: duckdb.DuckDBPyConnection, table: Table, reached: Sequence[str]
) -> None:
    root = root_of(table)
    is_loaded = f"t.{root.primary_key[0]} IN (FROM touched_{root.name})"
    others = " OR ".join(f"({condition})" for condition in reached) or "false"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {LOOKED_AT} AS "
        f"SELECT t.rowid AS row_id, {is_loaded} AS is_loaded FROM {table.name} t "
        f"WHERE {is_loaded} OR {others} OR t.rowid IN (SELECT row_id FROM {BROKEN})"
    )


def _put_verdicts(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    asked: Mapping[int, Expectation],
    whole: Collection[int],
) -> None:
    """Whether each row looked at meets the expectations: ``q`` and their number."""
    is_broken = f"SELECT 1 FROM {BROKEN} b WHERE b.row_id = l.row_id AND b.number ="
    told = [
        *(f"{_verdict(e, table)} AS q{n}" for n, e in asked.items()),
        *(f"NOT EXISTS ({is_broken} {n}) AS q{n}" for n in whole),
    ]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {VERDICTS} AS "
        f"SELECT l.row_id, l.is_loaded, {', '.join(told)} "
        f"FROM {table.name} t JOIN {LOOKED_AT} l ON l.row_id = t.rowid"
    )


def _verdict(expectation: Expectation, table: Table) -> str:
    """Whether the row ``t``, to look at as ``l``, meets the expectation."""
    if expectation.check == "condition":
        holds = f"coalesce(({expectation.condition}), true)"
        return f"(NOT l.is_loaded OR {holds})" if expectation.only_new else holds
    if expectation.check == "unique":
        # The warehouse has the key too: that no other row has it, DuckDB sees to.
        return f"(count(*) OVER (PARTITION BY {_own(expectation)}) = 1)"
    return " AND ".join(_of_column(expectation, table)) or "true"


def _of_column(expectation: Expectation, table: Table) -> Iterator[str]:
    for column in table.columns:
        if (column.name,) != expectation.columns:
            continue
        name = f"t.{quoted(column.name)}"
        if expectation.check == "not_null":
            yield f"{name} IS NOT NULL"
        if expectation.check == "choices":
            values = ", ".join(_literal(value) for value in column.choices)
            yield f"coalesce({name} IN ({values}), true)"
        if expectation.check == "range" and column.minimum is not None:
            yield f"coalesce({name} >= {column.minimum}, true)"
        if expectation.check == "range" and column.maximum is not None:
            yield f"coalesce({name} <= {column.maximum}, true)"


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def _handed(
    con: duckdb.DuckDBPyConnection, table: Table, n_expectations: int
) -> pl.DataFrame:
    """The rows handed on, with the verdicts on them."""
    is_sound = " AND ".join(f"q{n}" for n in range(n_expectations)) or "true"
    loaded = f"SELECT row_id FROM {VERDICTS} WHERE is_loaded"
    order = ", ".join(f"t.{quoted(name)}" for name in table.sort_by)
    found: pl.DataFrame = con.sql(
        f"SELECT t.*, v.* FROM {table.name} t JOIN {VERDICTS} v ON v.row_id = t.rowid "
        f"WHERE v.row_id IN ({loaded} ORDER BY row_id LIMIT {MAX_HANDED}) "
        f"OR NOT ({is_sound}) ORDER BY {order}"
    ).pl()
    return found


def _counts(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    expectations: Sequence[Expectation],
    whole: Collection[int],
) -> tuple[Asked, ...]:
    """By expectation, how many rows there are and of how many it was asked."""
    (n_rows,) = con.sql(f"SELECT count(*) FROM {table.name}").fetchall()[0]
    n_seen, n_loaded = con.sql(
        f"SELECT count(*), count(*) FILTER (is_loaded) FROM {LOOKED_AT}"
    ).fetchall()[0]

    def of(number: int, expectation: Expectation) -> int:
        if number in whole or expectation.check == "rows":
            return int(n_rows)
        return int(n_loaded if expectation.only_new else n_seen)

    return tuple(Asked(int(n_rows), of(n, e)) for n, e in enumerate(expectations))
