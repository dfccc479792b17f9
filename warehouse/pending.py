"""What an unpublished run has changed so far: histories are written when it is sealed.

A run loads in batches, each in a transaction of its own. States that only stood
between two batches were never published and leave no trace: rows are kept here as
they were before the run touched them, and only what differs in the end becomes a
version, is archived, and gets a day. So a run in many batches, and one that died and
was taken up again, leave what one batch would have left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import duckdb
import polars as pl

from schemas.tables import TABLES, Table, companions, quoted
from warehouse.ddl import has_openings, has_versions, history_of, keeps_history
from warehouse.openings import note_openings, opened_on

KEYS: Final = "pending.keys"
# Keys that a run touched more than once: only these can be as they were before it.
AGAIN: Final = "pending.again"
# What the warehouse decides for a state when it begins or ends. Counts, which it also
# decides, are those of now.
DATED: Final = frozenset({"version", "valid_from", "valid_to", "since"})
MADE_AT_SEALING: Final = frozenset({"event_redirects"})
"""Tables that tell, until a run is sealed, of the state before it."""


def families() -> Iterator[tuple[Table, tuple[Table, ...]]]:
    """Tables with a history, each with its companions."""
    for table in TABLES.values():
        if not table.parent and keeps_history(table):
            yield table, (table, *companions(table.name))


def remember(con: duckdb.DuckDBPyConnection, root: Table) -> None:
    """Keep the rows named in ``touched_`` as they stand, unless the run has before."""
    key, touched = root.primary_key[0], f"touched_{root.name}"
    con.execute("CREATE SCHEMA IF NOT EXISTS pending")
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {KEYS} (table_name VARCHAR, row_id VARCHAR)"
    )
    _know_again(con)
    known = f"SELECT row_id FROM {KEYS} WHERE table_name = '{root.name}'"
    con.execute(
        f"INSERT INTO {AGAIN} SELECT '{root.name}', * FROM {touched} "
        f"WHERE {key} IN ({known})"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE newly AS FROM {touched} EXCEPT {known}")
    for table in (root, *companions(root.name)):
        name = kept(table)
        con.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM {table.name} LIMIT 0")
        con.execute(
            f"INSERT INTO {name} BY NAME FROM {table.name} WHERE {key} IN (FROM newly)"
        )
    con.execute(f"INSERT INTO {KEYS} SELECT '{root.name}', * FROM newly")


def _know_again(con: duckdb.DuckDBPyConnection) -> None:
    """What a run of an earlier Polemos touched, it may have touched more than once."""
    con.execute(f"CREATE TABLE IF NOT EXISTS {AGAIN} AS FROM {KEYS}")


def kept(table: Table) -> str:
    """Where the rows of a table are kept as they were before the run."""
    return f"pending.{table.name}"


def is_pending(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a run has loaded something that was not sealed."""
    return _has(con, "keys") and bool(con.sql(f"FROM {KEYS} LIMIT 1").fetchall())


def members(con: duckdb.DuckDBPyConnection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """event_id and claim_id of the events touched since the last sealing.

    First as it was before, then as it is now.
    """
    both = "SELECT event_id, claim_id FROM"
    if not _has(con, "events"):
        empty = con.sql(f"{both} event_claims LIMIT 0").pl()
        return empty, empty
    touched = f"SELECT row_id FROM {KEYS} WHERE table_name = 'events'"
    return (
        con.sql(f"{both} {kept(TABLES['event_claims'])} ORDER BY ALL").pl(),
        con.sql(f"{both} event_claims WHERE event_id IN ({touched}) ORDER BY ALL").pl(),
    )


def put_touched(con: duckdb.DuckDBPyConnection, root: Table) -> bool:
    """All keys of the run in ``touched_``, also of its earlier batches; False if none.

    Those that are as they were before the run are left out, and get back what the
    warehouse had decided for them.
    """
    if not _has(con, root.name):
        return False
    _know_again(con)
    key, touched = root.primary_key[0], f"touched_{root.name}"
    again = f"SELECT row_id FROM {AGAIN} WHERE table_name = '{root.name}'"
    now, before = (
        f"SELECT {key} FROM {name} WHERE {key} IN ({again})"
        for name in (root.name, kept(root))
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE in_both AS {now} INTERSECT {before}")
    differing = " UNION ".join(_differences(root, key))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE as_before AS "
        f"FROM in_both EXCEPT SELECT {key} FROM ({differing})"
    )
    _give_back(con, root, key)
    # A key that the run has both brought and taken away again was never there.
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {touched} AS "
        f"SELECT row_id AS {key} FROM {KEYS} WHERE table_name = '{root.name}' "
        f"EXCEPT FROM as_before EXCEPT ({again} EXCEPT ({now}) EXCEPT ({before}))"
    )
    return True


