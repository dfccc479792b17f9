"""A claim as the judge sees it: sides, place, day and words, ready to compare.

Views are built straight from the rows of the flat tables. Every field is a function
of the claim's own rows and of the row of its article, and of nothing else: what two
claims are to each other must not change when a third one is read.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import polars as pl

from schemas.records import Claim, Factuality
from schemas.tables import rows_of
from schemas.vocabulary import sector_groups
from transforms.events.story import Story, story_of
from transforms.events.telling import Telling, telling_of
from transforms.lexicon import read_table

PACKAGE = "transforms.events"
# "the attack", "this second brutal attack": a noun that takes its act for known.
DEFINITE = re.compile(r"\b(?:the|this|that|these|those)(?:\s+[\w-]+){0,2}\s+$", re.I)
COARSE: Final = ("country", "region")
PERSONAL: Final = frozenset({"", "people", "political"})
Frames = Mapping[str, pl.DataFrame]
Row = Mapping[str, Any]
CLAIM_COLUMNS: Final = (
    *("claim_id", "article_id", "sentence_index", "start", "end", "quote"),
    *("trigger_text", "trigger_text_start", "event_type", "mode", "direction"),
    *("place_name", "place_geonames_id", "place_country", "place_admin1"),
    *("place_latitude", "place_longitude", "place_precision", "place_basis"),
    *("date_text", "date_start", "date_end", "date_basis"),
    *("factuality", "is_background"),
)
ACTOR_COLUMNS: Final = (
    *("claim_id", "role", "text", "text_start"),
    *("entity_id", "name", "country", "sector"),
)
NUMBER_COLUMNS: Final = (
    *("claim_id", "position", "low", "best", "high", "unit", "counted"),
    *("qualifier", "whose_role", "whose_index"),
)
# All that clustering reads of claims; what else they tell is for their events.
READ_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "claims": CLAIM_COLUMNS,
    "claim_actors": ACTOR_COLUMNS,
    "claim_quantities": NUMBER_COLUMNS,
}
# What each field of a view is made of: columns of claims, or what ``said_rows`` adds.
MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "event_type": ("event_type",),
    "mode": ("mode",),
    "is_mutual": ("direction",),
    "actors": ("actors_said",),
    "recipients": ("recipients_said",),
    "place": tuple(name for name in CLAIM_COLUMNS if name.startswith("place_")),
    "date_start": ("date_start", "date_end"),
    "date_end": ("date_start", "date_end"),
    "is_dated": ("date_start", "date_basis"),
    "factuality": ("factuality",),
    "is_background": ("is_background",),
    "refers_back": ("refers_back",),
    "numbers": ("numbers_said",),
    "trigger": ("trigger_text",),
    "is_bare": ("is_bare",),
    "is_lead": ("is_lead",),
    "telling": ("quote", "trigger_text", "date_text", "is_lead"),
    "story": ("opening",),
}


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What clustering needs to know of an article; the voice folds its copies.

    ``opening`` is how its text begins, so that articles on one story can be told.
    """

    published: dt.date | None
    voice_id: str
    opening: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A party reduced to what tells it apart; empty text where unknown.

    ``is_told`` is false for a common noun ("the pirates"), whose country is inferred;
    ``is_named`` is true for a person's proper name that no dictionary knows.
    """

    entity: str
    country: str
    group: str
    name: str
    is_told: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where the act happened, as in the record ``Place`` but for its span."""

    name: str | None
    geonames_id: int | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: str
    basis: str


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number of the act, as in the record ``Quantity`` but for its span."""

    counted: str
    low: float | None
    best: float | None
    high: float | None
    unit: str
    qualifier: str
    whose_role: str
    whose_index: int | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with everything the judgement of a pair looks at."""

    claim_id: str
    article_id: str
    published: dt.date | None
    voice_id: str
    sentence_index: int
    start: int
    event_type: str
    mode: str | None
    is_mutual: bool
    actors: frozenset[Member]
    recipients: frozenset[Member]
    place: PlaceView | None
    date_start: dt.date | None
    date_end: dt.date | None
    is_dated: bool
    factuality: Factuality
    is_background: bool
    refers_back: bool
    numbers: tuple[NumberView, ...]
    trigger: str
    is_bare: bool
    is_lead: bool
    telling: Telling
    story: Story

    @property
    def parties(self) -> frozenset[Member]:
        """Both sides together, for mutual acts."""
        return self.actors | self.recipients

    @property
    def order(self) -> tuple[bool, dt.date, str, int, str]:
        """Earliest report first; claims without a date of publication last."""
        day = self.published or dt.date.max
        return (self.published is None, day, self.article_id, self.start, self.claim_id)


