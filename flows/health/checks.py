"""Freshness, volume and refusals of a source against its own history.

Below what a source used to give is an alarm, above it a warning; a source that is
silent or answers nothing usable is an alarm and not a quiet day. The limits are those
of data/alarms.csv.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from flows.health.limits import Finding, found, limits
from flows.health.readings import NOTHING_READ, Readings, reading_findings
from flows.health.shapes import shape_findings
from schemas.schedules import last_time
from schemas.sources import Source, WebSource
from warehouse.inbox import Day, Round, Standing

HISTORY = 30
"""Rounds that are looked at one by one."""
DAYS = 15
"""Days that are looked at by their sums."""
LATEST = 5
"""Rounds that count as the last ones."""
A_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a source: its last rounds and days, the newest first.

    ``answered`` are rounds in which a list had changed, ``with_news`` those in which
    something was new; both reach further back than ``rounds``.
    """

    standing: Standing | None
    rounds: Sequence[Round] = ()
    answered: Sequence[Round] = ()
    with_news: Sequence[Round] = ()
    days: Sequence[Day] = ()
    readings: Readings = NOTHING_READ


def findings(
    source: Source, known: History, now: dt.datetime, zone: dt.tzinfo = dt.UTC
) -> Iterator[Finding]:
    """What is wrong with a source; that of files and tables is told when loading."""
    if known.rounds:
        yield from _failures(source.name, known.rounds)
    if not isinstance(source, WebSource):
        return
    if not known.rounds:
        yield found("never", source.name, "it was never fetched")
        return
    yield from _lateness(source, known.rounds[0], now, zone)
    yield from _emptiness(source.name, known.answered)
    yield from shape_findings(source.name, known.answered)
    if not (known.rounds[0].n_failed or _is_empty(known.answered)):
        # What fails or is empty has told why nothing is new.
        yield from _silence(source.name, known, now)
    yield from _volume(source.name, known)
    yield from _refusals(source.name, known)
    yield from reading_findings(source.name, known.readings)


def _lateness(
    source: Source, last: Round, now: dt.datetime, zone: dt.tzinfo
) -> Iterator[Finding]:
    ago = now - last.started_at
    if ago < dt.timedelta(0):
        told = f"the last round is {length(-ago)} in the future: check the clock"
        yield found("clock", source.name, told)
        return
    missed = now
    for _ in range(int(limits()["late"].limit) + 1):
        missed = last_time(source.schedule, missed - A_MINUTE, zone)
    if last.started_at < missed:
        told = f"last fetched {length(ago)} ago, every {source.schedule} expected"
        if " " in source.schedule:
            told = f"last fetched {length(ago)} ago, the schedule is {source.schedule}"
        yield found("late", source.name, told)


def _failures(name: str, rounds: Sequence[Round]) -> Iterator[Finding]:
    failed = len(list(takewhile(lambda one: one.n_failed, rounds)))
    if not failed:
        return
    times = "in the last round" if failed == 1 else f"in the last {failed} rounds"
    many = f"{rounds[0].n_failed} of {rounds[0].n_lists} lists failed {times}"
    is_dead = failed >= limits()["dead"].limit
    yield found("dead" if is_dead else "failing", name, f"{many}: {rounds[0].failure}")


def _emptiness(name: str, answered: Sequence[Round]) -> Iterator[Finding]:
    """Lists that answer and announce nothing, or nothing that was known."""
    if _is_empty(answered):
        last = list(takewhile(lambda one: not one.n_items, answered))
        usual = median(one.n_items for one in answered[len(last) :])
        since = f"{last[-1].started_at:%Y-%m-%d %H:%M}"
        told = f"its lists announce nothing since {since}, {usual:g} items usual"
        yield found("empty", name, told)
    rule = limits()["renewed"]
    if len(answered) <= rule.least or answered[0].n_items < rule.limit:
        return
    newest, *others = answered
    # The first round of all finds everything new.
    shares = [one.n_new / one.n_items for one in others[:-1] if one.n_items]
    if newest.n_new == newest.n_items and shares and median(shares) < 1 / 2:
        told = f"all {newest.n_items} items are new: have its addresses changed?"
        yield found("renewed", name, told)


