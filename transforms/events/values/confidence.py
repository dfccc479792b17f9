"""How likely an event is right.

The best claim's confidence, and each further voice's best claim closes half of its
share of what is missing. Conflicted events keep 0.8 of it; never more than 0.99.
"""

from __future__ import annotations

from typing import Final

import polars as pl

FURTHER_VOICE_SHARE: Final = 0.5
CONFLICTED_SHARE: Final = 0.8
MAX_CONFIDENCE: Final = 0.99
DIGITS: Final = 4


def confidences(told: pl.DataFrame, corroboration: pl.DataFrame) -> pl.DataFrame:
    """Per event: confidence; ``corroboration`` has event and corroboration."""
    best = pl.col("confidence").max()
    doubt = (1 - FURTHER_VOICE_SHARE * pl.col("confidence")).product()
    share = pl.when(pl.col("corroboration") == "conflicted").then(CONFLICTED_SHARE)
    return (
        told.group_by("event", "voice")
        .agg(best)
        .sort("event", "confidence")
        .group_by("event", maintain_order=True)
        .agg(best.alias("best"), doubt.alias("doubt"))
        .join(corroboration, on="event")
        .with_columns(
            missing=(1 - pl.col("best"))
            * pl.col("doubt")
            / (1 - FURTHER_VOICE_SHARE * pl.col("best"))
        )
        .select(
            "event",
            ((1 - pl.col("missing")) * share.otherwise(1.0))
            .clip(upper_bound=MAX_CONFIDENCE)
            .round(DIGITS)
            .alias("confidence"),
        )
    )
