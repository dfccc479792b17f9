"""Where the ids lead that were in use: an id is that of the first report of an event.

* The event that holds the first report now, or else the one that holds most of the
  former claims that are left (of equals the one whose id comes first by alphabet).
* moved: the first report is gone. split: the former claims are in several events now.
  merge: the event also holds claims of another former event. earlier_report: none of
  these; a report was found that is earlier.
* An id that leads to an id which is no longer in use leads on to where that one leads;
  its reason stays.
* An id that is in use again, or none of whose claims is left, leads nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

from schemas.tables import TABLES, polars_schema
from transforms.ids import stable_id

REDIRECTS: Final = polars_schema(TABLES["event_redirects"])
Members = Mapping[str, set[str]]


def redirect_events(
    before: pl.DataFrame, after: pl.DataFrame, redirects: pl.DataFrame
) -> pl.DataFrame:
    """The redirects that hold when ``after`` has taken the place of ``before``.

    Both have event_id and claim_id, of the same stretch of events; ``redirects`` are
    those in force that lead to an event of ``before`` or away from one of ``after``.
    Rows have no day: the warehouse knows it.
    """
    old, new = _by_event(before), _by_event(after)
    event_of = {claim: event for event, claims in new.items() for claim in claims}
    was_in = {claim: event for event, claims in old.items() for claim in claims}
    found: dict[str, tuple[str, str]] = {}
    for event, claims in old.items():
        if event not in new:
            target = _target(event, claims, event_of)
            if target is not None:
                found[event] = (
                    target,
                    _reason(event, target, claims, event_of, new, was_in),
                )
    for name, event, reason in redirects.select(
        "old_event_id", "event_id", "reason"
    ).iter_rows():
        if name in new:
            continue
        if event in new:
            found[name] = event, reason
        elif event in found:
            found[name] = found[event][0], reason
    rows = [(name, *target, None) for name, target in sorted(found.items())]
    columns = ["old_event_id", "event_id", "reason", "since"]
    frame = pl.DataFrame(rows, schema={c: REDIRECTS[c] for c in columns}, orient="row")
    return frame.select(REDIRECTS.names())


def _by_event(members: pl.DataFrame) -> dict[str, set[str]]:
    rows = members.group_by("event_id").agg("claim_id").iter_rows()
    return {event: set(claims) for event, claims in rows}


def _first_report(event: str, claims: set[str]) -> str | None:
    return next((c for c in sorted(claims) if stable_id("event", c) == event), None)


def _target(event: str, claims: set[str], event_of: Mapping[str, str]) -> str | None:
    first = _first_report(event, claims)
    if first is not None and first in event_of:
        return event_of[first]
    held = Counter(event_of[claim] for claim in claims if claim in event_of)
    return min(held, key=lambda name: (-held[name], name), default=None)


def _reason(
    event: str,
    target: str,
    claims: set[str],
    event_of: Mapping[str, str],
    new: Members,
    was_in: Mapping[str, str],
) -> str:
    if _first_report(event, claims) not in event_of:
        return "moved"
    if len({event_of[claim] for claim in claims if claim in event_of}) > 1:
        return "split"
    others = {was_in[claim] for claim in new[target] if claim in was_in} - {event}
    return "merge" if others else "earlier_report"
