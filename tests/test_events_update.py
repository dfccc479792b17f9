"""Clustering in steps gives what one run over all claims gives, and can be undone."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.records import Claim
from schemas.tables import frames_of
from tests.event_claims import DAY, claim, number, when
from transforms.events import ArticleFacts, articles_frame, blocks
from transforms.events.cluster import (
    CLAIM_TABLES,
    DECISIONS,
    MEMBERS,
    MERGES,
    Clustering,
    cluster_claims,
)
from transforms.events.update import Change, Reach, Update, update_clusters

Facts = dict[str, ArticleFacts]
NO_DECISIONS = pl.DataFrame(schema=DECISIONS)


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    """Blocks that are full with three claims, so that a few claims fill some."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "FULL_BLOCK", 3)
        yield


@dataclass
class Memory:
    """A store in memory, as the warehouse is one on disk."""

    claims: dict[str, Claim] = field(default_factory=dict)
    articles: Facts = field(default_factory=dict)
    decisions: pl.DataFrame = field(default_factory=NO_DECISIONS.clone)
    members: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MEMBERS))
    merges: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MERGES))

    def tables(self, ids: Sequence[str]) -> dict[str, pl.DataFrame]:
        found = frames_of([self.claims[name] for name in ids])
        return {name: found[name] for name in CLAIM_TABLES}

    def overview(self, reach: Reach) -> pl.DataFrame:
        published = articles_frame(self.articles).select("article_id", "published")
        claims = self.tables(list(self.claims))["claims"]
        told = claims.join(published, on="article_id")
        start = pl.coalesce("date_start", "date_end", "published").cast(pl.Int64)
        rows = told.with_columns(day=start.fill_null(reach.undated))
        length = (pl.col("date_end") - pl.col("date_start")).dt.total_days()
        broad = rows.filter(length > reach.broad_days) if reach.has_broad else rows[:0]
        mates = rows.filter(pl.col("article_id").is_in(reach.articles.implode()))
        near = rows.join(reach.days, on=["event_type", "day"], how="semi")
        return pl.concat([broad, mates, near]).unique("claim_id").drop("day")

    def facts(self, articles: pl.Series) -> pl.DataFrame:
        return articles_frame({name: self.articles[name] for name in articles})

    def frames(self, claims: pl.Series) -> dict[str, pl.DataFrame]:
        return self.tables(claims.to_list())

    def judgements(self, claims: pl.Series) -> pl.DataFrame:
        named = pl.col("claim_id").is_in(claims.to_list())
        other = pl.col("other_claim_id").is_in(claims.to_list())
        return self.merges.filter(named | other)

    def change(
        self, claims: Sequence[Claim], facts: Facts, decisions: pl.DataFrame
    ) -> Update:
        """Bring the store to a new state, and its clusters with it."""
        now = {item.claim_id: item for item in claims}
        ruled = {
            name
            for row in pl.concat([self.decisions, decisions]).unique().iter_rows()
            for name in row[:2]
            if not (row in self.decisions.rows() and row in decisions.rows())
        }
        touched = {
            name
            for name, item in now.items()
            if self.claims.get(name) != item
            or self.articles.get(item.article_id) != facts[item.article_id]
            or name in ruled
        }
        known = sorted((touched | self.claims.keys() - now.keys()) & self.claims.keys())
        former = self.tables(known)
        gone = frozenset(self.claims.keys() - now.keys())
        change = Change(frozenset(touched), gone, former, articles_frame(self.articles))
        self.claims, self.articles, self.decisions = now, facts, decisions
        found = update_clusters(self, change, decisions)
        outside = ~pl.col("claim_id").is_in(sorted(found.claims))
        self.members = pl.concat(
            [self.members.filter(outside), found.clustering.members]
        ).sort("event_id", "claim_id")
        replaced = pl.col("merge_id").is_in(sorted(found.merge_ids))
        self.merges = pl.concat(
            [self.merges.filter(~replaced), found.clustering.merges]
        ).sort("merge_id")
        return found

    def whole(self) -> Clustering:
        """What one run over everything gives."""
        frames = self.tables(list(self.claims))
        return cluster_claims(frames, articles_frame(self.articles), self.decisions)

    def check(self) -> None:
        """The steps led to what one run gives."""
        whole = self.whole()
        assert self.members.rows() == whole.members.rows()
        assert self.merges.rows() == whole.merges.rows()


