"""Towns of local life that bear the name of a place abroad."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.test_places_find import places
from transforms.places.home import home_of

TALKS = "Envoys met in Lebanon on Friday"


def countries(text: str, nlp: Language) -> list[str | None]:
    return [place.country or place.place_id for place in places(text, nlp)]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("He was taken to the Harlan County Jail.", "USA"),
        ("He appeared at Norwell Crown Court.", "GBR"),
        ("The RCMP said the road was closed.", "CAN"),
        ("Envoys met in Vienna.", None),
        ("The RCMP wrote to the County Sheriff.", None),
    ],
)
def test_offices_tell_whose_local_life_it_is(text: str, home: str | None) -> None:
    assert home_of(text) == home


def test_a_town_abroad_yields_to_one_at_home(nlp: Language) -> None:
    fire = "A barn burnt down in Paris, Henry County, on Monday."
    local = f"{fire} A man was taken to the County Jail by sheriff's deputies."
    assert countries(local, nlp)[0] == "USA"


def test_a_country_yields_to_a_town_at_home(nlp: Language) -> None:
    assert countries(f"{TALKS}.", nlp) == ["LBN"]
    fire = "A barn burnt down in Lebanon on Monday, a mile from Boone County."
    local = f"{fire} A man was taken to the County Jail by sheriff's deputies."
    assert countries(local, nlp)[0] == "USA"


@pytest.mark.parametrize("naming", ["Lebanese soldiers", "Syria"])
def test_a_country_stays_where_abroad_is_told_of(naming: str, nlp: Language) -> None:
    local = f"{TALKS}, a High School teacher said of {naming}."
    assert "LBN" in countries(local, nlp)
