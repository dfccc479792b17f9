"""What the exported files were made of, so that only what changed is written again.

A mark is a sum over the rows of a table: equal tables have equal marks. A file is left
alone if the mark of its content, the code that wrote it and its own bytes are those of
the last export. What is left alone would have been written the same, byte by byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import duckdb

from schemas.tables import TABLES, Table, quoted
from warehouse.files import Together, sha256_of
from warehouse.layout import Layout

# Its rows are the runs themselves: no view is made of them.
LOG: Final = "runs"
WRITERS: Final = ("polemos", "duckdb", "polars", "pyarrow")


class Marks:
    """Marks of a published snapshot, held against those of the last export."""

    def __init__(self, con: duckdb.DuckDBPyConnection, layout: Layout) -> None:
        self.layout = layout
        self.of_table = {name: _mark(con, table) for name, table in TABLES.items()}
        self.of_views = _combined([*_behind_views(con, self.of_table), *_writers()])
        self.known = _read(layout.exported)

    def is_current(self, path: Path, table: Table) -> bool:
        """Whether the file is what an export would write."""
        known = self.known.get(self._name(path), {})
        if known.get("mark") != self._mark(table) or not path.is_file():
            return False
        return bool(known.get("sha256") == sha256_of(path))

    def note(self, targets: Iterable[tuple[Path, Table]], files: Together) -> None:
        """Remember, with ``files``, what all exported files were made of."""
        content = {
            self._name(path): {
                "mark": self._mark(table),
                "sha256": sha256_of(files.written(path)),
            }
            for path, table in targets
        }
        text = json.dumps(content, indent=1) + "\n"
        files.beside(self.layout.exported).write_text(text, encoding="utf-8")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.layout.export).as_posix()

    def _mark(self, table: Table) -> str:
        if table.name not in self.of_table:
            return self.of_views
        return _combined([repr(table), self.of_table[table.name], *_writers()])


def _mark(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Rows, and the sum of their hashes, over the exported columns."""
    columns = ", ".join(quoted(column.name) for column in table.exported)
    return _sum(con, table.name, columns)


def _sum(con: duckdb.DuckDBPyConnection, table: str, columns: str) -> str:
    query = f"SELECT count(*), sum(hash({columns})::HUGEINT) FROM {table}"
    return f"{table} {con.sql(query).fetchall()[0]}"


def _behind_views(
    con: duckdb.DuckDBPyConnection, of_table: dict[str, str]
) -> Iterator[str]:
    """What all views are made of: tables, corrections as applied, and their SQL."""
    yield from (mark for name, mark in of_table.items() if name != LOG)
    applied = con.sql(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'review' "
        "AND database_name = current_database() ORDER BY 1"
    )
    for (name,) in applied.fetchall():
        yield _sum(con, f"review.{name} t", "t")
    yield str(con.sql("FROM schema_views").fetchall())


def _writers() -> Iterator[str]:
    yield from (f"{name} {version(name)}" for name in WRITERS)


def _combined(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    """The marks of the last export; none where there is none, or half of one."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found
