"""Kinds of wording that are easily misread, each with a near miss beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of


def shown(text: str, published: str = "2024-03-15") -> list[Claim]:
    """Claims of the default view."""
    return [
        claim
        for claim in claims_of(text, published=published)
        if claim.factuality in ("completed", "ongoing") and not claim.is_background
    ]


CODES = [
    ("Insurgents captured five paratroopers near Kidal.", {"ASSAULT/abduct"}),
    ("Insurgents captured five villages near Kidal.", {"COERCE/seize"}),
    ("Pirates seized a Danish sailor off Bosaso.", {"ASSAULT/abduct"}),
    ("Police seized two smugglers at Bosaso.", {"COERCE/arrest"}),
    ("Ghana recognised Georgia.", {"SUPPORT/None"}),
    ("The witness recognised the photograph.", set()),
    ("Prisoners in Tunis went on hunger strike.", {"PROTEST/hunger"}),
    ("Dockers in Tunis went on strike.", {"PROTEST/strike"}),
    ("The bombing of Aleppo by Russian aircraft killed 9.", {"ASSAULT/aerial"}),
    ("The bombing of a bus in Aleppo killed 9.", {"ASSAULT/explosives"}),
]


@pytest.mark.parametrize(("text", "codes"), CODES, ids=[text for text, _ in CODES])
def test_the_wording_decides_the_code(text: str, codes: set[str]) -> None:
    assert {f"{c.event_type}/{c.mode}" for c in shown(text)} == codes


DAYS = [
    ("Rebels shot a mayor and wounded his driver on Monday.", 11),
    ("Rebels shot a mayor on Sunday and wounded his driver on Monday.", 10),
    ("Police in Quito beat demonstrators on Tuesday.", 12),
    ("Police in Quito beat students after a rally on Tuesday.", 15),
]


@pytest.mark.parametrize(("text", "day"), DAYS, ids=[text for text, _ in DAYS])
def test_the_day_is_that_of_the_first_act(text: str, day: int) -> None:
    assert shown(text)[0].date.date_start == dt.date(2024, 3, day)
