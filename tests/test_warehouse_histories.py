"""Articles, sources, entities, places and judgements as they were on a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import BaseModel

from schemas.records import Entity, EventRedirect, KnownPlace, Merge
from schemas.tables import TABLES, frames_of
from tests.release_folders import released
from tests.test_warehouse_as_of import JULY, JUNE, MAY, put, told
from tests.warehouse_records import article, claim, corpus, event, source
from warehouse.ddl import history_of, keeps_history
from warehouse.layout import Layout
from warehouse.load import LoadError, load, seal
from warehouse.load import put as put_frames
from warehouse.query import query
from warehouse.store import batch, migrations, open_store

DAY = dt.timedelta(days=1)
MENDED = "Rebels  shelled Port Vell."


def entity(**values: Any) -> Entity:
    base: dict[str, Any] = {
        "entity_id": "vell_rebels",
        "name": "Rebels of Vell",
        "country": "SDN",
        "sector": "REB",
        "valid_from": dt.date(2001, 1, 1),
        "valid_to": None,
        "source": "project",
    }
    return Entity(**{**base, **values})


def known_place(**values: Any) -> KnownPlace:
    base: dict[str, Any] = {
        "place_id": "7",
        "geonames_id": 7,
        "name": "Port Vell",
        "country": "SDN",
        "admin1": "Coast",
        "latitude": 15.5,
        "longitude": 32.5,
        "precision": "city",
        "source": "project",
    }
    return KnownPlace(**{**base, **values})


def merge(judgement: str = "same") -> Merge:
    return Merge(
        merge_id="m1",
        claim_id="c1",
        other_claim_id="c2",
        judgement=judgement,  # type: ignore[arg-type]  # a test's own values
        reason="both shell",
        score=0.5,
        reversible=True,
    )


def redirect(to: str = "e1") -> EventRedirect:
    return EventRedirect(
        old_event_id="e0", event_id=to, since=None, reason="earlier_report"
    )


def base(**values: Any) -> list[BaseModel]:
    """One article with one claim, and whatever else is given."""
    told_of = {
        "source": source(country="SDN"),
        "article": article(),
        "entity": entity(),
        "place": known_place(),
        "merge": merge(),
    }
    given = {**told_of, **values}
    return [claim(), event(), redirect(), *(item for item in given.values() if item)]


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Each changes in June, twice; the judgement goes in July."""
    layout = Layout(tmp_path_factory.mktemp("histories"))
    put(layout, base(), MAY)
    put(layout, base(entity=entity(name="In between")), JUNE)
    june = {
        "source": source(country="TCD"),
        "article": article(text=MENDED, title="Shells on Port Vell"),
        "entity": entity(name="Army of Vell"),
        "place": known_place(latitude=15.6),
        "merge": merge("unsure"),
    }
    put(layout, base(**june), JUNE)
    july = {**june, "article": article("a1", text=MENDED, n_claims=2), "merge": None}
    put(layout, [*base(**july), article("a2")], JULY)
    return layout


FACTS = {
    "sources": ("country", "SDN", "TCD", "TCD"),
    "articles": ("title", None, "Shells on Port Vell", None),
    "article_texts": ("text", article().text, MENDED, MENDED),
    "entities": ("name", "Rebels of Vell", "Army of Vell", "Army of Vell"),
    "places": ("latitude", 15.5, 15.6, 15.6),
    "merges": ("judgement", "same", "unsure", None),
}


@pytest.mark.parametrize("table", FACTS)
def test_the_day_before_a_change_has_the_former_row(layout: Layout, table: str) -> None:
    column, may, june, july = FACTS[table]
    rows = {
        day: [
            row
            for row in told(layout, table, day, f"{column}, COLUMNS('_id$')")
            if "a2" not in row
        ]
        for day in (MAY - DAY, MAY, JUNE - DAY, JUNE, JULY - DAY, JULY)
    }
    assert rows[MAY - DAY] == []
    values = {day: [row[0] for row in found] for day, found in rows.items()}
    assert values[MAY] == values[JUNE - DAY] == [may]
    assert values[JUNE] == values[JULY - DAY] == [june]
    assert values[JULY] == ([] if table == "merges" else [july])


def test_articles_of_a_source_are_counted_on_the_day(layout: Layout) -> None:
    assert told(layout, "sources", JUNE, "n_articles") == [(1,)]
    assert told(layout, "sources", JULY, "n_articles") == [(2,)]


def test_a_text_is_kept_once_for_all_states_that_have_it(layout: Layout) -> None:
    found = query(
        layout, "SELECT text, closed_on FROM history.articles ORDER BY closed_on"
    )
    assert found.rows() == [(article().text, JUNE), (None, JULY)]


