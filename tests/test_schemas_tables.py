"""The flat tables are what the records say, in every type system."""

from __future__ import annotations

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from pydantic import BaseModel

from schemas import records
from schemas.columns import Column, columns_of, lists_of
from schemas.tables import (
    TABLES,
    Table,
    arrow_schema,
    duckdb_ddl,
    frames_of,
    polars_schema,
    rows_of,
)
from schemas.views import VIEWS
from tests.warehouse_records import claim, corpus, event, party

ALL_TABLES = pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
ALL_VIEWS = pytest.mark.parametrize("view", VIEWS.values(), ids=lambda t: t.name)
PARTS = {"Record", "Span", "Party", "Place", "When", "Whose", "Quantity", "Version"}
PARTS |= {"EventParty", "EventQuantity"}


def record_models() -> list[type[BaseModel]]:
    found = [item for item in vars(records).values() if isinstance(item, type)]
    return [
        m for m in found if issubclass(m, records.Record) and m.__name__ not in PARTS
    ]


def column(table: str, name: str) -> Column:
    return next(c for c in TABLES[table].columns if c.name == name)


@pytest.mark.parametrize("model", record_models(), ids=lambda m: m.__name__)
def test_every_record_has_a_table_with_every_field(model: type[BaseModel]) -> None:
    table = next(t for t in TABLES.values() if t.record is model)
    stored = {c.path[0] for c in table.columns}
    in_lists = {
        path for t in TABLES.values() if t.parent == table.name for path in t.lists
    }
    assert {path for path, _ in lists_of(model)} == in_lists
    assert stored | {path.split(".")[0] for path in in_lists} == set(model.model_fields)


@ALL_TABLES
def test_every_column_is_described(table: Table) -> None:
    assert table.one_row_per
    for found in table.columns:
        assert len(found.description) > 3, found.name
        assert found.description.endswith((".", ")")), found.name


@ALL_TABLES
def test_names_fit_stata(table: Table) -> None:
    names = [c.name for c in table.columns]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and len(name) <= 32 for name in names)


@ALL_TABLES
def test_keys_and_order_name_columns(table: Table) -> None:
    names = {c.name: c for c in table.columns}
    assert set(table.sort_by) <= set(names)
    assert set(table.primary_key) <= set(table.sort_by)
    assert not any(names[key].is_nullable for key in table.primary_key)
    for name, (other, key) in table.foreign_keys.items():
        assert name in names
        assert TABLES[other].primary_key == (key,)


@ALL_TABLES
def test_all_type_systems_agree(table: Table) -> None:
    con = duckdb.connect()
    try:
        con.execute(duckdb_ddl(table))
        frame = con.sql(f"FROM {table.name}").pl()
    finally:
        con.close()
    assert frame.columns == polars_schema(table).names()
    assert frame.cast(polars_schema(table)).schema == polars_schema(table)
    exported = [c.name for c in table.exported]
    as_arrow = frame.cast(polars_schema(table)).select(exported).to_arrow()
    assert as_arrow.cast(arrow_schema(table)).schema.names == arrow_schema(table).names


@ALL_TABLES
def test_no_type_is_nested_unsigned_or_decimal(table: Table) -> None:
    for field in arrow_schema(table):
        assert not pa.types.is_nested(field.type)
        assert not pa.types.is_unsigned_integer(field.type)
        assert not pa.types.is_decimal(field.type)


@ALL_VIEWS
def test_every_view_is_described_like_a_table(view: Table) -> None:
    names = [c.name for c in view.columns]
    assert len(names) == len(set(names))
    assert set(view.sort_by) | set(view.primary_key) <= set(names)
    assert all(c.description for c in view.columns)
    assert polars_schema(view).names() == names


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("claims", "trigger_text trigger_text_start trigger_text_end"),
        ("claims", "place_text place_text_start place_name place_geonames_id"),
        ("claims", "date_text date_text_end date_start date_end date_precision"),
        ("claims", "claimant_text claimant_country ontology_name extractor_version"),
        ("claim_actors", "claim_id role position text text_start text_end sector"),
        ("claim_actor_sectors", "claim_id role position sector_position sector"),
        ("claim_contexts", "claim_id context"),
        ("claim_quantities", "whose_role whose_index is_each low best high"),
        ("event_claims", "event_id claim_id"),
    ],
)
def test_nested_records_become_prefixed_columns(table: str, names: str) -> None:
    assert set(names.split()) <= {c.name for c in TABLES[table].columns}


def test_limits_and_choices_come_from_the_models() -> None:
    assert column("claims", "place_latitude").minimum == -90
    assert column("claims", "confidence").maximum == 1
    assert column("claims", "date_precision").choices[0] == "day"
    assert column("events", "quad_class").choices == (1, 2, 3, 4)
    assert len(column("claims", "event_type").choices) == 16
    assert len(column("claim_contexts", "context").choices) == 37
    assert "MIL" in column("claims", "claimant_sector").choices


def test_an_optional_record_makes_its_columns_nullable() -> None:
    assert column("claims", "place_precision").is_nullable
    assert not column("claims", "date_precision").is_nullable
    assert column("claims", "claimant_text").is_nullable


def test_a_small_record_is_described_with_its_whole() -> None:
    assert "ontology" in column("claims", "ontology_name").description


def test_rows_keep_roles_positions_and_sectors() -> None:
    sides = (
        party("Rebels", sectors=("REB",)),
        party("soldiers", sectors=("MIL", "PRM")),
    )
    rows = rows_of([claim(actors=sides, recipients=(), mediators=sides[:1])])
    parties = [(r["role"], r["position"], r["text"]) for r in rows["claim_actors"]]
    assert parties == [
        ("actor", 0, "Rebels"),
        ("actor", 1, "soldiers"),
        ("mediator", 0, "Rebels"),
    ]
    sectors = {
        (r["role"], r["position"], r["sector_position"]): r["sector"]
        for r in rows["claim_actor_sectors"]
    }
    assert sectors == {
        ("actor", 0, 0): "REB",
        ("actor", 1, 0): "MIL",
        ("actor", 1, 1): "PRM",
        ("mediator", 0, 0): "REB",
        ("claimant", 0, 0): "GOV",
    }


def test_a_missing_record_gives_nulls() -> None:
    row = rows_of([claim(place=None, claimant=None)])["claims"][0]
    assert row["place_name"] is None
    assert row["claimant_text_start"] is None


def test_every_table_has_a_frame_with_its_types() -> None:
    frames = frames_of([])
    assert list(frames) == list(TABLES)
    assert all(frames[name].schema == polars_schema(t) for name, t in TABLES.items())


def test_frames_do_not_depend_on_the_order_of_records() -> None:
    one, other = frames_of(corpus()), frames_of(reversed(corpus()))
    assert all(one[name].equals(other[name]) for name in TABLES)


def test_the_corpus_fills_every_table() -> None:
    assert all(
        isinstance(f, pl.DataFrame) and f.height for f in frames_of(corpus()).values()
    )


def test_a_record_without_a_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        rows_of([event().date])


def test_columns_of_leaves_lists_to_companions() -> None:
    names = {c.name for c in columns_of(records.Claim)}
    assert not names & {"actors", "contexts", "quantities"}
