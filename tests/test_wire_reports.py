"""Wire reports: the day and the country an article tells once hold for its acts."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of

TOWN = "Judge Carlos Mora was killed on 3 November in Tarma, Peru."


def force(text: str) -> list[Claim]:
    found = claims_of(text, published="1989-11-20")
    return [claim for claim in found if claim.event_type == "ASSAULT"]


def test_the_same_victim_has_the_same_day() -> None:
    _, second = force(f"{TOWN} Police have no suspects. Mora was shot by two gunmen.")
    assert second.date.date_start == dt.date(1989, 11, 3)
    assert second.date.text is None


def test_another_victim_has_not() -> None:
    _, second = force(f"{TOWN} Police have no suspects. Gunmen killed a farmer.")
    assert second.date.basis == "publication"


def test_victims_known_as_people_alone_share_no_day() -> None:
    text = "Four people were killed on 3 November in Tarma. Four people were killed."
    assert force(text)[1].date.basis == "publication"


def test_force_nobody_locates_happened_where_the_article_plays() -> None:
    text = "A fair was held in Tarma, Peru. A bomb hurt four people."
    (claim,) = force(text)
    assert claim.place is not None
    assert claim.place.country == "PER"


def test_an_embassy_is_not_in_the_country_it_speaks_for() -> None:
    (claim,) = force(
        "LIMA, Nov 20 (Reuters) - Guerrillas attacked the French Embassy. "
        "They fired a rocket near the Chile Embassy residence."
    )[:1]
    assert claim.place is None or claim.place.country != "FRA"


def test_a_time_of_day_is_no_year() -> None:
    (claim,) = force("A bomb exploded at 1835 in Tarma, killing two policemen.")
    assert claim.date.basis == "publication"


def place_name(text: str) -> str | None:
    place = force(text)[0].place
    return place.name if place else None


def test_this_city_is_that_of_the_dateline() -> None:
    text = "MEDELLIN, Nov 20 (EFE) - Gunmen killed a judge in this city today."
    assert place_name(text) == "Medellín"


def test_the_capital_is_that_of_the_country() -> None:
    text = "AREQUIPA, Peru, Nov 20 (EFE) - Gunmen killed a judge in the capital today."
    assert place_name(text) == "Lima"


def test_the_city_is_the_last_one_named() -> None:
    text = (
        "LIMA, Nov 20 (EFE) - The mayor returned to Arequipa on Monday. "
        "Gunmen killed a judge in the city today."
    )
    assert place_name(text) == "Arequipa"


def test_a_capital_of_something_is_not_meant() -> None:
    text = "LIMA, Nov 20 (EFE) - Gunmen killed a judge in the capital of the province."
    assert place_name(text) != "Lima"


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels are no longer exploding bombs in Tarma.",
        "At no time did the army bomb the villages.",
    ],
)
def test_what_has_stopped_or_never_was_is_negated(sentence: str) -> None:
    assert {claim.factuality for claim in force(sentence)} <= {"negated"}


def test_a_longer_fight_is_no_negation() -> None:
    (claim,) = force("The army fought longer than the rebels in Tarma on Monday.")
    assert claim.factuality == "completed"


@pytest.mark.parametrize(
    "sentence",
    [
        "The people have suffered from raids, tortures and murders of unionists.",
        "The minister spoke of kidnappings as a method of the drug lords.",
    ],
)
def test_acts_named_in_general_are_no_claims(sentence: str) -> None:
    assert force(f"A fair was held in Tarma, Peru. {sentence}") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels launched attacks on the police on Monday.",
        "Rebel attacks on the police killed four officers.",
        "The governor condemned the murder of two unionists.",
    ],
)
def test_acts_told_by_a_noun_are_claims(sentence: str) -> None:
    assert force(f"A fair was held in Tarma, Peru. {sentence}")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Prison guards captured the attackers on Monday.", "COERCE"),
        ("The murderers were captured in Lima.", "COERCE"),
        ("Guerrillas captured three soldiers in Tarma.", "ASSAULT"),
    ],
)
def test_capturing_culprits_is_an_arrest(sentence: str, kind: str) -> None:
    (claim,) = claims_of(sentence, published="1989-11-20")
    assert claim.event_type == kind
