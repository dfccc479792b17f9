"""Type and mode of the act between two given sides: rules and model together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log

from spacy.language import Language

from transforms.lexicon import read_table
from transforms.typing.encode import PACKAGE, Sides
from transforms.typing.evidence import RuleVote, votes
from transforms.typing.model import Guess, guesses

# What the model answers when nothing political passes between the sides.
NOTHING = "NONE"
FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Coding:
    """The answer to one question; ``decided_by`` is ``rule`` or ``model``."""

    event_type: str
    mode: str | None
    confidence: float
    decided_by: str


@cache
def vote_weights() -> dict[str, float]:
    """Log odds a rule's act adds to its type, by how well it fits the sides."""
    rows = read_table(PACKAGE, "vote_weights.csv")
    return {row["level"]: float(row["weight"]) for row in rows}


def code(questions: Sequence[Sides], nlp: Language) -> list[Coding]:
    """One answer for each question, in order."""
    told = votes(questions, nlp)
    return [
        combine(found, guess)
        for found, guess in zip(told, guesses(questions), strict=True)
    ]


def combine(found: Sequence[RuleVote], guess: Guess) -> Coding:
    """Add what the rules read to the model's scores and take the best type.

    Each type gets the weight of its best fitting act, so that a text that tells an act
    twice does not count it twice. The confidence is the share of the best type among
    all, "nothing passes" included.
    """
    scores = {name: log(max(share, FLOOR)) for name, share in guess.types.items()}
    best_vote: dict[str, RuleVote] = {}
    for vote in found:
        best_vote.setdefault(vote.event_type, vote)
    for event_type, vote in best_vote.items():
        scores[event_type] += vote_weights()[vote.level]
    event_type = max((s, n) for n, s in scores.items() if n != NOTHING)[1]
    share = exp(scores[event_type]) / sum(exp(score) for score in scores.values())
    chosen = best_vote.get(event_type)
    mode = guess.modes[event_type]
    if (
        chosen is not None
        and chosen.mode is not None
        and chosen.level not in ("near", "untold")
    ):
        mode = chosen.mode
    by = "rule" if chosen is not None and chosen.level == "both" else "model"
    return Coding(event_type, mode, round(share, 4), by)
