"""The small vocabularies that records share beyond the ontology."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from schemas.ontology import ontology
from schemas.tables import TABLES, frames_of
from schemas.vocabulary import (
    count_words,
    counted_kinds,
    opposed_groups,
    sector_groups,
)
from tests.warehouse_records import article, claim, source, toll
from warehouse.validate import validate

TYPING = "transforms.english"


def told_kinds(name: str, column: str) -> set[str]:
    """What a file of the extractor can write into ``counted``."""
    text = (files(TYPING) / "data" / name).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return {row[column].strip() for row in rows} - {""}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("counted.csv", "counted"),
        ("numbers_nouns.csv", "counted"),
        ("units_measures.csv", "counted"),
        ("recounts.csv", "becomes"),
    ],
)
def test_every_kind_the_extractor_writes_is_in_the_codebook(
    name: str, column: str
) -> None:
    assert told_kinds(name, column) <= set(counted_kinds())


def test_kinds_are_the_choices_of_both_tables_of_numbers() -> None:
    for table in ("claim_quantities", "event_quantities"):
        column = next(c for c in TABLES[table].columns if c.name == "counted")
        assert set(column.choices) == set(counted_kinds())


def test_a_kind_that_is_not_in_the_codebook_stops_publication() -> None:
    wrong = claim(quantities=(toll(counted="murdered"),))
    frames = frames_of([source(), article(), wrong])
    failures = validate(frames).failures
    assert [f.expectation.name for f in failures if f.expectation.columns] == [
        "counted_known"
    ]
    assert failures[0].samples[0]["counted"] == "murdered"


def test_groups_are_of_known_sectors() -> None:
    assert set(sector_groups()) <= set(ontology().sectors)
    groups = set(sector_groups().values())
    assert {name for pair in opposed_groups() for name in pair} <= groups


def test_counting_words_are_single_words_in_small_letters() -> None:
    assert all(word.isalpha() and word.islower() for word in count_words())
    assert {"dozens", "two"} <= {
        word for word, is_number in count_words().items() if is_number
    }
