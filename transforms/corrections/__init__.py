"""Corrections by reviewers: what can be corrected, and how corrections are applied.

Claims are never edited. A correction is a row that says what a reviewer decided; all
rows that hold are applied, in the order in which they were made, to what the extractor
read, and events are made of the outcome.
"""

from __future__ import annotations

from transforms.corrections.apply import (
    CLAIM_TABLES,
    Corrected,
    apply_corrections,
    corrected_claims,
)
from transforms.corrections.errors import CorrectionError

__all__ = [
    "CLAIM_TABLES",
    "Corrected",
    "CorrectionError",
    "apply_corrections",
    "corrected_claims",
]
