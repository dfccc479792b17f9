"""Do two claims tell one happening? A judgement with its reasons in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from typing import Literal

from transforms.events import evidence
from transforms.events.views import ClaimView

SAME_FROM = 0.6
REASON_SHARE = 0.1

# Cheap and decisive questions first: most pairs end at a veto.
QUESTIONS = (
    evidence.of_kind,
    evidence.of_dates,
    evidence.of_places,
    evidence.of_sides,
    evidence.of_numbers,
    evidence.of_words,
    evidence.of_stories,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Same, different or unsure; why, in words; and how alike (0 to 1)."""

    judgement: Literal["same", "different", "unsure"]
    score: float
    reason: str


def judge(a: ClaimView, b: ClaimView) -> Judgement:
    """Judge a pair; the order of the two does not matter.

    A veto makes them different. Otherwise the weights that hold are added up as log
    odds: from a score of 0.6 they are the same, below it we are unsure.
    """
    if a.order > b.order:
        a, b = b, a
    table = evidence.table()
    log_odds, reasons = table["bias"].weight, []
    for name, degree in _found(a, b):
        found = table[name]
        weight = found.weight * degree
        if found.is_veto:
            if found.in_story is None or not evidence.tell_one_story(a, b):
                return Judgement("different", 0.0, found.reason)
            weight = found.in_story
        log_odds += weight
        if abs(weight) >= REASON_SHARE:
            reasons.append((-abs(weight), found.reason))
    score = round(1 / (1 + exp(-log_odds)), 4)
    words = "; ".join(reason for _, reason in sorted(reasons)) or table["bias"].reason
    return Judgement("same" if score >= SAME_FROM else "unsure", score, words)


def _found(a: ClaimView, b: ClaimView) -> Iterator[evidence.Found]:
    for question in QUESTIONS:
        yield from question(a, b)
