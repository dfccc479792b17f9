"""The input of a run on disk: planned against the warehouse in SQL, read in batches.

It lies beside the warehouse while the run lasts. What a killed run leaves behind is
deleted by the next one, which reads its input again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from warehouse.layout import Layout
from warehouse.spool_sql import CUT, ITEMS, PLAN, REFUSED

ROWS_AT_ONCE: Final = 500
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is worked on, and committed, at a time.

    ``n_bytes`` is of text; a longer article is a batch of its own.
    """

    n_articles: int = 8_000
    n_bytes: int = 16_000_000
    n_rejects: int = 20_000


@contextmanager
def open_spool(con: duckdb.DuckDBPyConnection, layout: Layout) -> Iterator[None]:
    """An empty spool for a run, attached to the open warehouse as ``spool``."""
    path = layout.spool
    _delete(path)
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS spool")
    con.execute(f"CREATE TABLE spool.items ({ITEMS})")
    con.execute(f"CREATE TABLE spool.refused ({REFUSED})")
    try:
        yield
    finally:
        con.execute("DETACH spool")
        _delete(path)


class Spool:
    """Writes to the spool of an open warehouse, and reads what a batch needs."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self._waiting: dict[str, list[Row]] = {"items": [], "refused": []}
        self._numbers = {"items": 0, "refused": 0}

    def add(self, table: str, row: Row) -> None:
        """Add an article to ``items`` or a reject to ``refused``, numbered in order."""
        waiting = self._waiting[table]
        waiting.append({"seq": self._numbers[table], **row})
        self._numbers[table] += 1
        if len(waiting) >= ROWS_AT_ONCE:
            self._write(table)

    def flush(self) -> None:
        """Write what still waits."""
        for table in self._waiting:
            self._write(table)

    def plan(self, versions: str, last: str | None, size: Size) -> None:
        """Tell copies from texts, and what must be extracted; cut it into batches.

        ``versions`` are those of this run, ``last`` those of the last one.
        """
        self.flush()
        values = {"now": versions, "last": last}
        for sql in PLAN:
            used = {name: values[name] for name in values if f"${name}" in sql}
            self.con.execute(sql, used)
        cut = {"n_articles": size.n_articles, "n_bytes": size.n_bytes}
        self.con.execute(CUT, cut)

    def rows(self, sql: str, **values: Any) -> Iterator[Row]:
        """Rows of a query over the spool, some hundred at a time."""
        cursor = self.con.cursor()
        try:
            found = cursor.execute(sql, values)
            names = [column[0] for column in found.description]
            while rows := found.fetchmany(ROWS_AT_ONCE):
                yield from (dict(zip(names, row, strict=True)) for row in rows)
        finally:
            cursor.close()

    def number(self, sql: str, **values: Any) -> int:
        """The one number that a query gives."""
        return int(self.con.execute(sql, values).fetchall()[0][0] or 0)

    def _write(self, table: str) -> None:
        waiting = self._waiting[table]
        if waiting:
            frame = pl.DataFrame(waiting, schema=_schema(self.con, table))
            self.con.register("fresh_rows", frame.to_arrow())
            self.con.execute(f"INSERT INTO spool.{table} BY NAME FROM fresh_rows")
            self.con.unregister("fresh_rows")
            waiting.clear()


def _schema(con: duckdb.DuckDBPyConnection, table: str) -> Mapping[str, Any]:
    frame: pl.DataFrame = con.sql(f"FROM spool.{table} LIMIT 0").pl()
    return frame.schema


def _delete(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}.wal")):
        name.unlink(missing_ok=True)
