"""Do two claims tell one happening? A judgement with its reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

from transforms.events import evidence, wording
from transforms.events.views import ClaimView

SAME_FROM = 0.6
REASON_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Question:
    """What two claims may be asked, and all fields of the two that the answer reads.

    Where it is ``in_article`` the answer also reads whether both stand in one article
    and how many sentences apart, of those that are near.
    """

    ask: Callable[[ClaimView, ClaimView], Iterator[evidence.Found]]
    reads: tuple[str, ...]
    in_article: bool = False


# Cheap and decisive questions first: most pairs end at a veto.
DAYS: Final = ("date_start", "date_end", "is_dated")
SIDES: Final = ("event_type", "is_mutual", "actors", "recipients")
QUESTIONS: Final = (
    Question(evidence.of_kind, ("event_type", "mode")),
    Question(evidence.of_factuality, ("factuality",)),
    Question(evidence.of_background, ("is_background", *DAYS), in_article=True),
    Question(evidence.of_dates, ("refers_back", *DAYS), in_article=True),
    Question(evidence.of_places, ("place",)),
    Question(evidence.of_sides, SIDES),
    Question(evidence.of_numbers, ("numbers",), in_article=True),
    Question(wording.of_standing, ("refers_back",), in_article=True),
    Question(wording.of_detail, ("is_bare",), in_article=True),
    Question(wording.of_triggers, ("trigger", "is_lead"), in_article=True),
)
# Asked of the pairs that are left: no veto, and seldom the same for two pairs.
LAST_QUESTIONS: Final = (
    Question(wording.of_words, ("telling",), in_article=True),
    Question(wording.of_stories, ("story",), in_article=True),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Same, different or unsure; why, in words; and how alike (0 to 1)."""

    judgement: Literal["same", "different", "unsure"]
    score: float
    reason: str


Reason = tuple[float, str]


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
        is_open = found.in_story is not None
        if found.is_veto and not (is_open and wording.tell_one_story(a, b)):
            return Judgement("different", 0.0, found.reason)
        weight = found.adds(degree)
        log_odds += weight
        reasons += reasons_for(weight, found.reason)
    score = score_of(log_odds)
    verdict: Literal["same", "unsure"] = "same" if score >= SAME_FROM else "unsure"
    return Judgement(verdict, score, in_words(sorted(reasons)))


def reasons_for(weight: float, reason: str) -> list[Reason]:
    """The reason with its rank, if its weight is worth telling."""
    return [(-abs(weight), reason)] if abs(weight) >= REASON_SHARE else []


def score_of(log_odds: float) -> float:
    """How alike, 0 to 1."""
    return round(1 / (1 + exp(-log_odds)), 4)


def in_words(reasons: Iterable[Reason]) -> str:
    """Reasons, sorted, in one sentence."""
    told = "; ".join(reason for _, reason in reasons)
    return told or evidence.table()["bias"].reason


def _found(a: ClaimView, b: ClaimView) -> Iterator[evidence.Found]:
    for question in (*QUESTIONS, *LAST_QUESTIONS):
        yield from question.ask(a, b)
