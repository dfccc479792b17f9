"""Whether independent sources tell an event, and what they contradict each other in.

An event is single where one voice tells it: copies of one text are one voice. It is
conflicted where two voices contradict each other, or else corroborated. Voices
contradict each other over

* denial: one denies or negates what another tells as done, going on or alleged;
* numbers: of a toll, the least that one allows is more than twice the most that
  another allows (see ``how_many``);
* place: every place that the one states is apart from all that the other states:
  in another country or another first-level division, or more than 25 km away where
  both are cities or more exact;
* sides, in directed acts: one names as the actor whom the other names as the recipient
  only, or every actor of the one is another than all of the other's: of another
  state, of an opposed group of sectors (rebels and the army), or another armed
  organisation. A voice with an actor of unknown country contradicts nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from schemas.ontology import ontology
from schemas.vocabulary import counted_kinds, opposed_groups, sector_groups
from transforms.events.values.how_many import GROUP, contradict, hull

UNTOLD: Final = ("denied", "negated")
TOLD: Final = ("completed", "ongoing", "alleged")
FINE: Final = ("exact", "city")
NEAR_KM: Final = 25.0
EARTH_DIAMETER_KM: Final = 12_742.0
ARMED: Final = "armed"
STATED: Final = ["country", "admin1", "latitude", "longitude", "precision"]
ACTOR: Final = ["country", "group", "organisation"]


def corroborations(
    told: pl.DataFrame,
    directions: pl.DataFrame,
    numbers: pl.DataFrame,
    parties: pl.DataFrame,
) -> pl.DataFrame:
    """Per event: corroboration and conflict_over, null where there is none."""
    voices = told.group_by("event").agg(pl.col("voice").n_unique())
    several = voices.filter(pl.col("voice") > 1).select("event")
    directed = directions.filter(pl.col("direction") == "directed").select("event")
    told, numbers, parties = (
        rows.join(several, on="event", how="semi") for rows in (told, numbers, parties)
    )
    parties = parties.join(directed, on="event", how="semi")
    over = {
        "denial": [_denials(told)],
        "numbers": [_numbers(numbers)],
        "place": [_places(told)],
        "sides": [_swapped(parties), _other_actors(parties)],
    }
    found = pl.concat(
        events.select("event", pl.lit(name).alias("conflict_over"))
        for name, parts in over.items()
        for events in parts
    )
    conflicts = (
        found.unique()
        .sort("event", "conflict_over")
        .group_by("event")
        .agg(pl.col("conflict_over").str.join(";"))
    )
    return voices.join(conflicts, on="event", how="left").select(
        "event",
        pl.when(pl.col("voice") == 1)
        .then(pl.lit("single"))
        .when(pl.col("conflict_over").is_not_null())
        .then(pl.lit("conflicted"))
        .otherwise(pl.lit("corroborated"))
        .alias("corroboration"),
        "conflict_over",
    )


def _denials(told: pl.DataFrame) -> pl.DataFrame:
    is_untold = pl.col("factuality").is_in(UNTOLD)
    is_told = pl.col("factuality").is_in(TOLD)
    by_voice = told.group_by("event", "voice").agg(
        is_untold.any().alias("untold"), is_told.any().alias("told")
    )
    return (
        by_voice.group_by("event")
        .agg(
            pl.col("untold", "told").any(),
            (pl.col("untold") | pl.col("told")).sum().alias("n_either"),
        )
        .filter(pl.col("untold") & pl.col("told") & (pl.col("n_either") > 1))
    )


def _numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    tolls = [kind.code for kind in counted_kinds().values() if kind.is_toll]
    by_voice = (
        numbers.filter(pl.col("counted").is_in(tolls))
        .group_by(*GROUP, "voice")
        .agg(*hull())
    )
    return (
        by_voice.group_by(GROUP)
        .agg(pl.col("least").max(), pl.col("most").min(), pl.len().alias("n_voices"))
        .filter((pl.col("n_voices") > 1) & contradict("least", "most"))
    )


def _places(told: pl.DataFrame) -> pl.DataFrame:
    stated = told.filter(
        (pl.col("place_basis") == "stated") & pl.col("place_country").is_not_null()
    ).select(
        "event", "voice", *(pl.col(f"place_{name}").alias(name) for name in STATED)
    )
    fine = pl.col("precision").is_in(FINE) & pl.col("precision_other").is_in(FINE)
    is_elsewhere = (pl.col("admin1") != pl.col("admin1_other")).fill_null(False)
    is_apart = (pl.col("country") != pl.col("country_other")) | (
        pl.when(fine & _distance_km().is_not_null())
        .then(_distance_km() > NEAR_KM)
        .otherwise(is_elsewhere)
    )
    return _contradicted(stated, STATED, is_apart)


def _distance_km() -> pl.Expr:
    """Great-circle distance of the two places of a pair; null without coordinates."""
    lat, lon = pl.col("latitude").radians(), pl.col("longitude").radians()
    lat_other = pl.col("latitude_other").radians()
    lon_other = pl.col("longitude_other").radians()
    haversine = (1 - (lat_other - lat).cos()) / 2
    haversine += lat.cos() * lat_other.cos() * (1 - (lon_other - lon).cos()) / 2
    return EARTH_DIAMETER_KM * haversine.clip(0.0, 1.0).sqrt().arcsin()


def _swapped(parties: pl.DataFrame) -> pl.DataFrame:
    keys = ["event", "kind", "key"]
    return (
        parties.filter(pl.col("kind").is_in(["entity", "sector"]))
        .group_by(*keys, "voice")
        .agg(
            (pl.col("role") == "actor").any().alias("acts"),
            (pl.col("role") == "recipient").any().alias("suffers"),
        )
        .group_by(keys)
        .agg(
            (pl.col("acts") & ~pl.col("suffers")).any().alias("acts"),
            (pl.col("suffers") & ~pl.col("acts")).any().alias("suffers"),
        )
        .filter(pl.col("acts") & pl.col("suffers"))
    )


def _other_actors(parties: pl.DataFrame) -> pl.DataFrame:
    groups = sector_groups()
    group = pl.col("sector").replace_strict(groups, default="").fill_null("")
    organisation = pl.when((group == ARMED) & (pl.col("kind") == "entity")).then("key")
    actors = (
        parties.filter(pl.col("role") == "actor")
        .filter(pl.col("country").is_not_null().all().over("event", "voice"))
        .select(
            "event",
            "voice",
            "country",
            group.alias("group"),
            organisation.fill_null("").alias("organisation"),
        )
    )
    states = ~pl.col("country", "country_other").is_in(list(ontology().international))
    both_states = pl.all_horizontal(states)
    opposed = [" ".join(sorted(pair)) for pair in opposed_groups()]
    pair = pl.concat_list("group", "group_other").list.sort().list.join(" ")
    both_known = (pl.col("organisation") != "") & (pl.col("organisation_other") != "")
    is_apart = (
        (both_states & (pl.col("country") != pl.col("country_other")))
        | pair.is_in(opposed)
        | (both_known & (pl.col("organisation") != pl.col("organisation_other")))
    )
    return _contradicted(actors, ACTOR, is_apart)


def _contradicted(
    rows: pl.DataFrame, columns: Sequence[str], is_apart: pl.Expr
) -> pl.DataFrame:
    """Events where all that one voice tells is apart from all that another tells.

    ``is_apart`` compares the columns with those ending in ``_other``.
    """
    rows = rows.unique(["event", "voice", *columns])
    # Of voices that tell the same one is enough, or many would make millions of pairs.
    told = (
        pl.struct(columns)
        .hash()
        .sort()
        .implode()
        .list.eval(pl.element().cast(pl.String))
        .list.join(",")
    )
    speakers = rows.group_by("event", "voice").agg(told.alias("told"))
    speakers = speakers.sort("voice").unique(["event", "told"], keep="first")
    rows = rows.join(speakers, on=["event", "voice"], how="semi")
    pairs = rows.join(rows, on="event", suffix="_other").filter(
        pl.col("voice") < pl.col("voice_other")
    )
    return (
        pairs.group_by("event", "voice", "voice_other")
        .agg(is_apart.all().alias("is_apart"))
        .filter("is_apart")
        .select("event")
        .unique()
    )
