"""Checks of sources against their own history, in both directions."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.health.checks import Finding, findings
from flows.health.overview import Overview, SourceState, as_metrics
from schemas.sources import FeedSource
from tests.command_line import CommandLine
from warehouse.inbox import Announced, Round, Standing, open_inbox
from warehouse.layout import Layout

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
SOURCE = FeedSource(
    kind="feed", name="Wire", urls=("https://w.example/rss",), schedule="15m"
)


def rounds(
    n_new: Sequence[int],
    *,
    since: dt.timedelta = 15 * MINUTE,
    n_failed: int = 0,
    n_pages: int = 5,
    n_refused: int = 0,
) -> list[Round]:
    """Rounds every 15 minutes, the newest first, the last one ``since`` ago."""
    return [
        Round(
            source="Wire",
            started_at=NOW - since - 15 * MINUTE * number,
            ended_at=NOW - since - 15 * MINUTE * number,
            n_lists=1,
            n_unchanged=0,
            n_failed=n_failed,
            n_items=20,
            n_new=new,
            n_pages=n_pages,
            n_refused=n_refused,
            failure="the server answered 500" if n_failed else None,
        )
        for number, new in enumerate(n_new)
    ]


def found(
    history: Sequence[Round], published: dt.datetime | None = NOW - 60 * MINUTE
) -> dict[str, Finding]:
    standing = Standing("Wire", 100, 80, 0, 0, NOW, published)
    return {one.check: one for one in findings(SOURCE, standing, history, NOW)}


USUAL = [3, 4, 2, 0, 5, 3, 0, 0, 4, 3]


def test_a_usual_day_has_no_findings() -> None:
    assert found(rounds(USUAL)) == {}


def test_a_source_never_fetched_is_told() -> None:
    assert set(found([])) == {"never"}


def test_a_source_not_fetched_for_three_rounds_is_late() -> None:
    assert "late" not in found(rounds(USUAL, since=44 * MINUTE))
    late = found(rounds(USUAL, since=46 * MINUTE))["late"]
    assert (late.level, late.told) == (
        "alarm",
        "last fetched 46 min ago, every 15m expected",
    )


def test_a_clock_that_went_back_is_an_alarm() -> None:
    assert found(rounds(USUAL, since=-600 * MINUTE))["clock"].level == "alarm"


def test_one_failure_warns_and_three_in_a_row_alarm() -> None:
    once = [*rounds([0], n_failed=1), *rounds(USUAL, since=30 * MINUTE)]
    assert found(once)["failing"].level == "warning"
    assert found(rounds(USUAL, n_failed=1))["failing"].level == "alarm"
    mended = [*rounds([3]), *rounds([0, 0, 0], since=30 * MINUTE, n_failed=1)]
    assert "failing" not in found(mended)


def test_a_dead_feed_that_answers_is_an_alarm() -> None:
    dead = rounds([0] * 16 + USUAL)
    assert found(dead)["silent"].level == "alarm"
    assert "silent" not in found(rounds([0] * 6 + USUAL))


def test_a_feed_that_repeats_old_dates_is_stale() -> None:
    assert "stale" in found(rounds(USUAL), NOW - dt.timedelta(days=5))
    assert "stale" not in found(rounds([0] * 5), NOW - dt.timedelta(days=5))


def test_far_more_than_usual_warns() -> None:
    assert found(rounds([400, *USUAL]))["flood"].level == "warning"
    assert "flood" not in found(rounds([25, *USUAL]))


def test_refused_pages_warn_and_nothing_but_refusals_alarms() -> None:
    assert found(rounds(USUAL, n_refused=6))["refused"].level == "warning"
    assert found(rounds(USUAL, n_pages=0, n_refused=6))["refused"].level == "alarm"
    assert "refused" not in found(rounds(USUAL, n_refused=4))


def test_rounds_and_standings_are_kept(tmp_path: Path) -> None:
    item = Announced("Wire", "https://w.example/a", "https://w.example/a")
    url = "https://w.example/b"
    future = Announced("Wire", url, url, published=NOW + dt.timedelta(days=900))
    with open_inbox(tmp_path) as inbox:
        inbox.announce([item, future], NOW)
        inbox.refuse(item, "robots", "no", status=None, at=NOW, retry_at=None)
        for one in rounds([1, 2, 3]):
            inbox.note_round(one)
        assert [one.n_new for one in inbox.rounds("Wire", 2)] == [1, 2]
        (standing,) = inbox.standings(NOW)
        assert (standing.n_items, standing.n_refused, standing.n_pending) == (2, 1, 0)
        assert standing.last_published is None
        assert inbox.reasons("Wire") == {"robots": 1}


@pytest.fixture
def polemos(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    return CommandLine(monkeypatch, capsys)


DECLARED = """
[[source]]
name = "Wire"
kind = "feed"
urls = ["https://w.example/rss"]

[[source]]
name = 'The "Post"'
kind = "feed"
urls = ["https://p.example/rss"]
"""


def test_the_command_tells_states_and_alarms(
    polemos: CommandLine, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text(DECLARED, "utf-8")
    arguments = ["status", "--sources", sources, "--out", tmp_path / "out"]
    assert polemos(*arguments).status == 0
    with open_inbox(Layout(tmp_path / "out").inbox) as inbox:
        for one in rounds([0] * 4, n_failed=1):
            inbox.note_round(one)
    metrics = tmp_path / "polemos.prom"
    told = polemos(*arguments, "--metrics", metrics)
    assert told.status == 1
    assert "alarm: Wire: lists failed in the last 4 rounds" in told.out
    assert "nothing is published yet" in told.out
    text = metrics.read_text("utf-8")
    assert 'polemos_source_alarms{source="Wire"} 2' in text
    assert 'polemos_source_warnings{source="The \\"Post\\""} 1' in text
    plain = json.loads(polemos(*arguments, "--json").out)
    assert [one["state"] for one in plain["sources"]] == ["alarm", "warning"]


def test_metrics_are_in_the_text_format() -> None:
    standing = Standing("Wire", 100, 80, 3, 2, NOW, None)
    state = SourceState("Wire", standing, rounds([1])[0], {}, ())
    counts = {"n_articles": 5, "n_claims": 4, "n_events": 3, "n_rejects": 2}
    run = {"ended_at": NOW, **counts}
    lines = as_metrics(Overview((state,), run)).splitlines()
    sample = re.compile(r'polemos_\w+(\{source="[^"]*"\})? \d+(\.\d+)?(e\+\d+)?')
    assert all(line.startswith("# ") or sample.fullmatch(line) for line in lines)
    assert 'polemos_source_pages_pending{source="Wire"} 3' in lines
    assert f"polemos_run_timestamp_seconds {int(NOW.timestamp())}" in lines
