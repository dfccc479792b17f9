"""Declared sources in the tables: what they are, and that nothing of them is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.collect.fetch import fetch_source
from flows.collect.load import collect, note_taken
from flows.collect.pages import Taken
from flows.plan import plan_run, work_of
from flows.web.fetcher import Fetcher
from schemas.sources import SourcesFile, read_sources
from tests.batch_runs import VERSIONS, one_batch
from tests.test_collect import STORY, feed, item, page
from tests.web_server import Play, Visit, Web, always_ill, text_play, web
from warehouse.inbox import open_inbox
from warehouse.layout import Layout
from warehouse.spool import Size, open_spool
from warehouse.store import batch, open_store

NOW = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DECLARED = """
[fetch]
allow = ["{host}"]
host_delay_seconds = 0
max_attempts = 1
total_seconds = 2
obey_robots = false
max_failures = 3

[[source]]
name = "Wire"
kind = "feed"
urls = ["{feed}"]
publisher = "Orsa Wire"
country = "GEO"
language = "en"
scale = "local"
schedule = "1h"
licence = "quotes only"

[[source]]
name = "Drop"
kind = "files"
paths = ["{folder}"]
scale = "national"

[[source]]
name = "Quiet"
kind = "files"
paths = ["{folder}/none"]
"""


def ill_once(visit: Visit) -> None:
    if visit.count == 1:
        visit.reply(b"", "503 Service Unavailable")
    else:
        page("Mended", "The bridge of Orsa was opened again by the mayor. " * 6)(visit)


PLAYS: dict[str, Play] = {
    "feed": feed(
        *map(
            item,
            ("/one", "/copy", "/gone", "/ill", "/picture", "/hangs", "/sorry", "/late"),
        ),
        "<title>No link</title>",
        "<title>Nor here</title>",
    ),
    "one": page("Valleys keep road open"),
    "copy": page("Valleys keep road open"),
    "ill": always_ill,
    "sorry": text_play("<html><h1>Page not found</h1></html>", "text/html"),
    "late": ill_once,
}
SUMS = "sum(n_seen), sum(n_used), sum(n_duplicates), sum(n_refused), sum(n_pending)"


def declared(site: Web, folder: Path) -> SourcesFile:
    text = DECLARED.format(
        host=f"127.0.0.1:{site.port}", feed=site.url("/feed"), folder=folder
    )
    return read_sources(text, "test")


def fetch_and_load(
    sources: SourcesFile,
    layout: Layout,
    con: duckdb.DuckDBPyConnection,
    now: dt.datetime,
) -> None:
    """A round of fetching and a load, as the main job does it without extraction."""
    fetcher = Fetcher(sources.fetch, clock=lambda: now)
    with open_inbox(layout.inbox) as inbox:
        fetch_source(sources.source[0], fetcher, inbox, now)
    taken = Taken()
    with open_spool(con, layout):
        parts = collect(sources, layout, now.date(), taken)
        plan = plan_run(con, parts, VERSIONS, Size())
        todo = work_of(con, plan, 0)
        with batch(con):
            one_batch(con, plan, todo, 0, {}, now.date())
    note_taken(layout, taken, now)


@pytest.fixture(scope="module")
def rounds(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[tuple[int, ...]]]]:
    """The store after three rounds, and the sums of the feed's coverage after each."""
    top = tmp_path_factory.mktemp("declared")
    (top / "drop").mkdir()
    (top / "drop" / "a.txt").write_text(f"Road stays open\n\n{STORY * 4}", "utf-8")
    layout = Layout(top / "out")
    with web(**PLAYS) as site, open_store(layout) as con:
        sources = declared(site, top / "drop")
        sums = []
        for number in range(4):
            fetch_and_load(sources, layout, con, NOW + 24 * HOUR * number)
            query = f"SELECT {SUMS} FROM coverage_day WHERE source = 'Wire'"
            sums.append(con.sql(query).fetchall()[0])
        yield con, sums


def test_the_file_s_words_are_in_the_table(rounds) -> None:
    con, _ = rounds
    found = con.sql(
        "SELECT name, publisher, kind, country, language, scale, schedule, licence, "
        "n_articles FROM sources ORDER BY name"
    ).fetchall()
    assert found == [
        ("Drop", None, "files", None, None, "national", "15m", None, 1),
        ("Quiet", None, "files", None, None, None, "15m", None, 0),
        (
            *("Wire", "Orsa Wire", "feed", "GEO", "en", "local", "1h", "quotes only"),
            2,
        ),
    ]


def test_articles_and_refusals_refer_to_their_source(rounds) -> None:
    con, _ = rounds
    named = con.sql(
        "SELECT DISTINCT s.name, a.title FROM articles a JOIN sources s "
        "USING (source_id) ORDER BY ALL"
    ).fetchall()
    assert named == [
        ("Drop", "Road stays open"),
        ("Wire", "Mended"),
        ("Wire", "Valleys keep road open"),
    ]
    orphans = "outcome IS NOT NULL AND source_id NOT IN (SELECT source_id FROM sources)"
    assert con.sql(f"FROM rejects WHERE {orphans}").fetchall() == []


def test_every_announced_article_is_seen_or_pending(rounds) -> None:
    """Ten announced: pages that answer, copies, failures for good, and for now."""
    _, sums = rounds
    # used: one, copied: copy; refused: gone, picture, sorry and two without address;
    # pending: ill, hangs, late; late comes in the second round, the others are given
    # up in the third one.
    assert sums == [
        (7, 1, 1, 5, 3),
        (8, 2, 1, 5, 2),
        (10, 2, 1, 7, 0),
        (10, 2, 1, 7, 0),
    ]


def test_a_page_that_is_given_up_says_so(rounds) -> None:
    con, _ = rounds
    told = con.sql(
        "SELECT outcome, message FROM rejects WHERE reason = 'given_up' "
        "AND location LIKE '%/ill'"
    ).fetchall()
    ((outcome, message),) = told
    assert outcome == "refused"
    assert "failed 3 times, at last: " in message


def test_coverage_tells_country_and_scale(rounds) -> None:
    con, _ = rounds
    found = con.sql(
        "SELECT DISTINCT source, source_country, scale FROM coverage_month ORDER BY 1"
    ).fetchall()
    assert found == [("Drop", None, "national"), ("Wire", "GEO", "local")]


def test_a_failed_list_is_no_article(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "out")
    with web(feed=always_ill) as site, open_store(layout) as con:
        fetch_and_load(declared(site, tmp_path), layout, con, NOW)
        found = con.sql("SELECT reason, outcome FROM rejects ORDER BY 1").fetchall()
        assert ("server_error", None) in found
        assert con.sql("SELECT 1 FROM coverage_day WHERE n_seen > 0").fetchall() == []
