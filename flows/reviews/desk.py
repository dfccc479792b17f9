"""What lies before a reviewer: claims with their surroundings, read from the store."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from schemas.records import Claim
from schemas.restore import records_of
from schemas.reviews import Correction
from transforms.corrections.seen import Seen, see
from transforms.corrections.standing import (
    PAIR_KINDS,
    claim_of,
    claims_of,
    in_order,
    undone_ids,
)
from warehouse.corrections import add_corrections, read_claims, read_corrections
from warehouse.layout import Layout
from warehouse.queue import (
    EventOf,
    Filters,
    queue,
    read_events_of,
    read_members,
    read_sources,
)
from warehouse.store import batch, open_store

if TYPE_CHECKING:
    import duckdb

SENTENCE_END: Final = re.compile(r"(?:[.!?][\"'”’)\]]*\s+|\n\s*\n)(?=\S)")
REACH: Final = 400
"""Characters before and after a sentence in which its neighbours are looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """The article of a claim, and the sentences around it."""

    title: str
    publisher: str
    published: dt.date | None
    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A claim on the desk: as read and as corrected, its article, its event."""

    seen: Seen
    source: Source
    event: EventOf | None

    @property
    def claim_id(self) -> str:
        """The claim."""
        return self.seen.claim.claim_id

    @property
    def event_id(self) -> str | None:
        """The event it is in; None for a rejected claim."""
        return self.event.event_id if self.event else None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to decide on: a claim, a pair of claims, or an event of several."""

    kind: str
    claim_ids: tuple[str, ...]
    event_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Cases in their order, and all corrections there are."""

    cases: tuple[Case, ...]
    papers: dict[str, Paper]
    corrections: tuple[Correction, ...]

    def paper(self, claim_id: str) -> Paper:
        """A claim with the corrections of this moment."""
        paper = self.papers[claim_id]
        live = live_on(self.corrections, claim_id)
        seen = see(paper.seen.claim, live, paper.source.published)
        return replace(paper, seen=seen)

    def with_(self, *corrections: Correction) -> Desk:
        """The desk after more corrections."""
        return replace(self, corrections=(*self.corrections, *corrections))


def open_desk(layout: Layout, filters: Filters) -> Desk:
    """Read what is to be reviewed. Raises StoreError while another process writes."""
    with open_store(layout) as con:
        cases = _cases(queue(con, filters).rows(), filters.kind)
        ids = {name for case in cases for name in case.claim_ids}
        event_ids = {case.event_id for case in cases if case.event_id}
        if filters.kind != "merges":
            ids |= {name for event in event_ids for name in read_members(con, event)}
        corrections = read_corrections(con)
        return Desk(tuple(cases), _papers(con, ids, corrections), tuple(corrections))


def papers_of(layout: Layout, ids: Iterable[str]) -> dict[str, Paper]:
    """Some claims; those that are not in the warehouse are left out."""
    with open_store(layout) as con:
        return _papers(con, ids, read_corrections(con))


def members_of(
    layout: Layout, name: str, is_whole: bool = False
) -> tuple[dict[str, Paper], list[str]]:
    """The claims of an event, or a claim; empty if there is neither.

    Whole, the other claims of a claim's event are there too.
    """
    with open_store(layout) as con:
        ids = read_members(con, name) or [name]
        event = read_events_of(con, ids).get(name) if is_whole else None
        ids = read_members(con, event.event_id) if event else ids
        papers = _papers(con, ids, read_corrections(con))
        return papers, [name for name in ids if name in papers]


def keep(layout: Layout, corrections: Sequence[Correction]) -> int:
    """Keep corrections at once, so that nothing is lost; gives how many were new."""
    with open_store(layout) as con, batch(con):
        return add_corrections(con, corrections)


def all_corrections(layout: Layout) -> list[Correction]:
    """All corrections of a warehouse, the earliest first."""
    with open_store(layout) as con:
        return read_corrections(con)


def coded_claims(layout: Layout) -> dict[str, Claim]:
    """Every claim that a correction names, as the extractor read it."""
    with open_store(layout) as con:
        ids = {name for item in read_corrections(con) for name in claims_of(item)}
        found = records_of(Claim, read_claims(con, ids))
    return {claim.claim_id: claim for claim in found}


def live_on(corrections: Sequence[Correction], claim_id: str) -> list[Correction]:
    """The corrections of one claim that nobody took back, in order."""
    ordered = in_order(corrections)
    undone = undone_ids(ordered)
    return [
        item
        for item in ordered
        if item.kind != "undo"
        and item.kind not in PAIR_KINDS
        and claim_of(item) == claim_id
        and item.correction_id not in undone
    ]


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before a stretch of a text and the one after it, as far as seen."""
    before = text[max(0, start - REACH) : start].strip()
    after = text[end : end + REACH].strip()
    cuts = [found.end() for found in SENTENCE_END.finditer(before)]
    stop = SENTENCE_END.search(after)
    left = before[cuts[-1] if cuts else 0 :]
    right = after[: stop.start() + 1] if stop else after
    return " ".join(left.split()), " ".join(right.split())


def _cases(rows: Iterable[tuple[str | None, ...]], kind: str) -> list[Case]:
    found: dict[str, Case] = {}
    for claim_id, other, event_id, reason in rows:
        ids = tuple(name for name in (claim_id, other) if name)
        key = event_id or "" if kind == "events" else ";".join(ids)
        if key in found:
            ids = (*found[key].claim_ids, *ids)
        found[key] = Case(kind, ids, event_id, reason or "")
    return list(found.values())


def _papers(
    con: duckdb.DuckDBPyConnection,
    ids: Iterable[str],
    corrections: Sequence[Correction],
) -> dict[str, Paper]:
    claims = records_of(Claim, read_claims(con, ids))
    sources = read_sources(con, {claim.article_id for claim in claims})
    events = read_events_of(con, [claim.claim_id for claim in claims])
    return {
        claim.claim_id: _paper(
            claim, sources[claim.article_id], events.get(claim.claim_id), corrections
        )
        for claim in claims
    }


def _paper(
    claim: Claim,
    row: dict[str, object],
    event: EventOf | None,
    corrections: Sequence[Correction],
) -> Paper:
    published = row["published"]
    day = published if isinstance(published, dt.date) else None
    before, after = around(str(row["text"]), claim.start, claim.end)
    source = Source(
        title=str(row["title"] or ""),
        publisher=str(row["publisher"] or ""),
        published=day,
        address=str(row["address"]),
        before=before,
        after=after,
    )
    live = live_on(corrections, claim.claim_id)
    return Paper(see(claim, live, day), source, event)
