"""GeoParquet 1.1: events with a point, its WKB written by hand."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa

from schemas.tables import Table
from warehouse.exporters.parquet import as_arrow, write_arrow

GEOMETRY: Final = "geometry"
WKB_POINT: Final = 1


def write_geoparquet(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write a table with ``place_longitude`` and ``place_latitude`` and its points.

    A row without coordinates has no geometry: countries are not drawn as points. The
    reference system is OGC:CRS84 (longitude first), the standard's default.
    """
    pairs = list(frame.select("place_longitude", "place_latitude").iter_rows())
    points = [wkb_point(lon, lat) for lon, lat in pairs]
    content = as_arrow(table, frame).append_column(
        pa.field(GEOMETRY, pa.binary()), pa.array(points, pa.binary())
    )
    notes = {**(content.schema.metadata or {}), "geo": json.dumps(_metadata(pairs))}
    write_arrow(path, content.replace_schema_metadata(notes))


def wkb_point(longitude: float | None, latitude: float | None) -> bytes | None:
    """A point as well-known binary, little-endian; None without both coordinates."""
    if longitude is None or latitude is None:
        return None
    return struct.pack("<BIdd", 1, WKB_POINT, longitude, latitude)


def _metadata(pairs: list[tuple[Any, ...]]) -> dict[str, Any]:
    known = [(lon, lat) for lon, lat in pairs if lon is not None and lat is not None]
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if known:
        longitudes, latitudes = zip(*known, strict=True)
        column["bbox"] = [
            min(longitudes),
            min(latitudes),
            max(longitudes),
            max(latitudes),
        ]
    return {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: column},
    }
