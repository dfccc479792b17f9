"""One owner writes: migrations, batches, loading twice, histories."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from schemas.tables import TABLES, Table, frames_of, polars_schema
from schemas.views import VIEWS
from tests.warehouse_records import AS_OF, CODES, article, claim, corpus, event, source
from warehouse import store
from warehouse.ddl import history_of, keeps_history, tables_sql
from warehouse.layout import Layout
from warehouse.load import LoadCounts, LoadError, load
from warehouse.publish import publish
from warehouse.query import open_snapshot
from warehouse.store import StoreError, batch, open_store, read_table, read_tables

LATER = AS_OF + dt.timedelta(days=1)
HISTORIES = [history_of(table) for table in TABLES.values() if keeps_history(table)]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "out")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A store with the corpus, for tests that only look."""
    layout = Layout(tmp_path_factory.mktemp("filled"))
    put(layout, corpus())
    return layout


def put(layout: Layout, records: list, as_of: dt.date = AS_OF, **more) -> LoadCounts:
    with open_store(layout) as con, batch(con):
        return load(con, frames_of(records), as_of, **more)


def rows(layout: Layout, sql: str) -> list[tuple]:
    with open_store(layout) as con:
        return con.sql(sql).fetchall()


@pytest.mark.parametrize("table", [*TABLES.values(), *HISTORIES], ids=lambda t: t.name)
def test_migrations_make_the_tables_of_the_models(filled: Layout, table: Table) -> None:
    with open_store(filled) as con:
        frame = con.sql(f"FROM {table.name} LIMIT 0").pl()
        nulls = con.execute(
            "SELECT column_name, is_nullable FROM duckdb_columns() "
            "WHERE schema_name || '.' || table_name = ?",
            [table.name if "." in table.name else f"main.{table.name}"],
        ).fetchall()
    # A column that a later migration adds stands last in the file, not in its model.
    assert sorted(frame.columns) == sorted(c.name for c in table.columns)
    frame = frame.select(column.name for column in table.columns)
    assert frame.cast(polars_schema(table)).height == 0
    assert dict(nulls) == {c.name: c.is_nullable for c in table.columns}


def test_migrations_give_what_the_models_give(tmp_path: Path) -> None:
    """From scratch or step by step, the tables have the same columns and types."""
    facts = (
        "SELECT schema_name, table_name, column_name, data_type, is_nullable "
        "FROM duckdb_columns() WHERE schema_name IN ('main', 'history') "
        "AND table_name NOT LIKE 'ontology%' AND table_name IN "
        "(SELECT table_name FROM duckdb_tables()) ORDER BY ALL"
    )
    with duckdb.connect() as con:
        con.execute(tables_sql())
        expected = con.sql(facts).fetchall()
    with open_store(Layout(tmp_path)) as con:
        names = {row[1] for row in expected}
        found = [row for row in con.sql(facts).fetchall() if row[1] in names]
    assert found == expected


def test_migrations_are_numbered_upwards() -> None:
    numbers = list(store.migrations())
    assert numbers == sorted(numbers)
    assert numbers[0] == 1


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda v: v.name)
def test_views_have_the_columns_that_are_described(filled: Layout, view: Table) -> None:
    with open_store(filled) as con:
        frame = con.sql(f"FROM {view.name}").pl()
        assert sorted(frame.columns) == sorted(c.name for c in view.columns)
        assert read_table(con, view).schema == polars_schema(view)


def test_a_second_load_of_the_same_input_adds_nothing(layout: Layout) -> None:
    assert put(layout, corpus()).added["claims"] == 2
    with open_store(layout) as con:
        before = read_tables(con)
    again = put(layout, corpus(), LATER)
    assert again.is_unchanged
    with open_store(layout) as con:
        after = read_tables(con)
    assert all(before[name].equals(after[name]) for name in TABLES)


def test_what_is_loaded_is_what_is_read(filled: Layout) -> None:
    frames = frames_of(corpus())
    with open_store(filled) as con:
        stored = read_tables(con)
    for name, table in TABLES.items():
        decided = list(table.decided_here)
        assert stored[name].drop(decided).equals(frames[name].drop(decided)), name


def test_the_warehouse_counts_articles_and_dates_events(layout: Layout) -> None:
    put(layout, [source(n_articles=0), article(), claim(), event()])
    assert rows(layout, "SELECT n_articles FROM sources") == [(1,)]
    states = rows(layout, "SELECT version, valid_from, valid_to FROM events")
    assert states == [(1, AS_OF, None)]


def test_a_changed_event_gets_a_version_and_keeps_its_past(layout: Layout) -> None:
    put(layout, [source(), article(), claim(), event()])
    counts = put(
        layout, [source(), article(), claim(), event(contexts=("cyber",))], LATER
    )
    assert counts.replaced["events"] == 1
    assert counts.added["events"] == counts.closed["events"] == 0
    now = rows(layout, "SELECT version, valid_from, valid_to FROM events")
    assert now == [(2, LATER, None)]
    past = rows(layout, "SELECT version, valid_from, valid_to FROM history.events")
    assert past == [(1, AS_OF, LATER)]
    contexts = rows(layout, "SELECT context, version FROM history.event_contexts")
    assert contexts == [("military", 1)]
    assert rows(layout, "SELECT context FROM event_contexts") == [("cyber",)]


