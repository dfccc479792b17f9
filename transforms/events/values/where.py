"""Where it happened.

* The country is decided first: among the places of the best basis (stated, inherited,
  dateline, party), the country most voices tell, of equals the one told first.
* The place is, among those in that country, the most exact one, then the best founded,
  then the one most voices tell, then the one told first. Where no place has a country,
  it is so chosen among all.

Offsets belong to a claim's article, so the place of an event has none.
"""

from __future__ import annotations

from typing import Final, get_args

import polars as pl

from schemas.records import PlaceBasis, PlacePrecision
from transforms.events.values.told import PLACE, VOTERS, vote

IDENTITY: Final = ("place_geonames_id", "place_name", "place_admin1")


def places(told: pl.DataFrame) -> pl.DataFrame:
    """Per event with a place: its columns."""
    found = told.filter(pl.col("place_precision").is_not_null()).select(
        *VOTERS,
        *PLACE,
        _position("place_precision", get_args(PlacePrecision)).alias("coarseness"),
        _position("place_basis", get_args(PlaceBasis)).alias("weakness"),
    )
    known = found.filter(pl.col("place_country").is_not_null())
    countries = vote(
        known,
        ["event"],
        ["weakness", "place_country"],
        before={"weakness": False},
        after={"first": False},
    ).select("event", pl.col("place_country").alias("country"))
    inside = found.join(countries, on="event", how="left").filter(
        pl.col("country").is_null() | (pl.col("place_country") == pl.col("country"))
    )
    winners = vote(
        inside,
        ["event"],
        ["coarseness", "weakness", *IDENTITY],
        before={"coarseness": False, "weakness": False},
        after={"first": False},
    )
    return inside.join(
        winners.select("event", pl.col("first").alias("rank")), on=["event", "rank"]
    ).select("event", *PLACE)


def _position(column: str, order: tuple[str, ...]) -> pl.Expr:
    return pl.col(column).cast(pl.Enum(order)).to_physical()
