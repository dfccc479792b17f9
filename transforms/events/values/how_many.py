"""The numbers of an event, over all claims that give them.

* Numbers belong together when they count the same thing of the same side (its role
  and country).
* The same words of one article are one number, whichever claims they are tied to: of
  several sides it belongs to recipients, else civilians, third_party, actors, unknown,
  and to the first country by code. A number told of each side stays with each.
* A number whose side is open joins the one side told of what it counts, if there is
  just one, no claim gives both, and the two do not contradict each other: first a
  number of actors or recipients of no known country, then one of nobody told.
* Where one claim gives two of them in different units ("30 missiles and 100 drones"),
  the unit tells them apart too.
* low: the least low, or best where a claim has no low. It is null if a claim leaves it
  open ("up to") and no claim gives a lower value than that claim does.
* high: the greatest high, or best where a claim has no high. It is null if a claim
  leaves it open ("at least") and no claim gives a higher value than that claim does.
* best: the value most voices give; of equals the one published last, then the
  greatest. A value that only "up to" gives counts where there is no other; null if no
  claim gives one.
* unit: the one most voices give, then by alphabet.

Two groups of numbers contradict each other where the least that the one allows is more
than twice the most that the other allows: tolls of 29 and 41 are one toll growing, 3
and 30 are not, and "nobody" contradicts any toll.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from transforms.events.values.told import VOTERS, vote

CONTRADICTION_FACTOR: Final = 2.0
OPEN_ABOVE: Final = ("at_least", "vague")
GROUP: Final = ["event", "counted", "role", "country", "unit_apart"]
SIDES: Final = ("actors", "recipients")
# Whose a number is where claims of the same words differ: the surest victim first.
PREFERENCE: Final = pl.Enum(
    ["recipients", "civilians", "third_party", "actors", "unknown"]
)


def told_numbers(
    told: pl.DataFrame, claim_quantities: pl.DataFrame, claim_actors: pl.DataFrame
) -> pl.DataFrame:
    """The numbers of all events with the group they belong to; country '' if unknown.

    Adds least and most, what a number allows (0 and infinite where it is open).
    """
    facts = ["event", "article_id", "published", "direction", *VOTERS[1:]]
    numbers = claim_quantities.join(told.select("claim_id", *facts), on="claim_id")
    is_turned = (pl.col("direction") == "mutual") & (
        pl.col("whose_role") == "recipients"
    )
    numbers = (
        numbers.join(
            _countries(numbers, claim_actors), on=["claim_id", "position"], how="left"
        )
        .with_columns(
            pl.when(is_turned)
            .then(pl.lit("actors"))
            .otherwise("whose_role")
            .alias("role"),
            pl.col("country").fill_null(""),
        )
        .with_columns(*_bounds())
    )
    numbers = _of_one_side(numbers)
    is_side = pl.col("role").is_in(SIDES)
    numbers = _joined(numbers, is_side & (pl.col("country") == ""), is_side, ["role"])
    is_nobodys = pl.col("role") == "unknown"
    numbers = _joined(numbers, is_nobodys, ~is_nobodys, [])
    return _with_units(numbers)


def event_numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    """One row per group: counted, unit, role, country, low, best, high, n_claims."""
    bests = numbers.filter(pl.col("best").is_not_null()).with_columns(
        (pl.col("qualifier") == "at_most").alias("is_limit"),
    )
    latest = pl.col("published").max().over(*GROUP, "best")
    best = vote(
        bests.with_columns(
            pl.col("is_limit").all().over(*GROUP, "best"),
            latest.to_physical().fill_null(-(2**31) + 1).alias("latest"),
        ),
        GROUP,
        ["best", "is_limit", "latest"],
        before={"is_limit": False},
        after={"latest": True, "best": True},
    )
    units = vote(numbers, GROUP, ["unit"], after={"unit": False})
    return (
        numbers.group_by(GROUP)
        .agg(
            *_outer_bounds(),
            pl.col("claim").n_unique().cast(pl.Int32).alias("n_claims"),
        )
        .with_columns(
            pl.when(pl.col("open_from") <= pl.col("low").fill_null(float("inf")))
            .then(None)
            .otherwise("low")
            .alias("low"),
            pl.when(pl.col("open_to") >= pl.col("high").fill_null(0.0))
            .then(None)
            .otherwise("high")
            .alias("high"),
        )
        .join(best.select(*GROUP, "best"), on=GROUP, how="left", nulls_equal=True)
        .join(units.select(*GROUP, "unit"), on=GROUP, how="left", nulls_equal=True)
    )


def rows_of(events: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``event_quantities``; ``events`` has event and event_id."""
    return (
        event_numbers(numbers)
        .join(events.select("event", "event_id"), on="event")
        .sort(GROUP)
        .select(
            "event_id",
            pl.int_range(pl.len(), dtype=pl.Int32).over("event").alias("position"),
            "counted",
            "unit",
            pl.col("role").alias("whose_role"),
            pl.col("country").replace("", None).alias("whose_country"),
            "low",
            "best",
            "high",
            "n_claims",
        )
    )


