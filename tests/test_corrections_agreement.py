"""Krippendorff's alpha on published examples, and the codings it is computed of."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.reviews import Correction
from tests.event_claims import claim, number
from transforms.corrections import make
from transforms.corrections.agreement import alpha, share_agreed
from transforms.corrections.codings import agreement
from transforms.corrections.seen import see

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: sections C and D of
# four observers with missing data, A of two observers and binary data, B of two
# observers and nominal data.
FOUR = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
BINARY = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")
START = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


def units(*observers: str) -> list[list[str]]:
    coded = zip(*(line.split() for line in observers), strict=True)
    return [[value for value in values if value != "."] for values in coded]


@pytest.mark.parametrize(
    ("observers", "expected"), [(FOUR, 0.743), (BINARY, 0.095), (NOMINAL, 0.692)]
)
def test_nominal_alpha_is_that_of_the_paper(
    observers: tuple[str, ...], expected: float
) -> None:
    assert alpha(units(*observers)) == pytest.approx(expected, abs=0.0005)


def test_interval_alpha_is_that_of_the_paper() -> None:
    numbers = [[float(value) for value in values] for values in units(*FOUR)]
    assert alpha(numbers, "interval") == pytest.approx(0.849, abs=0.0005)


def test_alpha_is_one_for_agreement_and_none_where_nothing_varies() -> None:
    assert alpha([["a", "a"], ["b", "b"]]) == 1.0
    assert alpha([["a", "a"], ["a", "a"]]) is None
    assert alpha([["a"], ["b"]]) is None
    assert alpha([]) is None


def test_a_unit_that_one_reviewer_coded_does_not_count() -> None:
    twice = [["a", "a"], ["b", "a"], ["b", "b"]]
    assert alpha([*twice, ["a"], []]) == alpha(twice)
    assert share_agreed([*twice, ["a"]]) == pytest.approx(2 / 3)


FIRST = claim("a", mode="firearms", quantities=(number("killed", 12),))
SECOND = claim("b", mode="aerial")


def by(name: str, step: int = 0) -> make.By:
    return make.By(name, "so I read it", START + dt.timedelta(minutes=step))


def coded(corrections: list[Correction]) -> dict[str, tuple[int, float | None]]:
    claims = {item.claim_id: item for item in (FIRST, SECOND)}
    rows = agreement(claims, corrections).iter_rows(named=True)
    return {row["field"]: (row["n_units"], row["alpha"]) for row in rows}


def test_reviewers_are_compared_on_what_both_coded() -> None:
    mode = make.change(see(FIRST, ()), "mode", "aerial", by("Ana"))
    made = [
        mode,
        make.accept(see(FIRST, [mode]), by("Ana", 1)),
        make.accept(see(FIRST, ()), by("Ben", 2)),
        make.accept(see(SECOND, ()), by("Ana", 3)),
        make.accept(see(SECOND, ()), by("Ben", 4)),
        make.change(see(SECOND, ()), "direction", "unknown", by("Cem", 5)),
    ]
    found = coded(made)
    # Values aerial, firearms; aerial, aerial: by hand 1 - 3 * 2 / 6.
    assert found["mode"] == (2, pytest.approx(0.0))
    assert found["is_event"] == (2, None)
    assert found["killed_best"][0] == 1
    assert "same_event" not in found


def test_who_accepts_what_another_corrected_agrees_with_it() -> None:
    mode = make.change(see(FIRST, ()), "mode", "aerial", by("Ana"))
    made = [
        mode,
        make.accept(see(FIRST, [mode]), by("Ana", 1)),
        make.accept(see(FIRST, [mode]), by("Ben", 2)),
        make.accept(see(SECOND, ()), by("Ana", 3)),
        make.reject(see(SECOND, ()), by("Ben", 4)),
    ]
    found = coded(made)
    assert found["mode"] == (1, None)
    assert found["is_event"] == (2, pytest.approx(0.0))


def test_an_undone_coding_does_not_count() -> None:
    made = [
        make.accept(see(FIRST, ()), by("Ana")),
        make.accept(see(FIRST, ()), by("Ben", 1)),
    ]
    assert "mode" in coded(made)
    assert coded([*made, make.undo(made[0], by("Ana", 2))]) == {}


def test_pairs_of_claims_are_compared_too() -> None:
    made = [
        make.merge(FIRST, [SECOND], by("Ana")),
        make.split(SECOND, [FIRST], by("Ben", 1)),
    ]
    assert coded(made) == {"same_event": (1, pytest.approx(0.0))}
