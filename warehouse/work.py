"""How far a run has come that is not sealed: what it has read, and what it found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from warehouse.wanted import wanted


@dataclass(frozen=True, slots=True)
class Done:
    """What the batches of a run have done together."""

    n_read: int
    n_claims: int
    n_rejects: int


def note_read(
    con: duckdb.DuckDBPyConnection, versions: str, names: Collection[str]
) -> None:
    """Note with which versions articles were read; call it inside ``batch``."""
    with wanted(con, names):
        con.execute("DELETE FROM work.read WHERE article_id IN (FROM wanted)")
        con.execute("INSERT INTO work.read SELECT id, ? FROM wanted", [versions])


def note_counts(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    n_read: int,
    n_claims: int,
    n_rejects: int,
) -> None:
    """Note what a batch gave; call it inside ``batch``."""
    counts = [run_id, n_read, n_claims, n_rejects]
    con.execute("INSERT INTO work.batches VALUES (?, ?, ?, ?)", counts)


def counts_of_run(con: duckdb.DuckDBPyConnection, run_id: str) -> Done:
    """What the run gave so far, also before it was taken up again."""
    rows = con.execute(
        "SELECT coalesce(sum(n_read), 0)::BIGINT, coalesce(sum(n_claims), 0)::BIGINT, "
        "coalesce(sum(n_rejects), 0)::BIGINT FROM work.batches WHERE run_id = ?",
        [run_id],
    ).fetchall()
    return Done(*rows[0])


def forget_work(con: duckdb.DuckDBPyConnection) -> None:
    """The run is sealed: its own row tells of it from now on."""
    con.execute("DELETE FROM work.read")
    con.execute("DELETE FROM work.batches")
