"""Whether a DuckDB file is one, and whole: damage is found and told of as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from schemas.tables import quoted

# The header of a file: a checksum of eight bytes, then this.
MAGIC_AT: Final = 8
MAGIC: Final = b"DUCK"
# How DuckDB tells of blocks that are not what was written.
WORDS: Final = (
    "corrupt database file",
    "not a valid duckdb database file",
    "could not read enough bytes",
    "failed to deserialize",
    "serialization error",
    "failed to load metadata pointer",
    "invalid type name",
)
Tell = Callable[[str], Exception]


@contextmanager
def intact(path: Path, tell: Tell) -> Iterator[None]:
    """Raise what ``tell`` makes of the damage when a file proves not to be whole."""
    check_header(path, tell)
    try:
        yield
    except duckdb.Error as error:
        if is_damage(error):
            raise tell(_first_line(error)) from error
        raise


def check_header(path: Path, tell: Tell) -> None:
    """Look at the first bytes before DuckDB does.

    It takes a file of another program for one that an extension can read, and looks
    for the extension on the network.
    """
    if not path.exists():
        return
    with path.open("rb") as stream:
        head = stream.read(MAGIC_AT + len(MAGIC))
    if not head:
        raise tell("the file is empty")
    if head[MAGIC_AT:] != MAGIC:
        raise tell("the file is not a DuckDB file")


def is_damage(error: duckdb.Error) -> bool:
    """Whether DuckDB complains of the file and not of what was asked."""
    told = str(error).lower()
    return any(words in told for words in WORDS)


def read_all(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Read every value of every table, so that damage shows: table -> rows, sum.

    The sum is one of hashes, equal for the same rows in any order.
    """
    names = con.sql(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary "
        "ORDER BY ALL"
    ).fetchall()
    found = {}
    for schema, table in names:
        source = f"{quoted(schema)}.{quoted(table)}"
        rows = con.sql(f"SELECT count(*), sum(hash(t)) FROM {source} t").fetchall()
        found[f"{schema}.{table}"] = (int(rows[0][0]), int(rows[0][1] or 0))
    return found


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
