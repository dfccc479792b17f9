"""Clusters: whole, without contradiction, and the same in any order."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import Claim
from schemas.tables import frames_of
from tests.event_claims import DAY, claim, facts, number, view, when
from transforms.events import EventResult, articles_frame, events_of
from transforms.events.blocks import candidate_pairs
from transforms.events.judge import judge
from transforms.events.keys import windows

BASE: dict[str, Any] = {
    "actors": ["NER MIL"],
    "recipients": ["TCD REB"],
    "where": "Zinder",
}


def grouped(result: EventResult) -> set[frozenset[str]]:
    return {frozenset(event.claims) for event in result.events}


def test_no_claims_give_no_events() -> None:
    assert events_of([], {}) == EventResult((), ())


def test_one_claim_is_one_event_without_merges() -> None:
    told = claim(**BASE)
    result = events_of([told], facts(told))
    assert [event.claims for event in result.events] == [(told.claim_id,)]
    assert result.merges == ()


def test_two_articles_on_one_act_make_one_event_with_a_merge() -> None:
    a, b = claim("a", **BASE), claim("b", **BASE)
    result = events_of([a, b], facts(a, b))
    assert len(result.events) == 1
    (merge,) = result.merges
    assert merge.judgement == "same"
    assert merge.claim_id < merge.other_claim_id
    assert merge.reversible


def test_a_claim_given_twice_counts_once() -> None:
    told = claim(**BASE)
    (event,) = events_of([told, told], facts(told)).events
    assert event.n_claims == 1


def test_a_claim_without_its_article_is_an_error() -> None:
    with pytest.raises(KeyError, match="a"):
        events_of([claim("a", **BASE)], {})


def test_a_vague_report_does_not_chain_two_towns_together() -> None:
    zinder = claim("a", **BASE)
    maradi = claim("b", **(BASE | {"where": "Maradi"}))
    vague = claim("c", **(BASE | {"where": "Niger"}))
    result = events_of([zinder, maradi, vague], facts(zinder, maradi, vague))
    assert len(result.events) == 2
    assert any(merge.judgement == "different" for merge in result.merges)


def test_several_sentences_of_one_article_on_one_act_are_one_event() -> None:
    published = when(DAY, basis="publication")
    told = [
        claim(
            "a", i, actors=["NER MIL"], recipients=["TCD REB"], date=published, where=p
        )
        for i, p in enumerate(["Zinder", None, "Zinder Region"])
    ]
    assert len(events_of(told, facts(*told)).events) == 1


def test_an_exchange_told_three_ways_is_one_event() -> None:
    swap: dict[str, Any] = {
        "event_type": "RETREAT",
        "mode": "release",
        "direction": "mutual",
        "trigger": "swapped",
    }
    prisoners = (number("released", 120, whose="unknown", unit="prisoner"),)
    told = [
        claim("a", 0, actors=["NER GOV", "TCD GOV"], quantities=prisoners, **swap),
        claim("a", 1, actors=["TCD GOV", "NER GOV"], **swap),
        claim("b", 0, actors=["TCD GOV", "NER GOV"], quantities=prisoners, **swap),
    ]
    (event,) = events_of(told, facts(*told)).events
    assert event.direction == "mutual"
    assert [party.country for party in event.parties] == ["NER", "TCD"]
    assert {party.role for party in event.parties} == {"actor"}


COUNTRIES = st.sampled_from(["NER MIL", "TCD REB", "NGA GOV", "NER", "- CVL"])
CLAIMS = st.lists(
    st.builds(
        claim,
        article=st.sampled_from("abcde"),
        sentence=st.integers(0, 5),
        event_type=st.sampled_from(["ASSAULT", "PROTEST"]),
        mode=st.none(),
        actors=st.lists(COUNTRIES, max_size=2),
        recipients=st.lists(COUNTRIES, max_size=1),
        where=st.sampled_from([None, "Zinder", "Maradi", "Niger", "Mirriah"]),
        date=st.sampled_from(
            [
                DAY,
                DAY + dt.timedelta(days=1),
                when(DAY, basis="publication"),
                when(DAY - dt.timedelta(days=40), DAY),
                when(None),
            ]
        ),
        factuality=st.sampled_from(["completed", "alleged", "denied", "planned"]),
        direction=st.sampled_from(["directed", "mutual"]),
        is_background=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda item: item.claim_id,
)


@settings(max_examples=40, deadline=None)
@given(told=CLAIMS, seed=st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(
    told: list[Claim], seed: random.Random
) -> None:
    shuffled = list(told)
    seed.shuffle(shuffled)
    articles = facts(*told)
    assert events_of(told, articles) == events_of(shuffled, articles)


@settings(max_examples=40, deadline=None)
@given(told=CLAIMS)
def test_every_claim_is_in_exactly_one_event(told: list[Claim]) -> None:
    result = events_of(told, facts(*told))
    members = Counter(item for event in result.events for item in event.claims)
    assert members == Counter(item.claim_id for item in told)
    assert len({event.event_id for event in result.events}) == len(result.events)


@settings(max_examples=40, deadline=None)
@given(told=CLAIMS)
def test_a_different_pair_never_shares_an_event(told: list[Claim]) -> None:
    views = {item.claim_id: view(item) for item in told}
    for group in grouped(events_of(told, facts(*told))):
        for a, b in combinations(group, 2):
            assert judge(views[a], views[b]).judgement != "different"


@settings(max_examples=40, deadline=None)
@given(told=CLAIMS)
def test_merges_name_known_pairs_once(told: list[Claim]) -> None:
    result = events_of(told, facts(*told))
    pairs = [(merge.claim_id, merge.other_claim_id) for merge in result.merges]
    assert len(set(pairs)) == len(pairs)
    known = {item.claim_id for item in told}
    assert all(a < b and {a, b} <= known for a, b in pairs)


def test_a_thousand_claims_a_day_on_one_war_keep_pairs_few() -> None:
    bare: dict[str, Any] = {"actors": ["NER MIL"], "recipients": ["TCD REB"]}
    told = [claim(f"a{i}", where="Niger", date=DAY, **bare) for i in range(1000)]
    frames = frames_of(told)
    articles = articles_frame(facts(*told))
    spans = windows(frames["claims"], articles)
    assert len(candidate_pairs(spans, frames, articles)) < 50_000


def test_a_later_report_keeps_the_event_id() -> None:
    a, b = claim("a", **BASE), claim("b", **BASE)
    articles = facts(a) | facts(b, published=DAY + dt.timedelta(days=2))
    (before,) = events_of([a], articles).events
    (after,) = events_of([a, b], articles).events
    assert before.event_id == after.event_id


def test_openings_that_tell_one_act_are_compared_and_later_sentences_not() -> None:
    def pairs(sentence: int, trigger: str) -> int:
        told = [
            claim("a", sentence, where="Niger", recipients=["NER CVL"], trigger="dies"),
            claim("b", sentence, where="Niger", trigger=trigger),
        ]
        frames, articles = frames_of(told), articles_frame(facts(*told))
        spans = windows(frames["claims"], articles)
        return len(candidate_pairs(spans, frames, articles))

    assert pairs(0, "killed") == 1
    assert pairs(0, "shelled") == 0
    assert pairs(1, "killed") == 0
