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


def test_a_full_claim_is_surer_than_a_bare_one() -> None:
    full = {"has_actor": 1.0, "has_recipient": 1.0, "share_resolved": 1.0}
    assert confidence(full) > 0.7 > 0.5 > confidence({})


def test_unknown_feature_is_told() -> None:
    with pytest.raises(FeatureError, match="no feature mood"):
        confidence({"mood": 1.0})


def test_a_coefficient_that_is_no_number_is_told() -> None:
    with pytest.raises(LexiconError, match="has_actor, coefficient"):
        _number({"feature": "has_actor", "coefficient": "high"})
