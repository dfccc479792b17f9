"""What each claim can be found by: the days it may tell of, and its keys.

A key is what a claim tells of one family of types in one country: a place, a cell of
one degree, a number, the sides, one of its longest words, or the act its article opens
with; or, in any country, one of the names the article opens with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Final

import polars as pl

from transforms.events.acts import act_of
from transforms.events.evidence import BROAD_DAYS, FINE, REPORT_DELAY_DAYS
from transforms.events.story import telling_names
from transforms.events.views import PACKAGE, Frames
from transforms.lexicon import read_table

BLOCK_DAYS: Final = 4
TELLING_WORDS: Final = 4
UNDATED: Final = (dt.date.max - dt.date(1970, 1, 1)).days
WORD: Final = r"[^\W\d_]{5,}"
ORDER: Final = ("published", "article_id", "trigger_text_start", "claim_id")
# Stands for the country where claims are found by the story of their articles.
STORY: Final = "story"
SIDES: Final = ("actor", "recipient")
# What twins have in common: in the tables of parties, numbers and claims.
PARTY_SAYS: Final = ("role", "entity_id", "name", "text", "country", "sector")
NUMBER_SAYS: Final = ("counted", "low", "best", "high", "unit", "whose_role")
CLAIM_SAYS: Final = (
    *("event_type", "mode", "direction", "factuality", "is_background", "quote"),
    *("place_name", "place_geonames_id", "place_precision", "place_basis"),
    *("first", "last", "date_basis", "date_start", "date_text", "place_in_quote"),
    *("text", "text_n"),
)


@cache
def families() -> Mapping[str, str]:
    """Type to the family of types that one happening may be told as."""
    rows = read_table(PACKAGE, "type_families.csv")
    return {row["event_type"]: row["family"] for row in rows}


def windows(claims: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Claims in their order, earliest report first, with the days they may tell of.

    Columns: index, claim_id, article_id, family, sentence_index, is_broad, first and
    last (days since 1970 on which a report of the act could put it) and block. Raises
    KeyError for a claim whose article is missing.
    """
    facts = articles.select("article_id", "published").unique("article_id")
    unknown = claims.join(facts, on="article_id", how="anti")
    if unknown.height:
        raise KeyError(unknown["article_id"][0])
    start = pl.coalesce("date_start", "date_end")
    end = pl.coalesce("date_end", "date_start")
    is_dated = pl.col("date_basis").is_in(["stated", "relative"]) & (
        pl.col("date_start").is_not_null()
    )
    day = pl.col("published").cast(pl.Int32).fill_null(UNDATED)
    delay = pl.when(is_dated).then(0).otherwise(REPORT_DELAY_DAYS)
    first = pl.coalesce(start.cast(pl.Int32), day) - delay
    kind = pl.col("event_type")
    return (
        claims.join(facts, on="article_id", how="left")
        .sort(*ORDER, nulls_last=True)
        .with_row_index("index")
        .select(
            pl.col("index").cast(pl.Int64),
            "claim_id",
            "article_id",
            kind.replace_strict(families(), default=kind).alias("family"),
            "sentence_index",
            ((end - start).dt.total_days() > BROAD_DAYS)
            .fill_null(value=False)
            .alias("is_broad"),
            first.cast(pl.Int64).alias("first"),
            (pl.coalesce(end.cast(pl.Int32), day) + 1).cast(pl.Int64).alias("last"),
            (first // BLOCK_DAYS).cast(pl.Int64).alias("block"),
        )
    )


def keyed_rows(
    spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame
) -> pl.DataFrame:
    """What each claim can be found by: index, code, base, is_fine.

    ``code`` numbers what is shared in one family, reach and country (``base``), or in
    one family, reach and story, by the names the article opens with. Rows that are not
    fine only tell apart the claims of a full block.
    """
    claims = spans.select("index", "claim_id", "family", "is_broad").join(
        frames["claims"], on="claim_id", how="left"
    )
    parties = (
        frames["claim_actors"]
        .filter(pl.col("role").is_in(SIDES))
        .join(spans.select("index", "claim_id"), on="claim_id")
    )
    countries = _countries(claims, parties)
    values = pl.concat(
        [
            *_of_place(claims),
            _of_numbers(spans, frames),
            _of_words(claims),
            _of_sides(claims, parties),
            _of_parties(parties),
            _of_leads(claims),
            _tagged(
                claims, pl.col("trigger_text").str.to_lowercase(), "trigger", False
            ),
        ]
    )
    names = _of_stories(spans, articles)
    told = claims.join(names, on="index", how="semi").select(
        "index", "family", "is_broad", country=pl.lit(STORY)
    )
    base = pl.concat([countries, told]).select(
        "index", "country", _coded("family", "is_broad", "country").alias("base")
    )
    is_story = pl.col("country") == STORY
    rows = pl.concat(
        [
            base.filter(~is_story).join(values, on="index"),
            base.filter(is_story).join(names, on="index"),
            base.filter(is_story).join(values.filter(~pl.col("is_fine")), on="index"),
        ]
    )
    return rows.select("index", _coded("base", "value"), "base", "is_fine")


def _of_stories(spans: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The names that the article of a claim opens with."""
    if "opening" not in articles.columns:
        return _tagged(spans, pl.lit(None, pl.String), "name", is_fine=True)
    names = articles.unique("article_id").select(
        "article_id",
        name=pl.col("opening").map_elements(
            lambda text: list(telling_names(text)), return_dtype=pl.List(pl.String)
        ),
    )
    told = spans.select("index", "article_id").join(names, on="article_id")
    return _tagged(told.explode("name"), pl.col("name"), "name", is_fine=True)


def _coded(*columns: str) -> pl.Expr:
    """A number for what the columns say together."""
    text = pl.concat_str(
        [pl.col(name).cast(pl.String) for name in columns], separator="|"
    )
    return text.rank("dense").cast(pl.Int64).alias("code")


def _countries(claims: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    told = pl.concat(
        [
            parties.select("index", "country"),
            claims.select("index", country="place_country"),
        ]
    )
    known = told.filter(pl.col("country").fill_null("") != "").unique()
    return (
        claims.select("index", "family", "is_broad")
        .join(known, on="index", how="left")
        .with_columns(pl.col("country").fill_null(""))
    )


def _tagged(
    frame: pl.DataFrame, value: pl.Expr, kind: str, is_fine: bool
) -> pl.DataFrame:
    text = pl.concat_str([pl.lit(kind + ":"), value])
    return frame.select(
        "index", text.alias("value"), pl.lit(is_fine).alias("is_fine")
    ).drop_nulls()


def _of_place(claims: pl.DataFrame) -> list[pl.DataFrame]:
    fine = claims.filter(pl.col("place_precision").is_in(sorted(FINE)))
    name = pl.coalesce(pl.col("place_geonames_id").cast(pl.String), "place_name")
    cell = pl.concat_str(
        [
            pl.col(axis).round().cast(pl.Int32).cast(pl.String)
            for axis in ("place_latitude", "place_longitude")
        ],
        separator=" ",
    )
    return [_tagged(fine, name, "place", True), _tagged(fine, cell, "cell", True)]


def _of_numbers(spans: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    numbers = frames["claim_quantities"].join(
        spans.select("index", "claim_id"), on="claim_id"
    )
    value = pl.concat_str(["counted", pl.col("best").cast(pl.String)], separator=" ")
    return _tagged(numbers, value, "number", True).unique()


def _of_words(claims: pl.DataFrame) -> pl.DataFrame:
    """The longest words of the sentence, of equals the first by alphabet."""
    words = (
        claims.select(
            "index", word=pl.col("quote").str.to_lowercase().str.extract_all(WORD)
        )
        .explode("word")
        .drop_nulls()
        .unique()
        .sort(
            "index",
            pl.col("word").str.len_chars(),
            "word",
            descending=[False, True, False],
        )
        .group_by("index", maintain_order=True)
        .head(TELLING_WORDS)
    )
    return _tagged(words, pl.col("word"), "word", True)


def _of_leads(claims: pl.DataFrame) -> pl.DataFrame:
    """What an article opens with telling: the act, whatever the form of its word."""
    leads = claims.filter(pl.col("sentence_index") == 0)
    words = leads["trigger_text"].str.to_lowercase().unique().to_list()
    acts = {word: (act := act_of(word)).name or act.stem for word in words}
    name = (
        pl.col("trigger_text")
        .str.to_lowercase()
        .replace_strict(acts, return_dtype=pl.String)
    )
    return _tagged(leads, name, "lead", True)


def _of_sides(claims: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """The countries of both sides together, also where none is told."""
    told = claims.select("index").join(
        _joined(parties, pl.col("country").fill_null("")), on="index", how="left"
    )
    return _tagged(told, pl.col("text").fill_null(""), "sides", True)


def _of_parties(parties: pl.DataFrame) -> pl.DataFrame:
    who = pl.coalesce("entity_id", pl.coalesce("name", "text").str.to_lowercase())
    return _tagged(_joined(parties, who), pl.col("text"), "who", False)


def _joined(parties: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """All values of a claim in one text."""
    found = parties.select("index", value.alias("text")).unique().sort("index", "text")
    return found.group_by("index", maintain_order=True).agg(
        pl.col("text").str.join("|")
    )


def twin_codes(spans: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Index and twin: the same number for claims that say the same in the same words.

    The days, the sentence, the trigger's place in it, the parties, the place, the
    numbers and what is said of the act as such are all equal.
    """
    of_claim = spans.select("index", "claim_id")
    parties = frames["claim_actors"].join(of_claim, on="claim_id")
    numbers = frames["claim_quantities"].join(of_claim, on="claim_id")
    said = (
        spans.select("index", "claim_id", "first", "last")
        .join(frames["claims"], on="claim_id", how="left")
        .join(_joined(parties, _text(*PARTY_SAYS)), on="index", how="left")
        .join(
            _joined(numbers, _text(*NUMBER_SAYS)), on="index", suffix="_n", how="left"
        )
        .with_columns(place_in_quote=pl.col("trigger_text_start") - pl.col("start"))
        .select("index", said=_text(*CLAIM_SAYS))
    )
    return said.select("index", twin=pl.col("index").min().over("said"))


def _text(*columns: str) -> pl.Expr:
    """All columns in one text, null as nothing."""
    values = [pl.col(name).cast(pl.String).fill_null("") for name in columns]
    return pl.concat_str(values, separator="\x1f")
