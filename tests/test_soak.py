"""Two days of a small made-up web, fetched and planned: every text is accounted for."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.soak.account import Account, expected, unfetched
from benchmarks.soak.progress import NAME, Progress
from benchmarks.soak.server import Ledger, running
from benchmarks.soak.visitor import Fetched, fetch_round
from benchmarks.soak.week import sources_text
from benchmarks.soak.world import DAY, START, Key, World, outcomes
from benchmarks.texts import story, varied
from flows.collect.load import collect
from flows.collect.pages import Taken
from flows.collect.run import sources_in
from flows.ingest import Ingest, joined
from transforms.text.duplicates import fold_duplicates
from warehouse.inbox import open_inbox
from warehouse.layout import Layout

WORLD = World(n_feeds=20, n_articles=200, days=2)
ROUNDS = 4


@pytest.fixture(scope="module")
def fetched(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Layout, Ledger, list[Fetched], Ingest]:
    """What two days of fetching kept, the server's account, and the articles made."""
    folder = tmp_path_factory.mktemp("soak")
    layout, sources = Layout(folder / "out"), folder / "sources.toml"
    rounds = []
    with running(WORLD) as web:
        sources.write_text(sources_text(WORLD, web.port), encoding="utf-8")
        for number in range(1, ROUNDS + 1):
            now = START + number / ROUNDS * WORLD.days * DAY
            web.turn_to(now)
            rounds.append(fetch_round(sources, layout.root, now))
        rounds.append(fetch_round(sources, layout.root, now + dt.timedelta(minutes=5)))
        ledger = web.ledger()
    parts = collect(sources_in(sources), layout, dt.date(2026, 11, 5), Taken())
    found = joined(parts)
    return layout, ledger, rounds, found


Made = tuple[Layout, Ledger, list[Fetched], Ingest]


def test_what_was_announced_and_served_is_in_the_inbox(fetched: Made) -> None:
    layout, ledger, rounds, _ = fetched
    assert unfetched(ledger, layout.inbox / "inbox.sqlite") == []
    assert len(ledger.announced) == sum(one.n_new for one in rounds) > 100
    assert rounds[-1].n_unchanged >= rounds[-1].n_lists - rounds[-1].n_failed
    assert (rounds[-1].n_new, rounds[-1].n_pages) == (0, 0)
    assert all(one.n_failed > 0 for one in rounds), "some feeds of the world are dead"
    with open_inbox(layout.inbox) as inbox:
        assert len(inbox.pending()) == expected(WORLD, ledger).articles_in


def test_every_text_is_used_rejected_or_a_copy(fetched: Made) -> None:
    _, ledger, _, found = fetched
    should = expected(WORLD, ledger)
    assert should.is_whole
    last = {article.location: article.article_id for article in found.articles}
    earlier = [a for a in found.articles if last[a.location] != a.article_id]
    current = [a for a in found.articles if last[a.location] == a.article_id]
    distinct = {article.article_id: article for article in current}
    near = [fold for fold in fold_duplicates(distinct.values()) if fold.duplicate_of]
    failed = [reject for reject in found.rejects if reject.stage == "fetch"]
    assert failed, "the dead sites of the world refuse"
    served = [reject for reject in found.rejects if reject.stage != "fetch"]
    refused = [reject for reject in served if reject.outcome == "refused"]
    assert should == Account(
        articles_in=len(found.articles) + len(refused),
        used=len(distinct) - len(near),
        rejected=len(refused),
        duplicates=len(current) - len(distinct) + len(near),
        earlier=len(earlier),
    )
    assert {reject.reason for reject in refused} == {
        "unsupported_language",
        "no_text",
        "error_page",
    }


def test_the_account_tells_what_is_missing() -> None:
    whole = Account(articles_in=9, used=5, rejected=1, duplicates=2, earlier=1)
    short = Account(articles_in=9, used=4, rejected=1, duplicates=2, earlier=1)
    assert (whole.is_whole, short.is_whole) == (True, False)
    assert short.differences(whole) == ["used: 4 should be 5"]


def test_a_world_follows_from_its_seed() -> None:
    again = World(n_feeds=20, n_articles=200, days=2)
    other = World(n_feeds=20, n_articles=200, days=2, seed=2)
    keys = [Key(site, number) for site in range(20) for number in range(10)]
    first = [WORLD.article(key) for key in keys]
    assert [again.article(key) for key in keys] == first
    assert [other.article(key) for key in keys] != first
    kinds = Counter(article.kind for article in first)
    assert kinds.keys() <= outcomes().keys()
    assert len(kinds) > 10


def test_a_story_varied_is_a_story_with_other_words() -> None:
    told = story("1 text 0/0")
    assert told == story("1 text 0/0")
    assert story("1 text 0/1") != told
    other = varied(told, "near")
    assert other.headline == told.headline
    before, after = told.text.split(), other.text.split()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_a_soak_killed_in_a_round_goes_on_with_the_same_account(tmp_path: Path) -> None:
    out = tmp_path / "soak"
    soak = [sys.executable, "-m", "benchmarks.soak", "--no-load"]
    size = ["--feeds", "12", "--articles", "96", "--days", "2", "--rounds", "2"]
    first = subprocess.Popen([*soak, *size, "--out", str(out)], start_new_session=True)
    _wait_until(lambda: (out / NAME).exists() and Progress.read(out).rounds)
    served = (out / "served.jsonl").stat().st_size
    _wait_until(lambda: (out / "served.jsonl").stat().st_size > served)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    done = Progress.read(out)
    assert not done.days
    later = subprocess.run(
        [*soak, "--resume", str(out)], capture_output=True, text=True, check=False
    )
    assert later.returncode == 0, later.stderr
    ended = Progress.read(out)
    assert (len(ended.days), ended.port) == (2, done.port)
    assert ended.days[0].rounds[: len(done.rounds)] == tuple(done.rounds)
    again = subprocess.run([*soak, "--out", str(out)], capture_output=True, check=False)
    assert again.returncode == 1
    assert b"holds a soak already" in again.stderr


def test_a_note_cut_off_by_a_kill_is_not_taken(tmp_path: Path) -> None:
    log = tmp_path / "served.jsonl"
    log.write_bytes(b'[3, "http://a/1"]\n["http://a/1", 3, 1, 0]\n["http://a/2", 3, 2')
    found = Ledger.read(log)
    assert found.announced == {(3, "http://a/1")}
    assert found.served == {"http://a/1": [(Key(3, 1), 0)]}


def _wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
