"""Which groups of claims the scorer of wire reports takes for incidents."""

from __future__ import annotations

import pytest

from benchmarks.quality.reading import article
from benchmarks.quality.wire_incidents import country_names, incidents_of
from tests.pipeline import claims_of

DAY = "1989-11-20"


def kinds(text: str) -> list[str]:
    told = claims_of(text, published=DAY)
    report = article("report", text, DAY)
    return [one.kind for one in incidents_of(report, told, country_names())]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gunmen killed a farmer in Tarma on Saturday.", "attack"),
        ("Gunmen killed a farmer in Tarma on 3 November.", "attack"),
        ("Guerrillas attacked a bank in Tarma.", "attack"),
        ("A bomb exploded in Tarma on Saturday.", "bomb"),
        ("Rebels kidnapped a farmer near Tarma.", "abduct"),
    ],
)
def test_a_recent_act_with_a_target_is_an_incident(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Guerrillas stepped up their attacks near Tarma.",
        "Gunmen killed a farmer in Tarma on 3 June 1987.",
        "Gunmen killed 300 farmers in 1989.",
    ],
)
def test_generalities_old_acts_and_sums_are_none(text: str) -> None:
    assert claims_of(text, published=DAY)
    assert kinds(text) == []


def test_without_a_day_of_publication_nothing_is_old() -> None:
    text = "Gunmen killed a farmer in Tarma on 3 June 1987."
    told = claims_of(text, published=None)
    assert incidents_of(article("report", text), told, country_names())
