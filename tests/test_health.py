"""Checks of sources against their own history, in both directions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from flows.health.checks import History, findings
from flows.health.limits import Finding, limits
from flows.health.machine import machine_findings
from flows.health.readings import Reading, Readings
from schemas.sources import FeedSource
from tests.command_line import CommandLine
from warehouse.inbox import Announced, Day, Round, Standing, open_inbox
from warehouse.inbox.history import days, oldest_pending, refused_pages
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
    n_items: int = 20,
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
            n_items=n_items,
            n_new=new,
            n_pages=n_pages,
            n_refused=n_refused,
            failure="the server answered 500" if n_failed else None,
        )
        for number, new in enumerate(n_new)
    ]


def a_week(today: int, *before: int, refused: Sequence[int] = ()) -> list[Day]:
    """The last 24 hours, days before, and the partial first day."""
    shares = [*refused, *[0] * (len(before) + 2 - len(refused))]
    return [
        Day(ago, n_rounds=96, n_new=new, n_pages=20, n_refused=shares[ago])
        for ago, new in enumerate([today, *before, 1])
    ]


def found(
    history: Sequence[Round],
    published: dt.datetime | None = NOW - 60 * MINUTE,
    by_day: Sequence[Day] = (),
    read: Readings | None = None,
    source: FeedSource = SOURCE,
) -> dict[str, Finding]:
    standing = Standing("Wire", 100, 80, 0, 0, NOW, published)
    known = History(
        standing,
        history[:30],
        [one for one in history if not one.n_failed],
        [one for one in history if one.n_new],
        by_day,
        read or Readings(),
    )
    return {one.check: one for one in findings(source, known, NOW)}


USUAL = [3, 4, 2, 0, 5, 3, 0, 0, 4, 3]


def test_a_usual_day_has_no_findings() -> None:
    assert found(rounds(USUAL), by_day=a_week(30, 28, 44, 25, 31, 40)) == {}


def test_a_source_never_fetched_is_told() -> None:
    assert set(found([])) == {"never"}


def test_a_source_not_fetched_for_three_rounds_is_late() -> None:
    assert "late" not in found(rounds(USUAL, since=44 * MINUTE))
    late = found(rounds(USUAL, since=62 * MINUTE))["late"]
    assert (late.level, late.told) == (
        "alarm",
        "last fetched 62 min ago, every 15m expected",
    )


def test_lateness_goes_by_the_cron_of_the_source() -> None:
    weekdays = SOURCE.model_copy(update={"schedule": "0 6 * * 1-5"})
    sunday = NOW + dt.timedelta(days=2)
    known = History(None, rounds(USUAL, since=dt.timedelta(hours=6)))
    assert not [f for f in findings(weekdays, known, sunday) if f.check == "late"]
    friday = NOW + dt.timedelta(days=7)
    late = [f for f in findings(weekdays, known, friday) if f.check == "late"]
    assert late[0].told == "last fetched 7 days ago, the schedule is 0 6 * * 1-5"


def test_a_clock_that_went_back_is_an_alarm() -> None:
    assert found(rounds(USUAL, since=-600 * MINUTE))["clock"].level == "alarm"


def test_one_failure_warns_and_three_in_a_row_alarm() -> None:
    once = [*rounds([0], n_failed=1), *rounds(USUAL, since=30 * MINUTE)]
    assert found(once)["failing"].level == "warning"
    dead = found(rounds(USUAL, n_failed=1))
    assert dead["dead"].level == "alarm"
    assert "silent" not in dead
    mended = [*rounds([3]), *rounds([0, 0, 0], since=30 * MINUTE, n_failed=1)]
    assert not {"failing", "dead"} & set(found(mended))


def test_a_feed_that_announces_nothing_any_more_is_an_alarm() -> None:
    empty = [*rounds([0], n_items=0), *rounds(USUAL, since=30 * MINUTE)]
    assert found(empty)["empty"].level == "alarm"
    young = [*rounds([0], n_items=0), *rounds(USUAL[:4], since=30 * MINUTE)]
    assert "empty" not in found(young)


def test_a_feed_with_all_addresses_new_warns() -> None:
    moved = rounds([20, *USUAL])
    assert found(moved)["renewed"].level == "warning"
    busy = rounds([20] * 10)
    assert "renewed" not in found(busy)


def test_a_dead_feed_that_answers_is_an_alarm() -> None:
    dead = rounds([0] * 16 + USUAL)
    assert found(dead)["silent"].level == "alarm"
    assert "silent" not in found(rounds([0] * 6 + USUAL))
    assert "silent" in found(rounds([0] * 300 + USUAL))


def test_a_feed_that_repeats_old_dates_is_stale() -> None:
    assert "stale" in found(rounds(USUAL), NOW - dt.timedelta(days=5))
    assert "stale" not in found(rounds([0] * 5), NOW - dt.timedelta(days=5))


def test_below_the_fewest_fails_and_above_the_most_warns() -> None:
    before = (28, 44, 25, 31, 40)
    low = found(rounds(USUAL), by_day=a_week(12, *before))["low"]
    assert low.level == "alarm"
    assert low.told == "12 new items in 24 hours, 25 to 44 on the 5 days before"
    assert "low" not in found(rounds(USUAL), by_day=a_week(13, *before))
    high = found(rounds(USUAL), by_day=a_week(133, *before))["high"]
    assert high.level == "warning"
    assert "high" not in found(rounds(USUAL), by_day=a_week(132, *before))


def test_four_days_are_too_few_to_judge_by() -> None:
    assert found(rounds(USUAL), by_day=a_week(0, 28, 44, 25, 31)) == {}


def test_far_more_than_usual_in_a_round_warns() -> None:
    assert found(rounds([400, *USUAL], n_items=900))["flood"].level == "warning"
    assert "flood" not in found(rounds([25, *USUAL], n_items=900))


def test_refused_pages_warn_and_nothing_but_refusals_alarms() -> None:
    assert found(rounds(USUAL, n_refused=6))["refused"].level == "warning"
    assert found(rounds(USUAL, n_pages=0, n_refused=6))["blocked"].level == "alarm"
    assert not found(rounds(USUAL, n_refused=4))


def test_more_refusals_than_on_any_day_warn() -> None:
    before = (28, 44, 25, 31, 40)
    usual = a_week(30, *before, refused=(6, 2, 2, 2, 2, 2))
    assert "rejecting" not in found(rounds(USUAL), by_day=usual)
    worse = a_week(30, *before, refused=(12, 2, 2, 2, 2, 2))
    told = found(rounds(USUAL), by_day=worse)["rejecting"]
    assert told.told.startswith("38% of the pages of 24 hours gave nothing, at most 9%")


def read(length: int | None, reason: str | None, number: int) -> tuple[Reading, ...]:
    return (Reading(length, reason),) * number


def test_a_wall_that_gives_the_same_text_is_an_alarm() -> None:
    walled = Readings(read(None, "same_text", 18) + read(900, None, 2), SOUND)
    told = found(rounds(USUAL), read=walled)["unread"]
    assert "18 of the last 20 pages" in told.told
    assert "(same_text 18)" in told.told
    young = Readings(walled.recent, SOUND[:39])
    assert found(rounds(USUAL), read=young) == {}


def test_a_wall_that_gives_short_texts_is_an_alarm() -> None:
    short = Readings(read(200, None, 20), SOUND)
    assert found(rounds(USUAL), read=short)["short"].level == "alarm"
    assert found(rounds(USUAL), read=Readings(read(500, None, 20), SOUND)) == {}


def test_a_source_that_always_gave_copies_is_left_alone() -> None:
    wire = read(None, "same_text", 60)
    assert found(rounds(USUAL), read=Readings(wire[:20], wire)) == {}


SOUND = read(1000, None, 60)


def test_pages_that_no_run_loads_are_an_alarm(tmp_path: Path) -> None:
    hours = dt.timedelta(hours=1)
    assert not list(machine_findings(tmp_path, NOW - 2 * hours, NOW))
    (late,) = machine_findings(tmp_path, NOW - 5 * hours, NOW)
    assert (late.check, late.level) == ("unloaded", "alarm")


def test_rounds_and_standings_are_kept(tmp_path: Path) -> None:
    item = Announced("Wire", "https://w.example/a", "https://w.example/a")
    url = "https://w.example/b"
    future = Announced("Wire", url, url, published=NOW + dt.timedelta(days=900))
    late = NOW + dt.timedelta(hours=1)
    with open_inbox(tmp_path) as inbox:
        inbox.announce([item, future], NOW)
        inbox.refuse(item, "timed_out", "no", status=None, at=NOW, retry_at=late)
        inbox.refuse(item, "robots", "no", status=None, at=late, retry_at=None)
        inbox.refuse(future, "timed_out", "no", status=None, at=NOW, retry_at=late)
        for one in rounds([1, 2, 3]):
            inbox.note_round(one)
        assert [one.n_new for one in inbox.rounds("Wire", 2)] == [1, 2]
        (standing,) = inbox.standings(NOW)
        assert (standing.n_items, standing.n_refused, standing.n_pending) == (2, 1, 0)
        assert standing.n_waiting == 1
        assert standing.last_published is None
        told = {(one.reason, one.state, one.n) for one in refused_pages(inbox)}
        assert told == {("robots", "refused", 1), ("timed_out", "waiting", 1)}
        (day,) = days(inbox, "Wire", NOW, 15)
        assert (day.ago, day.n_rounds, day.n_new) == (0, 3, 6)
        assert oldest_pending(inbox) is None


def test_every_alarm_has_a_level_and_is_given_somewhere() -> None:
    code = "".join(
        path.read_text("utf-8") for path in Path("flows/health").glob("*.py")
    )
    for name, rule in limits().items():
        assert f'"{name}"' in code, name
        assert rule.level in {"alarm", "warning"}


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
    assert "alarm: Wire: dead: 1 of 1 lists failed in the last 4 rounds" in told.out
    assert "2 alarms, 1 warning; 0 of 2 sources ok" in told.out
    assert "nothing is published yet" in told.out
    text = metrics.read_text("utf-8")
    assert 'polemos_source_alarms{source="Wire"} 2' in text
    assert 'polemos_source_warnings{source="The \\"Post\\""} 1' in text
    plain = json.loads(polemos(*arguments, "--json").out)
    assert [one["state"] for one in plain["sources"]] == ["alarm", "warning"]
    assert (plain["n_alarms"], plain["n_warnings"]) == (2, 1)
