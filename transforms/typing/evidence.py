"""What the rules say of a pair of sides: the acts of the text that lie between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Token

from transforms.document import Block, CleanArticle, Sentence
from transforms.english.acts import acts_of
from transforms.english.party_words import is_party
from transforms.english.told_act import Act
from transforms.parse import parse_articles
from transforms.typing.encode import Sides

# How well an act fits a pair of sides, the best first.
LEVELS = ("both", "actor", "recipient", "swapped", "near")


@dataclass(frozen=True, slots=True)
class RuleVote:
    """An act the rules read in the text, and how it fits the sides asked about."""

    level: str
    event_type: str
    mode: str | None


def votes(questions: Iterable[Sides], nlp: Language) -> Iterator[tuple[RuleVote, ...]]:
    """For each question all acts of its text, the best fitting first."""
    asked = list(questions)
    articles = [_article(sides.text) for sides in asked]
    for sides, document in zip(asked, parse_articles(articles, nlp), strict=True):
        found = [
            vote
            for sentence in document.sentences
            for vote in _of_sentence(sentence, sides)
        ]
        yield tuple(sorted(found, key=lambda vote: LEVELS.index(vote.level)))


def _article(text: str) -> CleanArticle:
    """The text as it stands: offsets of the question must hold, so no cleaning."""
    return CleanArticle("", "", "text", text, (Block("body", 0, len(text)),))


def _of_sentence(sentence: Sentence, sides: Sides) -> Iterator[RuleVote]:
    def is_side(word: Token) -> bool:
        here = sentence.start_of(word)
        return _within(here, sides.actor) or _within(here, sides.recipient)

    for act in acts_of(sentence, lambda word: is_side(word) or is_party(word)):
        if _is_aimed(act, sentence, sides):
            yield RuleVote("both", "ACCUSE", "disapprove")
            continue
        yield RuleVote(
            _level(act, sentence, sides),
            act.event_type,
            act.mode,
        )


def _is_aimed(act: Act, sentence: Sentence, sides: Sides) -> bool:
    """A demand "for sanctions against Chad": of Chad it is no demand but a rebuke."""
    if act.event_type != "REQUEST":
        return False
    return any(
        word.lower_ == "against"
        and any(_within(sentence.start_of(w), sides.recipient) for w in word.subtree)
        for word in act.token.subtree
    )


def _level(act: Act, sentence: Sentence, sides: Sides) -> str:
    def holds(words: Iterable[Token], span: tuple[int, int]) -> bool:
        return any(_within(sentence.start_of(word), span) for word in words)

    doers, others = act.sides.actors, act.sides.recipients
    if act.direction == "mutual":
        others = (*doers, *others)
    is_actor = holds(doers, sides.actor) or (
        act.speaker is not None and holds([act.speaker], sides.actor)
    )
    is_other = holds(others, sides.recipient)
    joined = [other for word in doers for other in (word, *word.conjuncts)]
    is_joint = is_actor and holds(joined, sides.recipient)
    if (is_actor and is_other) or is_joint:
        return "both"
    if is_actor:
        return "actor"
    if holds(doers, sides.recipient) or holds(others, sides.actor):
        return "swapped"
    return "recipient" if is_other else "near"


def _within(place: int, span: tuple[int, int]) -> bool:
    return span[0] <= place < span[1]
