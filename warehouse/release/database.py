"""The DuckDB file of a release: its tables, their histories and all views."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from schemas.tables import TABLES, quoted
from warehouse.ddl import history_of
from warehouse.layout import Layout
from warehouse.release.tables import Frames, released
from warehouse.release.zeroed import in_zeroed_memory, name_by_content
from warehouse.session import connect, prepare
from warehouse.store import batch, open_store

NAME: Final = "conflict_events.duckdb"
OWN_SCHEMAS: Final = ("history", "review")


def read_rest(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """Former states and standings of corrections: what lies beside the tables."""
    return {
        name: con.sql(f"FROM {name} ORDER BY rowid").pl().drop(_local(name))
        for name in _names(con)
        if "." in name
    }


def _local(name: str) -> list[str]:
    """What must not leave the house of a table of former states."""
    table = TABLES.get(name.rpartition(".")[2])
    return sorted(table.local_columns) if table else []


def make_database(folder: Path, tables: Frames, rest: Frames) -> Path:
    """Write the file into a folder; its tables hold what the Parquet files do.

    The log of runs is there and empty: its clock times are nobody's data. The same rows
    give the same bytes, on Linux with glibc.
    """
    with tempfile.TemporaryDirectory(dir=folder) as staged:
        paths = {}
        for number, (name, frame) in enumerate({**tables, **rest}.items()):
            paths[name] = Path(staged) / f"{number}.parquet"
            frame.write_parquet(paths[name], statistics=False)
        made = in_zeroed_memory(_make, Path(staged), paths)
        name_by_content(made)
        target = folder / NAME
        os.replace(made, target)
    return target


def _make(folder: Path, paths: Mapping[str, Path]) -> Path:
    layout = Layout(folder)
    with open_store(layout) as con:
        # With more threads blocks come in the order in which they are done.
        con.execute("SET threads = 1")
        _drop_local(con)
        with batch(con):
            for name, path in paths.items():
                _fill(con, name, path)
        con.execute("CHECKPOINT")
    return layout.warehouse


@contextmanager
def open_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read the file on one thread: sums of fractions come out alike each time."""
    con = connect(path, read_only=True, threads=1)
    try:
        prepare(con)
        yield con
    finally:
        con.close()


def read_back(path: Path) -> Mapping[str, pl.DataFrame]:
    """The tables of a release as its DuckDB file holds them."""
    with open_database(path) as con:
        return {name: con.sql(f"FROM {name}").pl() for name in released()}


def _names(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.sql(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary "
        "ORDER BY ALL"
    ).fetchall()
    return [
        name if schema == "main" else f"{schema}.{name}"
        for schema, name in rows
        if schema == "main" or schema in OWN_SCHEMAS
    ]


def _drop_local(con: duckdb.DuckDBPyConnection) -> None:
    """Leave no place for what must not leave the house, nor a macro to ask for it."""
    con.execute("DROP MACRO TABLE article_texts_as_of")
    for table in TABLES.values():
        for name in sorted(table.local_columns):
            for kept in (table.name, history_of(table).name):
                con.execute(f"ALTER TABLE {kept} DROP COLUMN {quoted(name)}")


def _fill(con: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    rows = con.from_parquet(str(path))
    con.register("fresh_rows", rows)
    con.execute(f"INSERT INTO {name} BY NAME FROM fresh_rows")
    con.unregister("fresh_rows")
