"""The ontology's files say what PLOVER 2.0 says, and misuse is told plainly."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import get_args

import pytest

from schemas.ontology import QUAD_CLASSES, OntologyError, ontology
from schemas.records import Factuality

DATA = Path(__file__).parent.parent / "schemas" / "data"


def test_counts_are_those_of_the_manual() -> None:
    plover = ontology()
    assert len(plover.types) == 16
    assert len(plover.contexts) == 37
    assert len(plover.sectors) == 25
    assert len(plover.international) == 7


def test_factualities_are_those_of_the_records_with_distinct_certainty() -> None:
    terms = ontology().factualities
    assert set(terms) == set(get_args(Factuality))
    assert len({term.certainty for term in terms.values()}) == len(terms)
    assert [code for code, term in terms.items() if term.is_default] == [
        "completed",
        "ongoing",
    ]


def test_every_mode_belongs_to_a_type() -> None:
    plover = ontology()
    assert {kind for kind, _ in plover.modes} <= set(plover.types)


def test_signs_of_scores_follow_the_quad_class() -> None:
    plover = ontology()
    for kind in plover.types.values():
        assert (kind.score > 0) == (kind.quad_class <= 2), kind.code
        assert kind.quad_class in QUAD_CLASSES


def test_generality_of_modes_counts_from_one_in_every_type() -> None:
    found: dict[str, set[int]] = {}
    for mode in ontology().modes.values():
        found.setdefault(mode.event_type, set()).add(mode.generality)
    for kind, ranks in found.items():
        assert ranks == set(range(1, max(ranks) + 1)), kind


def test_mode_scores_keep_the_side_of_their_type() -> None:
    plover = ontology()
    for mode in plover.modes.values():
        kind = plover.types[mode.event_type]
        if kind.code != "REQUEST":
            assert mode.score * kind.score > 0, mode


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.csv")))
def test_every_row_has_a_source(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert rows
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize(
    ("event_type", "mode", "score"),
    [
        ("RETREAT", "release", 6.5),
        ("RETREAT", "disarm", 10),
        ("ASSAULT", None, -9),
        ("ASSAULT", "unconventional", -10),
        ("ACCUSE", None, -3),
        ("REQUEST", "assist", 0.5),
        ("CONSULT", "phone", 1.5),
        ("MOBILIZE", "police", -5.5),
    ],
)
def test_score(event_type: str, mode: str | None, score: float) -> None:
    assert ontology().score(event_type, mode) == score


@pytest.mark.parametrize(
    ("event_type", "mode", "root"),
    [
        ("AGREE", None, "03"),
        ("CONSULT", "visit", "04"),
        ("CONCEDE", None, "08"),
        ("RETREAT", "release", "08"),
        ("ASSAULT", "aerial", "19"),
        ("ASSAULT", "abduct", "18"),
        ("ASSAULT", "unconventional", "20"),
        ("PROTEST", "boycott", "14"),
    ],
)
def test_cameo_root(event_type: str, mode: str | None, root: str) -> None:
    assert ontology().cameo_root(event_type, mode) == root


def test_every_type_and_mode_has_a_cameo_root_of_two_digits() -> None:
    plover = ontology()
    pairs = [*plover.modes, *((kind, None) for kind in plover.types)]
    for kind, mode in pairs:
        root = plover.cameo_root(kind, mode)
        assert len(root) == 2
        assert root.isdigit()


def test_every_cameo_root_is_in_the_crosswalk() -> None:
    roots = {row.cameo_code[:2] for row in ontology().crosswalk}
    assert roots == {f"{number:02d}" for number in range(1, 21)}


def test_crosswalk_uses_known_codes_only() -> None:
    plover = ontology()
    for row in plover.crosswalk:
        if row.event_type:
            plover.check(row.event_type, row.mode or None)


def test_unknown_type_is_told_with_the_known_ones() -> None:
    with pytest.raises(OntologyError, match="'FIGHT' is not in PLOVER .* ASSAULT"):
        ontology().check("FIGHT")


def test_mode_of_another_type_is_told_with_the_right_ones() -> None:
    with pytest.raises(OntologyError, match="no mode 'demo'; it has withdraw, release"):
        ontology().check("RETREAT", "demo")


def test_type_without_modes_says_so() -> None:
    with pytest.raises(OntologyError, match="none at all"):
        ontology().check("AID", "relief")


@pytest.mark.parametrize("event_type", ["AID", "COOPERATE", "SANCTION"])
def test_types_that_need_a_recipient(event_type: str) -> None:
    assert ontology().needs_recipient(event_type)
    assert sum(kind.needs_recipient for kind in ontology().types.values()) == 3
