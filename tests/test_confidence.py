"""Confidence is a share, and grows with what speaks for a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.confidence import FeatureError, _number, coefficients, confidence
from transforms.lexicon import LexiconError

FEATURES = sorted(set(coefficients()) - {"intercept"})


@given(st.dictionaries(st.sampled_from(FEATURES), st.floats(-100, 100)))
def test_confidence_is_a_share(features: dict[str, float]) -> None:
    assert 0 < confidence(features) < 1


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_moves_confidence_its_way(feature: str) -> None:
    moved = confidence({feature: 1.0}) - confidence({})
    assert moved * coefficients()[feature] > 0


def test_a_dated_claim_with_a_recipient_is_surer_than_a_noun_aside() -> None:
    told = {"has_actor": 1.0, "has_recipient": 1.0, "has_date": 1.0, "is_early": 1.0}
    aside = {"has_actor": 1.0, "is_noun": 1.0, "is_below": 1.0}
    assert confidence(told) > 0.8 > 0.5 > confidence(aside)


def test_unknown_feature_is_told() -> None:
    with pytest.raises(FeatureError, match="no feature mood"):
        confidence({"mood": 1.0})


def test_a_coefficient_that_is_no_number_is_told() -> None:
    with pytest.raises(LexiconError, match="has_actor, coefficient"):
        _number({"feature": "has_actor", "coefficient": "high"})
