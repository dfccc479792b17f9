"""The parts of the service that need no Prefect server."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from flows.collect.announce import Announcement
from flows.collect.fetch import Fetching
from flows.health.limits import Finding, Level
from flows.service.alarms import as_document as alarms_document
from flows.service.alarms import as_markdown as alarms_page
from flows.service.alarms import begun
from flows.service.clock import ClockWatch, day_of_run
from flows.service.lock import is_held, is_unfinished, noted, only_one
from flows.service.outcome import outcome_of
from flows.service.report import as_document, as_markdown, failure_of
from flows.service.webhook import post, webhook_of
from flows.web.answers import FetchRefused
from schemas.tables import frames_of
from tests.command_line import CommandLine
from tests.test_inbox import item, keep
from tests.warehouse_records import AS_OF, corpus
from tests.web_server import Visit, ill_twice, web
from warehouse.inbox import open_inbox
from warehouse.last_day import last_day
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import batch, open_store

NOON = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
SOURCES = """
[[source]]
name = "Valley Wire"
kind = "feed"
urls = ["https://valley.example/rss"]
"""
Told = dict[str, str]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(SOURCES, "utf-8")
    return path


def test_one_that_waits_has_its_turn_when_the_first_ends(tmp_path: Path) -> None:
    told: list[str] = []
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        with only_one(tmp_path, "load", lambda why: (told.append(why), began.set())):
            order.append("second")

    thread = threading.Thread(target=second)
    with only_one(tmp_path, "load"):
        assert is_held(tmp_path, "load")
        thread.start()
        assert began.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "load is already running" in told[0]
    assert not is_held(tmp_path, "load")


def test_a_job_that_did_not_end_well_is_known(tmp_path: Path) -> None:
    assert not is_unfinished(tmp_path, "load")
    with pytest.raises(RuntimeError), noted(tmp_path, "load"):
        raise RuntimeError("the disk is full")
    assert is_unfinished(tmp_path, "load")
    with noted(tmp_path, "load"):
        pass
    assert not is_unfinished(tmp_path, "load")


@pytest.mark.parametrize(
    ("job", "command"),
    [
        ("load", ["run", "{out}/articles", "--out", "{out}"]),
        ("load", ["run", "--sources", "{sources}", "--out", "{out}"]),
        ("fetch", ["fetch", "--sources", "{sources}", "--out", "{out}"]),
        ("service", ["schedule", "--sources", "{sources}", "--out", "{out}"]),
    ],
)
def test_a_busy_folder_is_told_in_the_users_words(
    polemos: CommandLine, tmp_path: Path, sources: Path, job: str, command: list[str]
) -> None:
    words = [word.format(out=tmp_path, sources=sources) for word in command]
    with only_one(tmp_path, job):
        answer = polemos(*words)
    assert answer.status == 2
    assert f"polemos: {job} is already running on {tmp_path} (process " in answer.err


PARENT = """
import subprocess, sys, time
child = (
    "import os, time; from flows.watched import end_with_parent; "
    "end_with_parent(); print(os.getpid(), flush=True); time.sleep(60)"
)
with subprocess.Popen([sys.executable, "-c", child]):
    time.sleep(60)
