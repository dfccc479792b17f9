"""Periods and cron: what falls when, also while clocks change or jump."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from schemas.schedules import is_due, last_time
from schemas.sources import SourcesFileError, read_sources

BERLIN = ZoneInfo("Europe/Berlin")
SOURCE = """
[[source]]
name = "Valley Wire"
kind = "feed"
urls = ["https://valley.example/rss"]
"""


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        ("15m", "2026-11-02T12:14:59", "2026-11-02T12:00"),
        ("15m", "2026-11-02T12:15:00", "2026-11-02T12:15"),
        ("2h", "2026-11-02T13:00:00", "2026-11-02T12:00"),
        ("1d", "2026-11-02T23:59:59", "2026-11-02T00:00"),
        ("*/15 * * * *", "2026-11-02T12:14:59", "2026-11-02T12:00"),
        ("*/15 * * * *", "2026-11-02T12:15:00", "2026-11-02T12:15"),
        ("*/15 * * * *", "2026-11-02T12:15:59.5", "2026-11-02T12:15"),
        ("30 3 1 * *", "2026-11-01T03:29:59", "2026-10-01T03:30"),
        ("0 6 * * mon", "2026-11-02T06:00:01", "2026-11-02T06:00"),
        ("0 0 29 2 *", "2026-11-02T06:00:01", "2024-02-29T00:00"),
    ],
)
def test_the_last_time_of_a_schedule(schedule: str, now: str, expected: str) -> None:
    assert last_time(schedule, at(now)) == at(expected)


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        # 29 March 2026: 02:00 becomes 03:00, that is 01:00 UTC.
        ("30 2 * * *", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("30 2 * * *", "2026-03-29T00:59", "2026-03-28T01:30"),
        ("30 2 * * *", "2026-03-30T00:30", "2026-03-30T00:30"),
        # 25 October 2026: 03:00 becomes 02:00, that is 01:00 UTC.
        ("30 2 * * *", "2026-10-25T00:30", "2026-10-25T00:30"),
        ("30 2 * * *", "2026-10-25T01:45", "2026-10-25T00:30"),
        ("*/15 * * * *", "2026-10-25T01:16", "2026-10-25T01:15"),
        ("0 6 * * *", "2026-07-01T04:00", "2026-07-01T04:00"),
    ],
)
def test_the_wall_clock_of_the_zone_decides(
    schedule: str, now: str, expected: str
) -> None:
    assert last_time(schedule, at(now), BERLIN) == at(expected)


@pytest.mark.parametrize("zone", [dt.UTC, BERLIN, ZoneInfo("Australia/Lord_Howe")])
@pytest.mark.parametrize("schedule", ["15m", "1h", "*/20 * * * *", "5 * * * *"])
def test_an_autumn_of_rounds_misses_nothing_and_hammers_nobody(
    schedule: str, zone: dt.tzinfo
) -> None:
    now, last, gaps = at("2026-09-28T00:00"), at("2026-09-27T23:59"), []
    while now < at("2026-11-03T00:00"):
        if is_due(schedule, last, now, zone):
            gaps.append(now - last)
            last = now
        now += dt.timedelta(minutes=5, seconds=7)
    step = {"15m": 15, "1h": 60, "*/20 * * * *": 20, "5 * * * *": 60}[schedule]
    slack = dt.timedelta(minutes=5, seconds=7)
    # Half an hour is what Lord Howe's clocks change by.
    longest = dt.timedelta(minutes=step) + slack
    if zone != dt.UTC and " " in schedule:
        longest += dt.timedelta(minutes=30)
    assert max(gaps) <= longest
    assert min(gaps[1:]) >= dt.timedelta(minutes=step) / 2 - slack


def test_a_late_round_does_not_push_the_next_one() -> None:
    assert is_due("15m", at("2026-11-02T12:10:41"), at("2026-11-02T12:15:01"))
    assert not is_due("15m", at("2026-11-02T12:15:01"), at("2026-11-02T12:29:59"))


def test_a_round_in_the_future_does_not_stop_the_source() -> None:
    assert is_due("1d", at("2026-12-02T12:00"), at("2026-11-02T12:00"))
    assert is_due("0 6 * * *", at("2026-12-02T12:00"), at("2026-11-02T12:00"))
    assert is_due("1d", None, at("2026-11-02T12:00"))


def test_the_table_of_times_is_read() -> None:
    text = f'[schedule]\nfetch = "*/5 * * * *"\ntimezone = "Europe/Berlin"\n{SOURCE}'
    found = read_sources(text, "sources.toml").schedule
    assert (found.fetch, found.load) == ("*/5 * * * *", "5 * * * *")
    assert found.zone == BERLIN


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('fetch = "61 * * * *"', "the minute of the cron is out of range"),
        ('load = "5 25 * * *"', "the hour of the cron is out of range"),
        ('load = "* * * * * *"', "it is no cron of five fields"),
        ('load = "15m"', "it is no cron of five fields"),
        ('release = "0 0 30 2 *"', "the day-of-month of the cron is out of range"),
        ('timezone = "Europe/Atlantis"', "it is no time zone such as UTC"),
        ('timezone = "../etc/passwd"', "it is no time zone such as UTC"),
        ('relase = "0 0 1 * *"', "did you mean 'release'?"),
        ("fetch = 15", "15: input should be a valid string"),
    ],
)
def test_a_wrong_time_is_told_with_field_and_value(line: str, told: str) -> None:
    with pytest.raises(SourcesFileError) as caught:
        read_sources(f"[schedule]\n{line}\n{SOURCE}", "sources.toml")
    (problem,) = caught.value.problems
    field = line.split(" = ")[0]
    assert problem.startswith(f"[schedule], field '{field}': ")
    assert told in problem


def test_a_wrong_webhook_is_not_repeated() -> None:
    with pytest.raises(SourcesFileError) as caught:
        read_sources(f'[schedule]\nwebhook = "hooks/t0psecret"\n{SOURCE}', "s.toml")
    assert "field 'webhook'" in str(caught.value)
    assert "t0psecret" not in str(caught.value)
