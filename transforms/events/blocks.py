"""Which pairs of claims are worth judging: those that share a key and a time.

A key is what both claims tell of one family of types in one country: a place, a cell
of one degree, a number, the sides, a telling word, or the act an article opens with.
Two claims with a common key are a pair if their windows of days touch. Two claims of
one article and family are a pair if they stand within ``ARTICLE_REACH`` sentences.

The work is bounded by three rules that look at what is told, never at when it arrived:

* Twins, which say the same words of the same act for the same days, as copies of a
  wire story do, stand behind the first of them: it alone is paired with others, and
  each twin with it.
* A block holds the claims of a key whose windows begin within the same ``BLOCK_DAYS``
  days. A block of more than ``FULL_BLOCK`` claims is full and gives no pairs; its
  claims are told apart by a second thing they have in common (also by the entities
  that take part, or by the words of the trigger).
* A block of two things that is full again gives no pairs at all.

So which pairs are candidates is a function of the set of claims. What a new claim
changes is confined to the blocks it is in: ``changed_pairs`` finds that out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.events.evidence import BROAD_DAYS, REPORT_DELAY_DAYS
from transforms.events.keys import BLOCK_DAYS, keyed_rows, twin_codes
from transforms.events.views import Frames

FULL_BLOCK: Final = 40
ARTICLE_REACH: Final = 100
MAX_PAIRS_AT_ONCE: Final = 4_000_000
# Windows of claims that are not broad begin at most this many blocks apart.
NEAR_BLOCKS: Final = (BROAD_DAYS + REPORT_DELAY_DAYS + 1) // BLOCK_DAYS + 1
Ints = npt.NDArray[np.int64]
Pairs = Ints

HALF: Final = 32
NO_PAIRS: Final = np.empty((0, 2), np.int64)
ROW: Final = ["index", "a", "b"]


@dataclass(frozen=True, slots=True)
class Changed:
    """Pairs to judge, and the claims any of whose pairs may have come or gone.

    ``pairs`` has two columns of indices, the smaller first, each pair once, sorted.
    """

    pairs: Pairs
    affected: Ints


@dataclass(frozen=True, slots=True)
class _State:
    """Open rows: index, a, b, first, last. Twins: index, twin (who stands for it)."""

    rows: pl.DataFrame
    twins: pl.DataFrame


def candidate_pairs(
    spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame
) -> Pairs:
    """All pairs of indices to judge, the smaller first, each once, sorted.

    ``spans`` are the ``windows`` of the claims of the frames, ``articles`` their facts.
    """
    state = _state(
        spans, keyed_rows(spans, frames, articles), twin_codes(spans, frames)
    )
    return _pairs(spans, state)


def changed_pairs(
    spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame
) -> Changed:
    """The pairs that must be judged because some claims are new, changed or gone.

    ``spans`` has two more columns, is_old and is_new: a claim that did not change is
    both, and every claim that could share a block with one that did must be there.
    """
    keyed, twins = keyed_rows(spans, frames, articles), twin_codes(spans, frames)
    old = _state(spans.filter("is_old"), keyed, twins)
    new = _state(spans.filter("is_new"), keyed, twins)
    moved = pl.concat(
        [
            old.rows.join(new.rows, on=ROW, how="anti").select("index"),
            new.rows.join(old.rows, on=ROW, how="anti").select("index"),
            old.twins.join(new.twins, on=["index", "twin"], how="anti").select("index"),
            new.twins.join(old.twins, on=["index", "twin"], how="anti").select("index"),
            spans.filter(pl.col("is_old") != pl.col("is_new")).select("index"),
        ]
    )
    touched = moved.select(pl.col("index").unique().sort())
    affected = touched["index"].to_numpy()
    pairs = _pairs(*_around(spans.filter("is_new"), new, touched))
    return Changed(pairs[np.isin(pairs, affected).any(axis=1)], affected)


def _around(
    spans: pl.DataFrame, state: _State, touched: pl.DataFrame
) -> tuple[pl.DataFrame, _State]:
    """What can give a pair with a touched claim: its keys, its articles, its twins."""
    keys = state.rows.join(touched, on="index", how="semi").select("a", "b").unique()
    mates = spans.join(touched, on="index", how="semi").select("article_id").unique()
    ends = [
        pl.col(name).is_in(touched["index"].implode()) for name in ("index", "twin")
    ]
    return spans.join(mates, on="article_id", how="semi"), _State(
        state.rows.join(keys, on=["a", "b"], how="semi"),
        state.twins.filter(pl.any_horizontal(ends)),
    )


def _state(spans: pl.DataFrame, keyed: pl.DataFrame, twins: pl.DataFrame) -> _State:
    """The open rows of the claims of spans, twins folded."""
    folded = twins.join(spans.select("index"), on="index", how="semi").select(
        "index", pl.col("index").min().over("twin").alias("twin")
    )
    first_of = folded.filter(pl.col("index") == pl.col("twin")).select("index")
    days = spans.select("index", "first", "last", "block").join(
        first_of, on="index", how="semi"
    )
    rows = keyed.join(days.select("index", "block"), on="index")
    opened = _open(rows).join(days.drop("block"), on="index")
    return _State(opened, folded.filter(pl.col("index") != pl.col("twin")))


def _open(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of blocks that are not full: by one key (b is 0), or by two."""
    is_full = pl.len().over("code", "block") > FULL_BLOCK
    fine = rows.filter("is_fine").with_columns(is_full.alias("is_full"))
    one = fine.filter(~pl.col("is_full")).select(
        "index", a="code", b=pl.lit(0, pl.Int64)
    )
    full = fine.filter("is_full").select("index", "base", "block", other="code")
    two = (
        full.join(rows.select("index", "base", "code"), on=["index", "base"])
        .filter(pl.col("code") != pl.col("other"))
        .select(
            "index",
            "block",
            a=pl.min_horizontal("code", "other"),
            b=pl.max_horizontal("code", "other"),
        )
        .unique()
        .filter(pl.len().over("a", "b", "block") <= FULL_BLOCK)
    )
    return pl.concat([one, two.select("index", "a", "b")])


