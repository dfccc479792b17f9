"""Parquet that pandas, R, Stata and DuckDB read alike, the same bytes each time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Table, arrow_schema

ROWS_PER_GROUP: Final = 100_000


def write_parquet(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write the exported columns of a table, its columns described in the file."""
    write_arrow(path, as_arrow(table, frame))


def as_arrow(table: Table, frame: pl.DataFrame) -> pa.Table:
    """The exported columns with the Arrow types of the models."""
    schema = arrow_schema(table)
    return frame.select(schema.names).to_arrow().cast(schema)


def write_arrow(path: Path, content: pa.Table) -> None:
    """Write with fixed compression and row groups, for equal bytes."""
    pq.write_table(
        content,
        path,
        compression="zstd",
        compression_level=3,
        row_group_size=ROWS_PER_GROUP,
        version="2.6",
    )
