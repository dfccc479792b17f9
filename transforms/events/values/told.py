"""The claims of events as one frame, and the vote that most values are decided by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

PLACE: Final = (
    "place_name",
    "place_geonames_id",
    "place_country",
    "place_admin1",
    "place_latitude",
    "place_longitude",
    "place_precision",
    "place_basis",
)
# What the values of an event are worked out from; not the sentence, which is large.
COLUMNS: Final = (
    "claim_id",
    "article_id",
    "sentence_index",
    "trigger_text_start",
    "event_type",
    "mode",
    "ontology_name",
    "ontology_version",
    "direction",
    *PLACE,
    "date_start",
    "date_end",
    "date_precision",
    "date_basis",
    "factuality",
    "is_background",
    "confidence",
)
ORDER: Final = ("published", "article_id", "trigger_text_start", "claim_id")
VOTERS: Final = ("event", "claim", "voice", "telling", "rank")


def told_claims(
    claims: pl.DataFrame, articles: pl.DataFrame, members: pl.DataFrame
) -> pl.DataFrame:
    """The claims of all events, event by event, the earliest report first.

    Adds published and, as whole numbers: event (from 0, in the order of event_id),
    claim (from 0), voice, telling (one sentence of one voice) and rank (from 0 within
    the event). Raises KeyError for a claim or an article that is missing.
    """
    facts = articles.select("article_id", "published", "voice_id")
    found = members.select("event_id", "claim_id").join(
        claims.select(COLUMNS), on="claim_id", how="left"
    )
    _raise_if_missing(found, "event_type", "claim_id")
    found = found.join(facts, on="article_id", how="left")
    _raise_if_missing(found, "voice_id", "article_id")
    found = found.sort("event_id", *ORDER, nulls_last=True)
    return found.with_columns(
        pl.col("event_id").rle_id().alias("event"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("claim"),
        pl.col("voice_id").cast(pl.Categorical).to_physical().cast(pl.UInt32),
    ).select(
        pl.exclude("voice_id", "sentence_index"),
        pl.col("voice_id").alias("voice"),
        (pl.col("voice_id").cast(pl.Int64) * 2**32 + pl.col("sentence_index")).alias(
            "telling"
        ),
        (pl.col("claim") - pl.col("claim").min().over("event")).alias("rank"),
    )


def vote(
    rows: pl.DataFrame,
    keys: Sequence[str],
    values: Sequence[str],
    before: Mapping[str, bool] | None = None,
    after: Mapping[str, bool] | None = None,
) -> pl.DataFrame:
    """One row per key: the values that most voices give, of equals most tellings.

    ``rows`` has ``voice``, ``telling`` and ``rank``. ``before`` and ``after`` name
    columns among the values, or ``first`` (the least rank), to order by ahead of the
    voices and where they tie; true is descending. Copies of one text are one voice, and
    one sentence of theirs one telling.
    """
    order = {
        **dict.fromkeys(keys, False),
        **(before or {}),
        "n_voices": True,
        "n_tellings": True,
        **(after or {}),
    }
    return (
        tallied(rows, [*keys, *values])
        .sort(*order, descending=list(order.values()), nulls_last=True)
        .unique(keys, keep="first", maintain_order=True)
        .select(*keys, *values, "first")
    )


def tallied(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Voices, tellings and the least rank per key."""
    alone = pl.len().over(keys) == 1
    single = rows.filter(alone).select(
        *keys,
        pl.lit(1, pl.UInt32).alias("n_voices"),
        pl.lit(1, pl.UInt32).alias("n_tellings"),
        pl.col("rank").alias("first"),
    )
    several = (
        rows.filter(~alone)
        .group_by(keys)
        .agg(
            pl.col("voice").n_unique().alias("n_voices"),
            pl.col("telling").n_unique().alias("n_tellings"),
            pl.col("rank").min().alias("first"),
        )
    )
    return pl.concat([single, several])


def _raise_if_missing(rows: pl.DataFrame, column: str, key: str) -> None:
    missing = rows.filter(pl.col(column).is_null())
    if not missing.is_empty():
        raise KeyError(f"{key} {missing[key][0]!r} of an event is not among the rows")
