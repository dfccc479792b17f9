"""Bring frames into the warehouse by deterministic keys: twice is the same as once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import duckdb
import polars as pl

from schemas.tables import TABLES, Table, companions, polars_schema, quoted
from warehouse.openings import latest_opening
from warehouse.pending import (
    close_former,
    counts_of,
    families,
    forget,
    is_pending,
    kept,
    put_touched,
    remember,
)
from warehouse.told import tell_rejects

FAMILY_LOADS: Final = frozenset({"state", "reread"})


class LoadError(RuntimeError):
    """Rows that the warehouse refuses; names the table and what is wrong."""


@dataclass(slots=True)
class LoadCounts:
    """Rows added, replaced and closed per table; companions count with their table."""

    added: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)

    def add(self, other: LoadCounts) -> None:
        """Take the counts of another load over, table by table."""
        self.added |= other.added
        self.replaced |= other.replaced
        self.closed |= other.closed

    def plus(self, other: LoadCounts) -> LoadCounts:
        """The counts of two loads together, table by table."""
        mine, theirs = (
            (counts.added, counts.replaced, counts.closed) for counts in (self, other)
        )
        return LoadCounts(*(_sums(*pair) for pair in zip(mine, theirs, strict=True)))

    @property
    def is_unchanged(self) -> bool:
        """True if nothing was added, replaced or closed."""
        counts = (self.added, self.replaced, self.closed)
        return not any(value for part in counts for value in part.values())


def _sums(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    names = dict.fromkeys([*one, *other])
    return {name: one.get(name, 0) + other.get(name, 0) for name in names}


def load(
    con: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    as_of: dt.date,
    reread: Collection[str] = (),
    scope: Mapping[str, Collection[str]] | None = None,
) -> LoadCounts:
    """Put frames and seal them: what one call loads is published as one.

    Arguments are those of ``put``; call it inside ``batch``.
    """
    counts = put(con, frames, as_of, reread, scope)
    counts.add(seal(con, as_of))
    return counts


def put(
    con: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pl.DataFrame],
    as_of: dt.date,
    reread: Collection[str] = (),
    scope: Mapping[str, Collection[str]] | None = None,
) -> LoadCounts:
    """Add to the warehouse what is new in the frames; call it inside ``batch``.

    What it changes has neither history nor a day before ``seal``, which may come in a
    later batch. The counts are those of the tables without a history.

    The frames of events, merges and redirects are their whole new state, or that of
    the keys which ``scope`` names for the table: what they no longer hold is closed on
    ``as_of`` and kept in the schema history, what they change gets a new version.
    ``reread`` are the articles whose claims the frames give anew; claims of others are
    only added. A table that is not among the frames is left as it is, save that a
    family (claims, events) comes with all its companions. The keys of the rows that
    changed are left in temporary tables, ``touched_`` and the table's name.
    """
    counts = LoadCounts()
    for table in TABLES.values():
        if table.name in frames:
            _stage(con, table, frames[table.name])
    try:
        for table in TABLES.values():
            if table.name not in frames or table.parent:
                continue
            if table.load in FAMILY_LOADS:
                _put_scope(con, table, reread, (scope or {}).get(table.name))
                _put_family(con, table, as_of)
            elif table.load == "upsert":
                _put_changed(con, table, as_of)
            else:
                _add(con, table, counts)
    except duckdb.ConstraintException as error:
        raise LoadError(f"{table.name}: nothing was loaded. {error}") from error
    for name in frames:
        con.unregister(f"staged_{name}")
    if "articles" in frames:
        _take_up(con)
    _count_articles(con)
    return counts


def seal(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> LoadCounts:
    """Make versions and history of all that was put and not sealed, inside ``batch``.

    The keys of what has changed since the last sealing are left in ``touched_``.
    """
    counts = LoadCounts()
    if not is_pending(con):
        return counts
    for root, _ in families():
        if put_touched(con, root):
            _check_day(con, root, as_of)
            added, replaced, closed = counts_of(con, root)
            counts.added[root.name] = added
            counts.replaced[root.name] = replaced
            counts.closed[root.name] = closed
            close_former(con, root, as_of)
    forget(con)
    return counts


def _stage(con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> None:
    schema = polars_schema(table)
    if set(frame.columns) != set(schema.names()):
        raise LoadError(
            f"{table.name}: columns {sorted(set(frame.columns) ^ set(schema.names()))} "
            "are missing or unknown"
        )
    staged = frame.select(schema.names()).cast(schema)
    con.register(f"staged_{table.name}", staged.to_arrow())


def _put_changed(con: duckdb.DuckDBPyConnection, table: Table, as_of: dt.date) -> None:
    """Rows that are new or other than those of their keys; no row goes away."""
    key, touched = table.primary_key[0], _touched(table)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {touched} AS "
        f"SELECT {key} FROM ({_difference(table)})"
    )
    _check_day(con, table, as_of)
    remember(con, table)
    con.execute(f"DELETE FROM {table.name} WHERE {key} IN (FROM {touched})")
    _insert(con, table, key, touched)


def _add(con: duckdb.DuckDBPyConnection, table: Table, counts: LoadCounts) -> None:
    key, touched = table.primary_key[0], _touched(table)
    fresh = f"{key} NOT IN (SELECT {key} FROM {table.name})"
    chosen = f"SELECT {key} FROM staged_{table.name} WHERE {fresh}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {touched} AS {chosen}")
    counts.added[table.name] = _count(con, touched)
    counts.replaced[table.name] = 0
    _insert(con, table, key, touched)
    if table.name == "rejects":
        tell_rejects(con, touched)


def _touched(root: Table) -> str:
    return f"touched_{root.name}"


def _put_scope(
    con: duckdb.DuckDBPyConnection,
    root: Table,
    reread: Collection[str],
    scope: Collection[str] | None,
) -> None:
    """The keys that these frames may change, in the temporary table ``scope``."""
    key = root.primary_key[0]
    chosen = f"SELECT {key} FROM {root.name} UNION SELECT {key} FROM staged_{root.name}"
    names = reread if root.load == "reread" else scope
    given = pl.DataFrame({"id": sorted(set(names or ()))}, {"id": pl.String})
    con.register("given", given.to_arrow())
    if root.load == "reread":
        others = (
            f"SELECT {key} FROM {root.name} WHERE article_id NOT IN (FROM given) "
            f"AND {key} IN (SELECT {key} FROM staged_{root.name})"
        )
        chosen = (
            f"SELECT {key} FROM {root.name} WHERE article_id IN (FROM given) UNION "
            f"SELECT {key} FROM staged_{root.name} WHERE {key} NOT IN ({others})"
        )
    elif scope is not None:
        chosen = "FROM given"
    con.execute(f"CREATE OR REPLACE TEMP TABLE scope AS {chosen}")
    con.unregister("given")


def _put_family(con: duckdb.DuckDBPyConnection, root: Table, as_of: dt.date) -> None:
    key, touched = root.primary_key[0], _touched(root)
    members = (root, *companions(root.name))
    _find_touched(con, root, members)
    _check_day(con, root, as_of)
    remember(con, root)
    for table in reversed(members):
        con.execute(f"DELETE FROM {table.name} WHERE {key} IN (FROM {touched})")
    for table in members:
        _insert(con, table, key, touched)
    if "version" in root.decided_here:
        _number_versions(con, root, key, as_of)
    if "since" in root.decided_here:
        con.execute(
            f"UPDATE {root.name} SET since = $day WHERE {key} IN (FROM {touched})",
            {"day": as_of},
        )


def _check_day(con: duckdb.DuckDBPyConnection, root: Table, as_of: dt.date) -> None:
    """Histories run forwards: nothing begins before the last day that was published."""
    began = latest_opening(con, root)
    if began is not None and began > as_of:
        raise LoadError(
            f"{root.name}: nothing was loaded. The last states were published on "
            f"{began}, and {as_of} is a day before: name no day before {began}"
        )


def _find_touched(
    con: duckdb.DuckDBPyConnection, root: Table, members: Iterable[Table]
) -> None:
    """Keys that are new, changed or gone, within what these frames may change."""
    key = root.primary_key[0]
    for name, rows in (("fresh", f"staged_{root.name}"), ("present", root.name)):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS "
            f"SELECT {key} FROM {rows} WHERE {key} IN (FROM scope)"
        )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE in_both AS FROM fresh INTERSECT FROM present"
    )
    within = f" WHERE {key} IN (FROM in_both)"
    differing = " UNION ".join(
        f"SELECT {key} FROM ({_difference(table, within, is_reversed=is_reversed)})"
        for table in members
        for is_reversed in (False, True)
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {_touched(root)} AS {differing} UNION ("
        "(FROM fresh UNION FROM present) EXCEPT FROM in_both)"
    )


def _difference(table: Table, within: str = "", is_reversed: bool = False) -> str:
    columns = ", ".join(
        quoted(column.name)
        for column in table.columns
        if column.name not in table.decided_here
    )
    sides = [f"staged_{table.name}", table.name]
    one, other = reversed(sides) if is_reversed else sides
    return (
        f"SELECT {columns} FROM {one}{within} "
        f"EXCEPT SELECT {columns} FROM {other}{within}"
    )


def _number_versions(
    con: duckdb.DuckDBPyConnection, root: Table, key: str, as_of: dt.date
) -> None:
    former = (
        f"(SELECT max(h.version) FROM {name} h WHERE h.{key} = t.{key})"
        for name in (kept(root), f"history.{root.name}")
    )
    con.execute(
        f"UPDATE {root.name} t SET valid_from = $day, valid_to = NULL, "
        f"version = 1 + coalesce({', '.join(former)}, 0) "
        f"WHERE {key} IN (FROM {_touched(root)})",
        {"day": as_of},
    )


def _insert(
    con: duckdb.DuckDBPyConnection, table: Table, key: str, touched: str
) -> None:
    columns = ", ".join(quoted(column.name) for column in table.columns)
    order = ", ".join(quoted(name) for name in table.sort_by)
    con.execute(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} "
        f"FROM staged_{table.name} WHERE {key} IN (FROM {touched}) ORDER BY {order}"
    )


def _count(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(con.sql(f"SELECT count(*) FROM {rows}").fetchall()[0][0])


def _take_up(con: duckdb.DuckDBPyConnection) -> None:
    """A text that was passed over and is used now is a reject no more."""
    con.execute(
        "DELETE FROM rejects WHERE reason = 'superseded' "
        "AND article_id IN (SELECT article_id FROM touched_articles)"
    )


def _count_articles(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "UPDATE sources SET n_articles = (SELECT count(*)::INTEGER FROM articles a "
        "WHERE a.source_id = sources.source_id)"
    )
