"""Apply corrections to the tables of claims: pure, frames in and frames out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import polars as pl

from schemas.records import Claim, Correction
from schemas.restore import records_of
from schemas.tables import TABLES, companions, frames_of
from transforms.corrections.errors import CorrectionError
from transforms.corrections.rewrite import Outcome, rewrite
from transforms.corrections.standing import (
    ORPHANED,
    PAIR_KINDS,
    UNDONE,
    Standing,
    claim_of,
    claims_of,
    in_order,
    others_of,
    undone_ids,
)
from transforms.corrections.values import fingerprint_of_pair

CLAIM_TABLES: Final = ("claims", *(table.name for table in companions("claims")))
DECISIONS: Final = pl.Schema(
    {
        name: pl.String()
        for name in ("claim_id", "other_claim_id", "judgement", "reviewer", "reason")
    }
)
STANDINGS: Final = pl.Schema(
    {
        "correction_id": pl.String(),
        "status": pl.String(),
        "in_force": pl.Boolean(),
        "note": pl.String(),
    }
)
Frames = dict[str, pl.DataFrame]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The tables of claims as reviewers left them, and what became of each correction.

    ``frames`` are all claims given but the rejected ones; ``overrides`` only those that
    differ from what the extractor read. ``decisions`` bind the clustering: claim_id,
    other_claim_id, judgement (same or different), reviewer and reason, each pair once
    and the smaller id first. ``standings`` has a row per correction: correction_id,
    status, in_force, note.
    """

    frames: Frames
    overrides: Frames
    decisions: pl.DataFrame
    rejected_claim_ids: frozenset[str]
    standings: pl.DataFrame

    @property
    def stale(self) -> tuple[str, ...]:
        """Corrections of what is read otherwise since, to be looked at again."""
        found = self.standings.filter(pl.col("status") == "stale")
        return tuple(found.get_column("correction_id"))


def apply_corrections(
    frames: Mapping[str, pl.DataFrame], corrections: pl.DataFrame
) -> Corrected:
    """Claims with all corrections that hold; claims without any pass through.

    ``frames`` are claims and their companions; of an incremental run at least those of
    ``corrected_claims``, for a correction whose claim is not there is orphaned. The
    order of rows does not matter. Raises CorrectionError for a correction that the
    models refuse.
    """
    ordered = in_order(records_of(Correction, {"corrections": corrections}))
    undone = undone_ids(ordered)
    live = [c for c in ordered if c.correction_id not in undone and c.kind != "undo"]
    wanted = set(chain.from_iterable(map(claims_of, live)))
    claims = {c.claim_id: c for c in records_of(Claim, _part(frames, wanted))}
    standings = dict.fromkeys(undone, UNDONE)
    outcomes = _rewritten(live, claims, standings)
    gone = frozenset(name for name, found in outcomes.items() if found.result is None)
    results = [found.result.claim for found in outcomes.values() if found.result]
    overrides = _claim_frames(c for c in results if c != claims[c.claim_id])
    return Corrected(
        frames=_replaced(frames, overrides, gone),
        overrides=overrides,
        decisions=_decisions(live, claims, gone, standings),
        rejected_claim_ids=gone,
        standings=_standings(ordered, standings),
    )


def corrected_claims(corrections: Iterable[Correction]) -> frozenset[str]:
    """Ids of all claims that corrections name, whose frames applying them needs."""
    return frozenset(chain.from_iterable(map(claims_of, corrections)))


def _rewritten(
    live: Sequence[Correction],
    claims: Mapping[str, Claim],
    standings: dict[str, Standing],
) -> dict[str, Outcome]:
    by_claim: dict[str, list[Correction]] = defaultdict(list)
    for item in live:
        if item.kind not in PAIR_KINDS:
            by_claim[claim_of(item)].append(item)
    found: dict[str, Outcome] = {}
    for name, items in by_claim.items():
        if name in claims:
            found[name] = _outcome(claims[name], items)
            standings.update(found[name].standings)
        else:
            standings.update({item.correction_id: ORPHANED for item in items})
    return found


