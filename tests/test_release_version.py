"""Versions of releases: which texts are one, and in what order they lie."""

from __future__ import annotations

import datetime as dt

import pytest

from warehouse.release.version import ReleaseError, check_month, parse_version

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["2026.1", "2026.11", "2026.11.2", "2026.11-candidate"]
)
def test_a_version_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_version(text)) == text
    assert parse_version(text).folder == f"conflict-events-{text}"


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026", "2026.0", "2026.13", "2026.01", "26.1", "2026.11.0", "v2026.11"),
        *("2026.11.1-candidate", "2026.11-beta", "2026.11 ", "2026.11\n", "../2026.11"),
    ],
)
def test_other_texts_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ReleaseError, match=r"no version.*2026\.11-candidate"):
        parse_version(text)


def test_versions_lie_in_the_order_of_time() -> None:
    texts = [
        "2025.12",
        "2026.2",
        "2026.10-candidate",
        "2026.10",
        "2026.10.1",
        "2026.11",
    ]
    assert [str(v) for v in sorted(map(parse_version, reversed(texts)))] == texts


@pytest.mark.parametrize(
    "text", ["2026.11", "2026.10", "2026.11-candidate", "2025.12.1"]
)
def test_months_up_to_the_running_one_can_be_released(text: str) -> None:
    check_month(parse_version(text), TODAY)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026.12", "to come"),
        ("2027.1-candidate", "to come"),
        ("2026.10-candidate", r"2026\.11-candidate.*2026\.10$"),
    ],
)
def test_months_to_come_and_late_candidates_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ReleaseError, match=reason):
        check_month(parse_version(text), TODAY)
