"""What each reviewer made of each claim, field by field, and how far they agree.

A reviewer codes a claim by accepting it, with the corrections that were part of what
was accepted and the reviewer's own, or by rejecting it. A change without either tells
nothing of the other fields, so it is no coding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from schemas.records import Claim, Party
from schemas.reviews import Correction
from transforms.corrections.agreement import Level, alpha, share_agreed
from transforms.corrections.fields import shown_fields
from transforms.corrections.items import shown_number
from transforms.corrections.rewrite import rewrite
from transforms.corrections.seen import VERDICTS, number_values
from transforms.corrections.standing import (
    PAIR_KINDS,
    claim_of,
    in_order,
    others_of,
    undone_ids,
)
from transforms.corrections.values import fingerprint_of

AGREEMENT: Final = pl.Schema(
    {
        "field": pl.String(),
        "level": pl.String(),
        "n_units": pl.Int32(),
        "n_reviewers": pl.Int32(),
        "alpha": pl.Float64(),
        "share_agreed": pl.Float64(),
    }
)
Coding = tuple[str, Level, str, str, Hashable]
"""Field, level, unit (a claim or a pair), reviewer, value."""


def agreement(
    claims: Mapping[str, Claim], corrections: Iterable[Correction]
) -> pl.DataFrame:
    """Krippendorff's alpha of every field that two reviewers coded in one claim.

    Columns: field, level (nominal or interval), n_units and n_reviewers (of what was
    coded twice or more), alpha (null where it says nothing), share_agreed. Claims that
    are read otherwise since count for the verdict alone.
    """
    values: dict[tuple[str, Level], dict[str, dict[str, Hashable]]]
    values = defaultdict(lambda: defaultdict(dict))
    for field, level, unit, reviewer, value in codings(claims, corrections):
        values[field, level][unit][reviewer] = value
    rows = [_row(field, level, units) for (field, level), units in values.items()]
    return pl.DataFrame(
        [row for row in rows if row is not None], schema=AGREEMENT, orient="row"
    )


def _row(
    field: str, level: Level, units: Mapping[str, Mapping[str, Hashable]]
) -> tuple[object, ...] | None:
    shared = [found for found in units.values() if len(found) > 1]
    if not shared:
        return None
    values = [list(found.values()) for found in shared]
    reviewers = {name for found in shared for name in found}
    measured = alpha(values, level)
    return (field, level, len(shared), len(reviewers), measured, share_agreed(values))


def codings(
    claims: Mapping[str, Claim], corrections: Iterable[Correction]
) -> Iterator[Coding]:
    """Every value that a reviewer gave; of two verdicts of one the later one."""
    ordered = in_order(corrections)
    undone = undone_ids(ordered)
    live = [item for item in ordered if item.correction_id not in undone]
    verdicts = {(claim_of(c), c.reviewer): c for c in live if c.kind in VERDICTS}
    for (claim_id, reviewer), verdict in verdicts.items():
        is_event = "yes" if verdict.kind == "accept" else "no"
        yield "is_event", "nominal", claim_id, reviewer, is_event
        claim = claims.get(claim_id)
        if claim is None or verdict.kind == "reject":
            continue
        if verdict.fingerprint == fingerprint_of(claim):
            read = _accepted(claim, verdict, ordered, live)
            for field, level, value in _values(read):
                yield field, level, claim_id, reviewer, value
    for item in live:
        if item.kind in PAIR_KINDS:
            for other in others_of(item):
                pair = ";".join(sorted((claim_of(item), other)))
                is_same = "yes" if item.kind == "merge" else "no"
                yield "same_event", "nominal", pair, item.reviewer, is_same


def _accepted(
    claim: Claim,
    verdict: Correction,
    ordered: Sequence[Correction],
    live: Sequence[Correction],
) -> Claim:
    """The claim as its reviewer accepted it."""
    part = set((verdict.old_value or "").split(";"))
    own = {c.correction_id for c in live if c.reviewer == verdict.reviewer}
    mine = [
        item
        for item in ordered
        if item.correction_id in part | own
        and item.kind in ("change", "add", "remove")
        and claim_of(item) == claim.claim_id
    ]
    result = rewrite(claim, mine).result
    return result.claim if result else claim


def _values(claim: Claim) -> Iterator[tuple[str, Level, Hashable]]:
    for field, value in shown_fields(claim).items():
        if field != "date":
            yield field, "nominal", value
    for role in ("actors", "recipients"):
        yield role, "nominal", _sides(getattr(claim, role))
    numbers = sorted(shown_number(number_values(n)) for n in claim.quantities)
    yield "numbers", "nominal", "; ".join(numbers)
    for field in ("date_start", "date_end"):
        day = getattr(claim.date, field)
        if day is not None:
            yield field, "interval", day.toordinal()
    for counted in sorted({number.counted for number in claim.quantities}):
        told = [n.best for n in claim.quantities if n.counted == counted]
        if None not in told:
            yield f"{counted}_best", "interval", sum(n for n in told if n is not None)


def _sides(parties: Sequence[Party]) -> str:
    """Who takes part, by country and sector: names are written in many ways."""
    return "; ".join(sorted(f"{p.country or '?'} {p.sector or '?'}" for p in parties))
