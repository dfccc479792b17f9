"""Rows of other people's tables: a query on a DuckDB file or on files it reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from warehouse.session import connect

BATCH = 1_000


class RowsError(RuntimeError):
    """A query for articles that cannot be run; says which and why."""


def read_rows(query: str, database: str | None) -> Iterator[dict[str, Any]]:
    """The rows of one SELECT, read only, in batches.

    Raises RowsError for a database that is not there, for anything but one SELECT, and
    for what DuckDB refuses.
    """
    path = Path(database) if database is not None else None
    if path is not None and not path.is_file():
        raise RowsError(f"{database}: there is no such database")
    try:
        con = connect(path, read_only=path is not None)
    except duckdb.Error as error:
        raise RowsError(f"{database} cannot be opened: {error}") from error
    try:
        _check(con, query)
        con.execute(query)
        names = [str(column[0]) for column in con.description or ()]
        while rows := con.fetchmany(BATCH):
            for row in rows:
                yield dict(zip(names, row, strict=True))
    except duckdb.Error as error:
        raise RowsError(f"the query fails: {error}") from error
    finally:
        con.close()


def _check(con: duckdb.DuckDBPyConnection, query: str) -> None:
    statements = con.extract_statements(query)
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        raise RowsError("a source's query must be one SELECT statement")
