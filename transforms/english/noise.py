"""What is no politics: sport, shows, business, fiction, weather, figures of speech.

Precision first: a political article that mentions a stadium or the price of oil has
to pass. So the words of politics (the lexicon of contexts) are weighed against the
words of each topic, in the sentence and in the whole article. All words, thresholds
and figures of speech are data: ``noise*.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from transforms.contexts import article_contexts
from transforms.lexicon import read_table
from transforms.terms import Terms, terms_of

PACKAGE = "transforms.english"
NO_TOPIC = "none"
STRONG_POLITICS = 1.0
SUPPORTED = 2.0
TOKEN = re.compile(r"\w+(?:[-’']\w+)*")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the weight and the share of the words that make it noise.

    Shares are of the topic's words in those of the topic and of politics together.
    """

    name: str
    article_weight: float
    article_share: float
    sentence_weight: float
    sentence_share: float
    yields_to_politics: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of speech: words beside a trigger that take its plain sense away."""

    reason: str
    words: frozenset[str]
    before: int
    after: int


def article_topic(text: str) -> dict[str, float]:
    """Topic or context to the summed weight of its different terms in an article.

    The keys are the topics of ``noise_topics.csv`` and the contexts of the ontology.
    """
    return _topic_weights(text) | article_contexts(text)


def noise_reason(
    sentence_text: str, trigger_text: str, topics: Mapping[str, float]
) -> str | None:
    """Why the trigger tells no political act (such as sport, metaphor), or None.

    ``topics`` is the ``article_topic`` of the whole article.
    """
    figure = _figure_of(sentence_text, trigger_text.lower())
    if figure is not None:
        return figure
    weights = _topic_weights(sentence_text)
    politics = _politics(article_contexts(sentence_text))
    for topic in _topics():
        if _is_noise(topic, weights.get(topic.name, 0.0), politics, topics):
            return topic.name
    return None


def _is_noise(
    topic: Topic, weight: float, politics: float, article: Mapping[str, float]
) -> bool:
    told = article.get(topic.name, 0.0)
    share = told / (told + _politics(article)) if told else 0.0
    if told >= topic.article_weight and share >= topic.article_share:
        return weight >= topic.sentence_weight or politics < STRONG_POLITICS
    if topic.yields_to_politics and (politics or _is_lone(told, article)):
        return False
    return weight >= topic.sentence_weight and share >= topic.sentence_share


def _is_lone(told: float, article: Mapping[str, float]) -> bool:
    """A single word of sport in a political article is a place or a picture."""
    return told < SUPPORTED and _politics(article) > 0


def _politics(weights: Mapping[str, float]) -> float:
    return sum(weights.get(context, 0.0) for context in _political())


def _topic_weights(text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for term in {term for _, _, term in _lexicon().find(text)}:
        if term.label != NO_TOPIC:
            weights[term.label] = weights.get(term.label, 0.0) + term.weight
    return weights


def _figure_of(sentence: str, trigger: str) -> str | None:
    figures = _figures().get(trigger)
    if figures is None:
        return None
    tokens = TOKEN.findall(sentence)
    for place, token in enumerate(tokens):
        if token.lower() != trigger:
            continue
        for figure in figures:
            if not figure.words.isdisjoint(_beside(tokens, place, figure)):
                return figure.reason
    return None


def _beside(tokens: list[str], place: int, figure: Figure) -> Iterator[str]:
    """Words within reach as they stand: names in capitals are never a figure."""
    yield from tokens[max(0, place - figure.before) : place]
    yield from tokens[place + 1 : place + 1 + figure.after]


@cache
def _lexicon() -> Terms:
    return terms_of(PACKAGE, "noise.csv", "topic")


@cache
def _political() -> frozenset[str]:
    return frozenset(
        row["context"] for row in read_table(PACKAGE, "noise_political.csv")
    )


@cache
def _topics() -> tuple[Topic, ...]:
    return tuple(
        Topic(
            row["topic"],
            float(row["article_weight"]),
            float(row["article_share"]),
            float(row["sentence_weight"]),
            float(row["sentence_share"]),
            row["yields_to_politics"] == "true",
        )
        for row in read_table(PACKAGE, "noise_topics.csv")
    )


@cache
def _figures() -> dict[str, tuple[Figure, ...]]:
    figures: dict[str, tuple[Figure, ...]] = {}
    for row in read_table(PACKAGE, "noise_figures.csv"):
        reach, side = int(row["reach"]), row["side"]
        figure = Figure(
            row["reason"],
            frozenset(row["words"].split("|")),
            0 if side == "after" else reach,
            0 if side == "before" else reach,
        )
        for trigger in row["triggers"].split("|"):
            figures[trigger] = (*figures.get(trigger, ()), figure)
    return figures
