"""When it happened.

* Where claims state a date, the days that all stated intervals share.
* If they share none, the stated interval that lies within those of most voices, then of
  most tellings, then the narrowest, then the earliest.
* Where no claim states a date, the earliest one taken from a publication.

Precision and basis are those of the narrowest interval chosen from; days shared by
intervals of which none is within all others are a range, or a day.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from transforms.events.values.told import VOTERS, tallied

DATE: Final = ("date_start", "date_end", "date_precision", "date_basis")


def dates(told: pl.DataFrame) -> pl.DataFrame:
    """Per event: date_start, date_end, date_precision, date_basis."""
    rows = told.select(*VOTERS, *DATE)
    stated = rows.filter(
        pl.col("date_basis").is_in(["stated", "relative"])
        & pl.col("date_start").is_not_null()
        & pl.col("date_end").is_not_null()
    ).with_columns(
        pl.col("date_start").max().over("event").alias("shared_start"),
        pl.col("date_end").min().over("event").alias("shared_end"),
    )
    is_shared = pl.col("shared_start") <= pl.col("shared_end")
    shared = _shared(stated.filter(is_shared))
    apart = _most_supported(stated.filter(~is_shared))
    reported = (
        rows.join(stated, on="event", how="anti")
        .sort("event", "date_start", "rank", nulls_last=True)
        .unique("event", keep="first", maintain_order=True)
    )
    return pl.concat(part.select("event", *DATE) for part in (shared, apart, reported))


def _shared(stated: pl.DataFrame) -> pl.DataFrame:
    start, end = pl.col("shared_start"), pl.col("shared_end")
    is_told = (pl.col("date_start") == start) & (pl.col("date_end") == end)
    return _narrowest(stated).select(
        "event",
        start.alias("date_start"),
        end.alias("date_end"),
        pl.when(is_told)
        .then("date_precision")
        .when(start == end)
        .then(pl.lit("day"))
        .otherwise(pl.lit("range"))
        .alias("date_precision"),
        "date_basis",
    )


def _most_supported(stated: pl.DataFrame) -> pl.DataFrame:
    intervals = stated.select("event", "date_start", "date_end").unique()
    around = stated.select(
        "event",
        "voice",
        "telling",
        "rank",
        pl.col("date_start").alias("from"),
        pl.col("date_end").alias("to"),
    )
    support = tallied(
        intervals.join(around, on="event").filter(
            (pl.col("from") <= pl.col("date_start"))
            & (pl.col("to") >= pl.col("date_end"))
        ),
        ["event", "date_start", "date_end"],
    )
    keys = ["event", "date_start", "date_end"]
    most = stated.join(support, on=keys)
    return _narrowest(most, {"n_voices": True, "n_tellings": True})


def _narrowest(
    stated: pl.DataFrame, before: dict[str, bool] | None = None
) -> pl.DataFrame:
    order = {
        "event": False,
        **(before or {}),
        "days": False,
        "date_start": False,
        "is_relative": False,
        "date_precision": False,
        "rank": False,
    }
    return (
        stated.with_columns(
            (pl.col("date_end") - pl.col("date_start")).alias("days"),
            (pl.col("date_basis") != "stated").alias("is_relative"),
        )
        .sort(*order, descending=list(order.values()))
        .unique("event", keep="first", maintain_order=True)
    )
