"""What changed between two releases, value by value, and how to apply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from schemas.delta import DELTA
from schemas.tables import Table
from warehouse.release.encode import ID, as_text, from_text
from warehouse.release.tables import Frames, in_order
from warehouse.release.version import ReleaseError

IDS_PER_SLICE: Final = 50_000
COLUMNS: Final = tuple(column.name for column in DELTA.columns)
BEFORE: Final = "_before"


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of one table that differ between two releases, as text.

    ``before`` and ``after`` have the id and all columns of these rows; ``rows`` has
    one row per id with its ``op``.
    """

    table: Table
    before: pl.DataFrame
    after: pl.DataFrame
    rows: pl.DataFrame

    @property
    def touched(self) -> pl.DataFrame:
        """The rows as they are now, or as they were where they went."""
        gone = self.rows.filter(pl.col("op") == "delete").select(ID)
        return pl.concat([self.after, self.before.join(gone, on=ID, how="semi")])

    def ids(self, op: str) -> pl.Series:
        """Ids of the rows that came, changed or went."""
        return self.rows.filter(pl.col("op") == op)[ID]


def changes_of(table: Table, old: pl.DataFrame | None, new: pl.DataFrame) -> Changes:
    """What differs in one table; a table the release before did not have is all new."""
    after = as_text(new, table.primary_key)
    before = _as_now(table, after.clear() if old is None else old, after)
    same = before.join(after, on=after.columns, how="semi", nulls_equal=True)
    before_ids = before.join(same, on=ID, how="anti").select(ID)
    after_ids = after.join(same, on=ID, how="anti").select(ID)
    rows = before_ids.with_columns(was=True).join(
        after_ids.with_columns(is_now=True), on=ID, how="full", coalesce=True
    )
    op = (
        pl.when(pl.col("was").is_null())
        .then(pl.lit("add"))
        .when(pl.col("is_now").is_null())
        .then(pl.lit("delete"))
        .otherwise(pl.lit("modify"))
    )
    rows = rows.select(ID, op.alias("op")).sort(ID)
    before, after = (side.join(rows, on=ID, how="semi") for side in (before, after))
    return Changes(table, before, after, rows)


def delta_of(changes: Changes, reasons: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows of the delta, a slice at a time; ``reasons`` has ids and reasons."""
    explained = changes.rows.join(reasons, on=ID, how="left")
    for start in range(0, explained.height, IDS_PER_SLICE):
        yield _lines(changes, explained.slice(start, IDS_PER_SLICE))


def apply_delta(
    old: Frames, delta: pl.DataFrame, tables: Sequence[Table]
) -> dict[str, pl.DataFrame]:
    """The tables of the next release; ``tables`` says what they are like there.

    Raises ReleaseError, naming table, id and column, where the delta does not fit.
    """
    parts = delta.partition_by("table", as_dict=True)
    found = {}
    for table in tables:
        lines = parts.get((table.name,), delta.clear())
        found[table.name] = _applied(table, old.get(table.name), lines)
    return found


def _as_now(table: Table, old: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The old rows as text with the columns of now: null where they had none."""
    missing = [name for name in after.columns if name not in (*old.columns, ID)]
    lost = [name for name in table.primary_key if name in missing]
    if lost:
        raise ReleaseError(f"{table.name}: the release before has no {', '.join(lost)}")
    text = as_text(old, table.primary_key)
    empty = [pl.lit(None, pl.String).alias(name) for name in missing]
    return text.with_columns(empty).select(after.columns)


def _lines(changes: Changes, part: pl.DataFrame) -> pl.DataFrame:
    names = [column.name for column in changes.table.columns]
    sides = [
        side.join(part.select(ID), on=ID, how="semi")
        .unpivot(names, index=ID, variable_name="column", value_name=value)
        .drop_nulls(value)
        for side, value in ((changes.before, "old"), (changes.after, "new"))
    ]
    differing = (
        sides[0]
        .join(sides[1], on=[ID, "column"], how="full", coalesce=True)
        .filter(pl.col("old").ne_missing(pl.col("new")))
    )
    place = pl.DataFrame({"column": names, "place": range(len(names))})
    return (
        differing.join(part, on=ID)
        .join(place, on="column")
        .sort(ID, "place")
        .with_columns(table=pl.lit(changes.table.name))
        .select(COLUMNS)
    )


def _applied(
    table: Table, old: pl.DataFrame | None, lines: pl.DataFrame
) -> pl.DataFrame:
    names = [column.name for column in table.columns]
    blank = pl.DataFrame(schema=dict.fromkeys([ID, *names], pl.String))
    text = blank if old is None else _as_now(table, old, blank)
    ops = {op: lines.filter(pl.col("op") == op) for op in ("add", "modify", "delete")}
    _check_fit(table, text, ops)
    kept = text.join(ops["delete"].select(ID).unique(), on=ID, how="anti")
    kept = _modified(kept, ops["modify"])
    everything = pl.concat([kept, _added(ops["add"], blank)])
    return in_order(table, from_text(everything, table.columns))


def _modified(text: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    for (name,), part in lines.partition_by("column", as_dict=True).items():
        column = str(name)
        values = part.select(ID, pl.col("new"), is_hit=pl.lit(True))
        hit = pl.when(pl.col("is_hit").is_not_null()).then(pl.col("new"))
        text = (
            text.join(values, on=ID, how="left", maintain_order="left")
            .with_columns(hit.otherwise(pl.col(column)).alias(column))
            .drop("new", "is_hit")
        )
    return text


def _added(lines: pl.DataFrame, blank: pl.DataFrame) -> pl.DataFrame:
    if lines.is_empty():
        return blank
    wide = lines.pivot("column", index=ID, values="new")
    return pl.concat([blank, wide], how="diagonal").select(blank.columns)


def _check_fit(
    table: Table, text: pl.DataFrame, ops: Mapping[str, pl.DataFrame]
) -> None:
    """Raise ReleaseError unless the release is the one that the delta starts from."""
    unknown = set().union(*(part["column"] for part in ops.values())) - set(
        text.columns
    )
    if unknown:
        raise ReleaseError(f"{table.name}: the delta names unknown columns {unknown}")
    there = ops["add"].join(text, on=ID, how="semi")
    if there.height:
        raise _misfit(table, there, "is to be added but is there already")
    was = pl.concat([ops["modify"], ops["delete"]])
    absent = was.join(text, on=ID, how="anti")
    if absent.height:
        raise _misfit(table, absent, "is not there")
    values = text.join(was, on=ID, how="semi").unpivot(
        index=ID, variable_name="column", value_name=BEFORE
    )
    other = was.join(values, on=[ID, "column"], how="left").filter(
        pl.col("old").ne_missing(pl.col(BEFORE))
    )
    if other.height:
        raise _misfit(table, other, "has another value in the release it is applied to")


def _misfit(table: Table, lines: pl.DataFrame, what: str) -> ReleaseError:
    row = lines.row(0, named=True)
    return ReleaseError(
        f"the delta does not fit: {table.name}, {row[ID]}, {row['column']} {what}"
    )
