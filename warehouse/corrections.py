"""Corrections in the warehouse: kept as rows, and what they make of the claims.

The schema ``review`` holds the outcome: whole rows of the claims that are corrected,
the ids of those that are rejected, the decisions on pairs, and the standing of each
correction. Views put it in the place of what the extractor read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import duckdb
import polars as pl

from schemas.restore import records_of
from schemas.reviews import Correction
from schemas.tables import TABLES, Table, companions, polars_schema, quoted, rows_of
from warehouse.ddl import OUTCOMES, corrected_of
from warehouse.store import read_table

CLAIM_TABLES: Final = (TABLES["claims"], *companions("claims"))
Frames = dict[str, pl.DataFrame]


def read_corrections(con: duckdb.DuckDBPyConnection) -> list[Correction]:
    """All corrections, the earliest first."""
    table = TABLES["corrections"]
    return records_of(Correction, {table.name: read_table(con, table)})


def add_corrections(
    con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]
) -> int:
    """Keep corrections; those that are there already are left alone. Gives how many."""
    table = TABLES["corrections"]
    rows = rows_of(corrections).get(table.name, [])
    frame = pl.DataFrame(rows, schema=polars_schema(table), orient="row")
    con.register("fresh_corrections", frame.unique("correction_id").to_arrow())
    names = ", ".join(column.name for column in table.columns)
    known = f"SELECT correction_id FROM {table.name}"
    added = con.sql(
        f"SELECT count(*) FROM fresh_corrections WHERE correction_id NOT IN ({known})"
    ).fetchall()[0][0]
    con.execute(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM fresh_corrections "
        f"WHERE correction_id NOT IN ({known})"
    )
    con.unregister("fresh_corrections")
    return int(added)


def read_claims(con: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> Frames:
    """The tables of claims for some claims, as the extractor read them."""
    wanted = pl.DataFrame({"claim_id": sorted(set(ids))}, {"claim_id": pl.String})
    con.register("wanted_claims", wanted.to_arrow())
    found: Frames = {}
    for table in CLAIM_TABLES:
        columns = ", ".join(quoted(column.name) for column in table.columns)
        order = ", ".join(quoted(name) for name in table.sort_by)
        frame: pl.DataFrame = con.sql(
            f"SELECT {columns} FROM {table.name} SEMI JOIN wanted_claims "
            f"USING (claim_id) ORDER BY {order}"
        ).pl()
        found[table.name] = frame.cast(polars_schema(table))
    con.unregister("wanted_claims")
    return found


def put_outcome(
    con: duckdb.DuckDBPyConnection,
    overrides: Frames,
    rejected: Collection[str],
    decisions: pl.DataFrame,
    standings: pl.DataFrame,
) -> frozenset[str]:
    """Replace the outcome of all corrections; call it inside ``batch``.

    Gives the ids of the claims that are read, rejected or set apart otherwise now, so
    that only their events need to be made anew.
    """
    gone = pl.DataFrame({"claim_id": sorted(rejected)}, {"claim_id": pl.String})
    named = {"rejected": gone, "decisions": decisions, "standings": standings}
    fresh = [(corrected_of(t), overrides[t.name]) for t in CLAIM_TABLES]
    fresh += [(OUTCOMES[name], frame) for name, frame in named.items()]
    touched: set[str] = set()
    for table, frame in fresh:
        touched |= _replace(con, table, frame)
    return frozenset(touched)


def _replace(
    con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame
) -> set[str]:
    names = [column.name for column in table.columns]
    con.register("fresh_outcome", frame.select(names).to_arrow())
    columns = ", ".join(quoted(name) for name in names)
    sides = (
        f"SELECT {columns} FROM fresh_outcome",
        f"SELECT {columns} FROM {table.name}",
    )
    keys = [name for name in names if name in ("claim_id", "other_claim_id")]
    touched = {
        str(key)
        for one, other in (sides, sides[::-1])
        for name in keys
        for (key,) in con.sql(f"SELECT {name} FROM ({one} EXCEPT {other})").fetchall()
    }
    if touched or not keys:
        con.execute(f"DELETE FROM {table.name}")
        con.execute(f"INSERT INTO {table.name} ({columns}) {sides[0]}")
    con.unregister("fresh_outcome")
    return touched
