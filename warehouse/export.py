"""Export the published snapshot to open formats, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from schemas.tables import TABLES, Table
from schemas.views import VIEWS
from warehouse.exported import LOG, Marks
from warehouse.exporters.csv import write_csv
from warehouse.exporters.datapackage import as_datapackage
from warehouse.exporters.geoparquet import write_geoparquet
from warehouse.exporters.parquet import write_parquet
from warehouse.files import Together
from warehouse.layout import Layout
from warehouse.query import open_snapshot
from warehouse.space import room_in
from warehouse.store import limit_memory, read_table

Writer = Callable[[Path, Table, pl.DataFrame], None]
Target = tuple[Path, Table, Writer]
UNITS: Final = ("country", "admin1", "grid", "dyad", "actor")
COVERAGE: Final = (
    "coverage_sources",
    "coverage_units",
    "coverage_day",
    "coverage_month",
    "coverage_country_day",
)
# In the order in which they are made of each other.
SHARED: Final = ("event_tolls", "coverage_sources", "coverage_units", "coverage_span")
PANELS: Final = (
    *(f"{unit}_month{twin}" for unit in UNITS for twin in ("", "_all")),
    *COVERAGE,
)


def export(layout: Layout) -> list[Path]:
    """Write every table and panel, the log of runs and datapackage.json; returns all.

    Everything but ``log`` is a function of the input and the day of the run. A file
    that would come out as it is there is not written again. The files are swapped in
    when all are written: if one cannot be, the former export stays whole. Raises
    QueryError when nothing is published.
    """
    targets = _targets(layout)
    described = [item[:2] for item in targets if item[0].parent != layout.log]
    package = layout.export / "datapackage.json"
    with (
        room_in(layout.export, "the exported files"),
        open_snapshot(layout) as con,
        Together() as files,
    ):
        limit_memory(con)
        marks = Marks(con, layout)
        stale = [target for target in targets if not marks.is_current(*target[:2])]
        if any(table.name not in TABLES for _, table, _ in stale):
            put_shared(con)
        for table, group in groupby(stale, key=itemgetter(1)):
            _write(con, table, group, files)
        about = as_datapackage(layout.export, described, written=files.written)
        files.beside(package).write_text(about, encoding="utf-8", newline="")
        marks.note([item[:2] for item in targets], files)
    return [*(path for path, _, _ in targets), package]


def _write(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    targets: Iterable[Target],
    files: Together,
) -> None:
    frame = read_table(con, table)
    for path, _, write in targets:
        write(files.beside(path), table, frame)


def put_shared(con: duckdb.DuckDBPyConnection) -> None:
    """Work out once, for this connection, the views that every panel is made of.

    A temporary table goes before the view of its name.
    """
    for name in SHARED:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM main.{name}")


def _targets(layout: Layout) -> list[Target]:
    events = VIEWS["events_all"]
    found: list[Target] = [
        (layout.data / f"{name}.parquet", table, write_parquet)
        for name, table in TABLES.items()
        # Its clock times would change the package from run to run.
        if name != LOG
    ]
    found.append((layout.data / "events.csv", events, write_csv))
    found.append((layout.data / "events_geo.parquet", events, write_geoparquet))
    found.extend(
        (layout.panels / f"{name}.parquet", VIEWS[name], write_parquet)
        for name in PANELS
    )
    found.append((layout.log / f"{LOG}.parquet", TABLES[LOG], write_parquet))
    return found
