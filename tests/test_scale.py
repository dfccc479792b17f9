"""The benchmark of many claims, on a few: its stages work, its figures make sense."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks.scale import Figures, as_text, measure
from benchmarks.synthetic import corpus
from schemas.tables import TABLES
from transforms.events.cluster import cluster_claims
from transforms.events.story import OPENING_CHARACTERS
from warehouse.layout import Layout
from warehouse.store import open_store, read_table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scale")


@pytest.fixture(scope="module")
def figures(folder: Path) -> Figures:
    return measure(folder, 3000, 200, seed=3)


def test_every_stage_is_timed(figures: Figures) -> None:
    assert len(figures.seconds) == 18
    assert figures.megabytes.keys() == figures.seconds.keys()
    assert min(figures.megabytes.values()) > 50
    assert "adding more, checks included" in as_text(figures)


def test_claims_of_one_happening_come_together(figures: Figures) -> None:
    assert figures.precision > 0.98
    assert figures.recall > 0.75


def test_what_was_added_is_clustered_as_in_one_run(
    figures: Figures, folder: Path
) -> None:
    del figures
    made = corpus(3200, 3)
    opening = pl.col("text").str.slice(0, OPENING_CHARACTERS).alias("opening")
    articles = made.frames["articles"].with_columns(opening)
    whole = cluster_claims(made.frames, articles)
    with open_store(Layout(folder / "out")) as con:
        stored = {
            name: read_table(con, TABLES[name]) for name in ("event_claims", "merges")
        }
    decided = sorted(TABLES["merges"].decided_here)
    assert stored["event_claims"].equals(whole.members)
    assert stored["merges"].drop(decided).equals(whole.merges.drop(decided))


def test_a_corpus_is_the_same_for_a_seed() -> None:
    one, two = corpus(500, 5), corpus(500, 5)
    for name, frame in one.frames.items():
        assert frame.equals(two.frames[name]), name
    assert not corpus(500, 6).truth.equals(one.truth)


def test_truth_names_every_claim_once() -> None:
    made = corpus(500, 5)
    assert made.truth["claim_id"].is_unique().all()
    assert set(made.truth["claim_id"]) == set(made.frames["claims"]["claim_id"])
