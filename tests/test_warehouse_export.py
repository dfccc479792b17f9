"""Exports: the types that were promised, the same bytes, safe to open."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import struct
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import TABLES, Table, arrow_schema, frames_of
from schemas.views import VIEWS
from tests.warehouse_records import (
    AS_OF,
    TEXT,
    article,
    claim,
    corpus,
    event,
    event_party,
    place,
    source,
)
from warehouse.export import PANELS, export
from warehouse.exporters.csv import as_cell, lines_of
from warehouse.exporters.geoparquet import write_geoparquet
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import QueryError, open_snapshot
from warehouse.store import batch, open_store, read_table

EXPORTED = [t for name, t in TABLES.items() if name != "runs"]


def made(root: Path, records: list) -> Layout:
    layout = Layout(root)
    with open_store(layout) as con, batch(con):
        load(con, frames_of(records), AS_OF)
    publish(layout)
    export(layout)
    return layout


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    spiteful = event(
        "e3",
        parties=(event_party("actor", '=HYPERLINK("x")'),),
        claims=(),
        place=place(
            text=None, start=None, end=None, precision="country", basis="party"
        ).model_copy(update={"latitude": None, "longitude": None}),
    )
    return made(tmp_path_factory.mktemp("export"), [*corpus(), spiteful])


def hashes(layout: Layout) -> dict[str, str]:
    return {
        path.relative_to(layout.export).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(layout.export.rglob("*"))
        if path.is_file()
    }


def csv_rows(layout: Layout) -> list[dict[str, str]]:
    with (layout.data / "events.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_two_fresh_runs_give_the_same_bytes(tmp_path: Path) -> None:
    one = made(tmp_path / "one", corpus())
    other = made(tmp_path / "other", corpus()[::-1])
    assert hashes(one) == hashes(other)
    export(one)
    assert hashes(one) == hashes(other)


def test_growing_in_two_steps_gives_the_bytes_of_one(tmp_path: Path) -> None:
    stepwise = Layout(tmp_path / "stepwise")
    with open_store(stepwise) as con, batch(con):
        load(con, frames_of([source(), article()]), AS_OF)
    made(stepwise.root, corpus())
    at_once = made(tmp_path / "at once", corpus())
    assert hashes(stepwise) == hashes(at_once)


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    layout = made(tmp_path / "stepwise", corpus()[:-1])
    times = {path: path.stat().st_mtime_ns for path in export(layout)}
    assert export(layout) == [*times]
    made(layout.root, corpus())
    at_once = made(tmp_path / "at once", corpus())
    assert hashes(layout) == hashes(at_once)
    written = {path for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert 0 < len(written) < len(times)


def test_a_corrected_table_is_never_taken_for_the_old_one(tmp_path: Path) -> None:
    layout = made(tmp_path, corpus())
    before = hashes(layout)
    with open_store(layout) as con, batch(con):
        con.execute("UPDATE events SET confidence = confidence / 2")
    publish(layout)
    export(layout)
    changed = {name for name, value in hashes(layout).items() if before[name] != value}
    assert {"data/events.parquet", "data/events.csv"} <= changed
    assert "data/claims.parquet" not in changed


@pytest.mark.parametrize("table", EXPORTED, ids=lambda t: t.name)
def test_parquet_has_the_types_of_the_models(layout: Layout, table: Table) -> None:
    path = layout.data / f"{table.name}.parquet"
    schema = pq.read_schema(path)
    assert schema.equals(arrow_schema(table), check_metadata=True)
    group = pq.read_metadata(path).row_group(0)
    assert {group.column(i).compression for i in range(group.num_columns)} == {"ZSTD"}
    assert (
        "timestamp" not in {str(f.type) for f in schema} or table.name == "corrections"
    )
    frame = pl.read_parquet(path)
    keys = frame.select(table.sort_by)
    assert keys.equals(keys.sort(*table.sort_by, nulls_last=True))


@pytest.mark.parametrize("name", PANELS)
def test_panels_have_the_types_that_are_described(layout: Layout, name: str) -> None:
    schema = pq.read_schema(layout.panels / f"{name}.parquet")
    assert schema.equals(arrow_schema(VIEWS[name]))


def test_duckdb_and_polars_read_the_same(layout: Layout) -> None:
    path = layout.data / "claims.parquet"
    con = duckdb.connect()
    try:
        assert con.sql(f"FROM '{path}'").pl().equals(pl.read_parquet(path))
    finally:
        con.close()


def test_texts_of_articles_do_not_leave_the_house(layout: Layout) -> None:
    names = pq.read_schema(layout.data / "articles.parquet").names
    assert "text" not in names
    assert set(names) == {c.name for c in TABLES["articles"].columns} - {"text"}
    with open_store(layout) as con:
        assert con.sql("SELECT DISTINCT text FROM articles").fetchall() == [(TEXT,)]


def test_runs_lie_apart_from_the_data(layout: Layout) -> None:
    assert not (layout.data / "runs.parquet").exists()
    schema = pq.read_schema(layout.log / "runs.parquet")
    assert str(schema.field("started_at").type) == "timestamp[us, tz=UTC]"


def test_no_half_written_file_is_left(layout: Layout) -> None:
    assert not [p for p in layout.root.rglob("*") if p.name.endswith(".new")]


def test_csv_is_plain(layout: Layout) -> None:
    content = (layout.data / "events.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    rows = csv_rows(layout)
    assert list(rows[0]) == [c.name for c in VIEWS["events_all"].columns]
    first = rows[0]
    assert first["actors"] == "Rebels of Vell"
    assert first["is_background"] == "FALSE"
    assert first["date_start"] == "2025-05-26"
    assert first["valid_to"] == ""
    assert first["score"] == "-9.5"
    assert first["quote"] == TEXT


def test_csv_holds_what_parquet_holds(layout: Layout) -> None:
    parquet = pl.read_parquet(layout.data / "events.parquet")
    from_csv = pl.read_csv(layout.data / "events.csv", schema_overrides=parquet.schema)
    assert from_csv.select(parquet.columns).equals(parquet)


def test_a_name_that_is_a_formula_is_defused(layout: Layout) -> None:
    assert csv_rows(layout)[2]["actors"] == '\'=HYPERLINK("x")'
    names = pl.read_parquet(layout.data / "event_actors.parquet")["name"]
    assert '=HYPERLINK("x")' in names


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (-9.5, "-9.5"),
        (1000.0, "1000"),
        (0.1, "0.1"),
        (7, "7"),
        (-7, "-7"),
        (dt.date(2025, 5, 26), "2025-05-26"),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+7 95", "'+7 95"),
        ("-x", "'-x"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("a=b", "a=b"),
    ],
)
def test_cells_are_read_by_any_spreadsheet(value: object, cell: str) -> None:
    assert as_cell(value) == cell


@given(st.text())
def test_no_text_cell_starts_a_formula(text: str) -> None:
    assert not as_cell(text).startswith(("=", "+", "-", "@"))
    assert as_cell(text).removeprefix("'") in (text, text.removeprefix("'"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value(number: float) -> None:
    assert float(as_cell(number)) == number


def test_geoparquet_says_what_it_holds(layout: Layout) -> None:
    path = layout.data / "events_geo.parquet"
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["Point"]
    assert column["bbox"] == [32.5, 15.5, 32.5, 15.5]


def test_a_country_is_not_drawn_as_a_point(layout: Layout) -> None:
    table = pq.read_table(layout.data / "events_geo.parquet")
    points = dict(
        zip(table["event_id"].to_pylist(), table["geometry"].to_pylist(), strict=True)
    )
    assert points["e3"] is None
    assert struct.unpack("<BIdd", points["e1"]) == (1, 1, 32.5, 15.5)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(None, None), (1.0, None), (None, 1.0)]
)
def test_half_a_point_is_no_point(
    layout: Layout, tmp_path: Path, longitude: float | None, latitude: float | None
) -> None:
    table = VIEWS["events_all"]
    with open_snapshot(layout) as con:
        rows = read_table(con, table).head(2)
    rows = rows.with_columns(
        place_longitude=pl.Series([longitude, 2.0], dtype=pl.Float64),
        place_latitude=pl.Series([latitude, 3.0], dtype=pl.Float64),
    )
    write_geoparquet(tmp_path / "geo.parquet", table, rows)
    points = pq.read_table(tmp_path / "geo.parquet")["geometry"].to_pylist()
    assert points == [None, struct.pack("<BIdd", 1, 1, 2.0, 3.0)]


AWKWARD = st.one_of(st.none(), st.text(alphabet="a,\"\r\n ='+é", max_size=6))
ROWS = st.lists(
    st.tuples(
        AWKWARD,
        AWKWARD,
        st.one_of(st.none(), st.floats(allow_nan=False)),
        st.one_of(st.none(), st.booleans()),
        st.one_of(st.none(), st.integers(-(2**31), 2**31)),
        st.one_of(st.none(), st.dates(min_value=dt.date(1000, 1, 1))),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(ROWS)
def test_lines_are_those_of_the_csv_module(rows: list[tuple[Any, ...]]) -> None:
    kinds = (pl.String, pl.String, pl.Float64, pl.Boolean, pl.Int64, pl.Date)
    schema = dict(zip("abcdef", kinds, strict=True))
    frame = pl.DataFrame(rows, schema, orient="row")
    expected = io.StringIO(newline="")
    writer = csv.writer(expected)
    writer.writerows([as_cell(value) for value in row] for row in rows)
    assert lines_of(frame).decode() == expected.getvalue()


def test_panels_are_those_of_the_views(layout: Layout) -> None:
    with open_snapshot(layout) as con:
        for name in ("country_month", "grid_month_all", "coverage_units"):
            rows = read_table(con, VIEWS[name])
            stored = pl.read_parquet(layout.panels / f"{name}.parquet")
            assert rows.height > 0
            assert stored.rows() == rows.select(stored.columns).rows(), name


def package(layout: Layout) -> dict:
    text = (layout.export / "datapackage.json").read_text(encoding="utf-8")
    return json.loads(text)


def test_the_package_lists_every_file_with_its_hash(layout: Layout) -> None:
    found = hashes(layout)
    resources = package(layout)["resources"]
    assert {r["path"]: r["hash"].removeprefix("sha256:") for r in resources} == {
        path: digest
        for path, digest in found.items()
        if path not in ("datapackage.json", "log/runs.parquet")
    }
    assert all(
        r["bytes"] == (layout.export / r["path"]).stat().st_size for r in resources
    )


def test_the_package_describes_every_column_and_key(layout: Layout) -> None:
    resources = {r["name"]: r for r in package(layout)["resources"]}
    for table in EXPORTED:
        schema = resources[f"{table.name}_parquet"]["schema"]
        assert [f["name"] for f in schema["fields"]] == [c.name for c in table.exported]
        assert all(f["description"] for f in schema["fields"])
        assert schema["primaryKey"] == list(table.primary_key)
        for key in schema.get("foreignKeys", ()):
            assert key["reference"]["resource"] in resources
    assert "primaryKey" not in resources["country_month_parquet"]["schema"]


def test_nothing_is_exported_that_was_not_published(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="nothing is published"):
        export(Layout(tmp_path))


def test_an_empty_warehouse_can_be_exported(tmp_path: Path) -> None:
    layout = made(tmp_path, [])
    assert pl.read_parquet(layout.data / "events.parquet").is_empty()
    assert csv_rows(layout) == []
    geo = pq.read_schema(layout.data / "events_geo.parquet").metadata[b"geo"]
    assert "bbox" not in json.loads(geo)["columns"]["geometry"]


def test_quotes_with_commas_and_marks_survive_csv(tmp_path: Path) -> None:
    said = 'Rebels said: "we left", then\r\nshelled it.'
    base = claim().model_dump()
    trigger = {"text": "shelled", "start": said.index("shelled")}
    trigger["end"] = trigger["start"] + len("shelled")
    odd = base | {"quote": said, "end": len(said), "trigger": trigger}
    layout = made(
        tmp_path, [source(), article(), type(claim()).model_validate(odd), event()]
    )
    assert csv_rows(layout)[0]["quote"] == said
