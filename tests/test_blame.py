"""Who did an act that a noun tells, when somebody claims it or is accused of it."""

from __future__ import annotations

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of


def assault(text: str) -> Claim:
    return next(
        claim
        for claim in claims_of(text, published="1989-11-20")
        if claim.event_type == "ASSAULT"
    )


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The ELN claimed responsibility for the attack on the barracks.", "ELN"),
        ("Responsibility for the attack on the judge was claimed by the ELN.", "ELN"),
        ("Police attributed the murder of the mayor to the Shining Path.",
         "Shining Path"),
        ("The minister accused the FMLN of the murder of a judge.", "FMLN"),
        ("The army blamed the ELN for the bombing of the pipeline.", "ELN"),
        ("The army is responsible for the murder of the priest.", "army"),
    ],
)  # fmt: skip
def test_whoever_is_blamed_is_the_actor(text: str, actor: str) -> None:
    claim = assault(text)
    assert [party.text.removeprefix("The ") for party in claim.actors] == [actor]


@pytest.mark.parametrize(
    "text",
    [
        "The minister accused the mayor after the murder of a judge.",
        "The president took a plane after the attack on the barracks.",
        "The government offered a reward for the murder of the priest.",
    ],
)
def test_whoever_only_stands_near_is_not(text: str) -> None:
    assert not any(
        claim.actors
        for claim in claims_of(text, published="1989-11-20")
        if claim.event_type == "ASSAULT"
    )


@pytest.mark.parametrize(
    ("day", "sector"), [("1989-11-20", "REB"), ("2009-03-16", "PTY")]
)
def test_a_front_is_a_party_after_its_peace(day: str, sector: str) -> None:
    (claim,) = claims_of("The FMLN criticised President Mora.", published=day)
    assert [party.sector for party in claim.actors] == [sector]


@pytest.mark.parametrize(
    "text",
    [
        "Guerrillas dynamited two power pylons near Tarma.",
        "Subversives sabotaged the power system in Lima.",
        "Rebels threw dynamite sticks at the consulate in Lima.",
        "Guerrillas set three trucks on fire near Cali.",
        "An explosive device damaged the embassy in Lima.",
    ],
)
def test_sabotage_is_an_assault(text: str) -> None:
    assert assault(text).mode in ("destroy", "explosives")


def test_damage_by_rain_is_not() -> None:
    assert not claims_of("Heavy rain damaged the bridge near Cali.")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Police said the Shining Path was behind the attack on the hotel.",
         "Shining Path"),
        ("Those responsible for the attack are members of the Shining Path.",
         "members of the Shining Path"),
    ],
)  # fmt: skip
def test_those_behind_an_act_are_its_actors(text: str, actor: str) -> None:
    names = [party.text.removeprefix("the ") for party in assault(text).actors]
    assert names == [actor]


def test_a_terrorist_attack_names_no_actor() -> None:
    assert not assault("The terrorist attack in Cali left two people dead.").actors


def test_a_guerrilla_attack_does() -> None:
    (actor,) = assault("A guerrilla attack in Cali left two people dead.").actors
    assert actor.sector == "REB"


def test_who_dies_when_a_bomb_explodes_was_hit() -> None:
    claim = assault("Mayor Juan Mora died when a bomb exploded in his office.")
    assert [party.text for party in claim.recipients] == ["Mayor Juan Mora"]
