"""Mistakes of the parser that are mended, and acts told beside one another."""

from __future__ import annotations

import pytest

from tests.pipeline import claims_of, extractor
from transforms.english.repairs import mended

TUESDAY = "2024-03-12"


def told(text: str) -> list[tuple[str, str | None, list[str | None], list[str | None]]]:
    """Type, mode and countries of the acts told as done."""
    return [
        (
            claim.event_type,
            claim.mode,
            [party.country for party in claim.actors],
            [party.country for party in claim.recipients],
        )
        for claim in claims_of(text)
        if claim.factuality in ("completed", "ongoing") and not claim.is_background
    ]


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("Chad hoped to win.", "hoped", "hope"),
        ("Rebels staged a raid.", "staged", "stage"),
        ("Chad waged war.", "waged", "wage"),
        ("Shells hit two bases.", "bases", "base"),
    ],
)
def test_a_lemma_is_mended(text: str, form: str, lemma: str) -> None:
    doc = mended(extractor().nlp(text))
    assert next(token.lemma_ for token in doc if token.text == form) == lemma


def test_a_spokesman_behind_a_town_speaks_and_is_no_victim() -> None:
    text = (
        "Chadian troops captured eight Sudanese soldiers near Adre, a spokesman in"
        " N'Djamena said."
    )
    (claim,) = claims_of(text)
    assert [party.country for party in claim.recipients] == ["SDN"]
    assert claim.claimant is not None
    assert "spokesman" in claim.claimant.text


def test_a_day_before_the_speaker_is_the_day_of_what_he_tells() -> None:
    text = "Two nurses were shot dead in Goma, Congo, on Sunday, President Amadi said."
    (claim,) = claims_of(text, published=TUESDAY)
    assert str(claim.date.date_start) == "2024-03-10"


def test_losses_of_two_sides_are_each_their_own() -> None:
    text = "Chad lost 60 soldiers and Mali lost 45 in the fighting on Sunday."
    (claim,) = claims_of(text)
    assert [party.country for party in claim.actors] == ["TCD", "MLI"]
    owners = {q.best: (q.whose.role, q.whose.index) for q in claim.quantities}
    assert owners == {60: ("actors", 0), 45: ("actors", 1)}


def test_his_vice_president_is_one_word() -> None:
    text = "The resignation of Kenya's vice-president on Monday came after a strike."
    assert ("RETREAT", "resign", ["KEN"], []) in told(text)


TELLS = [
    # passive gifts and refusals
    ("A Chadian journalist was granted asylum by Kenya.", "AID", "KEN", "TCD"),
    ("Chad granted a Kenyan journalist asylum.", "AID", "TCD", "KEN"),
    # weapons are no recipients
    ("Chad fired artillery at a Sudanese village.", "ASSAULT", "TCD", "SDN"),
    ("Chad fired ballistic missiles at two Sudanese bases.", "ASSAULT", "TCD", "SDN"),
    # a protest put down
    ("Kenyan police crushed a protest by nurses in Nairobi.", "ASSAULT", "KEN", "KEN"),
    # threats told as conditions
    ("Kenya would send warships if Chad stopped the ferry again, its foreign minister"
     " said.", "THREATEN", "KEN", "TCD"),
    # nouns made of verbs
    ("Chad's summoning of the Kenyan ambassador was noted.", "ACCUSE", "TCD", "KEN"),
    # ties of troops
    ("Troops loyal to Chad's president bombed a Sudanese town.", "ASSAULT", "TCD",
     "SDN"),
    # blame takes a deed for granted, and falls on who did it
    ("The killing of a nurse by Chadian troops was condemned by Kenya's president.",
     "ACCUSE", "KEN", "TCD"),
    ("Kenya condemned the shelling of a Malian town by Chad.", "ASSAULT", "TCD", "MLI"),
    ("Chadian border guards turned their guns on Malian officers in Goma.", "ASSAULT",
     "TCD", "MLI"),
    # who takes a school or a hostage
    ("Kenyan gunmen took two Chadian nurses hostage.", "ASSAULT", "KEN", "TCD"),
    ("Chad gave back ten Kenyan prisoners; Kenya apologised to Chad.", "CONCEDE",
     "KEN", "TCD"),
    # he and him are two
    ("Mali's president met Chad's foreign minister. He thanked him for the aid.",
     "SUPPORT", "MLI", "TCD"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "event_type", "actor", "recipient"), TELLS)