def test_a_row_that_did_not_change_has_no_former_state(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    put(layout, base(), MAY)
    put(layout, [*base(), article("a2")], JUNE)
    for table in TABLES.values():
        if keeps_history(table):
            assert query(layout, f"FROM {history_of(table).name}").rows() == []
    assert told(layout, "sources", MAY, "n_articles") == [(1,)]


def test_the_validity_of_an_entity_is_not_the_day_it_was_replaced(
    layout: Layout,
) -> None:
    valid = "valid_from, valid_to"
    assert told(layout, "entities", MAY, valid) == [(dt.date(2001, 1, 1), None)]


def test_what_only_stood_between_batches_leaves_no_trace(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    put(layout, base(), MAY)
    with open_store(layout) as con:
        for name in ("Halfway", "Army of Vell"):
            with batch(con):
                put_frames(con, frames_of(base(entity=entity(name=name))), JUNE)
        with batch(con):
            counts = seal(con, JUNE)
        former = con.sql("SELECT name FROM history.entities").fetchall()
    assert former == [("Rebels of Vell",)]
    assert (counts.added["entities"], counts.replaced["entities"]) == (0, 1)


@pytest.mark.parametrize("has_earlier_batches", [False, True])
def test_what_is_put_back_within_a_run_never_changed(
    tmp_path: Path, has_earlier_batches: bool
) -> None:
    layout = Layout(tmp_path)
    put(layout, base(), MAY)
    with open_store(layout) as con:
        for judgement in ("unsure", "same"):
            with batch(con):
                rows = base(merge=merge(judgement), source=source(name=judgement))
                put_frames(con, frames_of([*rows, article("a2")]), JUNE)
        if has_earlier_batches:  # of a Polemos that did not note what came again
            con.execute("DROP TABLE pending.again")
        with batch(con):
            put_frames(con, frames_of([*base(), article("a2")]), JUNE)
        if has_earlier_batches:
            con.execute("DROP TABLE pending.again")
        with batch(con):
            seal(con, JUNE)
        assert con.sql("FROM history.merges").fetchall() == []
        assert con.sql("FROM history.sources").fetchall() == []
        assert con.sql("SELECT since FROM merges").fetchall() == [(MAY,)]
        # The count is that of now, whatever came back of the row.
        assert con.sql("SELECT n_articles FROM sources").fetchall() == [(2,)]


def test_no_row_is_replaced_on_a_day_before_it_was_published(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    put(layout, base(), JUNE)
    with (
        pytest.raises(LoadError, match="entities: nothing was loaded.*2025-06-30"),
        open_store(layout) as con,
        batch(con),
    ):
        load(con, frames_of(base(entity=entity(name="Army of Vell"))), MAY)


@pytest.mark.parametrize(
    "table", [t for t in TABLES.values() if keeps_history(t)], ids=lambda t: t.name
)
def test_every_table_with_a_history_can_be_asked_as_of_a_day(
    tmp_path: Path, table: Any
) -> None:
    layout = Layout(tmp_path)
    put(layout, corpus(), MAY)
    names = ", ".join(f'"{column.name}"' for column in table.exported)
    now = query(layout, f"SELECT {names} FROM {table.name} ORDER BY ALL").rows()
    assert now
    assert told(layout, table.name, MAY, names) == now
    assert told(layout, table.name, MAY - DAY, names) == []
    columns = query(layout, f"FROM {table.name}_as_of(DATE '{MAY}')").columns
    assert sorted(columns) == sorted(column.name for column in table.exported)


def without_histories(layout: Layout) -> None:
    """Make of a warehouse what the version before histories would have left."""
    with duckdb.connect(str(layout.warehouse)) as con:
        for name in ("articles", "sources", "entities", "places"):
            con.execute(f"DROP TABLE history.{name}")
            con.execute(f"DELETE FROM history.openings WHERE table_name = '{name}'")
        for name in ("merges", "history.merges"):
            con.execute(f"ALTER TABLE {name} DROP COLUMN since")
        con.execute("DELETE FROM schema_migrations WHERE number >= 10")
        con.execute("DELETE FROM schema_views")


def test_an_older_warehouse_keeps_what_it_knows_of_days(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    second = [article("a2"), claim("c2", article_id="a2")]
    both = [*base(), *second, event("e2", claims=("c2",))]
    put(layout, base(merge=None), MAY)
    put(layout, both, JUNE)
    without_histories(layout)
    with open_store(layout) as con:
        assert con.sql("SELECT max(number) FROM schema_migrations").fetchall() == [
            (max(migrations()),)
        ]
        found = con.sql(
            f"SELECT article_id FROM articles_as_of(DATE '{MAY}')"
        ).fetchall()
        assert found == [("a1",)]
        assert con.sql("SELECT since FROM merges").fetchall() == [(JUNE,)]
        entities = f"SELECT entity_id FROM entities_as_of(DATE '{MAY - DAY}')"
        # No day is known, and so it counts as passed.
        assert con.sql(entities).fetchall() == [("vell_rebels",)]
        with batch(con):
            counts = load(con, frames_of(both), JULY)
    assert counts.is_unchanged


def test_a_release_tells_of_former_days_without_a_text(
    layout: Layout, tmp_path: Path
) -> None:
    folder = released(layout, tmp_path, "2025.7").folder
    path = folder / "data" / "conflict_events.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        for table, (column, may, june, _) in FACTS.items():
            if table == "article_texts":
                continue
            for day, value in ((MAY, may), (JUNE, june)):
                found = con.sql(f"SELECT {column} FROM {table}_as_of(DATE '{day}')")
                assert found.fetchall() == [(value,)]
        assert "text" not in con.sql("FROM history.articles").columns
        macros = con.sql("SELECT function_name FROM duckdb_functions()").fetchall()
    assert ("articles_as_of",) in macros
    assert ("article_texts_as_of",) not in macros
