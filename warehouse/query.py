"""Ask the published snapshot: read only, never in the writer's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import polars as pl

from warehouse.damage import intact, is_damage
from warehouse.layout import Layout
from warehouse.session import connect, prepare


class QueryError(RuntimeError):
    """A query that cannot be answered; the message is for the user."""


@contextmanager
def open_snapshot(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published snapshot, closed at the end.

    Raises QueryError when nothing has been published yet, or when it is damaged.
    """
    if not layout.snapshot.exists():
        raise QueryError(
            f"nothing is published at {layout.snapshot}: run 'polemos run PATH' first, "
            "or name the output folder"
        )
    with intact(layout.snapshot, lambda what: _damaged(layout, what)):
        con = _connect(layout)
        try:
            prepare(con)
            yield con
        finally:
            con.close()


def _connect(layout: Layout) -> duckdb.DuckDBPyConnection:
    try:
        return connect(layout.snapshot, read_only=True)
    except duckdb.IOException as error:
        if is_damage(error):
            raise
        raise QueryError(f"{layout.snapshot} cannot be read: {error}") from error


def _damaged(layout: Layout, what: str) -> QueryError:
    return QueryError(
        f"{layout.snapshot} is damaged: {what}. It is only a copy of the warehouse: "
        "the next 'polemos run' makes it anew"
    )


def query(layout: Layout, sql: str) -> pl.DataFrame:
    """The answer to one SQL query on the snapshot; empty for a statement without rows.

    Raises QueryError with DuckDB's own explanation when the SQL is wrong.
    """
    with open_snapshot(layout) as con:
        return ask(con, sql)


def ask(
    con: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The answer on an open connection; ``values`` are bound to the names in ``$``."""
    try:
        relation = con.sql(sql, params=values)
        if relation is None:
            return pl.DataFrame()
        answer: pl.DataFrame = relation.pl()
    except duckdb.Error as error:
        if is_damage(error):
            raise
        raise QueryError(str(error).strip()) from error
    return answer
