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
    ("Rebels freed nine miners… This could end the siege.", {"RETREAT/release"}),
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
    ("Troops in Cali are fighting a cartel.", {"ASSAULT/None"}),
    ("Growers in Cali are fighting a beetle that attacks coffee plants.", set()),
    ("Six people were hurt when a ferry capsized off Cebu.", set()),
    ("Six people were hurt when rebels raided a ferry.", {"ASSAULT/None"}),
    ("Norway stopped short of imposing sanctions on Belarus.", set()),
    ("Norway imposed sanctions on Belarus.", {"SANCTION/discontinue"}),
    ("Dozens of arrests were made in Cairo.", {"COERCE/arrest"}),
    ("Rail workers carried out a strike in Lyon.", {"PROTEST/strike"}),
    ("Troops carried out a strike on a camp in Mali.", {"ASSAULT/None"}),
    ("A choir sang in Bonn, a decade after gunmen murdered a mayor.", set()),
    (
        "A choir sang in Bonn, a day after gunmen murdered a mayor.",
        {"ASSAULT/firearms"},
    ),
    ("The army, which once murdered priests, wore new boots.", set()),
    ("The army, which murdered two priests, fled the town.", {"RETREAT/withdraw"}),
    ("Soldiers killed a suicide bomber in Jos.", {"ASSAULT/None"}),
    ("A suicide bomber killed soldiers in Jos.", {"ASSAULT/suicide-attack"}),
    ("The army announced the lifting of the curfew in Lima.", {"CONCEDE/None"}),
    ("The truce between Yemen and the rebels held.", {"RETREAT/ceasefire"}),
    ("A storm hit Wales, killing two and cutting power to towns.", set()),
    ("A raid on an outpost near Gao left nine dead.", {"ASSAULT/None"}),
    ("A police raid in Gao led to nine arrests.", {"COERCE/seize", "COERCE/arrest"}),
    ("Chadian troops took the port on Monday.", {"COERCE/seize"}),
    ("Chadian troops took medicine to Faya on Monday.", set()),
    ("Omani and Yemeni guards traded punches.", {"ASSAULT/None"}),
    ("Omani and Yemeni firms traded fish.", set()),
    ("A protest by miners blocked a road in Cusco.", {"PROTEST/demo"}),
    ("Police blocked a protest by miners in Cusco.", set()),
    ("Chadian tanks crossed into Sudan.", {"ASSAULT/heavy-weapons"}),
    ("The storming of a Greek ferry by Libyan divers ended.", {"ASSAULT/None"}),
    ("Two Kenyan flights shipped 40 tonnes of food to Juba.", {"AID/None"}),
]


@pytest.mark.parametrize(("text", "codes"), CODES, ids=[text for text, _ in CODES])
def test_the_wording_decides_the_code(text: str, codes: set[str]) -> None:
    assert {f"{c.event_type}/{c.mode}" for c in shown(text)} == codes


DAYS = [
    ("Rebels shot a mayor and wounded his driver on Monday.", 11),
    ("Rebels shot a mayor on Sunday and wounded his driver on Monday.", 10),
    ("Police in Quito beat demonstrators on Tuesday.", 12),
    ("The murder of a Kenyan judge at a rally on Monday shocked Oman.", 11),
    ("NAIROBI, March 13 (Reuters) - Gunmen today shot a mayor.", 13),
    ("NAIROBI, Kenya (Reuters) - Gunmen today shot a mayor.", 15),
    ("Gunmen shot a mayor in Gao on Mon-\nday.", 11),
    ("gunmen shot a mayor in nairobi on monday, police said", 11),
    ("Police in Quito beat students after a rally on Tuesday.", 15),
]


@pytest.mark.parametrize(("text", "day"), DAYS, ids=[text for text, _ in DAYS])
def test_the_day_is_that_of_the_first_act(text: str, day: int) -> None:
    assert shown(text)[0].date.date_start == dt.date(2024, 3, day)


SIDES = [
    ("On 24 February rebels shelled Kenyan troops.", {"KEN"}, {"KEN"}),
    ("The Omani ambassador to Qatar was recalled by Muscat.", {"OMN"}, {"QAT"}),
    ("Peru's chief justice was arrested by the police in Cusco.", {"PER"}, {"PER"}),
    ("A wave of arrests of monks by Burmese police began.", {"MMR"}, {"MMR"}),
    ("The shell that killed an Iraqi was fired by Iranian troops.", {"IRN"}, {"IRQ"}),
    ("Chadian troops came under fire from Libyan planes.", {"LBY"}, {"TCD"}),
    ("Two Ghanaian diplomats were expelled from Togo.", {"TGO"}, {"GHA"}),
    ("Kenya received ten boats from Turkey.", {"TUR"}, {"KEN"}),
    ("Ghana and Togo expelled each other's envoys.", {"GHA", "TGO"}, set()),
    ("Togo's raid on a Ghanaian port drew criticism from Mali.", {"MLI"}, {"TGO"}),
    ("The arrest of a Tuareg by Togo was welcomed by Mali.", {"MLI"}, {"TGO"}),
    ("kenyan troops shelled somali positions near the river", {"KEN"}, {"SOM"}),
    ("Ghana and Togo expelled other envoys.", {"GHA", "TGO"}, set()),
    ("Sudanese families were forced to flee by Chad's shelling.", {"TCD"}, {"SDN"}),
]


@pytest.mark.parametrize(
    ("text", "actors", "others"), SIDES, ids=[text for text, _, _ in SIDES]
)
def test_the_sides_are_told(text: str, actors: set[str], others: set[str]) -> None:
    told = [
        (
            {party.country for party in claim.actors},
            {party.country for party in claim.recipients if party.country},
        )
        for claim in shown(text)
    ]
    assert (actors, others) in told


NUMBERS = [
    ("Four people died and nine were hurt when rebels shelled a bus.", "killed", 4),
    ("Rioters hacked three policemen to death in Kano.", "killed", 3),
    ("Rioters beat three policemen in Kano.", "killed", None),
]


@pytest.mark.parametrize(
    ("text", "counted", "best"), NUMBERS, ids=[text for text, _, _ in NUMBERS]
)
def test_the_number_is_told(text: str, counted: str, best: int | None) -> None:
    numbers = {
        q.best for c in shown(text) for q in c.quantities if q.counted == counted
    }
    assert numbers == ({best} if best else set())


def test_a_question_is_no_demand() -> None:
    assert not claims_of("The president demanded to know whether Chad was at fault.")
    assert not claims_of("Mali asked for advice on the draft.")
    assert claims_of("Mali asked for troops.")


def test_who_may_be_killed_is_not_threatened_by_who_warns_of_it() -> None:
    text = "The aid group warned that thousands of people could be killed in Idlib."
    assert "THREATEN" not in {claim.event_type for claim in claims_of(text)}


def test_a_gerund_that_is_judged_tells_of_no_act() -> None:
    text = "Helping the rebels in Chad to prevail is a gamble."
    assert {claim.factuality for claim in claims_of(text)} <= {"hypothetical"}


def test_those_fired_on_as_they_fled_were_fired_on_that_day() -> None:
    text = "Rebels fired on villagers near Goma as they tried to flee on Wednesday."
    claim = next(c for c in claims_of(text) if c.event_type == "ASSAULT")
    assert str(claim.date.date_start) == "2024-03-13"