COUNTRIES = st.sampled_from(["NER MIL", "TCD REB", "NGA GOV", "NER", "- CVL"])
CLAIMS = st.lists(
    st.builds(
        claim,
        article=st.sampled_from("abcdefgh"),
        sentence=st.integers(0, 3),
        event_type=st.sampled_from(["ASSAULT", "ASSAULT", "ASSAULT", "PROTEST"]),
        mode=st.none(),
        actors=st.lists(COUNTRIES, max_size=2, unique=True),
        recipients=st.lists(COUNTRIES, max_size=1),
        where=st.sampled_from([None, "Zinder", "Zinder", "Maradi", "Niger", "Mirriah"]),
        date=st.sampled_from(
            [
                DAY,
                DAY,
                DAY + dt.timedelta(days=1),
                DAY + dt.timedelta(days=6),
                when(DAY, basis="publication"),
                when(DAY - dt.timedelta(days=40), DAY),
                when(None),
            ]
        ),
        quote=st.sampled_from(
            ["", "Soldiers attacked fighters near Zinder.", "Fighting was reported."]
        ),
        quantities=st.sampled_from(
            [(), (number("killed", 9),), (number("killed", 4),)]
        ),
        factuality=st.sampled_from(["completed", "completed", "alleged", "denied"]),
    ),
    max_size=24,
    unique_by=lambda item: item.claim_id,
)
FACTS = st.fixed_dictionaries(
    {
        name: st.builds(
            ArticleFacts,
            published=st.sampled_from([DAY, DAY + dt.timedelta(days=2), None]),
            voice_id=st.sampled_from("vw"),
        )
        for name in "abcdefgh"
    }
)
# Shrinking would take minutes: what fails is told as it is.
CALM = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@CALM
@given(told=CLAIMS, facts=FACTS, seed=st.randoms(use_true_random=False))
def test_any_batches_in_any_order_give_what_one_run_gives(
    told: list[Claim], facts: Facts, seed: random.Random
) -> None:
    seed.shuffle(told)
    memory, start = Memory(), 0
    while start < len(told):
        start += seed.randint(1, 9)
        memory.change(told[:start], facts, NO_DECISIONS)
    memory.check()


@CALM
@given(told=CLAIMS, one=FACTS, two=FACTS, seed=st.randoms(use_true_random=False))
def test_claims_that_go_and_articles_that_change_leave_no_trace(
    told: list[Claim], one: Facts, two: Facts, seed: random.Random
) -> None:
    memory = Memory()
    memory.change(told, one, NO_DECISIONS)
    left = [item for item in told if seed.random() < 0.7]
    facts = {name: seed.choice([one[name], one[name], two[name]]) for name in one}
    memory.change(left, facts, NO_DECISIONS)
    memory.check()
    memory.change(told, one, NO_DECISIONS)
    memory.check()


@CALM
@given(told=CLAIMS, facts=FACTS, seed=st.randoms(use_true_random=False))
def test_decisions_bind_and_their_removal_brings_the_former_state_back(
    told: list[Claim], facts: Facts, seed: random.Random
) -> None:
    memory = Memory()
    memory.change(told, facts, NO_DECISIONS)
    before = memory.members.rows(), memory.merges.rows()
    names = [item.claim_id for item in told]
    pairs = [
        (*sorted(seed.sample(names, 2)), seed.choice(["same", "different"]), "Ada", "r")
        for _ in range(min(4, len(names) // 2))
    ]
    decisions = pl.DataFrame(pairs, schema=DECISIONS, orient="row").unique()
    memory.change(told, facts, decisions)
    memory.check()
    event_of = {name: event for event, name in memory.members.iter_rows()}
    refused = {row[:2] for row in memory.whole().conflicts.iter_rows()}
    for one, other, judgement, *_ in decisions.iter_rows():
        if judgement == "different":
            assert event_of[one] != event_of[other]
        elif (one, other) not in refused:
            assert event_of[one] == event_of[other]
    memory.change(told, facts, decisions.head(1))
    memory.check()
    memory.change(told, facts, NO_DECISIONS)
    assert (memory.members.rows(), memory.merges.rows()) == before