"""


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        # The end of the child closes the pipe.
        assert parent.stdout.read() == b""


def test_a_clock_that_is_set_is_seen_once() -> None:
    wall = iter([1000.0, 1010.0, 87_420.0, 87_430.0, 1050.0, 1060.3])
    steady = count(0.0, 10.0)
    watch = ClockWatch(wall=lambda: next(wall), steady=lambda: next(steady))
    assert [watch.jump() for _ in range(5)] == [0.0, 86_400.0, 0.0, -86_390.0, 0.0]


def test_the_hour_of_daylight_saving_is_no_jump() -> None:
    """The clock of the machine counts in UTC, whatever its walls show."""
    wall, steady = count(1.0, 10.0), count(5.0, 10.0)
    watch = ClockWatch(wall=lambda: next(wall), steady=lambda: next(steady))
    assert not any(watch.jump() for _ in range(400))


@pytest.mark.parametrize(
    ("today", "last", "expected"),
    [
        ("2026-11-02", None, "2026-11-02"),
        ("2026-11-02", "2026-11-01", "2026-11-02"),
        ("2026-11-02", "2026-12-02", "2026-12-02"),
    ],
)
def test_a_run_counts_as_no_day_before_the_last(
    today: str, last: str | None, expected: str
) -> None:
    known = dt.date.fromisoformat(last) if last else None
    day = day_of_run(dt.date.fromisoformat(today), known)
    assert day == dt.date.fromisoformat(expected)


def test_the_last_day_is_that_of_any_state(tmp_path: Path) -> None:
    with open_store(Layout(tmp_path)) as con:
        assert last_day(con) is None
        with batch(con):
            load(con, frames_of(corpus()), AS_OF + dt.timedelta(days=30))
        assert last_day(con) == AS_OF + dt.timedelta(days=30)


FAILURE = failure_of(
    "polemos load",
    "Failed",
    "no answer from https://me:t0p@news.example/feed?api_key=t0psecret&page=2",
    NOON,
    "run-1",
    "nowhere",
)


def test_a_webhook_is_told_as_json() -> None:
    with web(hook=lambda visit: visit.reply(b"{}")) as site:
        assert post(site.url("/hook"), {"a": 1})
        (visit,) = site.asked
    assert json.loads(visit.body) == {"a": 1}
    assert visit.headers["content-type"] == "application/json"
    assert visit.headers["user-agent"].startswith("Polemos/")


def leads_away(visit: Visit) -> None:
    visit.reply(b"", "302 Found", Location="/page")


@pytest.mark.parametrize(
    ("play", "n_asked", "is_told"),
    [
        (ill_twice, 3, True),
        (lambda visit: visit.reply(b"", "503 Unavailable"), 4, False),
        (lambda visit: visit.reply(b"", "429 Too Many Requests"), 4, False),
        (lambda visit: visit.reply(b"", "404 Not Found"), 1, False),
        (leads_away, 1, False),
        (lambda visit: visit.wire.close(), 4, False),
    ],
)
def test_a_webhook_is_tried_again_where_it_helps(
    play: Callable[[Visit], None],
    n_asked: int,
    is_told: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    waits: list[float] = []
    with web(t0psecret=play) as site, caplog.at_level(logging.INFO):
        assert post(site.url("/t0psecret"), {"a": 1}, waits.append) is is_told
        assert len(site.asked) == n_asked == len(waits) + 1
    assert "t0psecret" not in caplog.text
    assert is_told is ("was not told" not in caplog.text)


def test_an_unreachable_webhook_raises_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert not post("http://127.0.0.1:1/t0psecret", {}, lambda _: None)
    assert not post("ftp://hooks.example/t0psecret", {}, lambda _: None)
    assert not post("http://[::1/t0psecret", {}, lambda _: None)
    assert caplog.text.count("was not told") == 3
    assert "t0psecret" not in caplog.text


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLEMOS_WEBHOOK", raising=False)
    assert webhook_of("https://a.example/x") == "https://a.example/x"
    monkeypatch.setenv("POLEMOS_WEBHOOK", "https://b.example/y")
    assert webhook_of("https://a.example/x") == "https://b.example/y"


def test_a_failure_is_told_with_its_sources_and_without_secrets(
    tmp_path: Path,
) -> None:
    with open_inbox(tmp_path / "inbox") as inbox:
        inbox.announce([item("a"), item("b")], NOON)
        keep(inbox, item("a"))
    known = failure_of("polemos fetch", "Failed", "x | y", NOON, "r", str(tmp_path))
    assert "| wire | 2 | 1 | 1 | 0 | 2026-11-01 12:00 |" in as_markdown(known)
    assert as_document(known)["sources"][0]["pending"] == 1
    for shown in (as_markdown(FAILURE), json.dumps(as_document(FAILURE))):
        assert "t0p" not in shown
        assert "page=2" in shown
    assert as_document(FAILURE)["text"].startswith("polemos load failed: no answer")


def alarm(source: str, check: str = "silent", level: Level = "alarm") -> Finding:
    return Finding(level, source, check, f"{source} https://a.example/?key=t0psecret")


def test_an_alarm_is_told_when_it_begins_and_once_only(tmp_path: Path) -> None:
    mute, late = alarm("A"), alarm("B", "late")
    assert begun(tmp_path, [mute, alarm("C", level="warning")]) == [mute]
    assert begun(tmp_path, [mute]) == []
    assert begun(tmp_path, [mute, late]) == [late]
    assert begun(tmp_path, [late]) == []
    assert begun(tmp_path, [late, mute]) == [mute]
    (tmp_path / ".alarms.json").write_text('[["A"', "utf-8")
    assert begun(tmp_path, [late, mute]) == [late, mute]
    shown = alarms_page([mute]) + json.dumps(alarms_document([mute], "out"))
    assert "t0psecret" not in shown
    assert "1 new alarm: A: " in shown


def fetched(name: str, *, n_new: int = 0, fails: bool = False) -> Fetching:
    told = Announcement(n_lists=1, n_new=n_new)
    if fails:
        address = "https://a.example/rss?token=t0psecret"
        told.failures.append(FetchRefused(address, "timed_out", f"{address} is mute"))
    return Fetching(name, told, n_pages=n_new)


def test_a_round_fails_only_when_no_source_could_be_read() -> None:
    assert outcome_of([]).message == "no source is due"
    quiet = outcome_of([fetched("A")])
    assert (quiet.rows, quiet.has_failed) == ((), False)
    some = outcome_of([fetched("A", n_new=3), fetched("B", fails=True)])
    assert not some.has_failed
    assert "lists failed at 1 of them: B: " in some.message
    assert "t0psecret" not in some.message
    assert [row["new"] for row in some.rows] == [3, 0]
    assert outcome_of([fetched("B", fails=True)]).has_failed


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--fetch", "61 * * * *"], "--fetch '61 * * * *': the minute of the cron is"),
        (["--load", "hourly"], "--load 'hourly': it is no cron of five fields"),
        (["--webhook", "hooks/t0psecret"], "--webhook: it is no http://"),
    ],
)
def test_a_wrong_time_is_told_before_anything_starts(
    polemos: CommandLine, sources: Path, tmp_path: Path, options: list[str], told: str
) -> None:
    out = tmp_path / "out"
    answer = polemos("schedule", "--sources", sources, "--out", out, *options)
    shown = " ".join(answer.err.replace("│", " ").split())
    assert answer.status == 2
    assert told in shown
    assert "t0psecret" not in shown
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--until", "2026-11-01"], "--until needs --since"),
        (["--since", "2026-11-02", "--until", "2026-11-01"], "is before --since"),
    ],
)
def test_days_that_are_no_span_are_told(
    polemos: CommandLine, sources: Path, tmp_path: Path, options: list[str], told: str
) -> None:
    for command in ("run", "fetch"):
        answer = polemos(command, "--sources", sources, "--out", tmp_path, *options)
        assert answer.status == 2
        assert told in " ".join(answer.err.replace("│", " ").split())


LIGHT = """
import sys
from flows.cli import app

def called(*arguments):
    try:
        app(arguments)
    except (SystemExit, ValueError):
        pass

def without(*heavy):
    if found := set(heavy) & set(sys.modules):
        sys.exit(f"{found} came in")

sources, out = sys.argv[1:]
for command in ([], ["schedule"], ["run"], ["fetch"], ["release"]):
    called(*command, "--help")
without("prefect", "great_expectations", "spacy", "duckdb", "polars")
called("sources", "check", sources)
called("fetch", "--sources", sources, "--out", out, "--only", "No")
called("status", "--sources", sources, "--out", out)
without("prefect", "great_expectations", "spacy")
"""


def test_help_and_light_commands_import_nothing_heavy(
    sources: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, str(sources), str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "polemos schedule" in done.stdout
