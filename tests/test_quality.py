"""The figures kept in ``benchmarks/figures.toml`` hold: none drops by more than .01.

The project's own sets are read whole wherever the tests run. Gold files are read in a
fixed sample where they lie beside the project; only figures with a target are compared
there, as the others follow from them. After a change that is better on the whole:
``polemos evaluate --gold DIR --sample 100 --record`` and, for the own sets,
``polemos evaluate --record``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from benchmarks.quality.evaluate import evaluate
from benchmarks.quality.figures import Drop, drops, part_of, read_figures
from benchmarks.quality.reading import OWN, Folders
from benchmarks.quality.registry import DataSet, data_sets, targets
from transforms.extract import Extractor

SHARED = OWN.parent / "shared"
FOLDERS = Folders(SHARED / "gold", SHARED / "news")
SAMPLE = 100
# Topics cannot be cut short: all eight take a minute.
TOO_LONG = frozenset({"ecbplus_1_35"})
OWN_SETS = [item for item in data_sets() if item.is_own]
GOLD_SETS = [
    item for item in data_sets() if not item.is_own and item.name not in TOO_LONG
]


@pytest.fixture(scope="module")
def extractor(nlp: Language) -> Extractor:
    return Extractor(nlp)


def _drops(item: DataSet, extractor: Extractor, sample: int | None) -> list[Drop]:
    if missing := item.missing(FOLDERS):
        pytest.skip(f"{missing} is not there")
    kept = read_figures()[part_of(sample)]
    return drops(list(evaluate([item], FOLDERS, extractor, sample)), kept)


@pytest.mark.parametrize("item", OWN_SETS, ids=lambda item: str(item.name))
def test_no_figure_of_an_own_set_drops(item: DataSet, extractor: Extractor) -> None:
    assert not [str(drop) for drop in _drops(item, extractor, None)]


@pytest.mark.parametrize("item", GOLD_SETS, ids=lambda item: str(item.name))
def test_no_tuned_figure_drops(item: DataSet, extractor: Extractor) -> None:
    found = _drops(item, extractor, SAMPLE)
    assert not [str(drop) for drop in found if (drop.file, drop.name) in targets()]


def test_every_own_set_has_kept_figures() -> None:
    whole = read_figures()[part_of(None)]
    assert {item.name for item in OWN_SETS} <= set(whole)


def test_every_gold_set_has_kept_figures() -> None:
    kept = read_figures()
    tuned = {item.name for item in GOLD_SETS} & {name for name, _ in targets()}
    assert tuned - {"plv_train_code"} <= set(kept[part_of(SAMPLE)])
    assert Path(OWN / "benchmarks" / "quality.md").exists()
