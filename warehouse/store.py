"""The one writable warehouse file: open it, bring it up to date, write in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

from schemas.crosswalks import crosswalk_frames
from schemas.tables import TABLES, Table, polars_schema, quoted
from warehouse.conditions import ontology_frames
from warehouse.layout import Layout


class StoreError(RuntimeError):
    """The warehouse cannot be used; says which file and what to do."""


@contextmanager
def open_store(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for its one writer, created and migrated as needed.

    Raises StoreError when another process has it open, when it is no DuckDB file, or
    when a newer Polemos wrote it.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    con = _connect(layout.warehouse)
    try:
        con.execute("SET TimeZone = 'UTC'")
        _migrate(con, layout.warehouse)
        yield con
    finally:
        con.close()


@contextmanager
def batch(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: everything inside is kept, or on any error nothing is."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


def read_tables(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """All tables as they stand, sorted, also those a batch has not committed yet."""
    return {name: read_table(con, table) for name, table in TABLES.items()}


def read_table(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    """One table or described view as it stands, in its order, with its types."""
    columns = ", ".join(quoted(column.name) for column in table.columns)
    order = ", ".join(quoted(key) for key in table.sort_by)
    frame: pl.DataFrame = con.sql(
        f"SELECT {columns} FROM {table.name} ORDER BY {order}"
    ).pl()
    return frame.cast(polars_schema(table))


def migrations() -> Mapping[int, tuple[str, str]]:
    """Number -> (name, SQL) of every migration this version knows, in order."""
    found = {}
    folder = files("warehouse") / "migrations"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".sql"):
            number = int(entry.name.split("_")[0])
            if number in found:
                raise StoreError(f"{entry.name} and {found[number][0]}: one number")
            found[number] = (entry.name, entry.read_text(encoding="utf-8"))
    return found


def schema_number(con: duckdb.DuckDBPyConnection) -> int:
    """The last migration a warehouse has had; 0 for an empty file."""
    known = con.sql(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_migrations'"
    ).fetchall()[0][0]
    if not known:
        return 0
    rows = con.sql("SELECT max(number) FROM schema_migrations").fetchall()
    return int(rows[0][0] or 0)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreError(
                f"{path} is being written by another process: wait for it to end, "
                "or choose another output folder"
            ) from error
        raise StoreError(f"{path} cannot be opened: {error}") from error


def _migrate(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    known = migrations()
    done, newest = schema_number(con), max(known)
    if done > newest:
        raise StoreError(
            f"{path} was written by a newer Polemos (schema {done}; this one knows "
            f"schema {newest}): upgrade Polemos, or choose another output folder"
        )
    for number, (name, sql) in known.items():
        if number > done:
            with batch(con):
                con.execute(sql)
                con.execute(
                    "INSERT INTO schema_migrations VALUES (?, ?)", [number, name]
                )
    _put_views(con)


def views() -> tuple[str, ...]:
    """The SQL files of the views, in order."""
    folder = files("warehouse") / "views"
    entries = sorted(folder.iterdir(), key=lambda item: item.name)
    return tuple(
        entry.read_text(encoding="utf-8")
        for entry in entries
        if entry.name.endswith(".sql")
    )


def _put_views(con: duckdb.DuckDBPyConnection) -> None:
    """Put views and reference tables anew if they are not those of this version."""
    given = (frame.write_csv() for frame in reference_frames().values())
    content = "\n".join([*given, *views()])
    current = hashlib.sha256(content.encode()).hexdigest()
    if con.sql("SELECT hash FROM schema_views").fetchall() == [(current,)]:
        return
    with batch(con):
        put_reference(con, reference_frames())
        for sql in views():
            con.execute(sql)
        con.execute("DELETE FROM schema_views")
        con.execute("INSERT INTO schema_views VALUES (?)", [current])


def reference_frames() -> dict[str, pl.DataFrame]:
    """The tables that come with the code: ontology, states and crosswalks."""
    return {**ontology_frames(), **crosswalk_frames()}


def put_reference(
    con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]
) -> None:
    """Replace tables that come with the code; the views read them by name."""
    for name, frame in frames.items():
        con.register("fresh_ontology", frame.to_arrow())
        con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM fresh_ontology")
        con.unregister("fresh_ontology")
