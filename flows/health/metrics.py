"""The overview in the text format of Prometheus (0.0.4)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from flows.health.limits import limits
from flows.health.overview import Overview, SourceState, overview
from schemas.sources import SourcesFile
from warehouse.files import write_text
from warehouse.layout import Layout

Labels = Mapping[str, str]
Sample = tuple[Labels, float]

OF_SOURCES = {
    "last_round_timestamp_seconds": "Time of the last round of fetching.",
    "last_page_timestamp_seconds": "Time of the newest page that was kept.",
    "last_published_timestamp_seconds": "Newest date of publication announced.",
    "items": "Items announced, all told.",
    "pages": "Pages kept, all told.",
    "pages_pending": "Pages kept that no run has loaded yet.",
    "pages_waiting": "Pages that failed and are asked for again.",
    "refusals": "Addresses that gave nothing and are not asked again.",
    "alarms": "Checks of the source that are alarms.",
    "warnings": "Checks of the source that warn.",
}
OF_RUNS = ("articles", "claims", "events", "rejects")


def write_metrics(
    declared: SourcesFile | None, layout: Layout, now: dt.datetime
) -> Overview:
    """Write ``metrics.prom`` in the output folder, swapped in at one stroke."""
    found = overview(declared, layout, now)
    write_text(layout.root / "metrics.prom", as_metrics(found))
    return found


def as_metrics(found: Overview) -> str:
    """The overview in the text format of Prometheus (0.0.4)."""
    return "\n".join([*_lines(found), ""])


def _lines(found: Overview) -> Iterator[str]:
    for name, meaning in OF_SOURCES.items():
        samples = [
            ({"source": source.name}, told[name])
            for source in found.sources
            if name in (told := _metrics(source))
        ]
        yield from _family(f"polemos_source_{name}", meaning, samples)
    yield from _family(
        "polemos_finding",
        "1 where a check rings; level is alarm or warning, source is empty for all.",
        [
            ({"check": one.check, "level": one.level, "source": one.source}, 1)
            for one in found.findings
        ],
    )
    rings = Counter(one.check for one in found.findings)
    checks: list[Sample] = [
        ({"check": name, "level": rule.level}, rings[name])
        for name, rule in limits().items()
    ]
    yield from _family("polemos_findings", "Sources for which a check rings.", checks)
    stuck: Counter[tuple[str, str, str]] = Counter()
    for row in found.quarantine:
        stuck[row.stage, row.reason, row.state] += row.n
    yield from _family(
        "polemos_quarantine",
        "Articles not used, by stage, reason and state.",
        [
            ({"stage": stage, "reason": reason, "state": state}, number)
            for (stage, reason, state), number in sorted(stuck.items())
        ],
    )
    now = _seconds(found.at)
    yield from _family("polemos_status_timestamp_seconds", "Time of this.", [({}, now)])
    if found.last_run:
        ended = _seconds(found.last_run["ended_at"])
        words = "End of the last run."
        yield from _family("polemos_run_timestamp_seconds", words, [({}, ended)])
        for name in OF_RUNS:
            number = found.last_run[f"n_{name}"]
            words = f"Number of {name} of the last run."
            yield from _family(f"polemos_run_{name}", words, [({}, number)])


def _family(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    samples = list(samples)
    if not samples:
        return
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        pairs = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield (
            f"{name}{{{pairs}}} {_number(value)}"
            if pairs
            else (f"{name} {_number(value)}")
        )


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
        told["pages_waiting"] = standing.n_waiting
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
