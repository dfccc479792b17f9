"""What was published on a day: histories put together again, none lost or doubled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from pydantic import BaseModel

from schemas.tables import TABLES, companions, frames_of, polars_schema
from tests.warehouse_records import article, claim, event, event_party, source, toll
from warehouse.layout import Layout
from warehouse.load import LoadError, load
from warehouse.publish import publish
from warehouse.query import query
from warehouse.store import batch, open_store

MAY, JUNE, JULY = dt.date(2025, 5, 31), dt.date(2025, 6, 30), dt.date(2025, 7, 31)
DAY = dt.timedelta(days=1)
BASE = [source(), article(), claim()]


def put(
    layout: Layout, records: list[BaseModel], day: dt.date, reread: tuple[str, ...] = ()
) -> None:
    with open_store(layout) as con, batch(con):
        load(con, frames_of(records), day, reread)
    publish(layout)


def told(layout: Layout, what: str, day: dt.date, columns: str) -> list[tuple]:
    sql = f"SELECT {columns} FROM {what}_as_of(DATE '{day}') ORDER BY ALL"
    return query(layout, sql).rows()


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """e1 changes in June, twice on one day; e2 goes in June and is back in July."""
    layout = Layout(tmp_path_factory.mktemp("as of"))
    second = claim("c2", event_type="COERCE")
    two = [*BASE, second, event("e2", claims=("c2",), event_type="COERCE")]
    put(layout, [*two, event()], MAY)
    in_between = event(contexts=("cyber",), confidence=0.1)
    put(layout, [*BASE, second, in_between], JUNE)
    parties = (event_party("actor", "Army of Vell"),)
    june = event(contexts=("territory",), parties=parties, confidence=0.9)
    put(layout, [*BASE, second, june], JUNE)
    put(layout, [*two, june], JULY)
    return layout


def test_each_day_has_the_states_published_by_then(layout: Layout) -> None:
    events = "event_id, version, confidence"
    assert told(layout, "events", MAY - DAY, events) == []
    may = [("e1", 1, 0.8), ("e2", 1, 0.8)]
    assert told(layout, "events", MAY, events) == may
    assert told(layout, "events", JUNE - DAY, events) == may
    assert told(layout, "events", JULY, events) == [("e1", 3, 0.9), ("e2", 2, 0.8)]


def test_of_two_publications_on_one_day_the_last_one_counts(layout: Layout) -> None:
    assert told(layout, "events", JUNE, "event_id, version") == [("e1", 3)]
    assert told(layout, "event_contexts", JUNE, "context") == [("territory",)]
    assert told(layout, "event_actors", JUNE, "name") == [("Army of Vell",)]
    states = "SELECT version, valid_from, valid_to FROM history.events ORDER BY ALL"
    assert (2, JUNE, JUNE) in query(layout, states).rows()


def test_parties_and_numbers_are_those_of_the_day(layout: Layout) -> None:
    found = told(layout, "event_actors", MAY, "event_id, name")
    assert found == [
        ("e1", "Rebels of Vell"),
        ("e1", "soldiers"),
        ("e2", "Rebels of Vell"),
        ("e2", "soldiers"),
    ]
    assert told(layout, "event_quantities", JUNE, "event_id, best") == [("e1", 12)]
    assert told(layout, "event_claims", MAY, "claim_id") == [("c1",), ("c2",)]


def test_a_closed_event_can_come_back_with_its_companions(layout: Layout) -> None:
    assert told(layout, "event_claims", JUNE, "event_id") == [("e1",)]
    assert told(layout, "event_claims", JULY, "event_id") == [("e1",), ("e2",)]
    assert told(layout, "event_contexts", JULY, "event_id, context") == [
        ("e1", "territory"),
        ("e2", "military"),
    ]


def test_no_state_is_told_twice_on_any_day(layout: Layout) -> None:
    for after in range(-1, 70):
        ids = told(layout, "events", MAY + after * DAY, "event_id")
        assert len(ids) == len(set(ids))


def test_claims_are_those_of_the_day(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    both = [claim(), claim("c2", confidence=0.3, quantities=(toll(),))]
    put(layout, [source(), article(), *both], MAY)
    read_anew = [source(), article(), claim(confidence=0.6, contexts=())]
    put(layout, read_anew, JUNE, reread=("a1",))
    again = [source(), article(), claim(confidence=0.7), claim("c2", confidence=0.4)]
    put(layout, again, JUNE, reread=("a1",))
    put(layout, [source(), article(), claim(confidence=0.7)], JULY, reread=("a1",))
    claims = "claim_id, confidence"
    assert told(layout, "claims", MAY - DAY, claims) == []
    assert told(layout, "claims", JUNE - DAY, claims) == [("c1", 0.8), ("c2", 0.3)]
    assert told(layout, "claims", JUNE, claims) == [("c1", 0.7), ("c2", 0.4)]
    assert told(layout, "claims", JULY, claims) == [("c1", 0.7)]
    contexts = told(layout, "claim_contexts", MAY, "claim_id, context")
    assert len(contexts) == 4
    assert len(told(layout, "claim_contexts", JULY, "context")) == 2
    assert len(told(layout, "claim_quantities", JUNE, "claim_id")) == 2
    assert len(told(layout, "claim_actors", JULY, "claim_id")) == 2


@pytest.mark.parametrize(
    "table",
    [
        TABLES["claims"],
        TABLES["events"],
        *(t for t in companions("events")),
        *(t for t in companions("claims") if t.name != "claim_actor_sectors"),
    ],
    ids=lambda table: table.name,
)
def test_today_is_what_the_table_holds(layout: Layout, table) -> None:
    names = ", ".join(f'"{name}"' for name in polars_schema(table).names())
    now = query(layout, f"SELECT {names} FROM {table.name} ORDER BY ALL").rows()
    assert now
    assert told(layout, table.name, JULY + DAY, names) == now


def test_history_does_not_run_backwards(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    put(layout, [*BASE, event()], JUNE)
    with pytest.raises(LoadError, match=r"events: nothing.*2025-06-30.*2025-05-31"):
        put(layout, [*BASE, event(confidence=0.1)], MAY)
    with pytest.raises(LoadError, match=r"claims: nothing was loaded"):
        put(layout, [*BASE[:2], claim(confidence=0.1)], MAY, reread=("a1",))
    put(layout, [*BASE, event()], MAY)
    assert told(layout, "events", JUNE, "version") == [(1,)]


def test_claims_of_an_older_warehouse_get_the_day_of_their_event(
    tmp_path: Path,
) -> None:
    from warehouse.store import migrations

    layout = Layout(tmp_path)
    put(layout, [*BASE, event()], MAY)
    with duckdb.connect(str(layout.warehouse)) as con:
        con.execute("DROP VIEW claims_opened")
        con.execute("DROP TABLE history.openings")
        for table in (TABLES["claims"], *companions("claims")):
            con.execute(f"ALTER TABLE history.{table.name} DROP COLUMN opened_on")
        con.execute(migrations()[5][1])
        found = con.sql("SELECT row_id, opened_on FROM history.openings").fetchall()
    assert found == [("c1", MAY)]
