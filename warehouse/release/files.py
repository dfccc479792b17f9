"""The data files of a release, each with the table it holds."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.delta import DELTA
from schemas.tables import Table, arrow_schema
from schemas.views import VIEWS
from warehouse.export import PANELS, put_shared
from warehouse.exporters.csv import write_csv
from warehouse.exporters.geoparquet import write_geoparquet
from warehouse.exporters.parquet import ROWS_PER_GROUP, as_arrow, write_parquet
from warehouse.release.database import open_database
from warehouse.release.tables import Frames, released
from warehouse.store import read_table

DATA: Final = "data"
PANEL_FOLDER: Final = "panels"
DELTAS: Final = "deltas"
EVALUATION: Final = "evaluation"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of rows: where it lies in the release, its table, how many there are."""

    path: str
    table: Table
    n_rows: int


def write_tables(folder: Path, tables: Frames) -> list[DataFile]:
    """One Parquet file per table under ``data``."""
    return [
        _written(folder, f"{DATA}/{name}.parquet", table, tables[name])
        for name, table in released().items()
    ]


def write_views(folder: Path, database: Path) -> list[DataFile]:
    """Events as CSV and GeoParquet, and the panels, all from the DuckDB file."""
    found = []
    with open_database(database) as con:
        put_shared(con)
        table = VIEWS["events_all"]
        events = read_table(con, table)
        found.append(_written_csv(folder, f"{DATA}/events.csv.gz", table, events))
        path = f"{DATA}/events_geo.parquet"
        write_geoparquet(_target(folder, path), table, events)
        found.append(DataFile(path, table, events.height))
        for name in PANELS:
            rows = read_table(con, VIEWS[name])
            path = f"{PANEL_FOLDER}/{name}.parquet"
            found.append(_written(folder, path, VIEWS[name], rows))
    return found


def write_delta(
    folder: Path, path: str, parts: Iterable[pl.DataFrame], notes: dict[str, str]
) -> DataFile:
    """The rows of a delta, part after part; ``notes`` say what it leads to."""
    schema = arrow_schema(DELTA)
    n_rows = 0
    with pq.ParquetWriter(
        _target(folder, path),
        schema.with_metadata(notes),
        compression="zstd",
        compression_level=3,
        version="2.6",
    ) as writer:
        for rows in _evenly(parts):
            content = as_arrow(DELTA, rows)
            writer.write_table(content.cast(writer.schema), row_group_size=rows.height)
            n_rows += rows.height
    return DataFile(path, DELTA, n_rows)


def read_delta(path: Path) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows of a delta, and its notes."""
    content: pa.Table = pq.read_table(path)
    notes = {
        key.decode(): value.decode()
        for key, value in (content.schema.metadata or {}).items()
    }
    frame = pl.DataFrame(content)
    return frame, notes


def _written(folder: Path, path: str, table: Table, rows: pl.DataFrame) -> DataFile:
    write_parquet(_target(folder, path), table, rows)
    return DataFile(path, table, rows.height)


def _written_csv(folder: Path, path: str, table: Table, rows: pl.DataFrame) -> DataFile:
    """CSV in gzip without name and time, which would change from run to run."""
    target = _target(folder, path)
    plain = target.with_suffix("")
    write_csv(plain, table, rows)
    with (
        plain.open("rb") as source,
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as packed,
    ):
        shutil.copyfileobj(source, packed)
    plain.unlink()
    return DataFile(path, table, rows.height)


def _target(folder: Path, path: str) -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _evenly(parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Frames of so many rows as a row group has, however the parts come."""
    waiting: list[pl.DataFrame] = []
    for part in parts:
        waiting.append(part)
        if sum(frame.height for frame in waiting) >= ROWS_PER_GROUP:
            *full, rest = _cut(waiting)
            yield from full
            waiting = [rest]
    yield from (frame for frame in _cut(waiting) if frame.height)


def _cut(frames: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    if not frames:
        return []
    return list(pl.concat(frames).iter_slices(ROWS_PER_GROUP))