def views_of(frames: Frames, articles: pl.DataFrame) -> list[ClaimView]:
    """The claims of the frames as the judge sees them, in the frames' order.

    ``articles`` has the columns article_id, published and voice_id. Raises KeyError
    for a claim whose article is missing there.
    """
    claims = frames["claims"].select(CLAIM_COLUMNS)
    facts = facts_of(articles.join(claims, on="article_id", how="semi"))
    actors = _by_claim(frames["claim_actors"].select(ACTOR_COLUMNS))
    numbers = _by_claim(
        frames["claim_quantities"].select(NUMBER_COLUMNS).sort("claim_id", "position")
    )
    none: Sequence[Row] = ()
    return [
        _view(
            row,
            actors.get(row["claim_id"], none),
            numbers.get(row["claim_id"], none),
            facts[row["article_id"]],
        )
        for row in claims.iter_rows(named=True)
    ]


def said_rows(frames: Frames) -> pl.DataFrame:
    """The claims with what ``MADE_OF`` names: parties and numbers each in one text."""
    actors, numbers = frames["claim_actors"], frames["claim_quantities"]
    of_party = (*ACTOR_COLUMNS[4:], "text")
    sides = {
        f"{role}s_said": _in_one(actors.filter(pl.col("role") == role), of_party)
        for role in ("actor", "recipient")
    }
    told = {**sides, "numbers_said": _in_one(numbers, NUMBER_COLUMNS[2:])}
    rows = frames["claims"].select(CLAIM_COLUMNS)
    for name, texts in told.items():
        rows = rows.join(texts.rename({"said": name}), on="claim_id", how="left")
    back = _pointing_back(rows, actors)
    return rows.with_columns(
        refers_back=pl.col("claim_id").is_in(back),
        is_bare=pl.col("recipients_said").is_null()
        & pl.col("numbers_said").is_null()
        & pl.col("place_precision").fill_null("country").is_in(COARSE),
        is_lead=pl.col("sentence_index") == 0,
    )


