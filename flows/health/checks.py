"""Freshness, volume and refusals of a source against its own history.

Below what a source used to give fails, above it warns; a source that is silent or
answers nothing usable is an alarm and not a quiet day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from schemas.schedules import minutes_of
from schemas.sources import Source, WebSource
from warehouse.inbox import Round, Standing

Level = Literal["alarm", "warning"]
HISTORY = 30
"""Rounds a source is compared with."""
FEWEST = 5
"""Rounds before which there is nothing to compare with."""
LATE_ROUNDS = 3
"""Rounds that may be missed before a source counts as not fetched."""
STALE_DAYS = 2
SILENT_FACTOR = 4
FLOOD_FACTOR = 10
REFUSED_SHARE = 0.5
FEWEST_PAGES = 10
DAILY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: how bad, which source, which check, and the figures."""

    level: Level
    source: str
    check: str
    told: str


def findings(
    source: Source, standing: Standing | None, rounds: Sequence[Round], now: dt.datetime
) -> Iterator[Finding]:
    """What is wrong with a source; ``rounds`` are its last ones, the newest first."""
    if not isinstance(source, WebSource):
        return
    if not rounds:
        yield Finding("warning", source.name, "never", "it was never fetched")
        return
    yield from _lateness(source, rounds[0], now)
    yield from _failures(source, rounds)
    yield from _silence(source, standing, rounds, now)
    yield from _flood(source, rounds)
    yield from _refusals(source, rounds)


def _lateness(source: Source, last: Round, now: dt.datetime) -> Iterator[Finding]:
    period = dt.timedelta(minutes=minutes_of(source.schedule) or DAILY_MINUTES)
    ago = now - last.started_at
    if ago < dt.timedelta(0):
        told = f"the last round is {_length(-ago)} in the future: check the clock"
        yield Finding("alarm", source.name, "clock", told)
    elif ago > LATE_ROUNDS * period:
        told = f"last fetched {_length(ago)} ago, every {source.schedule} expected"
        yield Finding("alarm", source.name, "late", told)


def _failures(source: Source, rounds: Sequence[Round]) -> Iterator[Finding]:
    failed = 0
    for one in rounds:
        if not one.n_failed:
            break
        failed += 1
    if failed:
        level: Level = "alarm" if failed >= LATE_ROUNDS else "warning"
        told = f"lists failed in the last {failed} rounds: {rounds[0].failure}"
        yield Finding(level, source.name, "failing", told)


def _silence(
    source: Source,
    standing: Standing | None,
    rounds: Sequence[Round],
    now: dt.datetime,
) -> Iterator[Finding]:
    """Nothing new for much longer than ever, or only old dates."""
    gaps = _gaps(rounds)
    quiet = _quiet(rounds, now)
    if len(gaps) >= FEWEST and quiet > SILENT_FACTOR * max(gaps):
        told = f"nothing new for {_length(quiet)}, at most {_length(max(gaps))} before"
        yield Finding("alarm", source.name, "silent", told)
    newest = standing.last_published if standing else None
    has_new = any(one.n_new for one in rounds[:FEWEST])
    if newest and has_new and now - newest > dt.timedelta(days=STALE_DAYS):
        told = f"new items, but the newest is dated {newest.date().isoformat()}"
        yield Finding("warning", source.name, "stale", told)


def _gaps(rounds: Sequence[Round]) -> list[dt.timedelta]:
    """Times between rounds that brought something new."""
    times = [one.started_at for one in rounds if one.n_new]
    return [later - earlier for later, earlier in zip(times, times[1:], strict=False)]


def _quiet(rounds: Sequence[Round], now: dt.datetime) -> dt.timedelta:
    times = [one.started_at for one in rounds if one.n_new]
    return now - times[0] if times else dt.timedelta(0)


def _flood(source: Source, rounds: Sequence[Round]) -> Iterator[Finding]:
    usual = [one.n_new for one in rounds[1:] if one.n_new]
    last = rounds[0].n_new
    if len(usual) >= FEWEST and last > FLOOD_FACTOR * max(1.0, median(usual)):
        told = f"{last} new items in the last round, {median(usual):g} usual"
        yield Finding("warning", source.name, "flood", told)


def _refusals(source: Source, rounds: Sequence[Round]) -> Iterator[Finding]:
    pages = sum(one.n_pages for one in rounds[:FEWEST])
    refused = sum(one.n_refused for one in rounds[:FEWEST])
    tried = pages + refused
    if tried >= FEWEST_PAGES and refused / tried > REFUSED_SHARE:
        level: Level = "alarm" if not pages else "warning"
        told = f"{refused} of the last {tried} pages gave nothing"
        yield Finding(level, source.name, "refused", told)


def _length(span: dt.timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 72 else f"{round(hours / 24)} days"