def _is_empty(answered: Sequence[Round]) -> bool:
    last = len(list(takewhile(lambda one: not one.n_items, answered)))
    rule = limits()["empty"]
    return last >= rule.limit and len(answered) - last >= rule.least


def _silence(name: str, known: History, now: dt.datetime) -> Iterator[Finding]:
    """Nothing new for much longer than ever, or only old dates."""
    times = [one.started_at for one in known.with_news]
    gaps = [later - earlier for later, earlier in zip(times, times[1:], strict=False)]
    rule = limits()["silent"]
    if len(gaps) >= rule.least and now - times[0] > rule.limit * max(gaps):
        told = (
            f"nothing new for {length(now - times[0])}, "
            f"at most {length(max(gaps))} before"
        )
        yield found("silent", name, told)
    newest = known.standing.last_published if known.standing else None
    has_new = any(one.n_new for one in known.rounds[:LATEST])
    if newest and has_new and now - newest > dt.timedelta(days=limits()["stale"].limit):
        told = f"new items, but the newest is dated {newest.date().isoformat()}"
        yield found("stale", name, told)


def _volume(name: str, known: History) -> Iterator[Finding]:
    """New items of a day and of a round, against those before."""
    today, before = _today(known.days)
    counts = [day.n_new for day in before]
    low, high = limits()["low"], limits()["high"]
    if today is not None and len(counts) >= low.least:
        told = (
            f"{today.n_new} new items in 24 hours, "
            f"{min(counts)} to {max(counts)} on the {len(counts)} days before"
        )
        if today.n_new < low.limit * min(counts):
            yield found("low", name, told)
        elif today.n_new > high.limit * max(1, *counts):
            yield found("high", name, told)
    flood = limits()["flood"]
    last = known.rounds[0].n_new
    usual = [one.n_new for one in known.with_news[1:]]
    if len(usual) >= flood.least and last > flood.limit * max(1.0, median(usual)):
        told = f"{last} new items in the last round, {median(usual):g} usual"
        yield found("flood", name, told)


def _today(days: Sequence[Day]) -> tuple[Day | None, list[Day]]:
    """The last 24 hours and the whole days before; the first day of all is partial.

    A day without rounds tells nothing of the source: it was not asked.
    """
    today = next((day for day in days if day.ago == 0), None)
    return today, [day for day in days if day.ago > 0][:-1]


def _refusals(name: str, known: History) -> Iterator[Finding]:
    pages = sum(one.n_pages for one in known.rounds[:LATEST])
    refused = sum(one.n_refused for one in known.rounds[:LATEST])
    tried = pages + refused
    told = f"{refused} of the last {tried} pages gave nothing"
    if tried >= limits()["blocked"].least and not pages:
        yield found("blocked", name, told)
    elif tried >= limits()["refused"].least and refused / tried > (
        limits()["refused"].limit
    ):
        yield found("refused", name, told)
    else:
        yield from _rejecting(name, known.days)


def _rejecting(name: str, days: Sequence[Day]) -> Iterator[Finding]:
    today, before = _today(days)
    shares = [share for day in before if (share := _share(day)) is not None]
    rule = limits()["rejecting"]
    now = _share(today) if today else None
    if now is None or len(shares) < rule.least or now <= max(shares) + rule.limit:
        return
    told = f"{now:.0%} of the pages of 24 hours gave nothing, at most {max(shares):.0%}"
    yield found("rejecting", name, f"{told} on the {len(shares)} days before")


def _share(day: Day) -> float | None:
    tried = day.n_pages + day.n_refused
    return day.n_refused / tried if tried else None


def length(span: dt.timedelta) -> str:
    """A span of time in minutes, hours or days, as people say it."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 72 else f"{round(hours / 24)} days"
