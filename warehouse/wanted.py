"""Rows asked for by a list of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import polars as pl


@contextmanager
def wanted(con: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> Iterator[None]:
    """The ids as the table ``wanted`` while the block runs."""
    frame = pl.DataFrame({"id": list(ids)}, {"id": pl.String})
    con.register("wanted", frame.to_arrow())
    try:
        yield
    finally:
        con.unregister("wanted")
