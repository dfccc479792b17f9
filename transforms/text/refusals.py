"""Refusals: rows that say what was not used, why, and which value was the cause."""

from __future__ import annotations

from functools import cache

from schemas.records import Reject
from transforms.ids import stable_id
from transforms.lexicon import LexiconError, read_table

VALUE_LENGTH = 200


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Each reason with its row: the stage that gives it, and the article's outcome."""
    return {row["reason"]: row for row in read_table(__package__, REASONS)}


def refuse(
    reason: str,
    message: str,
    location: str,
    *,
    field: str | None = None,
    value: object = None,
    article_id: str | None = None,
) -> Reject:
    """A reject row; stage and outcome follow from the reason, values are cut at 200.

    Raises LexiconError for a reason that reasons.csv does not know.
    """
    known = reasons().get(reason)
    if known is None:
        raise LexiconError(f"{REASONS}: no reason {reason!r}")
    shown = None if value is None else _printable(str(value))[:VALUE_LENGTH]
    return Reject.model_validate(
        {
            "reject_id": stable_id(known["stage"], location, reason, field, shown),
            "stage": known["stage"],
            "reason": reason,
            "message": _printable(message),
            "location": _printable(location),
            "article_id": article_id,
            "field": field,
            "value": shown,
            "outcome": known["outcome"] or None,
        }
    )


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


REASONS = "reasons.csv"
