"""The record of what reviewers decide."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from schemas.base import Record, column

CorrectionKind = Literal[
    "accept", "change", "add", "remove", "reject", "split", "merge", "undo"
]


class Correction(Record):
    """A reviewer's decision on a claim or a pair of them, kept through re-runs."""

    correction_id: str = column("Hash of the correction.")
    kind: CorrectionKind = column("What the reviewer decided.")
    table_name: str = column(
        "What it is about: claims, claim_actors or claim_quantities; event_claims for "
        "a split or a merge; corrections for an undo."
    )
    row_id: str = column(
        "The claim; claim/role/position for a party and claim/position for a number, "
        "with the id of the correction that added it in place of the position; the "
        "correction that is undone."
    )
    other_rows: str | None = column(
        "Claims that a split keeps it apart from, or a merge joins it with, joined "
        "by ';'; null otherwise."
    )
    column_name: str | None = column(
        "Field it changes, such as mode, place or country; null if it changes none."
    )
    old_value: str | None = column(
        "Value the reviewer saw, as text; several columns as JSON. Of an accept: the "
        "corrections that were part of the reading, joined by ';'; null if none were."
    )
    new_value: str | None = column(
        "Value the reviewer set, as text; several columns as JSON; null for none."
    )
    fingerprint: str = column(
        "Hash of what the extractor had read in the part that is corrected: the field, "
        "the party, the number, the whole claim or the claims of a pair."
    )
    reviewer: str = column("Who decided.")
    reason: str = column("Why.")
    created_at: dt.datetime = column("When; of two that differ the later one holds.")