def test_sides_are_read(text: str, event_type: str, actor: str, recipient: str) -> None:
    found = [(kind, actors, others) for kind, _, actors, others in told(text)]
    assert (event_type, [actor], [recipient]) in found


def test_who_leads_a_raid_does_it_and_who_backs_a_militia_does_not() -> None:
    (raid,) = told("A Saudi-led airstrike killed nine villagers in Taiz.")
    assert raid[2] == ["SAU"]
    (raid,) = told("Nine militants were killed in a French raid near Kidal.")
    assert raid == ("ASSAULT", None, ["FRA"], ["MLI"])
    (claim,) = claims_of("Iranian-backed gunmen seized the airfield in Basra.")
    assert [(p.text, p.country) for p in claim.actors] == [
        ("Iranian-backed gunmen", "IRQ")
    ]
    (claim,) = claims_of("A US-backed militia seized the airfield.")
    assert [p.country for p in claim.actors] == [None]


SILENT = [
    ("Storms hit northern Kenya, killing four people.", "ASSAULT"),
    ("Locusts invaded northern Kenya, forcing farmers to leave.", "SANCTION"),
    ("Kenya's navy is to hold live-fire exercises off Mombasa.", "AGREE"),
    ("Kenya hopes to send 500 police to Wajir.", "MOBILIZE"),
    ("The minister told a rally in Kisumu that wages would rise.", "PROTEST"),
    ("Chad broke off relations with Mali in protest at the shelling.", "PROTEST"),
    ("In the novel, a spy bombs an embassy and kidnaps a minister.", "ASSAULT"),
    ("A suspect in the Mombasa bombings was arrested in Nairobi.", "ASSAULT"),
    ("The singer attacked her song in Nairobi.", "ASSAULT"),
    ("Rebels left Goma without firing a shot at the soldiers.", "ASSAULT"),
    ("A lorry ploughed into a market after its brakes failed, killing two.", "ASSAULT"),
    ("A tumour that had invaded his spine was removed in Nairobi.", "ASSAULT"),
    ("Students met in Nairobi on Monday.", "CONSULT"),
    ("Campaigners in the Peruvian opposition fear the army.", "ACCUSE"),
    ("The minister turned his fire on the press in Nairobi.", "ASSAULT"),
]


@pytest.mark.parametrize(("text", "event_type"), SILENT)
def test_what_is_no_such_act_is_not_told(text: str, event_type: str) -> None:
    assert event_type not in {kind for kind, *_ in told(text)}


def test_an_exercise_that_was_held_is_told() -> None:
    text = "Kenya's navy held live-fire exercises off Mombasa on Monday."
    assert ("MOBILIZE", "troops", ["KEN"], []) in told(text)


def test_two_acts_of_a_sentence_are_not_one() -> None:
    text = "The rebels killed 37 hostages before Chadian commandos shot 29 rebels dead."
    tolls = [
        [quantity.best for quantity in claim.quantities] for claim in claims_of(text)
    ]
    assert tolls == [[37], [29]]


def test_the_harm_and_the_raid_that_did_it_are_one() -> None:
    text = "Twelve nurses were hurt when Chadian police raided a clinic in Abeche."
    assert [item for item in told(text) if item[0] == "ASSAULT"] == [
        ("ASSAULT", None, ["TCD"], ["TCD"])
    ]


def test_an_act_that_goes_on_from_another_shares_its_day() -> None:
    text = "Rebels raided Abeche on Sunday. They took four nurses hostage."
    days = {str(c.date.date_start) for c in claims_of(text, published=TUESDAY)}
    assert days == {"2024-03-10"}


