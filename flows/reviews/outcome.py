"""What all corrections make of the claims in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.tables import TABLES
from transforms.corrections import apply_corrections, corrected_claims
from warehouse.corrections import put_outcome, read_claims, read_corrections
from warehouse.store import read_table

if TYPE_CHECKING:
    import duckdb


def work_out(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Work out what the corrections make of the claims as they stand in the store.

    Call it inside ``batch`` once new claims are loaded. It gives the ids of the claims
    that are read, rejected, joined or set apart otherwise than before: events that
    have them, or could have them, are to be made anew, from the views whose names end
    in ``_corrected`` and the decisions in ``review.decisions``.
    """
    corrections = read_corrections(con)
    claims = read_claims(con, corrected_claims(corrections))
    table = TABLES["corrections"]
    found = apply_corrections(claims, read_table(con, table))
    return put_outcome(
        con,
        found.overrides,
        found.rejected_claim_ids,
        found.decisions,
        found.standings,
    )
