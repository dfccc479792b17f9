"""What became of a source's last pages: articles of what length, or why none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import duckdb

from flows.health.limits import Finding, found, limits
from flows.web.redact import redacted
from warehouse.query import ask

RECENT = 20
EARLIER = 100
ARTICLES = """
SELECT location, max(n_characters) AS n_characters
FROM articles WHERE location IN (SELECT unnest($names)) GROUP BY location
"""
REFUSED = """
SELECT location, min(reason) AS reason
FROM rejects
WHERE outcome IN ('refused', 'copy') AND reason <> 'superseded' AND stage <> 'fetch'
    AND location IN (SELECT unnest($names))
GROUP BY location
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that was loaded: the length of its article, or why there is none."""

    n_characters: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Readings:
    """A source's last pages and those before them."""

    recent: tuple[Reading, ...] = ()
    earlier: tuple[Reading, ...] = ()


NOTHING_READ = Readings()


def readings(
    con: duckdb.DuckDBPyConnection, pages: Mapping[str, Sequence[str]]
) -> dict[str, Readings]:
    """What the snapshot knows of the last pages of each source, the newest first."""
    places = {name: [redacted(url) for url in urls] for name, urls in pages.items()}
    names = sorted({place for found in places.values() for place in found})
    known = {row["location"]: row for row in _rows(con, REFUSED, names)}
    known |= {row["location"]: row for row in _rows(con, ARTICLES, names)}
    return {
        source: _split([_reading(known[one]) for one in found if one in known])
        for source, found in places.items()
    }


def _rows(
    con: duckdb.DuckDBPyConnection, query: str, names: Sequence[str]
) -> list[dict[str, object]]:
    return ask(con, query, {"names": list(names)}).to_dicts()


def _reading(row: Mapping[str, object]) -> Reading:
    length, reason = row.get("n_characters"), row.get("reason")
    return Reading(
        length if isinstance(length, int) else None,
        str(reason) if reason is not None else None,
    )


def _split(found: Sequence[Reading]) -> Readings:
    return Readings(tuple(found[:RECENT]), tuple(found[RECENT : RECENT + EARLIER]))


def reading_findings(name: str, known: Readings) -> Iterator[Finding]:
    """A wall in front of the pages: no article, always the same, or much shorter."""
    if len(known.recent) < RECENT:
        return
    reasons = Counter(one.reason for one in known.recent if one.reason)
    lost = reasons.total() / len(known.recent)
    usual = sum(1 for one in known.earlier if one.reason) / max(1, len(known.earlier))
    rule = limits()["unread"]
    if len(known.earlier) >= rule.least and lost > usual + rule.limit:
        which = ", ".join(f"{reason} {n}" for reason, n in reasons.most_common())
        told = (
            f"{reasons.total()} of the last {len(known.recent)} pages gave no article"
        )
        yield found("unread", name, f"{told} of their own ({which}); {usual:.0%} usual")
    rule = limits()["short"]
    now, before = _lengths(known.recent), _lengths(known.earlier)
    if len(before) >= rule.least and now and median(now) < rule.limit * median(before):
        told = f"the last articles have {median(now):g} characters, {median(before):g}"
        yield found("short", name, f"{told} usual: is there a wall in front of them?")


def _lengths(found: Sequence[Reading]) -> list[int]:
    return [one.n_characters for one in found if one.n_characters is not None]
