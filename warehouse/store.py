"""The one writable warehouse file: open it, bring it up to date, write in batches."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from schemas.crosswalks import crosswalk_frames
from schemas.tables import TABLES, Table, polars_schema, quoted
from warehouse.conditions import ontology_frames
from warehouse.damage import intact, is_damage, read_all
from warehouse.files import alone, beside, swap_in
from warehouse.layout import Layout
from warehouse.pending import sweep
from warehouse.session import connect, prepare
from warehouse.space import room_in
from warehouse.unsealed import conform
from warehouse.upgrade import keep_former
from warehouse.wanted import wanted

MIGRATIONS: Final = logging.getLogger(__name__)

# DuckDB takes four fifths of the machine if it may, and relating claims needs room too.
MEMORY: Final = "2GB"


class StoreError(RuntimeError):
    """The warehouse cannot be used; says which file and what to do."""


class StoreBusyError(StoreError):
    """Another process writes the warehouse."""


@contextmanager
def open_store(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for its one writer, created and migrated as needed.

    Before tables of an earlier Polemos are changed, the file is copied aside. Raises
    StoreError when another process has it open, when it is damaged or no DuckDB file,
    or when a newer Polemos wrote it; DiskFullError when there is no room.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    path = layout.warehouse
    with intact(path, lambda what: _damaged(layout, what)):
        con = _up_to_date(layout)
        try:
            prepare(con)
            limit_memory(con)
            with room_in(layout.root, "the warehouse"):
                _put_views(con)
                conform(con)
                sweep(con)
                yield con
        finally:
            con.close()


@contextmanager
def open_read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse file of any version to read it, as it is."""
    with closing(connect(path, read_only=True)) as con:
        prepare(con)
        yield con


def checkpointed(layout: Layout) -> int:
    """Bring all that was committed into the one file, whose schema it returns.

    Tables of an earlier Polemos stay as they are. Raises StoreError.
    """
    path = layout.warehouse
    with (
        intact(path, lambda what: _damaged(layout, what)),
        closing(_connect(path)) as con,
        room_in(layout.root, "the warehouse"),
    ):
        sweep(con)
        con.execute("CHECKPOINT")
        return schema_number(con)


def read_through(layout: Layout) -> int:
    """Read every value of the warehouse as it is; its schema. Raises StoreError."""
    path = layout.warehouse
    with (
        intact(path, lambda what: _damaged(layout, what)),
        closing(_connect(path, is_read_only=True)) as con,
    ):
        done = schema_number(con)
        _refuse_newer(con, path, done, max(migrations()))
        read_all(con)
        return done


def limit_memory(con: duckdb.DuckDBPyConnection) -> None:
    """Keep no more than ``MEMORY`` of tables in memory; the rest goes to the disk."""
    is_less = "parse_formatted_bytes(current_setting('memory_limit')) <= "
    rows = con.sql(f"SELECT {is_less} parse_formatted_bytes('{MEMORY}')").fetchall()
    if not rows[0][0]:
        con.execute(f"SET memory_limit = '{MEMORY}'")


