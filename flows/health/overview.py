"""The state of the service: sources, inbox and last run, for people and machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any

import duckdb

from flows.health.checks import DAYS, HISTORY, History, findings, length
from flows.health.limits import Finding, found
from flows.health.machine import machine_findings
from flows.health.quarantine import Quarantined, quarantined
from flows.health.readings import (
    EARLIER,
    NOTHING_READ,
    RECENT,
    Readings,
    readings,
)
from schemas.sources import AnySource, SourcesFile
from warehouse.inbox import Inbox, Round, Standing, open_inbox
from warehouse.inbox.history import (
    answered_rounds,
    days,
    newest_loaded,
    oldest_pending,
    rounds_with_news,
)
from warehouse.layout import Layout
from warehouse.query import ask, open_snapshot
from warehouse.store import migrations, schema_number

LAST_RUN = """
SELECT run_id, ended_at, n_articles, n_claims, n_events, n_rejects
FROM runs ORDER BY started_at DESC LIMIT 1
"""
ORDER = ("alarm", "warning", "ok")


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: where it stands, its last round, and what is wrong with it."""

    name: str
    standing: Standing | None
    last: Round | None
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """ok, warning or alarm."""
        levels = {one.level for one in self.findings}
        return "alarm" if "alarm" in levels else "warning" if levels else "ok"


@dataclass(frozen=True, slots=True)
class Overview:
    """All sources, what is wrong with the service, what is not used, the last run.

    ``last_run`` is None before the first.
    """

    at: dt.datetime
    sources: tuple[SourceState, ...]
    last_run: Mapping[str, Any] | None
    machine: tuple[Finding, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """All findings, alarms first, those of the service before those of sources."""
        told = [*self.machine, *(one for item in self.sources for one in item.findings)]
        return sorted(told, key=lambda one: ORDER.index(one.level))

    @property
    def has_alarm(self) -> bool:
        """Whether any alarm rings."""
        return any(one.level == "alarm" for one in self.findings)


def overview(
    declared: SourcesFile | None, layout: Layout, now: dt.datetime
) -> Overview:
    """The state now; without a sources file, that of whatever the inbox knows."""
    machine: list[Finding] = []
    with open_inbox(layout.inbox) as inbox, _snapshot(layout, machine) as con:
        standings = {one.source: one for one in inbox.standings(now)}
        by_name: dict[str, AnySource] = (
            {source.name: source for source in declared.source} if declared else {}
        )
        names = [*by_name, *(n for n in standings if n not in by_name)]
        zone = declared.schedule.zone if declared else dt.UTC
        read = _readings(inbox, con, by_name)
        states = []
        for name in names:
            known = _history(inbox, name, standings.get(name), read, now)
            source = by_name.get(name)
            told = findings(source, known, now, zone) if source else ()
            last = known.rounds[0] if known.rounds else None
            states.append(SourceState(name, known.standing, last, tuple(told)))
        machine += machine_findings(layout.root, oldest_pending(inbox), now)
        return Overview(
            now, tuple(states), _last_run(con), tuple(machine), quarantined(inbox, con)
        )


@contextmanager
def _snapshot(
    layout: Layout, told: list[Finding]
) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The snapshot; None, with a finding, where it has not the tables of today."""
    if not layout.snapshot.exists():
        yield None
        return
    with open_snapshot(layout) as con:
        has, knows = schema_number(con), max(migrations())
        if has == knows:
            yield con
            return
    words = (
        f"the snapshot has schema {has}, this version {knows}: 'polemos run' it anew"
    )
    told.append(found("outdated", "", words))
    yield None


def _readings(
    inbox: Inbox, con: duckdb.DuckDBPyConnection | None, names: Mapping[str, AnySource]
) -> Mapping[str, Readings]:
    if con is None:
        return {}
    pages = {name: newest_loaded(inbox, name, RECENT + EARLIER) for name in names}
    return readings(con, pages)


def _history(
    inbox: Inbox,
    name: str,
    standing: Standing | None,
    read: Mapping[str, Readings],
    now: dt.datetime,
) -> History:
    return History(
        standing,
        inbox.rounds(name, HISTORY),
        answered_rounds(inbox, name, HISTORY),
        rounds_with_news(inbox, name, HISTORY),
        days(inbox, name, now, DAYS),
        read.get(name, NOTHING_READ),
    )


def _last_run(con: duckdb.DuckDBPyConnection | None) -> Mapping[str, Any] | None:
    rows = ask(con, LAST_RUN).to_dicts() if con else []
    return rows[0] if rows else None


def as_plain(found: Overview) -> dict[str, Any]:
    """The overview as plain values for JSON."""
    levels = [one.level for one in found.findings]
    return {
        "at": found.at.isoformat(),
        "n_alarms": levels.count("alarm"),
        "n_warnings": levels.count("warning"),
        "findings": [asdict(one) for one in found.findings],
        "sources": [
            {
                "name": source.name,
                "state": source.state,
                "standing": _plain(source.standing),
                "last_round": _plain(source.last),
                "findings": [asdict(one) for one in source.findings],
            }
            for source in found.sources
        ],
        "quarantine": [asdict(one) for one in found.quarantine],
        "last_run": _times(found.last_run) if found.last_run else None,
    }


def _plain(row: object) -> dict[str, Any] | None:
    if row is None or not is_dataclass(row):
        return None
    return _times({field.name: getattr(row, field.name) for field in fields(row)})


def _times(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def lag(source: SourceState, now: dt.datetime) -> Sequence[str]:
    """Words for a row of the table: last round, newest page, both as ages."""
    last = source.last.started_at if source.last else None
    page = source.standing.last_page if source.standing else None
    return [length(now - at) if at else "never" for at in (last, page)]