def test_an_event_that_is_gone_is_closed_and_can_come_back(layout: Layout) -> None:
    records = [source(), article(), claim()]
    put(layout, [*records, event()])
    assert put(layout, records, LATER).closed["events"] == 1
    assert rows(layout, "SELECT * FROM events") == []
    assert put(layout, [*records, event()], LATER).added["events"] == 1
    assert rows(layout, "SELECT version FROM events") == [(2,)]


def test_claims_of_other_articles_stay(layout: Layout) -> None:
    put(layout, [source(), article(), claim()])
    more = [article("b1"), claim("d1", article_id="b1")]
    counts = put(layout, [source(), *more], LATER)
    assert counts.added["claims"] == 1
    assert counts.closed["claims"] == counts.replaced["claims"] == 0
    assert rows(layout, "SELECT count(*) FROM claims") == [(2,)]


def test_a_known_claim_is_left_alone_unless_its_article_is_reread(
    layout: Layout,
) -> None:
    put(layout, [source(), article(), claim(), claim("c2")])
    better = [source(), article(), claim(confidence=0.5)]
    assert put(layout, better, LATER).is_unchanged
    counts = put(layout, better, LATER, reread=["a1"])
    assert (counts.replaced["claims"], counts.closed["claims"]) == (1, 1)
    assert rows(layout, "SELECT claim_id, confidence FROM claims") == [("c1", 0.5)]
    past = rows(layout, "SELECT claim_id, closed_on FROM history.claims ORDER BY 1")
    assert past == [("c1", LATER), ("c2", LATER)]
    assert rows(layout, "SELECT count(*) FROM history.claim_actors") == [(4,)]


def test_an_article_with_other_metadata_is_replaced(layout: Layout) -> None:
    put(layout, [source(), article()])
    counts = put(layout, [source(), article(title="Port shelled")])
    assert (counts.added["articles"], counts.replaced["articles"]) == (0, 1)
    assert rows(layout, "SELECT title FROM articles") == [("Port shelled",)]


def test_tables_that_are_not_given_are_left_as_they_are(layout: Layout) -> None:
    put(layout, corpus())
    frames = frames_of([source(name="The Lantern")])
    with open_store(layout) as con, batch(con):
        load(con, {"sources": frames["sources"]}, AS_OF)
    assert rows(layout, "SELECT count(*) FROM events") == [(2,)]
    assert rows(layout, "SELECT name FROM sources") == [("The Lantern",)]


def test_a_batch_that_fails_leaves_nothing(layout: Layout) -> None:
    put(layout, [source(), article()])
    with pytest.raises(LoadError, match="claims: nothing was loaded.*c9"):
        put(layout, [article("b1"), claim("c9"), claim("c9")])
    assert rows(layout, "SELECT article_id FROM articles") == [("a1",)]


def load_and_stop(con: duckdb.DuckDBPyConnection) -> None:
    with batch(con):
        load(con, frames_of(corpus()), AS_OF)
        raise KeyboardInterrupt


def test_a_batch_that_is_interrupted_leaves_nothing(layout: Layout) -> None:
    with open_store(layout) as con:
        with pytest.raises(KeyboardInterrupt):
            load_and_stop(con)
        assert read_tables(con)["articles"].is_empty()


def test_a_frame_with_an_unknown_column_is_refused(layout: Layout) -> None:
    frame = frames_of([source()])["sources"].with_columns(pl.lit(1).alias("extra"))
    with open_store(layout) as con, pytest.raises(LoadError, match="sources.*extra"):
        load(con, {"sources": frame}, AS_OF)


def test_a_newer_schema_is_refused_with_advice(layout: Layout) -> None:
    with open_store(layout) as con:
        con.execute("INSERT INTO schema_migrations VALUES (999, '0999_later.sql')")
    with pytest.raises(StoreError, match="newer Polemos .*schema 999.*upgrade"):
        rows(layout, "SELECT 1")


def test_a_file_that_is_no_warehouse_is_refused(layout: Layout) -> None:
    layout.root.mkdir(parents=True)
    layout.warehouse.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="is not a DuckDB file"):
        rows(layout, "SELECT 1")


HOLDER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
con.close()
"""


def test_tables_do_not_fill_the_memory_of_a_large_machine(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    monkeypatch.setattr(store, "MEMORY", "500MB")
    with open_store(layout) as con:
        assert con.sql(limit).fetchall()[0][0] <= 500_000_000
    monkeypatch.setattr(store, "MEMORY", "900TB")
    with open_store(layout) as con:
        assert con.sql(limit).fetchall()[0][0] < 900_000_000_000_000


def test_a_second_writer_is_told_to_wait(filled: Layout) -> None:
    command = [sys.executable, "-c", HOLDER, str(filled.warehouse)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match="written by another process"):
            rows(filled, "SELECT 1")
        other.stdin.close()


def test_the_ontology_is_there_to_join(filled: Layout) -> None:
    found = rows(filled, "SELECT name, version FROM ontology_version")
    assert found == [(CODES.name, CODES.version)]
    assert rows(filled, "SELECT count(*) FROM ontology_types") == [(16,)]


def test_connections_draw_no_progress_bars_among_the_logs(layout: Layout) -> None:
    asked = "SELECT current_setting('enable_progress_bar')"
    with open_store(layout) as con:
        assert con.sql(asked).fetchall() == [(False,)]
    publish(layout)
    with open_snapshot(layout) as con:
        assert con.sql(asked).fetchall() == [(False,)]
