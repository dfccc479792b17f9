"""Conditions across rows and tables, worked out in DuckDB ahead of validation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple

import duckdb
import polars as pl

from schemas.expectations import Expectation
from schemas.ontology import ontology
from schemas.states import State, states
from schemas.tables import TABLES, polars_schema
from schemas.vocabulary import (
    count_words,
    counted_kinds,
    opposed_groups,
    sector_groups,
)
from warehouse.session import connect

ROW_NUMBER = "row_number"
STATES_SCHEMA = {
    "iso3": pl.String,
    "iso2": pl.String,
    "iso_numeric": pl.String,
    "name": pl.String,
    "gw_number": pl.Int32,
    "cow_number": pl.Int32,
    "fips": pl.String,
    "region": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}


@contextmanager
def conditions_over(
    frames: Mapping[str, pl.DataFrame], as_of: dt.date | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees all tables, those not given as empty, and the ontology.

    Each table has one column more, ``row_number``, from 0.
    """
    con = connect()
    try:
        # Two rows of one key are reported as such, not as a broken query.
        con.execute("SET scalar_subquery_error_on_multiple_rows = false")
        for name, table in TABLES.items():
            frame = frames.get(name, pl.DataFrame(schema=polars_schema(table)))
            con.register(name, frame.with_row_index(ROW_NUMBER).to_arrow())
        for name, frame in ontology_frames().items():
            con.register(name, frame.to_arrow())
        day = pl.DataFrame({"as_of": [as_of]}, {"as_of": pl.Date})
        con.register("run_day", day.to_arrow())
        yield con
    finally:
        con.close()


def hold(
    con: duckdb.DuckDBPyConnection, rows: str, expectations: Sequence[Expectation]
) -> pl.DataFrame:
    """One true-or-false column per condition, one row per row of the table ``rows``.

    A condition that comes out as null holds.
    """
    if not expectations:
        return pl.DataFrame()
    columns = ", ".join(
        f"coalesce(({expectation.condition}), true) AS {expectation.name}"
        for expectation in expectations
    )
    found: pl.DataFrame = con.sql(
        f"SELECT {columns} FROM {rows} t ORDER BY t.{ROW_NUMBER}"
    ).pl()
    return found


def ontology_frames() -> dict[str, pl.DataFrame]:
    """The ontology and the states as tables, for conditions and for queries."""
    code = ontology()
    version = pl.DataFrame({"name": [code.name], "version": [code.version]})
    kinds = [
        (t.code, t.quad_class, t.score, t.needs_recipient) for t in code.types.values()
    ]
    modes = [(m.event_type, m.code, m.score, m.generality) for m in code.modes.values()]
    certainty = [(f.code, f.certainty) for f in code.factualities.values()]
    return {
        "ontology_version": version,
        "ontology_types": _frame(kinds, "event_type quad_class score needs_recipient"),
        "ontology_modes": _frame(modes, "event_type mode score generality"),
        "ontology_factualities": _frame(certainty, "factuality certainty"),
        **_vocabulary_frames(),
        "states": _states(),
    }


def _vocabulary_frames() -> dict[str, pl.DataFrame]:
    international = [(code,) for code in ontology().international]
    counted = [(kind.code, kind.is_toll) for kind in counted_kinds().values()]
    opposed = sorted(
        pair
        for one, other in map(sorted, opposed_groups())
        for pair in ((one, other), (other, one))
    )
    return {
        "ontology_international": _frame(international, "code"),
        "ontology_sector_groups": _frame(
            list(sector_groups().items()), "sector sector_group"
        ),
        "ontology_opposed_groups": _frame(opposed, "sector_group other_group"),
        "ontology_counted": _frame(counted, "counted is_toll"),
        "ontology_count_words": _frame(list(count_words().items()), "word is_number"),
    }


def _states() -> pl.DataFrame:
    """A row per country and span of time in which its numbers stay the same."""
    rows: list[State] = [row for spans in states().values() for row in spans]
    return pl.DataFrame([astuple(row) for row in rows], STATES_SCHEMA, orient="row")


def _frame(rows: Sequence[tuple[object, ...]], names: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=names.split(), orient="row")
