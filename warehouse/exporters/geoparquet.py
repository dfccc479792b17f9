"""GeoParquet 1.1: events with a point, its WKB written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

from schemas.tables import Table
from warehouse.exporters.parquet import as_arrow, write_arrow

GEOMETRY: Final = "geometry"
WKB_POINT: Final = 1
AXES: Final = ("place_longitude", "place_latitude")
WKB: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


def write_geoparquet(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write a table with ``place_longitude`` and ``place_latitude`` and its points.

    A row without coordinates has no geometry: countries are not drawn as points. The
    reference system is OGC:CRS84 (longitude first), the standard's default.
    """
    content = as_arrow(table, frame).append_column(
        pa.field(GEOMETRY, pa.binary()), _points(frame)
    )
    notes = {**(content.schema.metadata or {}), "geo": json.dumps(_metadata(frame))}
    write_arrow(path, content.replace_schema_metadata(notes))


def _points(frame: pl.DataFrame) -> pa.Array:
    """A point per row as well-known binary, little-endian; null without both parts."""
    axes = [frame[name].cast(pl.Float64).to_numpy() for name in AXES]
    told = frame.select(pl.all_horizontal(pl.col(AXES).is_not_null()))
    is_known = told.to_series().to_numpy()
    points = np.zeros(int(is_known.sum()), WKB)
    points["order"], points["kind"] = 1, WKB_POINT
    points["x"], points["y"] = (axis[is_known] for axis in axes)
    ends = np.concatenate([[0], np.cumsum(is_known)]) * WKB.itemsize
    bits = np.packbits(is_known, bitorder="little")
    buffers = [bits.tobytes(), ends.astype(np.int32).tobytes(), points.tobytes()]
    return pa.Array.from_buffers(
        pa.binary(), len(is_known), [pa.py_buffer(part) for part in buffers]
    )


def _metadata(frame: pl.DataFrame) -> dict[str, Any]:
    known = frame.select(AXES).drop_nulls()
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if known.height:
        x, y = known.get_columns()
        column["bbox"] = [x.min(), y.min(), x.max(), y.max()]
    return {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: column},
    }
