"""Whom an act reaches beyond the slots of its frame, and where it reaches nobody."""

from __future__ import annotations

import pytest

from tests.pipeline import claims_of

REACHED = [
    ("Bolivia agreed to lift a ban on imports of Chilean wine.", "AGREE", {"CHL"}),
    ("Niger is ready to send wheat to Chad.", "AGREE", {"TCD"}),
    ("Kenya condemned Eritrean shelling of two villages.", "ACCUSE", {"ERI"}),
    ("Kenya denounced the shelling by Eritrea of two villages.", "ACCUSE", {"ERI"}),
    ("Prosecutors in Lima opened an investigation of the Bolivian bank.", "ACCUSE",
     {"BOL"}),
    ("Kenya suspended military aid to Uganda.", "SANCTION", {"UGA"}),
    ("Ghana threatened to close its border with Togo.", "THREATEN", {"TGO"}),
    ("Nigerien jets bombed a market in Chad.", "ASSAULT", {"TCD"}),
    ("The Malian army shelled the town of Kidal on Monday.", "ASSAULT", {"MLI"}),
]  # fmt: skip
UNREACHED = [
    ("Kenya condemned the shelling of Chadian villages.", "ACCUSE"),
    ("Ghana's president resigned after protests in Togo.", "RETREAT"),
    ("Chad and Niger agreed to swap prisoners.", "AGREE"),
    ("Kenya mobilised its army.", "MOBILIZE"),
]


@pytest.mark.parametrize(("text", "event_type", "countries"), REACHED)
def test_the_words_of_an_act_tell_whom_it_reaches(
    text: str, event_type: str, countries: set[str]
) -> None:
    claims = [c for c in claims_of(text) if c.event_type == event_type]
    assert {p.country for c in claims for p in c.recipients} == countries


@pytest.mark.parametrize(("text", "event_type"), UNREACHED)
def test_what_is_not_aimed_at_anybody_has_no_recipient(
    text: str, event_type: str
) -> None:
    claims = [c for c in claims_of(text) if c.event_type == event_type]
    assert claims
    assert not [p for c in claims for p in c.recipients]


def test_states_that_agree_with_each_other_do_so_mutually() -> None:
    (claim,) = claims_of("Chad and Niger agreed to hold joint exercises.")
    assert (claim.direction, len(claim.actors)) == ("mutual", 2)


ANSWERED = [
    ("Sudan expelled an envoy on Monday, and Peru condemned the move.", {"SDN"}),
    ("Sudan expelled an envoy on Monday, and Peru condemned terrorism.", set()),
    ("Peru condemned the move.", set()),
]


@pytest.mark.parametrize(("text", "countries"), ANSWERED)
def test_a_reaction_is_aimed_at_who_did_what_was_just_told(
    text: str, countries: set[str]
) -> None:
    claims = [c for c in claims_of(text) if c.event_type == "ACCUSE"]
    assert {p.country for c in claims for p in c.recipients} == countries


MOVED = [
    ("Cuba will send doctors to Chad.", {"TCD"}),
    ("Kenya withdrew its advisers from Uganda.", {"UGA"}),
    ("Kenya freed its Chadian prisoners.", {"TCD"}),
]


@pytest.mark.parametrize(("text", "countries"), MOVED)
def test_people_whom_an_actor_moves_are_no_recipients(
    text: str, countries: set[str]
) -> None:
    assert {p.country for c in claims_of(text) for p in c.recipients} == countries


def test_home_affairs_give_people_the_country_of_the_other_side() -> None:
    (claim,) = claims_of("The Bahraini king freed two clerics. Oslo kept silent.")
    assert [p.country for p in claim.recipients] == ["BHR"]
    (claim,) = claims_of("Canadian police shot two farmers. Oslo kept silent.")
    assert claim.actors[0].country == "CAN"