def test_two_states_share_their_last_name() -> None:
    text = "Troops from North and South Korea exchanged artillery fire on Friday."
    assert told(text) == [("ASSAULT", "heavy-weapons", ["PRK", "KOR"], [])]


def test_the_group_is_the_one_whose_fighters_were_told() -> None:
    text = "Boko Haram fighters captured the town. The group then threatened Niger."
    threat = next(c for c in claims_of(text) if c.event_type == "THREATEN")
    assert [party.name for party in threat.actors] == ["Boko Haram"]


def test_the_latter_is_the_second_of_two() -> None:
    text = "Chad's minister urged his Malian counterpart to resign. The latter refused."
    refusal = next(c for c in claims_of(text) if c.event_type == "REJECT")
    assert [party.country for party in refusal.actors] == ["MLI"]


def test_a_confirmed_report_is_true() -> None:
    text = (
        "Officials confirmed reports that Chad had shelled the Sudanese town of Kulbus."
    )
    assert ("ASSAULT", "heavy-weapons", ["TCD"], ["SDN"]) in told(text)


def test_those_killed_fighting_are_the_victims() -> None:
    text = "She buried one of eight Dutch nationals killed fighting near Goma in May."
    (claim,) = [c for c in claims_of(text) if c.event_type == "ASSAULT"]
    assert not claim.actors
    assert [party.country for party in claim.recipients] == ["NLD"]


def test_those_shot_dead_were_not_dead_before() -> None:
    (claim,) = claims_of("Gunmen shot dead ten worshippers in Kano.")
    assert [party.text for party in claim.recipients] == ["ten worshippers"]
    assert [quantity.counted for quantity in claim.quantities] == ["killed"]


def test_a_semicolon_begins_another_report() -> None:
    text = "Thirty people were killed in Kano; 12 died in a bomb attack in Abuja."
    claims = [c for c in claims_of(text) if c.event_type == "ASSAULT"]
    places = [c.place.name for c in claims if c.place is not None]
    assert places == ["Kano", "Abuja"]


def test_an_attack_on_a_rally_is_where_and_when_the_rally_is() -> None:
    text = "Twelve died in a bomb attack on a rally in Abuja on 2 October 2015."
    claim = next(c for c in claims_of(text) if c.event_type == "ASSAULT")
    assert claim.place is not None
    assert claim.place.name == "Abuja"
    assert str(claim.date.date_start) == "2015-10-02"


@pytest.mark.parametrize(
    ("text", "event_type", "actor"),
    [
        (
            "Bombers linked to the group killed 57 in a Shia mosque.",
            "ASSAULT",
            "Bombers",
        ),
        (
            "The judge who freed the rebels jailed two officers in Lima.",
            "SANCTION",
            "judge",
        ),
        ("Two soldiers given leave arrested a deserter.", "COERCE", "Two soldiers"),
    ],
)
def test_the_second_verb_is_the_finite_one(
    text: str, event_type: str, actor: str
) -> None:
    claim = next(c for c in claims_of(text) if c.event_type == event_type)
    assert [party.text for party in claim.actors] == [actor]
    assert claim.factuality == "completed"


def test_a_creed_is_no_place() -> None:
    text = "Gunmen killed 57 worshippers in a Shia mosque in Kabul on Monday."
    (claim,) = claims_of(text)
    assert claim.place is not None
    assert claim.place.name == "Kabul"


@pytest.mark.parametrize(
    ("text", "event_type", "is_done"),
    [
        ("Togo's army could encircle Kpalime and hit rebel camps.", "ASSAULT", False),
        ("Togo's army encircled Kpalime and hit rebel camps.", "ASSAULT", True),
        ("She hopes the two spies will be put on trial and jailed.", "COERCE", False),
        ("Chad would have seized Faya and hit rebel camps.", "ASSAULT", False),
        ("Chad has seized Faya and hit rebel camps.", "ASSAULT", True),
    ],
)
def test_a_second_verb_shares_the_modal_of_the_first(
    text: str, event_type: str, is_done: bool
) -> None:
    found = {c.factuality for c in claims_of(text) if c.event_type == event_type}
    assert found
    assert (found == {"completed"}) == is_done