def _in_one(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """All rows of a claim in one text, whatever their order: claim_id, said."""
    values = [pl.col(name).cast(pl.String).fill_null("") for name in columns]
    texts = rows.select("claim_id", said=pl.concat_str(values, separator="\x1f"))
    return (
        texts.unique()
        .sort("claim_id", "said")
        .group_by("claim_id")
        .agg(pl.col("said").str.join("\x1e"))
    )


def _pointing_back(rows: pl.DataFrame, actors: pl.DataFrame) -> list[str]:
    """Claims whose words only point to an act."""
    is_noun = pl.col("trigger_text").str.to_lowercase().is_in(sorted(_known_nouns()))
    few = rows.filter(is_noun & (pl.col("date_text").fill_null("") == ""))
    parties = _by_claim(actors.join(few, on="claim_id", how="semi"))
    return [
        row["claim_id"]
        for row in few.iter_rows(named=True)
        if _refers_back(row, parties.get(row["claim_id"], ()))
    ]


def view_of(claim: Claim, article: ArticleFacts) -> ClaimView:
    """A record of a claim as the judge sees it."""
    rows = rows_of([claim])
    return _view(
        rows["claims"][0],
        rows.get("claim_actors", ()),
        rows.get("claim_quantities", ()),
        article,
    )


def facts_of(articles: pl.DataFrame) -> dict[str, ArticleFacts]:
    """Facts by article, from a frame with article_id, published and voice_id.

    Where it has a column ``opening`` too, the first ``OPENING_CHARACTERS`` of the text,
    articles are also compared by what they are about.
    """
    if "opening" not in articles.columns:
        articles = articles.with_columns(opening=pl.lit(None, pl.String))
    rows = articles.select("article_id", "published", "voice_id", "opening").iter_rows()
    return {name: ArticleFacts(*facts) for name, *facts in rows}


_story = lru_cache(maxsize=65_536)(story_of)


def _by_claim(frame: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row["claim_id"]].append(row)
    return found


def _view(
    row: Row, actors: Sequence[Row], numbers: Sequence[Row], article: ArticleFacts
) -> ClaimView:
    start, end = row["date_start"], row["date_end"]
    return ClaimView(
        claim_id=row["claim_id"],
        article_id=row["article_id"],
        published=article.published,
        voice_id=article.voice_id,
        sentence_index=row["sentence_index"],
        start=row["trigger_text_start"],
        event_type=sys.intern(row["event_type"]),
        mode=row["mode"],
        is_mutual=row["direction"] == "mutual",
        actors=_members(actors, "actor"),
        recipients=_members(actors, "recipient"),
        place=_place(row),
        date_start=start or end,
        date_end=end or start,
        is_dated=start is not None and row["date_basis"] in {"stated", "relative"},
        factuality=row["factuality"],
        is_background=row["is_background"],
        refers_back=_refers_back(row, actors),
        numbers=tuple(_number(item) for item in numbers),
        trigger=sys.intern(row["trigger_text"].lower()),
        is_bare=_is_bare(row, actors, numbers),
        is_lead=row["sentence_index"] == 0,
        telling=telling_of(
            row["quote"],
            row["trigger_text"],
            row["date_text"],
            is_lead=row["sentence_index"] == 0,
        ),
        story=_story(article.opening),
    )


@cache
def _known_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_table(PACKAGE, "known_acts.csv"))


def _refers_back(row: Row, actors: Iterable[Row]) -> bool:
    """Whether the words only point to an act: "the attack", with no day or victim."""
    if row["date_text"] or row["trigger_text"].lower() not in _known_nouns():
        return False
    sentence = range(row["start"], row["end"])
    if any(p["role"] == "recipient" and p["text_start"] in sentence for p in actors):
        return False
    before = row["quote"][: row["trigger_text_start"] - row["start"]]
    return DEFINITE.search(before) is not None


def _is_bare(row: Row, actors: Iterable[Row], numbers: Sequence[Row]) -> bool:
    """Whether neither a victim nor a number nor a place in the country is told."""
    is_coarse = (row["place_precision"] or "country") in COARSE
    return is_coarse and not numbers and all(p["role"] != "recipient" for p in actors)


def _members(actors: Sequence[Row], role: str) -> frozenset[Member]:
    return frozenset(
        _member(
            item["entity_id"],
            item["country"],
            item["sector"],
            item["name"] or item["text"],
        )
        for item in actors
        if item["role"] == role
    )


@lru_cache(maxsize=65_536)
def _member(
    entity: str | None, country: str | None, sector: str | None, name: str
) -> Member:
    group = sector_groups().get(sector or "", "")
    return Member(
        entity=sys.intern((entity or "").partition("#")[0]),
        country=sys.intern(country or ""),
        group=group,
        name=sys.intern(name.lower()),
        is_told=bool(entity) or name.lower() != name,
        is_named=not entity and name.istitle() and group in PERSONAL,
    )


def _place(row: Row) -> PlaceView | None:
    if row["place_precision"] is None:
        return None
    return _known_place(
        row["place_name"],
        row["place_geonames_id"],
        row["place_country"],
        row["place_admin1"],
        row["place_latitude"],
        row["place_longitude"],
        row["place_precision"],
        row["place_basis"],
    )


_known_place = lru_cache(maxsize=65_536)(PlaceView)


def _number(row: Row) -> NumberView:
    return NumberView(
        counted=sys.intern(row["counted"]),
        low=row["low"],
        best=row["best"],
        high=row["high"],
        unit=sys.intern(row["unit"]),
        qualifier=row["qualifier"],
        whose_role=row["whose_role"],
        whose_index=row["whose_index"],
    )
