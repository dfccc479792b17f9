"""Views and panels on a handful of rows, and events worked out anew."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from schemas.records import EventRedirect
from schemas.tables import frames_of
from tests.warehouse_records import (
    AS_OF,
    NEIGHBOURS,
    article,
    claim,
    event,
    five_events,
    source,
)
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import batch, open_store


def put(con: duckdb.DuckDBPyConnection, records: list) -> None:
    load(con, frames_of(records), AS_OF)


def test_default_views_leave_out_what_did_not_happen(con) -> None:
    put(con, five_events())
    default = con.sql("SELECT event_id FROM events_default ORDER BY 1").fetchall()
    assert [row[0] for row in default] == ["e1", "e2", "e3", "e5"]
    assert con.sql("SELECT count(*) FROM events_all").fetchall() == [(5,)]


@pytest.mark.parametrize(
    ("values", "is_default"),
    [
        ({"factuality": "completed"}, True),
        ({"factuality": "ongoing"}, True),
        ({"factuality": "planned"}, False),
        ({"factuality": "negated"}, False),
        ({"factuality": "denied"}, False),
        ({"factuality": "alleged"}, False),
        ({"factuality": "hypothetical"}, False),
        ({"is_background": True}, False),
    ],
)
def test_default_claims_are_told_as_happening_now(con, values, is_default) -> None:
    put(con, [source(), article(), claim(**values)])
    assert con.sql("SELECT count(*) FROM claims_all").fetchall() == [(1,)]
    assert con.sql("SELECT count(*) FROM claims_default").fetchall() == [(is_default,)]


def test_events_show_their_parties_numbers_and_first_sentence(con) -> None:
    put(con, [source(), article(), claim(), event(parties=NEIGHBOURS)])
    columns = "actors, actor_countries, recipients, contexts, quantities"
    row = con.sql(f"SELECT {columns} FROM events_all").fetchall()[0]
    assert row == ("Vell; Mara", "SDN; TCD", None, "military", "killed 12 soldier")
    quote, location = con.sql("SELECT quote, location FROM events_all").fetchall()[0]
    assert quote.startswith("Rebels shelled")
    assert location == "in/a1.txt"


def test_the_store_is_empty_after_each_test(store, tmp_path: Path) -> None:
    with open_store(Layout(tmp_path)) as con, batch(con):
        put(con, [source(), article(), claim()])
        assert con.sql("SELECT count(*) FROM claims").fetchall() == [(1,)]
    assert store.sql("SELECT count(*) FROM events").fetchall() == [(0,)]


def test_any_id_leads_to_its_event_in_force(con: duckdb.DuckDBPyConnection) -> None:
    old = EventRedirect(old_event_id="e0", event_id="e1", since=None, reason="merge")
    put(con, [source(), article(), claim(), event(), old])
    sql = "SELECT resolve_event('e0'), resolve_event('e1'), resolve_event('nonsense')"
    assert con.sql(sql).fetchall() == [("e1", "e1", None)]
    assert con.sql("SELECT since FROM event_redirects").fetchall() == [(AS_OF,)]
