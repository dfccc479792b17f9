"""The behaviour texts: each kind keeps its share of texts that are right as a whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.quality import behaviour
from benchmarks.quality.reading import Folders
from tests.pipeline import extractor

FOLDERS = Folders(Path("gold"), Path("news"))
# Texts that are entirely right, fresh batches included; one may be lost on the way.
KEPT = {
    "coref": 120,
    "dates": 108,
    "messy": 108,
    "mutual": 76,
    "negation": 80,
    "noise": 71,
    "nouns": 70,
    "numbers": 116,
    "offices": 77,
    "past": 70,
    "places": 75,
    "plans": 74,
    "sides": 98,
    "whose": 73,
}


@pytest.fixture(scope="module")
def texts() -> list[behaviour.Judged]:
    """Every text with what was told of it."""
    return behaviour.judged(behaviour.rows(FOLDERS), extractor())


@pytest.mark.parametrize("kind", KEPT)
def test_a_kind_keeps_its_texts_right(kind: str, texts: list[behaviour.Judged]) -> None:
    mine = [text for text in texts if text.row["kind"] == kind]
    wrong = [line for text in mine for line in behaviour.faults(text)]
    assert sum(text.is_right for text in mine) >= KEPT[kind], "\n".join(wrong)


def test_every_kind_has_twenty_texts_of_its_own() -> None:
    rows = behaviour.rows(FOLDERS)
    first = [row for row in rows if "batch" not in row]
    assert Counter(row["kind"] for row in first) == dict.fromkeys(KEPT, 20)
    assert {row["kind"] for row in rows} == set(KEPT)
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)
