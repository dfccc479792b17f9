"""What the rules say of a pair of sides: the acts of the text that lie between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Token

from transforms.document import Block, CleanArticle, Sentence
from transforms.english.acts import acts_of
from transforms.english.modals import WILL
from transforms.english.party_words import is_party
from transforms.english.speech import HOSTILE, content_modes
from transforms.english.told_act import Act
from transforms.english.triggers import lemma_of
from transforms.parse import parse_articles
from transforms.typing.encode import Sides

# How well an act fits a pair of sides, the best first; last those that the text does
# not tell as done: what somebody wants, doubts, plans or waits for.
LEVELS = ("both", "actor", "recipient", "swapped", "near", "untold")
TOLD = frozenset({"completed", "ongoing", "alleged"})


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
        yield _vote(act, sentence, sides)


def _vote(act: Act, sentence: Sentence, sides: Sides) -> RuleVote:
    level, is_joint = _fit(act, sentence, sides)
    if _is_aimed(act, sentence, sides):
        return RuleVote("both", "ACCUSE", "disapprove")
    if is_joint and act.event_type == "MOBILIZE":
        # "Manoeuvres of Peru and Chile": towards each other they work together.
        return RuleVote("both", "COOPERATE", None)
    threatened = _announced(act)
    if threatened is not None:
        mode = content_modes().get(("THREATEN", threatened, ""))
        return RuleVote(level, "THREATEN", mode)
    if act.factuality not in TOLD:
        level = "untold"
    return RuleVote(level, act.event_type, act.mode)


def _announced(act: Act) -> str | None:
    """What is to come, if hostile: "will extend the curfew", "would boycott the vote".

    A coding has no factuality, and such an act is a threat today.
    """
    will = {child.lower_ for child in act.token.children if child.dep_ == "aux"} & WILL
    if act.factuality != "planned" or not will:
        return None
    is_boycott = act.event_type == "REJECT" and lemma_of(act.token) == "boycott"
    kind = "PROTEST" if is_boycott else act.event_type
    return kind if kind in HOSTILE or kind == "PROTEST" else None


def _is_aimed(act: Act, sentence: Sentence, sides: Sides) -> bool:
    """A demand "for sanctions against Chad": of Chad it is no demand but a rebuke."""
    if act.event_type != "REQUEST":
        return False
    return any(
        word.lower_ == "against"
        and any(_within(sentence.start_of(w), sides.recipient) for w in word.subtree)
        for word in act.token.subtree
    )


def _fit(act: Act, sentence: Sentence, sides: Sides) -> tuple[str, bool]:
    """The level of an act, and whether both sides do it together."""

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
        return "both", is_joint
    if is_actor:
        return "actor", False
    if holds(doers, sides.recipient) or holds(others, sides.actor):
        return "swapped", False
    return "recipient" if is_other else "near", False


def _within(place: int, span: tuple[int, int]) -> bool:
    return span[0] <= place < span[1]