def _pairs(spans: pl.DataFrame, state: _State) -> Pairs:
    by_key = state.rows.with_columns(
        (pl.struct("a", "b").rank("dense")).cast(pl.Int64).alias("key")
    )
    found = [
        _touching(by_key),
        _within_articles(spans),
        state.twins.select("twin", "index").to_numpy(),
    ]
    return _unique(np.concatenate(found))


def _within_articles(spans: pl.DataFrame) -> Pairs:
    """Pairs of one article and family, at most ARTICLE_REACH sentences apart."""
    place = pl.col("sentence_index").cast(pl.Int64)
    rows = spans.select(
        "index",
        pl.struct("article_id", "family").rank("dense").cast(pl.Int64).alias("key"),
        place.alias("first"),
        (place + ARTICLE_REACH).alias("last"),
    )
    pairs = _touching(rows)
    days = spans.select("index", "first", "last").sort("index")
    at = np.searchsorted(days["index"].to_numpy(), pairs)
    first, last = days["first"].to_numpy()[at], days["last"].to_numpy()[at]
    touching: Pairs = pairs[first.max(axis=1) <= last.min(axis=1)]
    return touching


def _touching(rows: pl.DataFrame) -> Pairs:
    """Pairs of rows of one key whose windows from first to last touch, each once."""
    if rows.is_empty():
        return NO_PAIRS
    ordered = rows.sort("key", "first", "index")
    index, first = ordered["index"].to_numpy(), ordered["first"].to_numpy()
    earliest = int(first.min())
    width = int(max(ordered["last"].max(), first.max())) - earliest + 2
    key = ordered["key"].to_numpy() * width
    begins, until = key + first - earliest, key + ordered["last"].to_numpy() - earliest
    here = np.arange(len(index))
    after = np.searchsorted(begins, until, side="right") - here - 1
    found = [NO_PAIRS]
    for part in _parts(after):
        left = np.repeat(here[part], after[part])
        step = np.arange(len(left)) - np.repeat(
            np.cumsum(after[part]) - after[part], after[part]
        )
        found.append(_unique(np.column_stack([index[left], index[left + step + 1]])))
    return _unique(np.concatenate(found))


def _unique(pairs: Pairs) -> Pairs:
    """Each pair once, the smaller index first, sorted."""
    codes = np.unique((pairs.min(axis=1) << HALF) | pairs.max(axis=1))
    return np.column_stack([codes >> HALF, codes & ((1 << HALF) - 1)])


def _parts(counts: Ints) -> list[slice]:
    """Stretches of rows that have a bounded number of pairs."""
    total = np.cumsum(counts)
    if not len(total):
        return []
    cuts = np.searchsorted(
        total, np.arange(MAX_PAIRS_AT_ONCE, int(total[-1]), MAX_PAIRS_AT_ONCE)
    )
    edges = np.unique(np.concatenate([[0], cuts, [len(counts)]]))
    return [slice(a, b) for a, b in zip(edges[:-1], edges[1:], strict=True)]
