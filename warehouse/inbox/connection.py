"""The connection to the index of the inbox: opened, told of when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from warehouse.inbox.bodies import InboxError
from warehouse.space import room_in

INDEX: Final = "inbox.sqlite"
SCHEMA_NUMBER: Final = 3
BUSY_SECONDS: Final = 30.0


@contextmanager
def connected(root: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the index in a folder, both created as needed.

    Raises InboxError when it cannot be used, DiskFullError when there is no room.
    """
    path = root / INDEX
    with _told(path), room_in(root, "the inbox"):
        root.mkdir(parents=True, exist_ok=True)
        con = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            con.row_factory = sqlite3.Row
            _prepare(con, path)
            yield con
        finally:
            con.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InboxError(
                f"{path} has been written by another process for {BUSY_SECONDS:.0f} "
                "seconds: try again when it has ended"
            ) from error
        raise InboxError(f"{path} cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise InboxError(
            f"{path} is damaged: {error}. Bring it back with 'polemos restore BACKUP "
            "--only-inbox --force'; pages fetched since are fetched again as far as "
            "their sources still announce them"
        ) from error


def _prepare(con: sqlite3.Connection, path: Path) -> None:
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("PRAGMA synchronous = FULL")
    with transaction(con):
        if not con.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            _apply(con, "index.sql")
        number = con.execute("SELECT number FROM schema_number").fetchone()[0]
        for later in range(number + 1, SCHEMA_NUMBER + 1):
            _apply(con, f"index_{later}.sql")
    if number > SCHEMA_NUMBER:
        raise InboxError(
            f"{path} was written by a newer Polemos (inbox schema {number}; this is "
            f"Polemos {version('polemos')}, which knows {SCHEMA_NUMBER}): upgrade "
            "Polemos, or choose another folder"
        )


def _apply(con: sqlite3.Connection, name: str) -> None:
    """Run the statements of a file inside the transaction of the caller."""
    text = (files("warehouse.inbox") / name).read_text(encoding="utf-8")
    plain = "\n".join(line for line in text.split("\n") if not line.startswith("--"))
    for statement in plain.split(";"):
        con.execute(statement)


@contextmanager
def transaction(con: sqlite3.Connection) -> Iterator[None]:
    """On the disk when the block ends; on any error nothing is."""
    con.execute("BEGIN IMMEDIATE")
    with ExitStack() as undo:
        undo.callback(_roll_back, con)
        yield
        con.execute("COMMIT")
        undo.pop_all()


def _roll_back(con: sqlite3.Connection) -> None:
    # A full disk ends the transaction before us.
    if con.in_transaction:
        con.execute("ROLLBACK")
