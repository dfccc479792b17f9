"""How likely a claim is right: a logistic combination of what is known of it.

The coefficients are data (``data/confidence.csv``), so that they can be calibrated
on judged claims without a change of code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp

from transforms.lexicon import LexiconError, read_table

PACKAGE = "transforms"
FILE = "confidence.csv"
LOWEST, HIGHEST = 0.01, 0.99


class FeatureError(ValueError):
    """A feature that confidence.csv has no coefficient for."""


def confidence(features: Mapping[str, float]) -> float:
    """Share from 0.01 to 0.99; a feature that is left out counts as 0.

    Raises FeatureError for a feature without a coefficient.
    """
    weights = coefficients()
    unknown = sorted(set(features) - set(weights))
    if unknown:
        raise FeatureError(f"confidence.csv has no feature {', '.join(unknown)}")
    log_odds = weights["intercept"] + sum(
        weights[name] * features[name] for name in sorted(features)
    )
    share = 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))
    return round(min(HIGHEST, max(LOWEST, share)), 4)


@cache
def coefficients() -> dict[str, float]:
    """Coefficient of each feature, in log odds; the key intercept is the constant.

    Raises LexiconError for a coefficient that is no number.
    """
    return {row["feature"]: _number(row) for row in read_table(PACKAGE, FILE)}


def _number(row: dict[str, str]) -> float:
    try:
        return float(row["coefficient"])
    except ValueError as error:
        raise LexiconError(f"{FILE}, {row['feature']}, coefficient: {error}") from error
