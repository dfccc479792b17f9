"""Judge many pairs at once: for every pair the judgement that ``judge`` gives.

A question is asked once for all pairs of which it reads the same (``traits.py``). What
is seldom the same for two pairs, the words and the stories, is looked at last and for
those pairs only which nothing has ruled out by then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.events import evidence, wording
from transforms.events.blocks import HALF, Pairs
from transforms.events.judge import (
    QUESTIONS,
    SAME_FROM,
    Judgement,
    Reason,
    in_words,
    judge,
    reasons_for,
    score_of,
)
from transforms.events.traits import N_RELATIONS, Traits
from transforms.events.views import READ_COLUMNS, Frames, views_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
REVIEW_FROM: Final = 0.5
PAIRS_AT_ONCE: Final = 250_000
# Fewer pairs are judged sooner one by one.
FEW_PAIRS: Final = 1_000
# Below these log odds no score is rounded up to ``REVIEW_FROM``.
TOO_LOW: Final = -0.001


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs that were not judged different: indices, score, same, reason."""

    pairs: Pairs
    scores: Floats
    is_same: Bools
    reasons: list[str]

    def row(self, number: int) -> tuple[tuple[int, int], Judgement]:
        """One pair, and the judgement on it."""
        one, other = self.pairs[number].tolist()
        verdict: Literal["same", "unsure"]
        verdict = "same" if self.is_same[number] else "unsure"
        score = float(self.scores[number])
        return (one, other), Judgement(verdict, score, self.reasons[number])

    def among(self, pairs: Collection[tuple[int, int]]) -> Bools:
        """Whether each pair is one of these."""
        if not pairs:
            return np.zeros(len(self.pairs), np.bool_)
        given = np.array([*pairs], np.int64)
        own, others = (rows[:, 0] << HALF | rows[:, 1] for rows in (self.pairs, given))
        return np.isin(own, others)

    def only(self, chosen: Bools) -> Judged:
        """Some of the pairs."""
        reasons = [self.reasons[number] for number in np.flatnonzero(chosen).tolist()]
        return Judged(
            self.pairs[chosen], self.scores[chosen], self.is_same[chosen], reasons
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an answer adds to the log odds, step by step, and the reasons it gives.

    ``is_open`` says that it holds only where two articles tell one story.
    """

    weights: tuple[float, ...]
    reasons: tuple[Reason, ...]
    is_veto: bool
    is_open: bool


@dataclass(slots=True)
class _Asked:
    """Pairs that are still undecided: their claims, log odds and answers so far."""

    one: Ints
    other: Ints
    relation: Ints
    log_odds: Floats
    is_open: Bools
    answers: list[Ints] = field(default_factory=list)

    def keep(self, chosen: Bools) -> None:
        """Drop all other pairs."""
        if chosen.all():
            return
        self.one, self.other = self.one[chosen], self.other[chosen]
        self.relation = self.relation[chosen]
        self.log_odds, self.is_open = self.log_odds[chosen], self.is_open[chosen]
        self.answers = [numbers[chosen] for numbers in self.answers]


def judge_many(
    spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame, pairs: Pairs
) -> Judged:
    """The judgements of sorted pairs of indices that are worth keeping.

    ``spans`` are the ``windows`` of the claims of the frames, ``articles`` their facts.
    """
    used = np.unique(pairs)
    chosen = spans.select("claim_id")[used].with_row_index("index")
    if len(pairs) < FEW_PAIRS:
        return _one_by_one(chosen["claim_id"], used, frames, articles, pairs)
    work = _Judging(Traits(chosen, frames, articles))
    local: Pairs = np.searchsorted(used, pairs)
    found = [work.judge(local[:0])]
    for at in range(0, len(local), PAIRS_AT_ONCE):
        found.append(work.judge(local[at : at + PAIRS_AT_ONCE]))
    all_found = joined(found)
    return replace(all_found, pairs=used[all_found.pairs])


def _one_by_one(
    ids: pl.Series, used: Ints, frames: Frames, articles: pl.DataFrame, pairs: Pairs
) -> Judged:
    own = {
        name: frames[name].join(ids.to_frame(), on="claim_id", how="semi")
        for name in READ_COLUMNS
    }
    at = {view.claim_id: view for view in views_of(own, articles)}
    view = {index: at[name] for index, name in zip(used.tolist(), ids, strict=True)}
    found = [judge(view[one], view[other]) for one, other in pairs.tolist()]
    scores = np.array([each.score for each in found], np.float64)
    is_same = np.array([each.judgement == "same" for each in found], np.bool_)
    all_found = Judged(pairs, scores, is_same, [each.reason for each in found])
    return all_found.only(scores >= REVIEW_FROM)


def joined(parts: list[Judged]) -> Judged:
    """The judgements of several stretches of pairs, in their order."""
    return Judged(
        np.concatenate([part.pairs for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.is_same for part in parts]),
        [reason for part in parts for reason in part.reasons],
    )


class _Judging:
    """The answers found so far, each kept once."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.table = evidence.table()
        self.numbers: dict[tuple[evidence.Found, ...], int] = {}
        self.answers: list[_Answer] = []
        self.texts: dict[str, str] = {}
        last = ("alike_words", "same_figure", "act_in_other_lead", "same_story")
        self.most = sum(max(0.0, self.table[name].weight) for name in last)

    def judge(self, pairs: Pairs) -> Judged:
        """Judge some pairs, all questions one after the other."""
        one, other = pairs[:, 0], pairs[:, 1]
        asked = _Asked(
            one,
            other,
            self.traits.relation(one, other),
            np.full(len(pairs), self.table["bias"].weight),
            np.zeros(len(pairs), np.bool_),
        )
        for number in range(len(QUESTIONS)):
            self._ask(asked, number)
        stories = self._of_stories(asked)
        words = self._of_words(asked)
        return self._decide(asked, words, stories)

    def _ask(self, asked: _Asked, number: int) -> None:
        question, code = QUESTIONS[number], self.traits.codes[number]
        one, other = code[asked.one], code[asked.other]
        relation = asked.relation if question.in_article else np.zeros_like(one)
        keys = (one * len(code) + other) * N_RELATIONS + relation
        _, first, where = np.unique(keys, return_index=True, return_inverse=True)
        chosen = np.column_stack([one[first], other[first], relation[first]])
        self.traits.build(np.unique(chosen[:, :2]))
        found = [
            self._number(tuple(question.ask(*self.traits.pair(*each))))
            for each in chosen.tolist()
        ]
        self._add(asked, np.array(found, np.int64)[where])

    def _number(self, found: tuple[evidence.Found, ...]) -> int:
        number = self.numbers.get(found)
        if number is None:
            number = self.numbers[found] = len(self.answers)
            self.answers.append(self._answer(found))
        return number

    def _answer(self, found: tuple[evidence.Found, ...]) -> _Answer:
        rows = [self.table[name] for name, _ in found]
        weights = [
            row.adds(degree) for row, (_, degree) in zip(rows, found, strict=True)
        ]
        told = zip(weights, rows, strict=True)
        return _Answer(
            tuple(weights),
            tuple(r for weight, row in told for r in reasons_for(weight, row.reason)),
            any(row.is_veto and row.in_story is None for row in rows),
            any(row.is_veto and row.in_story is not None for row in rows),
        )

    def _add(self, asked: _Asked, numbers: Ints) -> None:
        """Add the weights one by one, as ``judge`` does, and drop what is ruled out."""
        longest = max((len(answer.weights) for answer in self.answers), default=0)
        for step in range(longest):
            weights = [(*each.weights, *[0.0] * longest)[step] for each in self.answers]
            asked.log_odds += np.array(weights)[numbers]
        vetoes = np.array([answer.is_veto for answer in self.answers], np.bool_)
        opens = np.array([answer.is_open for answer in self.answers], np.bool_)
        asked.answers.append(numbers)
        asked.is_open |= opens[numbers]
        asked.keep(~vetoes[numbers])

    def _of_stories(self, asked: _Asked) -> list[evidence.Found | None]:
        """What the stories say of the pairs that may still be the same."""
        traits = self.traits
        one, other = traits.article[asked.one], traits.article[asked.other]
        likeness = traits.stories.likeness(one, other)
        likeness[asked.relation > 0] = np.nan
        may_hold = asked.log_odds + self.most >= TOO_LOW
        chosen = may_hold & (~asked.is_open | (likeness >= wording.SAME_STORY))
        are_long = traits.stories.are_long(one[chosen], other[chosen])
        asked.keep(chosen)
        return [
            None if isnan(story) else wording.in_stories(story, is_long)
            for story, is_long in zip(
                likeness[chosen].tolist(), are_long.tolist(), strict=True
            )
        ]

    def _of_words(self, asked: _Asked) -> list[tuple[evidence.Found, ...]]:
        words, quote = self.traits.tellings, self.traits.quote
        one, other = quote[asked.one].tolist(), quote[asked.other].tolist()
        pairs = zip(one, other, (asked.relation > 0).tolist(), strict=True)
        return [wording.in_words(words[a], words[b], is_one) for a, b, is_one in pairs]

    def _decide(
        self,
        asked: _Asked,
        words: list[tuple[evidence.Found, ...]],
        stories: list[evidence.Found | None],
    ) -> Judged:
        """Add what comes last, and keep the pairs whose score is worth it."""
        kept: list[int] = []
        scores: list[float] = []
        reasons: list[str] = []
        numbers = np.column_stack(asked.answers).tolist()
        sums = asked.log_odds.tolist()
        rows = zip(sums, words, stories, strict=True)
        for row, (log_odds, of_words, of_story) in enumerate(rows):
            last = of_words if of_story is None else (*of_words, of_story)
            told: list[Reason] = []
            for name, degree in last:
                found = self.table[name]
                weight = found.adds(degree)
                log_odds += weight  # noqa: PLW2901  # the same sum as in ``judge``
                told += reasons_for(weight, found.reason)
            score = score_of(log_odds)
            if score >= REVIEW_FROM:
                kept.append(row)
                scores.append(score)
                reasons.append(self._reason(numbers[row], told))
        pairs = np.column_stack([asked.one, asked.other])[kept]
        found_scores = np.array(scores, np.float64)
        return Judged(pairs, found_scores, found_scores >= SAME_FROM, reasons)

    def _reason(self, numbers: list[int], told: list[Reason]) -> str:
        first = [r for number in numbers for r in self.answers[number].reasons]
        text = in_words(sorted([*first, *told]))
        return self.texts.setdefault(text, text)
