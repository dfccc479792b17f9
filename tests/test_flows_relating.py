"""Relating in a real warehouse: in batches, with decisions, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import polars as pl
import pytest

from benchmarks.synthetic import corpus
from flows.relating import relate
from schemas.tables import TABLES
from warehouse.layout import Layout
from warehouse.load import LoadCounts, load
from warehouse.store import batch, open_store, read_table

AS_OF = dt.date(2024, 1, 1)
STATE = ("events", "event_actors", "event_quantities", "event_claims", "merges")
DECIDED_HERE = ("version", "valid_from", "valid_to", "since")
Frames = dict[str, pl.DataFrame]


def part(frames: Frames, number: int, of: int) -> Frames:
    """Every so manieth article, with its claims."""
    articles = frames["articles"].sort("article_id").gather_every(of, number)
    claims = frames["claims"].join(articles, on="article_id", how="semi")
    found = {"articles": articles, "claims": claims, "sources": frames["sources"]}
    rest = {
        name: frame.join(claims, on="claim_id", how="semi")
        for name, frame in frames.items()
        if name not in found
    }
    return found | rest


def related(
    con: duckdb.DuckDBPyConnection, frames: Frames, as_of: dt.date = AS_OF
) -> LoadCounts:
    """Load claims and the events that follow."""
    with batch(con):
        load(con, frames, as_of)
        result = relate(con, frames["articles"]["article_id"].to_list())
        return load(con, result.frames, as_of, scope=result.scope)


def state(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    tables = {name: read_table(con, TABLES[name]) for name in STATE}
    return {
        name: frame.drop(*DECIDED_HERE, strict=False).rows()
        for name, frame in tables.items()
    }


@pytest.fixture(scope="module")
def made() -> Frames:
    return corpus(400, 4, days=6).frames


@pytest.fixture(scope="module")
def whole(
    made: Frames, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_store(Layout(tmp_path_factory.mktemp("whole"))) as con:
        related(con, made)
        yield con


@pytest.fixture(scope="module")
def stepwise(
    made: Frames, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_store(Layout(tmp_path_factory.mktemp("steps"))) as con:
        for day, number in enumerate((2, 0, 3, 1, 5, 4)):
            related(con, part(made, number, 6), AS_OF + dt.timedelta(day))
        yield con


def test_batches_give_the_tables_of_one_run(
    whole: duckdb.DuckDBPyConnection, stepwise: duckdb.DuckDBPyConnection
) -> None:
    assert state(whole) == state(stepwise)


def test_every_id_ever_published_leads_to_an_event_in_force(
    stepwise: duckdb.DuckDBPyConnection,
) -> None:
    lost = stepwise.sql(
        "SELECT count(*) FROM history.events h WHERE resolve_event(h.event_id) IS NULL"
    ).fetchall()
    led = stepwise.sql("SELECT count(*) FROM event_redirects").fetchall()
    assert lost == [(0,)]
    assert led[0][0] > 0


def test_what_a_later_report_does_not_touch_keeps_its_version(
    stepwise: duckdb.DuckDBPyConnection,
) -> None:
    rows = stepwise.sql("SELECT min(version), max(version) FROM events").fetchall()
    assert rows[0][0] == 1
    assert rows[0][1] > 1


def test_a_decision_binds_until_it_is_taken_back(
    whole: duckdb.DuckDBPyConnection,
) -> None:
    before = state(whole)
    one, other = whole.sql(
        "SELECT claim_id, other_claim_id FROM merges WHERE judgement = 'same' "
        "ORDER BY merge_id LIMIT 1"
    ).fetchall()[0]
    rule = [one, other, "different", "Ada", "two attacks"]
    _decide(whole, "INSERT INTO review.decisions VALUES (?, ?, ?, ?, ?)", rule)
    apart = whole.execute(
        "SELECT count(DISTINCT event_id) FROM event_claims WHERE claim_id IN (?, ?)",
        rule[:2],
    ).fetchall()
    judged = whole.execute(
        "SELECT judgement, reviewer, reason FROM merges "
        "WHERE claim_id = ? AND other_claim_id = ?",
        rule[:2],
    ).fetchall()
    assert apart == [(2,)]
    assert judged == [("different", "Ada", "reviewer Ada says different: two attacks")]
    _decide(whole, "DELETE FROM review.decisions", [], rule[:2])
    assert state(whole) == before
    # The event that was set apart had an id of its own, which leads back.
    led = whole.sql("SELECT reason FROM event_redirects").fetchall()
    assert led == [("merge",)]


def _decide(
    con: duckdb.DuckDBPyConnection,
    sql: str,
    values: list[str],
    touched: list[str] | None = None,
) -> None:
    with batch(con):
        con.execute(sql, values)
        result = relate(con, (), touched or values[:2])
        load(con, result.frames, AS_OF, scope=result.scope)
