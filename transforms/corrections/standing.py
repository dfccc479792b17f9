"""Which corrections hold: their order, what is taken back, what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from schemas.records import Correction

Status = Literal["applied", "stale", "superseded", "undone", "orphaned"]
PAIR_KINDS: Final = frozenset({"split", "merge"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a correction, and whether it shapes the events."""

    status: Status
    in_force: bool
    note: str | None = None


ORPHANED: Final = Standing("orphaned", False, "the claim is no longer there")
UNDONE: Final = Standing("undone", False)


def in_order(corrections: Iterable[Correction]) -> list[Correction]:
    """The earliest first."""
    return sorted(corrections, key=lambda item: (item.created_at, item.correction_id))


def undone_ids(ordered: Sequence[Correction]) -> frozenset[str]:
    """Ids of what is taken back; an undo that is taken back itself takes back nothing.

    ``ordered`` has the earliest first: an undo comes after what it undoes.
    """
    found: set[str] = set()
    for item in reversed(ordered):
        if item.kind == "undo" and item.correction_id not in found:
            found.add(item.row_id)
    return frozenset(found)


def claim_of(correction: Correction) -> str:
    """The claim a correction is about: the first part of its row."""
    return correction.row_id.partition("/")[0]


def claims_of(correction: Correction) -> tuple[str, ...]:
    """All claims a correction needs; none for an undo."""
    if correction.kind == "undo":
        return ()
    return (claim_of(correction), *others_of(correction))


def others_of(correction: Correction) -> tuple[str, ...]:
    """The claims a split keeps apart from its claim, or a merge joins with it."""
    return (
        tuple((correction.other_rows or "").split(";")) if correction.other_rows else ()
    )
