"""How every connection to DuckDB is opened and set up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

# DuckDB 2.0.0 hands what a join looks for on to the scan of its other side, as a Bloom
# filter. Behind a filter of the scan itself ("x IS NOT NULL AND key IN (...)") it keeps
# room for the hashes of the rows that are left and writes each at the place its row
# had before: into memory that holds other tables. Runs then end with nulls in sound
# columns, "Corrupted uncompressed string segment" or a segmentation fault. And a join
# that goes to the disk loses rows by it (duckdb/duckdb#25702).
UNSAFE: Final = "join_filter_pushdown"


def connect(
    path: Path | None = None, *, read_only: bool = False, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a file, or a database in memory, without what is unsafe in DuckDB.

    Raises duckdb.Error as DuckDB does.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "disabled_optimizers": UNSAFE
    }
    if threads is not None:
        config["threads"] = threads
    name = ":memory:" if path is None else str(path)
    return duckdb.connect(name, read_only=read_only, config=config)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Times in UTC, and no progress bars among the lines of logs."""
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
