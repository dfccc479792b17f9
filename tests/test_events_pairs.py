"""Pairs that differ in one thing: told to be one happening, or kept apart."""

from __future__ import annotations

import pytest

from tests.event_claims import place
from tests.event_pairs import APART, BLAST, BLAST_ANEW, DEAD, SAME, Told, views_of
from transforms.events.judge import judge


def judged(a: Told, b: Told) -> str:
    """The judgement on the views of a pair."""
    return judge(*views_of(a, b)).judgement


def named(pairs: list[tuple[str, Told, Told]]) -> list[str]:
    return [name for name, _, _ in pairs]


@pytest.mark.parametrize(("name", "a", "b"), SAME, ids=named(SAME))
def test_one_happening(name: str, a: Told, b: Told) -> None:
    assert judged(a, b) == "same", name


@pytest.mark.parametrize(("name", "a", "b"), APART, ids=named(APART))
def test_two_happenings(name: str, a: Told, b: Told) -> None:
    assert judged(a, b) != "same", name


@pytest.mark.parametrize(("name", "a", "b"), [*SAME, *APART], ids=named(SAME + APART))
def test_a_pair_has_no_order(name: str, a: Told, b: Told) -> None:
    first, second = {"article": "a"} | a, {"article": "b"} | b
    assert judged(first, second) == judged(second, first), name


def test_a_place_that_was_inferred_is_no_veto_in_one_story() -> None:
    far = DEAD | {"where": place("Maradi", "inherited"), "opening": BLAST_ANEW}
    assert judged(DEAD | {"opening": BLAST}, far) == "same"
