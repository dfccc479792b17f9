"""The index of the inbox: items still to fetch, robots.txt, and earlier schemas."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from flows.web.fetcher import Fetcher, Request
from schemas.fetching import FetchSettings
from tests.web_server import Web, missing, robots, web
from warehouse.inbox import Announced, Inbox, Robots, open_inbox
from warehouse.inbox.clock import NEVER, stored_time
from warehouse.inbox.queries import WANTED

NOON = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
EVERY_ITEM = WANTED.replace("INDEXED BY items_open", "").replace("AND i.is_open", "")


def item(number: int, source: str, updated: dt.datetime | None) -> Announced:
    url = f"https://news.example/{number}"
    return Announced(source, url, url, updated=updated)


def keep(inbox: Inbox, told: Announced, body: bytes, at: dt.datetime) -> None:
    inbox.keep(
        told,
        body,
        final_url=told.url,
        content_type="text/html",
        charset=None,
        etag=None,
        last_modified=None,
        fetched_at=at,
    )


def step(inbox: Inbox, chance: random.Random, now: dt.datetime) -> None:
    """Something that may happen to an item."""
    updated = chance.choice([None, now - chance.randrange(48) * HOUR, now + HOUR])
    told = item(chance.randrange(12), chance.choice("ab"), updated)
    match chance.randrange(5):
        case 0 | 1:
            inbox.announce([told], now)
        case 2:
            keep(inbox, told, chance.randbytes(2), now)
        case 3:
            wait = chance.choice([None, now + 2 * HOUR])
            inbox.refuse(told, "gone", "no", status=410, at=now, retry_at=wait)
        case _:
            inbox.unchanged(told.canonical_url, now)


@pytest.mark.parametrize("seed", range(6))
def test_open_items_are_those_a_look_at_all_items_finds(
    seed: int, tmp_path: Path
) -> None:
    chance, n_found = random.Random(seed), 0
    with open_inbox(tmp_path) as inbox:
        for number in range(80):
            now = NOON + number * HOUR
            step(inbox, chance, now)
            if number == 50:
                inbox.set_back(now - 9 * HOUR)
            times = {"now": stored_time(now), "soon": stored_time(now + DAY)}
            for source in "ab":
                rows = inbox.select(EVERY_ITEM, {"source": source, **times})
                found = [one.canonical_url for one in inbox.wanted(source, now)]
                assert found == [row["canonical_url"] for row in rows]
                n_found += len(found)
        assert n_found > 20
        closed = inbox.select("SELECT count(*) AS n FROM items WHERE NOT is_open")
        assert closed[0]["n"] > 3


def test_a_round_looks_at_open_items_alone(tmp_path: Path) -> None:
    times = {"now": stored_time(NOON), "soon": stored_time(NOON)}
    with open_inbox(tmp_path) as inbox:
        plan = inbox.select(f"EXPLAIN QUERY PLAN {WANTED}", {"source": "a", **times})
    assert any("USING INDEX items_open" in row["detail"] for row in plan)


def test_an_index_of_the_first_schema_is_brought_forward(tmp_path: Path) -> None:
    first = (files("warehouse.inbox") / "index.sql").read_text(encoding="utf-8")
    times = [stored_time(at) for at in (NOON, NOON - HOUR, NEVER)]
    with sqlite3.connect(tmp_path / "inbox.sqlite") as con:
        con.executescript(first)
        con.executemany(
            "INSERT INTO items (source, canonical_url, url, updated, first_seen, "
            "last_seen) VALUES ('a', ?, '', ?, '', '')",
            [("new", None), ("read", times[1]), ("changed", times[0]), ("no", None)],
        )
        con.executemany(
            "INSERT INTO addresses (canonical_url, body_hash, fetched_at, retry_at) "
            "VALUES (?, ?, ?, ?)",
            [
                ("read", "x", times[1], None),
                ("changed", "x", times[1], None),
                ("no", None, None, times[2]),
            ],
        )
    con.close()
    for _ in range(2):
        with open_inbox(tmp_path) as inbox:
            urls = [one.canonical_url for one in inbox.wanted("a", NOON + HOUR)]
            open_now = inbox.select("SELECT canonical_url FROM items WHERE is_open")
            assert sorted(urls) == ["changed", "new"]
            assert sorted(row["canonical_url"] for row in open_now) == sorted(urls)
            assert inbox.robots("https://news.example:443").body is None


def visited(site: Web, folder: Path, now: dt.datetime, path: str = "/page") -> str:
    """What a run of its own at a time gives for a page: its reason, empty if none."""
    settings = FetchSettings(
        allow=site.allow, host_delay_seconds=0, max_attempts=1, backoff_seconds=0
    )
    with open_inbox(folder) as inbox:
        asking = Fetcher(settings, clock=lambda: now, shelf=inbox)
        answer = asking.get(Request(site.url(path)))
    return getattr(answer, "reason", "")


def test_robots_are_asked_once_a_day_however_many_runs(tmp_path: Path) -> None:
    with web(**robots("User-agent: *\nDisallow: /secret")) as site:
        for hours in (0, 1, 23):
            assert visited(site, tmp_path, NOON + hours * HOUR) == ""
            assert visited(site, tmp_path, NOON, "/secret") == "robots"
        assert site.paths()["/robots.txt"] == 1
        visited(site, tmp_path, NOON + DAY)
        assert site.paths()["/robots.txt"] == 2
        visited(site, tmp_path, NOON)
        assert site.paths()["/robots.txt"] == 3, "the clock went back"


def test_no_robots_are_remembered_too(tmp_path: Path) -> None:
    with web(**{"robots.txt": missing}) as site:
        assert [visited(site, tmp_path, NOON + n * HOUR) for n in range(3)] == [""] * 3
        assert site.paths()["/robots.txt"] == 1


def test_rules_read_before_hold_while_they_cannot_be_read(tmp_path: Path) -> None:
    rules = ["User-agent: *\nDisallow: /secret"]

    def play(visit: object) -> None:
        if rules:
            visit.reply(rules[0].encode(), "200 OK", "text/plain")  # type: ignore[attr-defined]
        else:
            visit.reply(b"", "503 Unavailable")  # type: ignore[attr-defined]

    with web(**{"robots.txt": play}) as site:
        assert visited(site, tmp_path, NOON, "/secret") == "robots"
        rules.clear()
        assert visited(site, tmp_path, NOON + 2 * DAY) == ""
        assert visited(site, tmp_path, NOON + 40 * DAY, "/secret") == "robots"
        assert site.paths()["/robots.txt"] == 3


def test_rules_never_read_allow_nothing_for_thirty_days(tmp_path: Path) -> None:
    ill = {"robots.txt": lambda visit: visit.reply(b"", "503 Unavailable")}
    with web(**ill) as site:
        for days in (0, 12, 29.9):
            late = NOON + days * DAY
            assert visited(site, tmp_path, late) == "robots_unreachable"
        assert visited(site, tmp_path, NOON + 30 * DAY) == ""
    with open_inbox(tmp_path) as inbox:
        (row,) = inbox.select("SELECT site, failing_since FROM robots")
        assert inbox.robots(row["site"]) == Robots(row["site"], failing_since=NOON)