def _countries(numbers: pl.DataFrame, claim_actors: pl.DataFrame) -> pl.DataFrame:
    """Country of the side of each number: claim_id, position, country."""
    sides = claim_actors.select(
        "claim_id",
        (pl.col("role") + "s").alias("whose_role"),
        pl.col("position").alias("whose_index"),
        "country",
    ).filter(pl.col("whose_role").is_in(SIDES))
    sides = sides.join(numbers.select("claim_id").unique(), on="claim_id", how="semi")
    n_parties = sides.group_by("claim_id", "whose_role").len("n_parties")
    only = pl.when(pl.col("n_parties") == 1).then(pl.lit(0, pl.Int32))
    return (
        numbers.select("claim_id", "position", "whose_role", "whose_index")
        .join(n_parties, on=["claim_id", "whose_role"])
        .with_columns(pl.coalesce("whose_index", only))
        .join(sides, on=["claim_id", "whose_role", "whose_index"])
        .select("claim_id", "position", "country")
    )


def _of_one_side(numbers: pl.DataFrame) -> pl.DataFrame:
    """Put the same words of one article to one side."""
    words = ["event", "article_id", "text_start", "counted", "best"]
    several = numbers.filter(~pl.col("is_each")).filter(
        pl.struct("role", "country").n_unique().over(words) > 1
    )
    chosen = (
        several.with_columns(
            pl.col("role").cast(PREFERENCE).alias("preference"),
            (pl.col("country") == "").alias("is_open"),
        )
        .sort(*words, "preference", "is_open", "country")
        .unique(words, keep="first", maintain_order=True)
        .select(*words, pl.lit(False).alias("is_each"), "role", "country")
    )
    found = numbers.join(
        chosen,
        on=[*words, "is_each"],
        how="left",
        suffix="_chosen",
        nulls_equal=True,
    ).with_columns(
        pl.coalesce("role_chosen", "role").alias("role"),
        pl.coalesce("country_chosen", "country").alias("country"),
    )
    return found.drop("role_chosen", "country_chosen")


def _bounds() -> list[pl.Expr]:
    """What a number allows, and what it leaves open."""
    has_low, has_high = pl.col("low").is_not_null(), pl.col("high").is_not_null()
    is_limit = pl.col("qualifier") == "at_most"
    is_floor = pl.col("qualifier").is_in(OPEN_ABOVE)
    return [
        pl.when(has_low | ~is_limit)
        .then(pl.coalesce("low", "best"))
        .alias("known_low"),
        pl.when(has_high | ~is_floor)
        .then(pl.coalesce("high", "best"))
        .alias("known_high"),
        pl.when(~has_low & is_limit)
        .then(pl.coalesce("best", "high"))
        .alias("open_from"),
        pl.when(~has_high & is_floor).then(pl.coalesce("best", "low")).alias("open_to"),
    ]


def _outer_bounds() -> list[pl.Expr]:
    return [
        pl.col("known_low").min().alias("low"),
        pl.col("known_high").max().alias("high"),
        pl.col("open_from").min(),
        pl.col("open_to").max(),
    ]


def hull() -> list[pl.Expr]:
    """The least and the most that a set of numbers allows."""
    return [
        pl.col("known_low").fill_null(0.0).min().alias("least"),
        pl.col("known_high").fill_null(float("inf")).max().alias("most"),
    ]


def contradict(least: str | pl.Expr, most: str | pl.Expr) -> pl.Expr:
    """Whether the greatest least is more than twice the smallest most."""
    least = pl.col(least) if isinstance(least, str) else least
    most = pl.col(most) if isinstance(most, str) else most
    return least > CONTRADICTION_FACTOR * most


def _joined(
    numbers: pl.DataFrame, is_open: pl.Expr, is_target: pl.Expr, same: list[str]
) -> pl.DataFrame:
    """Numbers of an open side put to the only side that is told of what they count."""
    group = ["event", "counted", "role", "country"]
    where = ["event", "counted", *same]
    groups = numbers.group_by(group).agg(*hull(), pl.col("claim").unique())
    known = is_target & ~is_open
    targets = (
        groups.filter(known)
        .with_columns(pl.len().over(where).alias("n_targets"))
        .filter(pl.col("n_targets") == 1)
    )
    pairs = groups.filter(is_open).join(targets, on=where, suffix="_told")
    one_claim = pl.col("claim").list.set_intersection("claim_told").list.len() > 0
    fits = ~(
        contradict("least", "most_told") | contradict("least_told", "most") | one_claim
    )
    told_role = "role" if "role" in same else "role_told"
    moved = pairs.filter(fits).select(
        *group,
        pl.col(told_role).alias("role_to"),
        pl.col("country_told").alias("country_to"),
    )
    return (
        numbers.join(moved, on=group, how="left")
        .with_columns(
            pl.coalesce("role_to", "role").alias("role"),
            pl.coalesce("country_to", "country").alias("country"),
        )
        .drop("role_to", "country_to")
    )


def _with_units(numbers: pl.DataFrame) -> pl.DataFrame:
    """Adds unit_apart: the unit where one claim gives two of them, or else ''."""
    group = ["event", "counted", "role", "country"]
    split = (
        numbers.group_by(*group, "claim")
        .agg(pl.col("unit").n_unique().alias("n_units"))
        .filter(pl.col("n_units") > 1)
        .select(group)
        .unique()
        .with_columns(pl.lit(True).alias("is_split"))
    )
    return (
        numbers.join(split, on=group, how="left")
        .with_columns(
            pl.when("is_split").then("unit").otherwise(pl.lit("")).alias("unit_apart")
        )
        .drop("is_split")
    )
