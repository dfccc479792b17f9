"""Judging many pairs at once is judging each of them; questions say what they read."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from schemas.records import Claim
from schemas.tables import frames_of
from tests import awkward_claims
from transforms.events import articles_frame, bulk
from transforms.events.bulk import judge_many
from transforms.events.evidence import table
from transforms.events.groups import roots
from transforms.events.judge import LAST_QUESTIONS, QUESTIONS, judge
from transforms.events.keys import windows
from transforms.events.story import Stories, are_long, likeness, story_of
from transforms.events.views import MADE_OF, ArticleFacts, ClaimView, views_of
from transforms.events.wording import SAME_STORY

SEED = 7
WORDS = "harvest bridge council market convoy northern ministry shelling river border"
CAPITALS = ("Tamsa", "Kerrin", "Oluba", "Davor", "Hesk")


def told() -> list[Claim]:
    clusters = awkward_claims.clusters(SEED, 30)
    return [claim for members in clusters.values() for claim in members]


def facts(claims: list[Claim]) -> dict[str, ArticleFacts]:
    """Openings of few words, so that many articles tell one story."""
    rng = random.Random(SEED)
    given = awkward_claims.facts_of(claims, SEED)
    return {
        name: ArticleFacts(own.published, own.voice_id, _opening(rng))
        for name, own in given.items()
    }


def _opening(rng: random.Random) -> str | None:
    if rng.random() < 0.1:
        return None
    names = " and ".join(rng.sample(CAPITALS, 3))
    return f"The {' '.join(rng.choices(WORDS.split(), k=14))} of {names}."


@pytest.fixture(scope="module")
def views() -> list[ClaimView]:
    claims = told()
    return views_of(frames_of(claims), articles_frame(facts(claims)))


def test_many_pairs_are_judged_as_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PAIRS_AT_ONCE", 1009)
    monkeypatch.setattr(bulk, "FEW_PAIRS", 0)
    claims = told()
    frames, articles = frames_of(claims), articles_frame(facts(claims))
    spans = windows(frames["claims"], articles)
    at = {view.claim_id: view for view in views_of(frames, articles)}
    ordered = [at[name] for name in spans["claim_id"]]
    pairs = list(combinations(range(0, len(ordered), 2), 2))
    found = judge_many(spans, frames, articles, np.array(pairs))
    expected = {pair: judge(ordered[pair[0]], ordered[pair[1]]) for pair in pairs}
    kept = {pair: one for pair, one in expected.items() if one.score >= 0.5}
    assert 100 < len(kept) < len(pairs)
    assert {one.judgement for one in kept.values()} == {"same", "unsure"}
    assert dict(found.row(n) for n in range(len(found.pairs))) == kept


def test_an_open_veto_is_lifted_within_a_story_only() -> None:
    claims = told()
    articles = facts(claims)
    ordered = views_of(frames_of(claims), articles_frame(articles))
    lifted = [
        found
        for a, b in combinations(ordered, 2)
        if table()["mode_differs"].reason in (found := judge(a, b)).reason
    ]
    assert {found.judgement for found in lifted} >= {"different", "same"}


class Watched:
    """A view that notes which of its fields are read."""

    def __init__(self, view: ClaimView, seen: set[str]) -> None:
        self._view, self._seen = view, seen

    def __getattr__(self, name: str) -> object:
        is_both = name == "parties"
        self._seen |= {"actors", "recipients"} if is_both else {name}
        return getattr(self._view, name)


@pytest.mark.parametrize("question", [*QUESTIONS, *LAST_QUESTIONS])
def test_a_question_reads_what_it_says(
    question: object, views: list[ClaimView]
) -> None:
    seen: set[str] = set()
    for a, b in combinations(views[:150], 2):
        first, second = Watched(a, seen), Watched(b, seen)
        list(question.ask(first, second))  # type: ignore[attr-defined]  # a Question
    where = {"article_id", "sentence_index"} if question.in_article else set()  # type: ignore[attr-defined]
    assert seen <= {*question.reads, *where}  # type: ignore[attr-defined]
    assert set(question.reads) <= set(MADE_OF)  # type: ignore[attr-defined]


def test_stories_compared_together_are_compared_as_two() -> None:
    rng = random.Random(SEED)
    openings = [None, "Short.", *(_opening(rng) for _ in range(40))]
    stories = [story_of(text) for text in openings]
    packed = Stories(openings)
    one, other = np.array(list(combinations(range(len(openings)), 2))).T
    found = packed.likeness(one, other)
    pairs = [(stories[i], stories[j]) for i, j in zip(one, other, strict=True)]
    expected = [likeness(a, b) for a, b in pairs]
    assert [None if np.isnan(x) else x for x in found.tolist()] == expected
    assert packed.are_long(one, other).tolist() == [are_long(a, b) for a, b in pairs]
    told_one = [x for x in expected if x is not None and x >= SAME_STORY]
    assert 0 < len(told_one) < len(expected)


def test_the_root_of_a_chain_is_its_first() -> None:
    rng = random.Random(SEED)
    order = rng.sample(range(1000), 1000)
    chain = np.array(list(zip(order[:500], order[1:501], strict=True)))
    found = roots(1000, chain)
    assert set(found[order[:501]]) == {min(order[:501])}
    assert all(found[index] == index for index in order[501:])
    assert roots(3, chain[:0]).tolist() == [0, 1, 2]


@pytest.mark.parametrize("few", [0, 1])
def test_no_pairs_are_judged_as_none(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "FEW_PAIRS", few)
    claims = told()[:3]
    frames, articles = frames_of(claims), articles_frame(facts(claims))
    spans = windows(frames["claims"], articles)
    found = judge_many(spans, frames, articles, np.empty((0, 2), np.int64))
    assert len(found.pairs) == 0
