"""The hard cases of the codebook, one sentence each, written for the project."""

from __future__ import annotations

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of


def codes(claims: list[Claim]) -> set[tuple[str, str | None, str]]:
    """Type, mode and factuality of each claim."""
    return {(c.event_type, c.mode, c.factuality) for c in claims}


def side(claims: list[Claim], event_type: str, name: str) -> set[str | None]:
    """Countries of a side over the claims of a type."""
    return {
        party.country
        for claim in claims
        if claim.event_type == event_type
        for party in getattr(claim, name)
    }


ONE_CODE = [
    # captives: agreed, freed, pardoned, rescued
    ("Chad and Niger will swap prisoners next month.", "AGREE", None, "completed"),
    ("Chad and Niger agreed to swap prisoners.", "AGREE", None, "completed"),
    ("Chad and Niger swapped prisoners.", "RETREAT", "release", "completed"),
    ("Chad and Niger are swapping prisoners.", "RETREAT", "release", "ongoing"),
    ("The rebels freed twelve captives.", "RETREAT", "release", "completed"),
    ("Peru's president pardoned 40 detainees.", "CONCEDE", None, "completed"),
    ("A court in Lima acquitted the general.", "CONCEDE", None, "completed"),
    ("Malian commandos rescued nine hostages.", "AID", None, "completed"),
    # leaving and truces: declared, done
    ("Chad announced it would withdraw its troops.", "CONCEDE", None, "completed"),
    ("The Sudanese army declared a ceasefire.", "CONCEDE", None, "completed"),
    ("Chadian troops withdrew from Niger.", "RETREAT", "withdraw", "completed"),
    # meetings
    ("Kenya's president will meet his Ugandan counterpart next week.", "AGREE", None,
     "completed"),
    ("Kenyan and Ugandan officials met on Monday.", "CONSULT", None, "completed"),
    ("Kenyan officials held talks with Uganda.", "CONSULT", None, "completed"),
    ("Kenya and Uganda are negotiating.", "CONSULT", None, "ongoing"),
    ("Kenya refused to meet Ugandan officials.", "REJECT", "meet", "completed"),
    ("Kenya called off a meeting with Uganda.", "REJECT", "meet", "completed"),
    ("Kenya broke off talks with Uganda.", "SANCTION", "discontinue", "completed"),
    ("Kenya imposed sanctions on Uganda.", "SANCTION", "discontinue", "completed"),
    ("Kenya threatened to impose sanctions on Uganda.", "THREATEN", "relations",
     "completed"),
    ("Kenya summoned the Ugandan ambassador.", "ACCUSE", "disapprove", "completed"),
    # people: captured, arrested, convicted, expelled, deported
    ("The rebels captured 30 Malian soldiers.", "ASSAULT", "abduct", "completed"),
    ("Malian police arrested a journalist.", "COERCE", "arrest", "completed"),
    ("Malian police raided the offices of the opposition.", "COERCE", "seize",
     "completed"),
    ("A Malian court convicted the former minister.", "SANCTION", "convict",
     "completed"),
    ("Mali expelled two French diplomats.", "SANCTION", "expel", "completed"),
    ("Mali deported 200 migrants.", "COERCE", "deport", "completed"),
    # exercises and readiness
    ("India and Japan held a joint naval exercise.", "COOPERATE", None, "completed"),
    ("India conducted a military exercise.", "MOBILIZE", "troops", "completed"),
    ("India deployed troops along the border.", "MOBILIZE", "troops", "completed"),
    # protest
    ("Thousands of Peruvians protested in Lima.", "PROTEST", "demo", "completed"),
    ("Protesters in Lima marched, demanding reform.", "PROTEST", "demo", "completed"),
    ("Teachers in Peru went on strike.", "PROTEST", "strike", "completed"),
    # violence
    ("Rebels and soldiers clashed in Mali.", "ASSAULT", None, "completed"),
    ("Malian jets bombed a rebel camp.", "ASSAULT", "aerial", "completed"),
    ("The shelling of Goma by M23 killed six people.", "ASSAULT", "heavy-weapons",
     "completed"),
    ("Gunmen opened fire on a bus in Mali, killing four people.", "ASSAULT",
     "firearms", "completed"),
    ("A suicide bomber blew himself up in Kabul, killing ten people.", "ASSAULT",
     "suicide-attack", "completed"),
    ("A drone strike killed two militants in Yemen.", "ASSAULT", "drone", "completed"),
    ("Villagers were forced to flee Sudan's army.", "SANCTION", "expel", "completed"),
    # words
    ("Bolivia accused Chile of spying.", "ACCUSE", "allege", "completed"),
    ("Bolivia condemned the Chilean government.", "ACCUSE", "disapprove", "completed"),
    ("Bolivia urged Chile to release the prisoners.", "REQUEST", "yield", "completed"),
    ("Bolivia demanded that Chile withdraw its troops.", "REQUEST", "yield",
     "completed"),
    ("Bolivia asked Chile for aid.", "REQUEST", "assist", "completed"),
    ("Bolivia rejected Chile's ceasefire proposal.", "REJECT", "yield", "completed"),
    ("Bolivia praised Chile.", "SUPPORT", None, "completed"),
    ("Norway sent food aid to Yemen.", "AID", None, "completed"),
    ("Bolivia vowed to strike Chile.", "THREATEN", "violence", "completed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "event_type", "mode", "factuality"),
    ONE_CODE,
    ids=[row[0][:50] for row in ONE_CODE],
)
def test_the_sentence_has_the_one_code(
    text: str, event_type: str, mode: str | None, factuality: str
) -> None:
    assert codes(claims_of(text)) == {(event_type, mode, factuality)}


NOTHING = [
    "The trade war between the two companies cost Kenya millions.",
    "A late strike won the match for Kenya in the league.",
    "The minister declined to comment.",
    "Kenya's president said the economy was doing well.",
    "The army released a statement in Bamako.",
    "Shares in Kenya tumbled as the price war between two banks went on.",
    "The film tells how rebels attacked a village in Kenya.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_act_is_read_where_none_is_told(text: str) -> None:
    shown = [c for c in claims_of(text) if c.factuality in ("completed", "ongoing")]
    assert shown == []


FACTUALITY = [
    ("Police in Kenya did not fire on the crowd.", "ASSAULT", "negated"),
    ("Kenya's army denied that it had shelled the market.", "ASSAULT", "denied"),
    ("If talks fail, Kenyan troops will attack Uganda.", "ASSAULT", "hypothetical"),
    ("Kenyan troops may attack Uganda.", "ASSAULT", "hypothetical"),
    ("Kenyan troops allegedly attacked Ugandan villagers.", "ASSAULT", "alleged"),
    ("Unions in Kenya will march on Friday.", "PROTEST", "planned"),
    ("Kenya is shelling Ugandan positions.", "ASSAULT", "ongoing"),
    ("Kenyan forces failed to capture the town.", "COERCE", "negated"),
    ("Kenya accused Ugandan troops of attacking villagers.", "ASSAULT", "alleged"),
]


@pytest.mark.parametrize(("text", "event_type", "factuality"), FACTUALITY)
def test_the_act_is_told_with_its_factuality(
    text: str, event_type: str, factuality: str
) -> None:
    found = {c.factuality for c in claims_of(text) if c.event_type == event_type}
    assert found == {factuality}


SWAPS = [
    ("{a} attacked {b}.", "ASSAULT"),
    ("{b} was attacked by {a}.", "ASSAULT"),
    ("An attack on {b} by {a} was reported.", "ASSAULT"),
    ("{a} accused {b} of spying.", "ACCUSE"),
    ("{a} urged {b} to release the prisoners.", "REQUEST"),
    ("{b} was urged by {a} to release the prisoners.", "REQUEST"),
    ("{a} rejected {b}'s demand.", "REJECT"),
    ("{a} imposed sanctions on {b}.", "SANCTION"),
    ("{a} sent food aid to {b}.", "AID"),
    ("{a} praised {b}.", "SUPPORT"),
    ("{a}, which had warned of war, attacked {b}.", "ASSAULT"),
]


@pytest.mark.parametrize(("pattern", "event_type"), SWAPS)
@pytest.mark.parametrize(
    ("a", "b"), [("Bolivia", "Chile"), ("Chile", "Bolivia"), ("India", "Nepal")]
)
def test_exchanging_the_sides_exchanges_the_roles(
    pattern: str, event_type: str, a: str, b: str
) -> None:
    codes_of = {"Bolivia": "BOL", "Chile": "CHL", "India": "IND", "Nepal": "NPL"}
    claims = claims_of(pattern.format(a=a, b=b))
    assert side(claims, event_type, "actors") == {codes_of[a]}
    assert side(claims, event_type, "recipients") == {codes_of[b]}


def test_a_recalled_attack_is_background() -> None:
    claims = claims_of("Ten years ago today, gunmen killed 130 people in Lima.")
    assert claims
    assert all(c.is_background for c in claims)


def test_the_place_is_where_it_happened_not_where_it_was_told() -> None:
    (claim,) = claims_of("Officials in Nairobi said clashes near Mandera killed three.")
    assert claim.place is not None
    assert claim.place.name == "Mandera"


def test_government_seats_are_governments() -> None:
    (claim,) = claims_of("The White House condemned Tehran.")
    assert [(p.country, p.sector) for p in claim.actors] == [("USA", "GOV")]
    assert [(p.country, p.sector) for p in claim.recipients] == [("IRN", "GOV")]


def test_a_toll_has_bounds_and_sides() -> None:
    (claim,) = claims_of("At least 12 soldiers were killed in an attack in Mali.")
    (number,) = claim.quantities
    assert (number.low, number.best, number.high) == (12, 12, None)
    assert number.counted == "killed"


def test_each_side_gives_a_number_of_its_own() -> None:
    claims = claims_of("Chad and Niger agreed to swap 1,000 prisoners each.")
    numbers = [q for c in claims for q in c.quantities]
    assert {(q.best, q.whose.role, q.whose.index) for q in numbers} == {
        (1000, "actors", 0),
        (1000, "actors", 1),
    }


def test_the_claimant_is_not_the_actor() -> None:
    (claim,) = claims_of("Ukrainian officials said Russian troops attacked Kharkiv.")
    assert claim.claimant is not None
    assert claim.claimant.country == "UKR"
    assert [p.country for p in claim.actors] == ["RUS"]


def test_spans_resolve_in_a_headline_in_title_case() -> None:
    text = "Rebels Attack Army Base in Northern Mali\n\nRebels attacked a base."
    for claim in claims_of(text):
        for part in (claim.trigger, *claim.actors, *claim.recipients):
            assert text[part.start : part.end] == part.text