def _outcome(claim: Claim, items: Sequence[Correction]) -> Outcome:
    try:
        return rewrite(claim, items)
    except CorrectionError as error:
        names = ", ".join(item.correction_id for item in items)
        raise CorrectionError(
            f"corrections {names} do not go together: {error}"
        ) from error


def _decisions(
    live: Sequence[Correction],
    claims: Mapping[str, Claim],
    gone: frozenset[str],
    standings: dict[str, Standing],
) -> pl.DataFrame:
    owner: dict[Pair, Correction] = {}
    asked: dict[str, list[Pair]] = {}
    for item in live:
        if item.kind in PAIR_KINDS:
            pairs = _pairs(item, claims)
            asked[item.correction_id] = pairs
            owner.update(dict.fromkeys(pairs, item))
    for item in live:
        if item.correction_id in asked:
            pairs = asked[item.correction_id]
            holds = any(owner[pair] is item for pair in pairs)
            standings[item.correction_id] = _pair_standing(item, claims, pairs, holds)
    rows = [
        (
            *pair,
            "same" if item.kind == "merge" else "different",
            item.reviewer,
            item.reason,
        )
        for pair, item in sorted(owner.items())
        if not gone & set(pair)
    ]
    return pl.DataFrame(rows, schema=DECISIONS, orient="row")


def _pairs(item: Correction, claims: Mapping[str, Claim]) -> list[Pair]:
    """Pairs of claims that are both there, the smaller id first."""
    one = claim_of(item)
    others = [other for other in others_of(item) if other in claims and one in claims]
    return [(min(one, other), max(one, other)) for other in others]


def _pair_standing(
    item: Correction, claims: Mapping[str, Claim], pairs: Sequence[Pair], holds: bool
) -> Standing:
    if not pairs:
        return ORPHANED
    if not holds:
        return Standing("superseded", False, "a later decision is on the same claims")
    names = claims_of(item)
    missing = [name for name in names if name not in claims]
    if missing:
        return Standing("stale", True, f"no longer there: {', '.join(missing)}")
    if fingerprint_of_pair(*(claims[name] for name in names)) != item.fingerprint:
        return Standing("stale", True, "one of the claims is read otherwise now")
    return Standing("applied", True)


def _standings(
    ordered: Sequence[Correction], standings: Mapping[str, Standing]
) -> pl.DataFrame:
    known = {item.correction_id for item in ordered}
    rows = []
    for item in ordered:
        found = standings.get(item.correction_id)
        if found is None:
            found = _undo_standing(item, known)
        rows.append((item.correction_id, found.status, found.in_force, found.note))
    return pl.DataFrame(rows, schema=STANDINGS, orient="row").sort("correction_id")


def _undo_standing(item: Correction, known: set[str]) -> Standing:
    if item.row_id in known:
        return Standing("applied", True)
    return Standing("orphaned", False, "there is no such correction")


def _part(frames: Mapping[str, pl.DataFrame], wanted: set[str]) -> Frames:
    """The rows of some claims, in the order of their tables."""
    ids = pl.Series(sorted(wanted), dtype=pl.String).implode()
    return {
        name: frames[name]
        .filter(pl.col("claim_id").is_in(ids))
        .sort(*TABLES[name].sort_by, nulls_last=True)
        for name in CLAIM_TABLES
    }


def _claim_frames(claims: Iterable[Claim]) -> Frames:
    found = frames_of(claims)
    return {name: found[name] for name in CLAIM_TABLES}


def _replaced(
    frames: Mapping[str, pl.DataFrame], overrides: Frames, gone: frozenset[str]
) -> Frames:
    away = pl.Series(sorted({*gone, *overrides["claims"].get_column("claim_id")}))
    if away.is_empty():
        return {name: frames[name] for name in CLAIM_TABLES}
    ids = away.cast(pl.String).implode()
    return {
        name: pl.concat(
            [frames[name].filter(~pl.col("claim_id").is_in(ids)), overrides[name]],
            how="diagonal",
        ).sort(*TABLES[name].sort_by, nulls_last=True)
        for name in CLAIM_TABLES
    }
