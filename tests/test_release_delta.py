"""Deltas: one state and the delta give the next, exactly; changes are explained."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import Column, Kind
from schemas.delta import DELTA, reasons
from schemas.tables import POLARS_TYPES, TABLES, Table, frames_of, polars_schema
from tests.warehouse_records import article, claim, corpus, event, source
from warehouse.release.delta import apply_delta, changes_of, delta_of
from warehouse.release.encode import as_text, from_text
from warehouse.release.notes import notes_of, tables_in
from warehouse.release.reasons import explain, grounds_of, reason_between
from warehouse.release.tables import in_order, released
from warehouse.release.version import ReleaseError

KINDS: Mapping[Kind, st.SearchStrategy] = {
    "text": st.text(max_size=5),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False),
    "boolean": st.booleans(),
    "date": st.dates(dt.date(1000, 1, 1)),
    "timestamp": st.datetimes(
        dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)
    ),
}
VALUES = tuple(Column(f"a_{kind}", kind, True, "A value.") for kind in KINDS)
KEY = (
    Column("key", "text", False, "Key."),
    Column("place", "integer", False, "Place."),
)
SMALL = Table(
    "small", "value", (*KEY, *VALUES), ("key", "place"), {}, ("key",), (), "", ""
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 3),
        *(st.none() | strategy for strategy in KINDS.values()),
    ),
    max_size=8,
    unique_by=lambda row: row[:2],
)


def frame(rows: list[tuple]) -> pl.DataFrame:
    return in_order(SMALL, pl.DataFrame(rows, polars_schema(SMALL), orient="row"))


def delta(old: pl.DataFrame, new: pl.DataFrame, table: Table = SMALL) -> pl.DataFrame:
    changes = changes_of(table, old, new)
    why = changes.rows.select("id", reason=pl.lit("new report"))
    empty = pl.DataFrame(
        schema=dict.fromkeys((c.name for c in DELTA.columns), pl.String)
    )
    return pl.concat([empty, *delta_of(changes, why)])


def bits(frame: pl.DataFrame) -> list[tuple]:
    """Rows whose fractions are told apart bit by bit: 0.0 is not -0.0."""
    return [
        tuple(struct.pack("<d", v) if isinstance(v, float) else v for v in row)
        for row in frame.rows()
    ]


@given(ROWS, ROWS)
@settings(deadline=None, max_examples=150)
def test_a_delta_gives_the_next_state_exactly(old: list, new: list) -> None:
    before, after = frame(old), frame(new)
    lines = delta(before, after)
    made = apply_delta({"small": before}, lines, [SMALL])["small"]
    assert made.schema == after.schema
    assert bits(made) == bits(after)
    assert lines.is_empty() == (bits(before) == bits(after))
    back = delta(after, before)
    assert bits(apply_delta({"small": made}, back, [SMALL])["small"]) == bits(before)


@given(ROWS)
@settings(deadline=None)
def test_text_reads_back_as_the_same_values(rows: list) -> None:
    given_rows = frame(rows)
    text = as_text(given_rows, SMALL.primary_key)
    assert set(text.schema.values()) <= {pl.String()}
    assert bits(from_text(text, SMALL.columns)) == bits(given_rows)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "", ""),
        ("text", "a/b\n", "a/b\n"),
        ("integer", -7, "-7"),
        ("long", 2**53 + 1, "9007199254740993"),
        ("number", 0.1, "0.1"),
        ("number", 12.0, "12.0"),
        ("number", -0.0, "-0.0"),
        ("boolean", True, "TRUE"),
        ("boolean", False, "FALSE"),
        ("date", dt.date(2026, 11, 2), "2026-11-02"),
        (
            "timestamp",
            dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
            "2026-01-02T03:04:05.000006Z",
        ),
        ("number", None, None),
    ],
)
def test_values_are_written_as_documented(kind: Kind, value: object, text: str) -> None:
    rows = pl.DataFrame(
        {"k": ["x"], "v": [value]}, {"k": pl.String, "v": POLARS_TYPES[kind]}
    )
    assert as_text(rows, ["k"])["v"].to_list() == [text]


def test_an_empty_text_is_not_a_null() -> None:
    blank = (None,) * (len(VALUES) - 1)
    old, new = frame([("a", 0, None, *blank)]), frame([("a", 0, "", *blank)])
    lines = delta(old, new).select("op", "id", "column", "old", "new").rows()
    assert lines == [("modify", "a/0", "a_text", None, "")]


def test_ids_join_the_key_and_lines_have_the_order_of_the_columns() -> None:
    new = frame([("b", 1, "x", 1, *[None] * 5), ("a", 2, "y", None, *[None] * 5)])
    lines = delta(new.clear(), new).select("op", "id", "column", "new").rows()
    assert lines == [
        ("add", "a/2", "key", "a"),
        ("add", "a/2", "place", "2"),
        ("add", "a/2", "a_text", "y"),
        ("add", "b/1", "key", "b"),
        ("add", "b/1", "place", "1"),
        ("add", "b/1", "a_text", "x"),
        ("add", "b/1", "a_integer", "1"),
    ]


def test_a_key_with_a_slash_in_a_part_is_refused() -> None:
    with pytest.raises(ReleaseError, match="key: 'a/b'"):
        delta(frame([]), frame([("a/b", 1, *[None] * 7)]))


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ([("a", 0, "x", *[None] * 6)], "small, a/0, a_text has another value"),
        ([], "small, a/0, a_text is not there"),
        (
            [("a", 0, "old", *[None] * 6), ("b", 0, *[None] * 7)],
            "small, b/0, key is to be added but is there already",
        ),
    ],
)
def test_a_delta_does_not_fit_another_state(state: list, message: str) -> None:
    old = frame([("a", 0, "old", *[None] * 6)])
    new = frame([("a", 0, "new", *[None] * 6), ("b", 0, *[None] * 7)])
    with pytest.raises(ReleaseError, match=message):
        apply_delta({"small": frame(state)}, delta(old, new), [SMALL])


def test_a_value_of_another_type_is_refused() -> None:
    new = frame([("a", 0, None, 1, *[None] * 5)])
    lines = delta(new.clear(), new).with_columns(
        new=pl.when(pl.col("column") == "a_integer").then(pl.lit("x")).otherwise("new")
    )
    with pytest.raises(ReleaseError, match="wrong value"):
        apply_delta({}, lines, [SMALL])


def test_columns_that_come_and_go_are_carried() -> None:
    old = frame([("a", 0, "x", 3, *[None] * 5)])
    wider = Table(
        "small",
        "value",
        (*KEY, VALUES[1], Column("more", "date", True, "More.")),
        SMALL.primary_key,
        {},
        SMALL.sort_by,
        (),
        "",
        "",
    )
    new = pl.DataFrame(
        {"key": ["a"], "place": [0], "a_integer": [3], "more": [dt.date(2026, 1, 1)]},
        polars_schema(wider),
    )
    lines = delta(old, new, wider)
    assert lines.select("op", "column", "new").rows() == [
        ("modify", "more", "2026-01-01")
    ]
    assert apply_delta({"small": old}, lines, [wider])["small"].equals(new)


def test_notes_of_a_delta_describe_its_tables_whole() -> None:
    notes = notes_of("2026.10", "2026.11", released().values())
    for made, table in zip(tables_in(notes), released().values(), strict=True):
        assert made.name == table.name
        assert polars_schema(made) == polars_schema(table)
        assert (made.primary_key, made.sort_by) == (table.primary_key, table.sort_by)
    with pytest.raises(ReleaseError, match="no delta"):
        tables_in({})


def test_the_key_ends_the_order_of_every_table() -> None:
    for table in released().values():
        assert set(table.primary_key) <= {c.name for c in table.columns}
        assert "text" not in {c.name for c in table.columns} or table.name != "articles"
    assert set(TABLES) - set(released()) == {"runs"}


def tables(records: list) -> dict[str, pl.DataFrame]:
    frames = frames_of(records)
    return {
        name: frames[name].select(polars_schema(t).names())
        for name, t in released().items()
    }


def why(old: list, new: list, otherwise: str = "new report") -> dict[tuple, str]:
    before, after = tables(old), tables(new)
    grounds = grounds_of(before, after, otherwise)
    found = {}
    for name, table in released().items():
        changes = changes_of(table, before[name], after[name])
        explained = explain(changes, grounds)
        assert sorted(explained["id"]) == sorted(changes.rows["id"])
        for row_id, reason in explained.select("id", "reason").rows():
            found[name, row_id] = reason
            assert reason in reasons()
    return found


BASE = [source(), article(), claim(), claim("c2"), claim("c3")]
APART = [event("e1"), event("e2", claims=("c2",)), event("e3", claims=("c3",))]


def test_a_new_article_explains_its_claims_and_their_events() -> None:
    news = [article("b1"), claim("d1", article_id="b1")]
    grown = event("e1", claims=("c1", "d1"), n_claims=2)
    found = why([*BASE, *APART], [*BASE, *news, grown, *APART[1:]], "rule change")
    assert found["articles", "b1"] == found["claims", "d1"] == "new report"
    assert found["events", "e1"] == found["event_claims", "e1/d1"] == "new report"
    assert found["claim_actors", "d1/actor/0"] == "new report"


def test_events_joined_and_parted_are_told() -> None:
    joined = [event("e1", claims=("c1", "c2")), APART[2]]
    found = why([*BASE, *APART], [*BASE, *joined])
    assert found["events", "e2"] == found["event_claims", "e1/c2"] == "merge"
    assert found["event_actors", "e2/0"] == "merge"
    back = why([*BASE, *joined], [*BASE, *APART])
    assert back["events", "e2"] == back["event_claims", "e1/c2"] == "split"


def test_an_event_that_an_earlier_report_renames_is_told() -> None:
    news = [article("b1"), claim("d1", article_id="b1")]
    renamed = event("e0", claims=("d1", "c1"))
    found = why([*BASE, *APART], [*BASE, *news, renamed, *APART[1:]])
    assert found["events", "e1"] == found["events", "e0"] == "earlier report"


def test_a_correction_explains_the_events_of_its_claims() -> None:
    correction = next(r for r in corpus() if type(r).__name__ == "Correction")
    changed = [event("e1", confidence=0.2), *APART[1:]]
    found = why([*BASE, *APART], [*BASE, correction, *changed])
    assert found["events", "e1"] == "correction"
    assert found["corrections", correction.correction_id] == "correction"
    undone = why([*BASE, correction, *changed], [*BASE, *APART])
    assert undone["events", "e1"] == "correction"


def test_a_judgement_with_a_reason_of_its_own_has_one_of_ours_too() -> None:
    merge = next(r for r in corpus() if type(r).__name__ == "Merge")
    news = [article("b1"), claim("d1", article_id="b1")]
    other = merge.model_copy(update={"merge_id": "m2", "other_claim_id": "d1"})
    found = why([*BASE, *APART], [*BASE, *APART, *news, merge, other], "rule change")
    assert found["merges", "m1"] == "rule change"
    assert found["merges", "m2"] == "new report"


def test_what_nothing_else_explains_is_due_to_versions_or_options() -> None:
    changed = [*BASE[:2], claim(confidence=0.1), *BASE[3:], event("e1", score=-1)]
    found = why([*BASE, *APART], [*changed, *APART[1:]], "model change")
    assert found == {("claims", "c1"): "model change", ("events", "e1"): "model change"}


@pytest.mark.parametrize(
    ("differing", "is_option_new", "reason"),
    [
        ({}, False, "new report"),
        ({}, True, "release option"),
        ({"lexicon": "2"}, True, "rule change"),
        ({"model": "2", "gazetteer": "2"}, False, "model change"),
        ({"model": "2", "code": "2"}, False, "rule change"),
        ({"gazetteer": "2"}, False, "gazetteer change"),
    ],
)
def test_versions_give_the_reason(
    differing: dict[str, str], is_option_new: bool, reason: str
) -> None:
    before = dict.fromkeys(("code", "ontology", "lexicon", "model", "gazetteer"), "1")
    assert reason_between(before, before | differing, is_option_new) == reason
