"""Cluster anew what a change of some claims can reach, with the outcome of a full run.

Which pairs are judged depends on the blocks of the claims that changed, and groups
never cross the connected components of pairs judged the same. So it is enough to

1. judge the pairs of the touched claims, and of the claims in a block that they fill
   or empty (``changed_pairs``);
2. walk from them along all pairs judged the same, those of before and those of now;
3. group the claims found on that walk. All others keep their events.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import polars as pl

from transforms.events.blocks import NEAR_BLOCKS, changed_pairs
from transforms.events.bulk import Judged, judge_many
from transforms.events.cluster import (
    CLAIM_TABLES,
    MERGES,
    Clustering,
    Views,
    among,
    as_decisions,
    clustering_of,
    merge_rows,
)
from transforms.events.evidence import BROAD_DAYS, REPORT_DELAY_DAYS
from transforms.events.keys import BLOCK_DAYS, UNDATED, families, windows
from transforms.events.views import Frames

# Marks a claim, or an article, as it was before it changed; sorts before any letter.
FORMER: Final = "\x01"


@dataclass(frozen=True, slots=True)
class Reach:
    """What claims must have to share a block or an article with one that changed.

    They are of one of the ``articles``, or have an event_type and a day of ``days``,
    in days since 1970: that on which they begin or, where they tell none, on which they
    were published, ``undated`` where nobody knows. Where ``has_broad``, so are those
    that tell of more than ``broad_days`` days.
    """

    days: pl.DataFrame
    articles: pl.Series
    has_broad: bool
    broad_days: int = BROAD_DAYS
    undated: int = UNDATED


class Store(Protocol):
    """Claims as they are now, and the judgements of the last clustering."""

    def overview(self, reach: Reach) -> pl.DataFrame:
        """All claims within reach, and any others, with what ``windows`` reads.

        That is columns of claims, and ``published``.
        """

    def facts(self, articles: pl.Series) -> pl.DataFrame:
        """Facts of these articles: article_id, published, voice_id, opening."""

    def frames(self, claims: pl.Series) -> dict[str, pl.DataFrame]:
        """The tables of these claims."""

    def judgements(self, claims: pl.Series) -> pl.DataFrame:
        """The stored rows of merges that name any of these claims."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is no longer as it was when claims were last clustered.

    ``touched`` are ids of claims that are new or changed, whose article's facts or
    whose decisions changed; ``gone`` those that are no more. ``former`` has the tables
    of the touched and gone claims as they were, and ``former_articles`` the facts of
    their articles then; a new claim is in neither.
    """

    touched: frozenset[str]
    gone: frozenset[str]
    former: Mapping[str, pl.DataFrame]
    former_articles: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Update:
    """The new state of what a change reached.

    ``claims`` are the claims that were grouped anew or are gone, ``merge_ids`` the
    judgements that ``clustering.merges`` replaces; ``frames`` and ``articles`` are
    those of the claims grouped anew.
    """

    clustering: Clustering
    claims: frozenset[str]
    merge_ids: frozenset[str]
    frames: dict[str, pl.DataFrame]
    articles: pl.DataFrame


def update_clusters(store: Store, change: Change, decisions: pl.DataFrame) -> Update:
    """Cluster anew what the change reaches; all else is as a full run leaves it."""
    rules = as_decisions(decisions)
    near, fresh, moved = _rejudge(store, change)
    seeds = {*change.touched, *change.gone, *moved}
    links = [*_same(fresh), *_same(rules)]
    reached, stored = _walk(store, seeds, links)
    kept = stored.filter(~_is_stale(change, moved, near))
    now = reached - change.gone
    is_inside = pl.col("claim_id").is_in(sorted(now)) & (
        pl.col("other_claim_id").is_in(sorted(now))
    )
    frames = store.frames(pl.Series("claim_id", sorted(now), pl.String))
    articles = store.facts(frames["claims"]["article_id"].unique())
    rows = pl.concat([kept, fresh])
    by_rule = pl.col("reviewer").is_null() & (pl.col("judgement") != "different")
    clustering = _regroup(frames, articles, rows.filter(is_inside & by_rule), rules)
    crossing = rows.filter(~is_inside)
    merges = pl.concat([clustering.merges, crossing]).sort("merge_id")
    return Update(
        Clustering(clustering.members, merges, clustering.conflicts),
        frozenset(reached),
        frozenset(stored["merge_id"]) | frozenset(merges["merge_id"]),
        frames,
        articles,
    )


def _rejudge(
    store: Store, change: Change
) -> tuple[frozenset[str], pl.DataFrame, frozenset[str]]:
    """Ids at hand, fresh judgements, and untouched claims whose pairs may change."""
    is_touched = pl.col("claim_id").is_in(sorted(change.touched))
    former = {
        name: frame.with_columns(pl.col("claim_id") + FORMER)
        for name, frame in change.former.items()
    }
    former["claims"] = former["claims"].with_columns(pl.col("article_id") + FORMER)
    former_articles = change.former_articles.with_columns(pl.col("article_id") + FORMER)
    then = windows(former["claims"], former_articles)
    own = store.frames(pl.Series("claim_id", sorted(change.touched), pl.String))
    own_articles = store.facts(own["claims"]["article_id"].unique())
    changed = pl.concat(
        [
            windows(own["claims"], own_articles),
            then.with_columns(pl.col("article_id").str.strip_suffix(FORMER)),
        ]
    )
    overview = store.overview(reach_of(changed))
    days = overview.select("article_id", "published").unique()
    near = nearby(windows(overview.drop("published"), days), changed)
    frames = store.frames(near)
    articles = store.facts(frames["claims"]["article_id"].unique())
    both = {
        name: pl.concat([frames[name], former[name].select(frames[name].columns)])
        for name in CLAIM_TABLES
    }
    facts = pl.concat([articles, former_articles], how="diagonal")
    is_former = pl.col("claim_id").str.ends_with(FORMER)
    spans = windows(both["claims"], facts).with_columns(
        is_old=is_former | ~is_touched, is_new=~is_former
    )
    found = changed_pairs(spans, both, facts)
    ids = spans["claim_id"]
    fresh = merge_rows(ids.to_list(), judge_many(spans, both, facts, found.pairs))
    names = set(ids[found.affected])
    moved = {name for name in names if not name.endswith(FORMER)} - change.touched
    return frozenset(near), fresh, frozenset(moved)


def reach_of(changed: pl.DataFrame) -> Reach:
    """Where to look for what ``nearby`` finds; ``changed`` are windows, as there."""
    of_family: dict[str, list[str]] = {}
    for kind, family in families().items():
        of_family.setdefault(family, []).append(kind)
    blocks = _near_blocks(changed)
    kinds = [of_family.get(family, [family]) for family in blocks["family"]]
    # A window begins at most so many days before the day it is made of.
    steps = pl.int_ranges(0, BLOCK_DAYS + REPORT_DELAY_DAYS)
    days = (
        blocks.with_columns(event_type=pl.Series(kinds, dtype=pl.List(pl.String)))
        .explode("event_type")
        .select("event_type", day=pl.col("block") * BLOCK_DAYS + steps)
        .explode("day")
        .unique()
    )
    return Reach(days, changed["article_id"].unique(), bool(changed["is_broad"].any()))


def _near_blocks(changed: pl.DataFrame) -> pl.DataFrame:
    """family, is_broad and block, of blocks that a block of a changed claim touches."""
    steps = pl.int_ranges(-NEAR_BLOCKS, NEAR_BLOCKS + 1)
    return (
        changed.filter(~pl.col("is_broad"))
        .select("family", "is_broad", pl.col("block") + steps)
        .explode("block")
        .unique()
    )


def nearby(everywhere: pl.DataFrame, changed: pl.DataFrame) -> pl.Series:
    """Ids of all claims that could share a block or an article with a changed one.

    Both are ``windows``: of all claims that may be near, and of the changed ones as
    they are and were.
    """
    blocks = _near_blocks(changed)
    broad = changed.filter("is_broad").select("family", "is_broad").unique()
    mates = changed.select("article_id", "family").unique()
    found = [
        everywhere.join(keys, on=keys.columns, how="semi")
        for keys in (blocks, broad, mates)
    ]
    return pl.concat(found)["claim_id"].unique().sort()


def _walk(
    store: Store, seeds: Collection[str], links: Collection[tuple[str, str]]
) -> tuple[set[str], pl.DataFrame]:
    """All claims that are tied to the seeds, and the stored judgements on them."""
    ties: dict[str, set[str]] = {}
    for one, other in links:
        ties.setdefault(one, set()).add(other)
        ties.setdefault(other, set()).add(one)
    reached: set[str] = set()
    frontier = set(seeds)
    rows = [pl.DataFrame(schema=MERGES)]
    while frontier:
        reached |= frontier
        found = store.judgements(pl.Series("claim_id", sorted(frontier), pl.String))
        rows.append(found.select(MERGES.names()))
        ends = {end for pair in _same(found) for end in pair}
        tied = {end for name in frontier for end in ties.get(name, ())}
        frontier = (ends | tied) - reached
    return reached, pl.concat(rows).unique("merge_id")


def _same(rows: pl.DataFrame) -> Iterator[tuple[str, str]]:
    same = rows.filter(pl.col("judgement") == "same")
    yield from same.select("claim_id", "other_claim_id").iter_rows()


def _is_stale(change: Change, moved: Collection[str], near: Collection[str]) -> pl.Expr:
    """Whether a stored judgement was, or would have been, made anew.

    A decision stands as long as both claims do: whoever changes it touches both.
    """
    ends = [pl.col("claim_id"), pl.col("other_claim_id")]
    touched = sorted(change.touched | change.gone)
    is_gone = pl.any_horizontal(end.is_in(sorted(change.gone)) for end in ends)
    is_touched = pl.any_horizontal(end.is_in(touched) for end in ends)
    is_moved = pl.any_horizontal(end.is_in(sorted(moved)) for end in ends)
    is_near = pl.all_horizontal(end.is_in(sorted(near)) for end in ends)
    by_rule = is_touched | (is_moved & is_near)
    return pl.when(pl.col("reviewer").is_null()).then(by_rule).otherwise(is_gone)


def _regroup(
    frames: Frames, articles: pl.DataFrame, rows: pl.DataFrame, rules: pl.DataFrame
) -> Clustering:
    views = Views(windows(frames["claims"], articles), frames, articles)
    number = (
        pl.Series("claim_id", views.ids, pl.String).to_frame().with_row_index("number")
    )
    at = [
        rows.join(number, left_on=name, right_on="claim_id", maintain_order="left")
        for name in ("claim_id", "other_claim_id")
    ]
    ends = [frame["number"].cast(pl.Int64).to_numpy() for frame in at]
    judged = Judged(
        np.sort(np.column_stack(ends), axis=1),
        rows["score"].to_numpy(),
        (rows["judgement"] == "same").to_numpy(),
        rows["reason"].to_list(),
    )
    own = among(rules, frames["claims"].select("claim_id"))
    return clustering_of(views, judged, own)