def _differences(root: Table, key: str) -> Iterator[str]:
    for table in (root, *companions(root.name)):
        columns = ", ".join(
            quoted(column.name)
            for column in table.columns
            if column.name not in table.decided_here
        )
        one, other = (
            f"SELECT {columns} FROM {name} WHERE {key} IN (FROM in_both)"
            for name in (table.name, kept(table))
        )
        yield f"SELECT {key} FROM ({one} EXCEPT {other})"
        yield f"SELECT {key} FROM ({other} EXCEPT {one})"


def _give_back(con: duckdb.DuckDBPyConnection, root: Table, key: str) -> None:
    dated = sorted(DATED & root.decided_here)
    if not dated:
        return
    values = ", ".join(f"{name} = p.{name}" for name in dated)
    con.execute(
        f"UPDATE {root.name} SET {values} FROM {kept(root)} p "
        f"WHERE p.{key} = {root.name}.{key} AND p.{key} IN (FROM as_before)"
    )


def close_former(con: duckdb.DuckDBPyConnection, root: Table, as_of: dt.date) -> None:
    """Archive the former states of ``touched_``, and let the new ones begin."""
    key, touched = root.primary_key[0], f"touched_{root.name}"
    for table in (root, *companions(root.name)):
        _archive(con, table, root, key, as_of)
    for name in sorted({"valid_from", "since"} & root.decided_here):
        # A batch of an earlier day may have dated them.
        con.execute(
            f"UPDATE {root.name} SET {name} = $day "
            f"WHERE {name} <> $day AND {key} IN (FROM {touched})",
            {"day": as_of},
        )
    note_openings(con, root, as_of)


def _archive(
    con: duckdb.DuckDBPyConnection, table: Table, root: Table, key: str, as_of: dt.date
) -> None:
    history = history_of(table)
    values = {"closed_on": "$day"}
    if "valid_to" in table.decided_here:
        values["valid_to"] = "$day"
    values |= {name: _unless_same(name, root, key) for name in table.local_columns}
    if table is not root and has_versions(table):
        values["version"] = (
            f"(SELECT version FROM {kept(root)} r WHERE r.{key} = t.{key})"
        )
    if has_openings(root):
        values["opened_on"] = opened_on(root)
    columns = [column.name for column in history.columns]
    chosen = ", ".join(values.get(name, f"t.{quoted(name)}") for name in columns)
    con.execute(
        f"INSERT INTO {history.name} ({', '.join(quoted(name) for name in columns)}) "
        f"SELECT {chosen} FROM {kept(table)} t "
        f"WHERE {key} IN (FROM touched_{root.name})",
        {"day": as_of},
    )


def _unless_same(name: str, root: Table, key: str) -> str:
    """SQL for a large value of the row ``t``; null if the next state has it too."""
    now = f"(SELECT n.{name} FROM {root.name} n WHERE n.{key} = t.{key})"
    return f"CASE WHEN t.{name} IS DISTINCT FROM {now} THEN t.{name} END"


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Empty what was kept: the run is sealed."""
    # Not dropped: a transaction that has filled a table cannot drop it.
    for name in _tables(con):
        con.execute(f"DELETE FROM {name}")


def sweep(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the empty tables that a sealed run has left, for they are no one's."""
    if _tables(con) and not is_pending(con):
        con.execute("DROP SCHEMA pending CASCADE")


def counts_of(con: duckdb.DuckDBPyConnection, root: Table) -> tuple[int, int, int]:
    """How many of ``touched_`` are new, changed and gone."""
    key, touched = root.primary_key[0], f"touched_{root.name}"
    now, before = (
        f"SELECT {key} FROM {name} WHERE {key} IN (FROM {touched})"
        for name in (root.name, kept(root))
    )
    rows = con.sql(
        f"WITH now AS MATERIALIZED ({now}), before AS MATERIALIZED ({before}) "
        "SELECT (SELECT count(*) FROM now), (SELECT count(*) FROM before), "
        f"(SELECT count(*) FROM now WHERE {key} IN (FROM before))"
    ).fetchall()
    n_now, n_before, n_both = (int(n) for n in rows[0])
    return n_now - n_both, n_both, n_before - n_both


def _has(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    return f"pending.{name}" in _tables(con)


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.sql(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'pending' "
        "AND database_name = current_database() ORDER BY 1"
    )
    return [f"pending.{name}" for (name,) in rows.fetchall()]
