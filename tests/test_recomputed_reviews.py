"""After reviews by lot every event is still what the published query makes of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest

from benchmarks.synthetic import corpus
from flows.relating import put_related, relate, seal_related
from flows.reviews.remake import remake
from schemas.records import Claim, Correction
from schemas.restore import records_of
from tests.random_reviews import random_reviews, undone
from tests.recomputing import TABLES_ANEW, confidence_off, differing_rows
from warehouse.corrections import CLAIM_TABLES, add_corrections
from warehouse.layout import Layout
from warehouse.load import put
from warehouse.store import batch, open_store, read_table

N_CLAIMS, N_REVIEWS = 900, 240
AS_OF = dt.date(2024, 1, 1)
SEED = 7


def reviewed(
    con: duckdb.DuckDBPyConnection, n_claims: int, n_reviews: int, days: int
) -> Iterator[tuple[str, list[Correction]]]:
    """Load, review and take back, yielding after each."""
    made = corpus(n_claims, SEED, days=days)
    frames = made.frames
    with batch(con):
        put(con, frames, AS_OF)
        put_related(con, AS_OF, relate(con, frames["articles"]["article_id"]))
        seal_related(con, AS_OF)
    yield "loaded", []
    tables = {table.name: read_table(con, table) for table in CLAIM_TABLES}
    claims = {claim.claim_id: claim for claim in records_of(Claim, tables)}
    rows = con.sql(
        "SELECT list(claim_id ORDER BY claim_id) FROM event_claims "
        "GROUP BY event_id ORDER BY event_id"
    )
    events = [members for (members,) in rows.fetchall()]
    reviews = random_reviews(claims, events, SEED, n_reviews)
    for what, items, after in (
        ("reviewed", reviews, 1),
        ("taken back", undone(reviews, SEED), 2),
    ):
        with batch(con):
            add_corrections(con, items)
            remake(con, AS_OF + dt.timedelta(days=after))
        yield what, items


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory):
    """Per stage the rows that differ, by table, and what was decided."""
    found = {}
    with open_store(Layout(tmp_path_factory.mktemp("reviewed"))) as con:
        for what, items in reviewed(con, N_CLAIMS, N_REVIEWS, days=40):
            rows = {table: differing_rows(con, table) for table in TABLES_ANEW}
            kinds = Counter(item.kind for item in items)
            found[what] = rows, confidence_off(con), kinds
        n_former = con.sql("SELECT count(*) FROM history.events").fetchall()[0][0]
    return found, n_former


@pytest.mark.parametrize("what", ["loaded", "reviewed", "taken back"])
@pytest.mark.parametrize("table", TABLES_ANEW)
def test_every_value_is_what_the_query_gives(states, what: str, table: str) -> None:
    found, _ = states
    assert found[what][0][table] == []
    assert found[what][1] == 0


def test_the_lot_decided_on_everything(states) -> None:
    found, n_former = states
    kinds = found["reviewed"][2]
    assert min(kinds[k] for k in ("change", "add", "remove", "reject")) > 5
    assert min(kinds[k] for k in ("split", "merge")) > 5
    assert n_former > N_REVIEWS / 4
