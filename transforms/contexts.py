"""What spheres of politics a claim touches: the 37 contexts of the ontology.

The words of the sentence decide; the type of the event and the rest of the article
only complete what the sentence hints at. A context that no word of the sentence
speaks of is never given: an attack in an article on an election need not be about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from transforms.lexicon import read_table
from transforms.terms import Terms, terms_of

PACKAGE = "transforms.english"
ENOUGH = 1.0
HINT = 0.5
ARTICLE_SUPPORT = 0.5
ARTICLE_TERMS = 3.0


def contexts_of(
    sentence_text: str, event_type: str, article_topics: Mapping[str, float]
) -> tuple[str, ...]:
    """Contexts of a claim, sorted; ``article_topics`` from ``article_contexts``.

    A context holds from a weight of 1: of the sentence's different terms, and once
    they reach 0.5 also of the event type and of the article.
    """
    weights = _weights(sentence_text)
    return tuple(
        sorted(
            context
            for context, weight in weights.items()
            if weight + _support(context, weight, event_type, article_topics) >= ENOUGH
        )
    )


def article_contexts(text: str) -> dict[str, float]:
    """Context to the summed weight of its different terms in an article."""
    return _weights(text)


def _support(
    context: str, weight: float, event_type: str, article_topics: Mapping[str, float]
) -> float:
    if weight < HINT:
        return 0.0
    told = ARTICLE_SUPPORT if article_topics.get(context, 0.0) >= ARTICLE_TERMS else 0.0
    return told + _of_types().get((event_type, context), 0.0)


def _weights(text: str) -> dict[str, float]:
    found = {term for _, _, term in _lexicon().find(text)}
    weights: dict[str, float] = defaultdict(float)
    for term in found:
        weights[term.label] += term.weight
    return dict(weights)


@cache
def _lexicon() -> Terms:
    return terms_of(PACKAGE, "contexts.csv", "context")


@cache
def _of_types() -> dict[tuple[str, str], float]:
    return {
        (row["event_type"], row["context"]): float(row["weight"])
        for row in read_table(PACKAGE, "contexts_types.csv")
    }