@contextmanager
def batch(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: everything inside is kept, or on any error nothing is."""
    con.begin()
    with ExitStack() as undo:
        undo.callback(_roll_back, con)
        yield
        undo.pop_all()
    con.commit()


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    # A full disk or damage may have ended the transaction before us; what went wrong
    # first is what must be told.
    with suppress(duckdb.Error):
        con.rollback()


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


def read_rows(
    con: duckdb.DuckDBPyConnection, table: Table, keys: Iterable[str]
) -> pl.DataFrame:
    """Rows of a table by their primary keys, in its order, with its types."""
    columns = ", ".join(quoted(column.name) for column in table.columns)
    order = ", ".join(quoted(key) for key in table.sort_by)
    with wanted(con, keys):
        frame: pl.DataFrame = con.sql(
            f"SELECT {columns} FROM {table.name} "
            f"WHERE {table.primary_key[0]} IN (FROM wanted) ORDER BY {order}"
        ).pl()
    return frame.cast(polars_schema(table))


def migrations() -> Mapping[int, tuple[str, str]]:
    """Number -> (name, SQL) of every migration this version knows, in order."""
    found: dict[int, tuple[str, str]] = {}
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


def _up_to_date(layout: Layout) -> duckdb.DuckDBPyConnection:
    """A connection to the warehouse with the tables of this version."""
    path, known = layout.warehouse, migrations()
    if not path.exists():
        _create(layout)
    with ExitStack() as undo:
        con = _connect(path)
        undo.callback(lambda: con.close())
        done = schema_number(con)
        _refuse_newer(con, path, done, max(known))
        if 0 < done < max(known):
            con.execute("CHECKPOINT")
            # DuckDB's lock ends when this process closes the file a second time, and
            # so the copy is made while it is closed.
            con.close()
            kept = keep_former(layout, done)
            MIGRATIONS.warning(
                "%s is upgraded from schema %d to %d; it is kept as it was in %s",
                *(path, done, max(known), kept),
            )
            con = _connect(path)
            with room_in(layout.root, "the upgrade of the warehouse"):
                _migrate(con, layout, done)
        undo.pop_all()
    return con


def _create(layout: Layout) -> None:
    """Put an empty warehouse in its place at one stroke.

    A kill while DuckDB lays out a file leaves one that nobody can open.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    with (
        alone(layout.root),  # the folder itself, so that no lock file stays
        room_in(layout.root, "the warehouse"),
    ):
        if layout.warehouse.exists():
            return
        fresh = beside(layout.warehouse)
        for left in (fresh, Path(f"{fresh}.wal")):
            left.unlink(missing_ok=True)
        with closing(connect(fresh)) as con:
            _migrate(con, layout, 0)
            con.execute("CHECKPOINT")
        swap_in(fresh, layout.warehouse)


def _connect(path: Path, is_read_only: bool = False) -> duckdb.DuckDBPyConnection:
    try:
        with room_in(path.parent, "the warehouse"):
            return connect(path, read_only=is_read_only)
    except duckdb.IOException as error:
        if is_locked(error):
            raise StoreBusyError(
                f"{path} is being written by another process: wait for it to end, "
                "or choose another output folder"
            ) from error
        if is_damage(error):
            raise
        raise StoreError(f"{path} cannot be opened: {error}") from error


def is_locked(error: duckdb.Error) -> bool:
    """Whether DuckDB cannot open a file because another process writes it."""
    return "could not set lock" in str(error).lower()


def _damaged(layout: Layout, what: str) -> StoreError:
    return StoreError(
        f"{layout.warehouse} is damaged: {what}. Nothing was changed. Bring it back "
        "with 'polemos restore BACKUP --only-warehouse --force' (the last published "
        f"state, {layout.snapshot}, can stand for BACKUP); what was fetched since is "
        "then loaded anew by the next 'polemos run --sources'"
    )


def _refuse_newer(
    con: duckdb.DuckDBPyConnection, path: Path, done: int, newest: int
) -> None:
    if done <= newest:
        return
    raise StoreError(
        f"{path} was written by a newer Polemos ({_writer(con)}, schema {done}); this "
        f"is Polemos {version('polemos')}, which knows schema {newest}: upgrade "
        "Polemos, or restore a backup made with this version, or choose another "
        "output folder"
    )


def _writer(con: duckdb.DuckDBPyConnection) -> str:
    """The version of the last run; tables of a newer schema may be other ones."""
    with suppress(duckdb.CatalogException, duckdb.BinderException):
        rows = con.sql(
            "SELECT code_version FROM runs ORDER BY ended_at DESC LIMIT 1"
        ).fetchall()
        if rows:
            return str(rows[0][0])
    return "version unknown"


def _migrate(con: duckdb.DuckDBPyConnection, layout: Layout, done: int) -> None:
    for number, (name, sql) in migrations().items():
        if number <= done:
            continue
        try:
            with batch(con):
                con.execute(sql)
                con.execute(
                    "INSERT INTO schema_migrations VALUES (?, ?)", [number, name]
                )
        except (duckdb.CatalogException, duckdb.ConstraintException) as error:
            raise StoreError(
                f"{layout.warehouse} cannot be upgraded: migration {name} failed: "
                f"{error}. It stays as the migration before left it; as it was before "
                f"all of them it is kept in {layout.former}"
            ) from error


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
