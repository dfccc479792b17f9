"""What was seen, used and refused: every article read is in one of the counts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.ingest import Ingest, ingest, joined
from flows.plan import plan_run, work_of
from flows.sources import find_sources
from schemas.tables import frames_of
from schemas.views import VIEWS
from tests.batch_runs import VERSIONS, one_batch
from tests.warehouse_records import article, claim, party, place, source
from transforms.text.read import ReadOptions
from transforms.text.refusals import reasons
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.spool import Size, open_spool
from warehouse.store import batch, open_store, read_table

TODAY = dt.date(2025, 6, 1)
RAID = (
    "Raiders burned the grain stores of three villages near the ford of Anwe on Monday "
    "night and drove off the herds, elders told a radio station in the valley. Nine "
    "herders were killed, and a tenth was found alive under a cart in the morning. The "
    "district officer said that soldiers had been sent and that the road was closed."
)
MARKET = (
    "Traders in the hill town of Sorru shut their stalls on Tuesday after officials "
    "doubled the fee for a place at the weekly market, and marched to the governor."
)
FRENCH = (
    "Le gouvernement a annoncé mardi que les négociations reprendraient la semaine "
    "prochaine dans la capitale du pays, après trois mois de silence."
)


def lines(*records: dict[str, Any] | str) -> str:
    """JSON Lines; text stands as it is."""
    shown = (r if isinstance(r, str) else json.dumps(r) for r in records)
    return "\n".join(shown) + "\n"


def told(publisher: str, day: int, words: str, **values: Any) -> dict[str, Any]:
    published = f"2025-05-{day:02}"
    return {"publisher": publisher, "published": published, "text": words, **values}


FILES = {
    "wire.jsonl": lines(
        told("The Ford Wire", 5, RAID),
        told("The Ford Wire", 6, MARKET),
        told("The Ford Wire", 6, FRENCH),
        '{"publisher": "The Ford Wire", "text": "Police',
        told("The Ford Wire", 7, "   "),
        told("The Ford Wire", 7, "", text=12),
        told("The Ford Wire", 8, "Dockers walked out.", published="soon"),
    ),
    "echo.jsonl": lines(
        told("The Echo", 6, RAID),
        told("The Echo", 6, RAID.replace("on Monday night", "on Monday")),
        told("The Echo", 9, FRENCH + " Les deux camps restent prudents."),
    ),
    "rows.csv": "text,published,publisher\n" + f'"{MARKET} It rained.",2025-05-06,\n',
    "empty.txt": "",
    "notes.xyz": "no format that is read",
}
# (source, language, day) -> seen, used, duplicates, refused
EXPECTED = {
    ("The Ford Wire", "en", 5): (1, 1, 0, 0),
    ("The Ford Wire", "en", 6): (1, 1, 0, 0),
    ("The Ford Wire", "fr", 6): (1, 0, 0, 1),
    ("The Ford Wire", "en", None): (1, 1, 0, 0),
    ("wire.jsonl", None, None): (3, 0, 0, 3),
    ("The Echo", "en", 6): (2, 0, 2, 0),
    ("The Echo", "fr", 9): (1, 0, 0, 1),
    ("rows.csv", "en", 6): (1, 0, 1, 0),
    ("in", None, None): (1, 0, 0, 1),
}
N_ARTICLES = 7 + 3 + 1 + 1
COUNTS = "n_seen, n_used, n_duplicates, n_refused"


def run(con: duckdb.DuckDBPyConnection, folder: Path) -> Ingest:
    """Read a folder into the warehouse, as the main job does, without extraction."""
    parts = list(ingest(*find_sources([str(folder)]), ReadOptions(), TODAY))
    layout = Layout(folder.parent / "out")
    with open_spool(con, layout):
        plan = plan_run(con, parts, VERSIONS, Size())
        todo = work_of(con, plan, 0)
        with batch(con):
            one_batch(con, plan, todo, 0, {}, TODAY)
    return joined(parts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("coverage") / "in"
    top.mkdir()
    for name, content in FILES.items():
        (top / name).write_text(content, encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def con(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_store(Layout(folder.parent / "out")) as store:
        run(store, folder)
        yield store


def days(con: duckdb.DuckDBPyConnection) -> dict[tuple, tuple]:
    found = con.sql(f"SELECT source, language, day, {COUNTS} FROM coverage_day")
    return {
        (name, language, day and day.day): tuple(counts)
        for name, language, day, *counts in found.fetchall()
    }


def test_every_source_and_day_has_what_was_seen_used_and_refused(con) -> None:
    assert days(con) == EXPECTED


def test_nothing_that_was_read_is_missing(con) -> None:
    for view in ("coverage_day", "coverage_month"):
        seen, parts = con.sql(
            f"SELECT sum(n_seen), sum(n_used + n_duplicates + n_refused) FROM {view}"
        ).fetchall()[0]
        assert seen == parts == N_ARTICLES
        unequal = "n_seen <> n_used + n_duplicates + n_refused"
        assert con.sql(f"FROM {view} WHERE {unequal}").fetchall() == []


def test_reading_it_all_again_changes_no_count(con, folder: Path) -> None:
    run(con, folder)
    assert days(con) == EXPECTED


def test_months_add_up_the_days(con) -> None:
    found = con.sql(
        f"SELECT month_id, n_days, {COUNTS} FROM coverage_month "
        "WHERE source = 'The Ford Wire' AND language = 'en' ORDER BY ALL"
    ).fetchall()
    assert found == [(545, 2, 2, 2, 0, 0), (None, 0, 1, 1, 0, 0)]


def test_a_refused_article_names_its_source(con) -> None:
    lost = con.sql(
        "SELECT reason, s.name, r.published, r.language FROM rejects r "
        "JOIN sources s USING (source_id) WHERE reason = 'unsupported_language' "
        "ORDER BY r.published"
    ).fetchall()
    assert lost == [
        ("unsupported_language", "The Ford Wire", dt.date(2025, 5, 6), "fr"),
        ("unsupported_language", "The Echo", dt.date(2025, 5, 9), "fr"),
    ]
    numbers = con.sql("SELECT n_articles FROM sources WHERE name = 'wire.jsonl'")
    assert numbers.fetchall() == [(0,)]


def test_a_flaw_of_an_article_that_is_used_has_no_outcome(con) -> None:
    flaws = con.sql("SELECT outcome, source_id FROM rejects WHERE reason = 'bad_date'")
    assert flaws.fetchall() == [(None, None)]
    skipped = "SELECT outcome FROM rejects WHERE reason = 'unsupported_format'"
    assert con.sql(skipped).fetchall() == [(None,)]


def test_an_outcome_belongs_to_reading_and_cleaning() -> None:
    outcomes = {row["outcome"] for row in reasons().values()}
    assert outcomes == {"", "copy", "refused"}
    stages = {row["stage"] for row in reasons().values() if row["outcome"]}
    assert stages == {"read", "clean"}


def test_articles_are_told_by_the_countries_they_name(tmp_path: Path) -> None:
    records = [
        source(),
        article(published=None),
        article("a2"),
        claim(recipients=()),
        claim("c2", article_id="a2", place=place(country="TCD")),
        claim(
            "c3",
            article_id="a2",
            place=None,
            recipients=(party("soldiers", country="TCD"),),
        ),
    ]
    with open_store(Layout(tmp_path)) as con:
        load(con, frames_of(records), TODAY)
        found = con.sql(
            "SELECT country, day, n_articles, n_claims FROM coverage_country_day "
            "ORDER BY ALL"
        ).fetchall()
        whole = read_table(con, VIEWS["coverage_country_day"])
    tuesday = dt.date(2025, 5, 27)
    assert found == [
        ("SDN", tuesday, 1, 2),
        ("SDN", None, 1, 1),
        ("TCD", tuesday, 1, 2),
    ]
    assert whole["source"].to_list() == ["The Lamp"] * 3
