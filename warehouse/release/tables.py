"""The tables of a release: what of the snapshot leaves the house, in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from schemas.tables import TABLES, Table, polars_schema, quoted
from warehouse.exported import LOG
from warehouse.release.version import ReleaseError
from warehouse.store import migrations, schema_number

Frames = Mapping[str, pl.DataFrame]


@cache
def released() -> Mapping[str, Table]:
    """The tables without their local columns; the log of runs is not among them."""
    return MappingProxyType(
        {
            name: replace(table, columns=table.exported, local_columns=frozenset())
            for name, table in TABLES.items()
            if name != LOG
        }
    )


def check_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Raise ReleaseError for a snapshot of another version."""
    found, known = schema_number(con), max(migrations())
    if found != known:
        raise ReleaseError(
            f"the snapshot has schema {found}, this Polemos knows schema {known}: "
            "publish it anew with 'polemos run', then release it"
        )


def read_released(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """All tables of a snapshot; raises ReleaseError for one of another version."""
    check_schema(con)
    return {name: _read(con, table) for name, table in released().items()}


def in_order(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of the table, and of its key where that leaves it open."""
    order = dict.fromkeys((*table.sort_by, *table.primary_key))
    return frame.select(polars_schema(table).names()).sort(*order, nulls_last=True)


def read_folder(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of a release folder, as they were written; those it has."""
    data = folder / "data"
    return {
        name: pl.read_parquet(data / f"{name}.parquet")
        for name in released()
        if (data / f"{name}.parquet").exists()
    }


def _read(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    columns = ", ".join(quoted(column.name) for column in table.columns)
    frame: pl.DataFrame = con.sql(f"SELECT {columns} FROM {table.name}").pl()
    return in_order(table, frame.cast(polars_schema(table)))
