"""How likely a place name is where an act happened, by weights of its traits.

A logistic regression: the weights of the traits a name has are added up. They are
data, ``data/act_weights.csv``, learnt by ``benchmarks/training/act_places.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp

from transforms.lexicon import LexiconError, read_table
from transforms.places.gazetteer import PACKAGE

TABLE = "act_weights.csv"
# In cross-validation F1 is best at 0.4; a little above, fewer places are told where
# there is none.
LIKELY_PLACE = 0.45


@cache
def weights() -> Mapping[str, float]:
    """The weight of each trait; raises LexiconError for one that is no number."""
    found = {}
    for number, row in enumerate(read_table(PACKAGE, TABLE), start=2):
        try:
            found[row["trait"]] = float(row["weight"])
        except ValueError as error:
            raise LexiconError(
                f"{PACKAGE}/data/{TABLE}, row {number}: weight: {error}"
            ) from error
    return found


def likelihood(traits: Iterable[str], known: Mapping[str, float]) -> float:
    """The probability of these traits by the weights; unknown traits weigh nothing."""
    return 1 / (1 + exp(-sum(known.get(trait, 0.0) for trait in traits)))
