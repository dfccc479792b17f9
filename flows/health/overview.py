"""The state of the service: sources, inbox and last run, for people and machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flows.health.checks import HISTORY, Finding, findings
from schemas.sources import SourcesFile
from warehouse.inbox import Round, Standing, open_inbox
from warehouse.layout import Layout
from warehouse.query import ask, open_snapshot

LAST_RUN = """
SELECT run_id, ended_at, n_articles, n_claims, n_events, n_rejects
FROM runs ORDER BY started_at DESC LIMIT 1
"""
METRICS = {
    "last_round_timestamp_seconds": "Time of the last round of fetching.",
    "last_page_timestamp_seconds": "Time of the newest page that was kept.",
    "last_published_timestamp_seconds": "Newest date of publication announced.",
    "items": "Items announced, all told.",
    "pages": "Pages kept, all told.",
    "pages_pending": "Pages that no run has loaded yet.",
    "refusals": "Addresses that gave nothing.",
    "alarms": "Checks of the source that are alarms.",
    "warnings": "Checks of the source that warn.",
}


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: where it stands, its last round, why pages failed, findings."""

    name: str
    standing: Standing | None
    last: Round | None
    reasons: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """ok, warning or alarm."""
        levels = {one.level for one in self.findings}
        return "alarm" if "alarm" in levels else "warning" if levels else "ok"


@dataclass(frozen=True, slots=True)
class Overview:
    """All sources and the last run of the main job, None before the first."""

    sources: tuple[SourceState, ...]
    last_run: Mapping[str, Any] | None

    @property
    def has_alarm(self) -> bool:
        """Whether any source is an alarm."""
        return any(source.state == "alarm" for source in self.sources)


def overview(
    declared: SourcesFile | None, layout: Layout, now: dt.datetime
) -> Overview:
    """The state now; without a sources file, that of whatever the inbox knows."""
    with open_inbox(layout.inbox) as inbox:
        standings = {one.source: one for one in inbox.standings(now)}
        by_name = (
            {source.name: source for source in declared.source} if declared else {}
        )
        states = []
        for name in [*by_name, *(n for n in standings if n not in by_name)]:
            rounds = inbox.rounds(name, HISTORY)
            standing = standings.get(name)
            source = by_name.get(name)
            found = findings(source, standing, rounds, now) if source else ()
            last = rounds[0] if rounds else None
            states.append(
                SourceState(name, standing, last, inbox.reasons(name), tuple(found))
            )
    return Overview(tuple(states), _last_run(layout))


def _last_run(layout: Layout) -> Mapping[str, Any] | None:
    if not layout.snapshot.exists():
        return None
    with open_snapshot(layout) as con:
        rows = ask(con, LAST_RUN).to_dicts()
    return rows[0] if rows else None


def as_plain(found: Overview) -> dict[str, Any]:
    """The overview as plain values for JSON."""
    return {
        "sources": [
            {
                "name": source.name,
                "state": source.state,
                "standing": _plain(source.standing),
                "last_round": _plain(source.last),
                "refusals": dict(source.reasons),
                "findings": [asdict(one) for one in source.findings],
            }
            for source in found.sources
        ],
        "last_run": _times(found.last_run) if found.last_run else None,
    }


def as_metrics(found: Overview) -> str:
    """The overview in the text format of Prometheus (0.0.4)."""
    return "\n".join([*_lines(found), ""])


def _lines(found: Overview) -> Iterator[str]:
    values = [(source.name, _metrics(source)) for source in found.sources]
    for name, meaning in METRICS.items():
        yield f"# HELP polemos_source_{name} {meaning}"
        yield f"# TYPE polemos_source_{name} gauge"
        for source, told in values:
            if name in told:
                label = _escaped(source)
                yield f'polemos_source_{name}{{source="{label}"}} {_number(told[name])}'
    if found.last_run:
        yield "# HELP polemos_run_timestamp_seconds End of the last run."
        yield "# TYPE polemos_run_timestamp_seconds gauge"
        yield f"polemos_run_timestamp_seconds {_seconds(found.last_run['ended_at'])}"
        for name in ("articles", "claims", "events", "rejects"):
            yield f"# HELP polemos_run_{name} Number of {name} of the last run."
            yield f"# TYPE polemos_run_{name} gauge"
            yield f"polemos_run_{name} {found.last_run[f'n_{name}']}"


def _metrics(source: SourceState) -> dict[str, float]:
    levels = [one.level for one in source.findings]
    told: dict[str, float] = {
        "alarms": levels.count("alarm"),
        "warnings": levels.count("warning"),
    }
    if source.last:
        told["last_round_timestamp_seconds"] = _seconds(source.last.started_at)
    if source.standing:
        standing = source.standing
        told["items"] = standing.n_items
        told["pages"] = standing.n_pages
        told["pages_pending"] = standing.n_pending
        told["refusals"] = standing.n_refused
        if standing.last_page:
            told["last_page_timestamp_seconds"] = _seconds(standing.last_page)
        if standing.last_published:
            told["last_published_timestamp_seconds"] = _seconds(standing.last_published)
    return told


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _plain(row: Any) -> dict[str, Any] | None:
    return _times(asdict(row)) if row is not None else None


def _times(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def lag(source: SourceState, now: dt.datetime) -> Sequence[str]:
    """Words for a row of the table: last round, newest page, both as ages."""
    last = source.last.started_at if source.last else None
    page = source.standing.last_page if source.standing else None
    return [_age(at, now) for at in (last, page)]


def _age(at: dt.datetime | None, now: dt.datetime) -> str:
    if at is None:
        return "never"
    minutes = round((now - at).total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
