"""Who did it and to whom, where other words than subject and object tell it."""

from __future__ import annotations

import pytest

from schemas.records import Party
from tests.pipeline import claims_of

# Text, type, countries and sectors of the actors, and of the recipients.
TOLD = [
    # A town falls to its taker, and is taken from its holder.
    ("The town of Kidal has fallen to Tuareg rebels.", "COERCE", {"MLI/REB"}, None),
    ("Kidal was recaptured from the rebels by the Malian army.", "COERCE",
     {"MLI/MIL"}, {"MLI/REB"}),
    ("The Malian army recaptured Kidal.", "COERCE", {"MLI/MIL"}, None),
    ("Government jets bombed an FARC-held town in Colombia.", "ASSAULT",
     {"COL/MIL"}, {"COL/REB"}),
    ("Government jets bombed a FARC-inspired group in Colombia.", "ASSAULT",
     {"COL/MIL"}, None),
    # Those who flee their homes are not who drove them out.
    ("Hundreds of villagers fled their homes in northern Mali on Monday.",
     "SANCTION", set(), {"MLI/CVL"}),
    ("Residents fled the army's advance on Kidal.", "SANCTION", {"MLI/MIL"},
     {"MLI/CVL"}),
    # Joined peoples before a raid are their forces, and nobody's victims.
    ("Kenyan and Ugandan airstrikes hit the town of Kismayo.", "ASSAULT",
     {"KEN/MIL", "UGA/MIL"}, {"SOM/CVL"}),
    ("Kenyan, Ugandan and Chadian airstrikes hit the rebels in Lima.", "ASSAULT",
     {"KEN/MIL", "UGA/MIL", "TCD/MIL"}, {"PER/REB"}),
    # Arms and the kind of an act are nobody.
    ("Kenya launched a military offensive in Somalia.", "ASSAULT", {"KEN/GOV"},
     {"SOM/None"}),
    ("The patrol in Lima was hit by an RPG on Monday.", "ASSAULT", set(),
     {"PER/MIL"}),
    ("Uganda ruled out a state of war with Kenya.", "REJECT", {"UGA/GOV"},
     {"KEN/GOV"}),
    # A decision is that of who takes it.
    ("Chad welcomed the decision by Niger to withdraw its troops from Mali.",
     "CONCEDE", {"NER/GOV"}, {"MLI/GOV"}),
    ("Chad announced a decision to withdraw its troops from Mali.", "CONCEDE",
     {"TCD/GOV"}, {"MLI/GOV"}),
    ("Chad announced that its troops would withdraw from Niger.", "CONCEDE",
     {"TCD/GOV"}, {"NER/GOV"}),
    ("A Chadian minister said that Kenyan troops would withdraw from Niger.",
     "CONCEDE", {"KEN/MIL"}, {"NER/GOV"}),
    # A by-phrase is shared by coordinated participles, not by whole clauses.
    ("Chad was bombed and occupied by Niger in May.", "ASSAULT", {"NER/GOV"},
     {"TCD/GOV"}),
    ("Chad was attacked and Mali was bombed by Niger.", "ASSAULT", {"NER/GOV"}, None),
    # What is moved is nobody's victim; captives let go are.
    ("Chad will pull Chadian troops out of the north.", "CONCEDE", {"TCD/GOV"}, set()),
    ("Kenya released 30 Somali soldiers on Monday.", "RETREAT", {"KEN/GOV"},
     {"SOM/MIL"}),
    ("Turkey attacked the town against the advice of Germany.", "ASSAULT",
     {"TUR/GOV"}, set()),
    ("Scotland Yard has an investigation into Ms Dal, a Kenyan minister.", "ACCUSE",
     {"GBR/COP"}, {"KEN/GOV"}),
    # Talking to somebody is done by both; talking to the press is nothing.
    ("The Peruvian president had spoken to Prime Minister Ana Ruiz of Chile.",
     "CONSULT", {"PER/GOV", "CHL/GOV"}, set()),
    ("The Peruvian president spoke to reporters on Monday.", "CONSULT", set(), set()),
    ("Kenyan troops fought Somali rebels on Monday.", "ASSAULT",
     {"KEN/MIL", "SOM/REB"}, set()),
    ("Four soldiers were killed when Kenyan troops fought Somali rebels.", "ASSAULT",
     {"KEN/MIL", "SOM/REB"}, set()),
    ("Nine nurses were killed when Kenyan troops fought Somali rebels.", "ASSAULT",
     {"KEN/MIL", "SOM/REB"}, {"-/MED"}),
    ("Two Thai, three Lao and nine Malian soldiers were hurt in the raid.", "ASSAULT",
     set(), {"THA/MIL", "LAO/MIL", "MLI/MIL"}),
    ("A bomb killed two US and six Iraqi soldiers.", "ASSAULT",
     set(), {"USA/MIL", "IRQ/MIL"}),
    ("Six Thai and two Lao soldiers were hurt when the armies exchanged fire.",
     "ASSAULT", {"THA/MIL", "LAO/MIL"}, set()),
    ("Six Lao soldiers were hurt when Thai and Lao forces exchanged fire.",
     "ASSAULT", {"THA/MIL", "LAO/MIL"}, set()),
    ("The mayor of Lahore was unhurt when a bomb struck his convoy.", "ASSAULT",
     set(), {"PAK/GOV"}),
    ("The mayor of Lahore was away when a rocket destroyed his home.", "ASSAULT",
     {"-/MIL"}, {"PAK/GOV"}),
    ("Foreign tourists were kidnapped in Mali.", "ASSAULT", set(), {"-/CVL"}),
    ("Hostages were shot in Mali.", "ASSAULT", set(), {"-/CVL"}),
    ("Villagers were shot in Mali.", "ASSAULT", set(), {"MLI/CVL"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "event_type", "actors", "recipients"), TOLD)
def test_the_sides_of_an_act_are_those_its_words_tell(
    text: str, event_type: str, actors: set[str], recipients: set[str] | None
) -> None:
    claims = [c for c in claims_of(text) if c.event_type == event_type]
    assert {_code(p) for c in claims for p in c.actors} == actors
    told = {_code(p) for c in claims for p in c.recipients}
    assert recipients is None or told == recipients


def _code(party: Party) -> str:
    return f"{party.country or '-'}/{party.sector}"


TWO_MEN = [
    (
        "Chad and Niger signed a pact in May. The two men were arrested on Monday.",
        set(),
    ),
    (
        "Peruvian President Juan Soto met Chilean President Luis Vega in Lima. "
        "Both men were later arrested.",
        {"PER", "CHL"},
    ),
]


@pytest.mark.parametrize(("text", "countries"), TWO_MEN)
def test_two_men_are_two_persons_and_never_two_states(
    text: str, countries: set[str]
) -> None:
    claims = [c for c in claims_of(text) if c.event_type == "COERCE"]
    assert claims
    assert {p.country for c in claims for p in c.recipients} - {None} == countries


def test_the_remaining_fighters_are_those_of_the_group_told_before() -> None:
    told = claims_of(
        "Iraqi forces attacked Islamic State militants in Mosul. "
        "Remaining fighters were killed on Sunday."
    )
    (fighters,) = told[-1].recipients
    assert (fighters.country, fighters.sector) == ("IMG", "REB")


def test_a_town_before_an_attack_is_its_place_and_no_attacker() -> None:
    claim = next(c for c in claims_of("The Kabul assault ended on Monday."))
    assert not claim.actors
    assert claim.place is not None
    assert claim.place.name == "Kabul"


def test_a_platform_is_where_something_is_said() -> None:
    (claim,) = claims_of("Chad urged France on Twitter to send troops to Mali.")
    assert [party.country for party in claim.recipients] == ["FRA"]


def test_a_day_before_a_name_is_no_part_of_it() -> None:
    claim = next(iter(claims_of("On Sunday Mr Okello threatened to bomb Kenya.")))
    assert [party.text for party in claim.actors] == ["Mr Okello"]


def test_unions_speak_of_their_own_government() -> None:
    text = (
        "Union leaders from Kenya accused the government of graft. They met in Kampala."
    )
    claim = next(c for c in claims_of(text) if c.event_type == "ACCUSE")
    assert [party.country for party in claim.recipients] == ["KEN"]


def test_a_paper_is_not_what_it_stands_for() -> None:
    text = (
        "Chad held the town. Agence France-Presse reported clashes."
        " It freed four captives on Monday."
    )
    claim = next(c for c in claims_of(text) if c.event_type == "RETREAT")
    assert [party.country for party in claim.actors] == ["TCD"]


@pytest.mark.parametrize(
    ("whose", "country"), [("23 of its", "NOR"), ("its", "NOR"), ("its own", "CHL")]
)
def test_diplomats_expelled_are_of_the_other_state(whose: str, country: str) -> None:
    text = f"Norway denied any part in it. Chile expelled {whose} diplomats on Monday."
    claim = next(c for c in claims_of(text) if c.mode == "expel")
    assert [party.country for party in claim.recipients] == [country]


@pytest.mark.parametrize(
    ("done", "event_type"),
    [
        ("killed 40 Chadian soldiers", "ASSAULT"),
        ("attacked 40 Chadian villages", "COERCE"),
    ],
)
def test_a_bare_number_counts_what_was_told_before(done: str, event_type: str) -> None:
    claims = claims_of(f"Libyan troops {done} and captured 19.")
    taken = [c.event_type for c in claims if c.trigger.text == "captured"]
    assert taken == [event_type]


@pytest.mark.parametrize(("short", "country"), [("HK", "HKG"), ("NZ", "NZL")])
def test_headlines_shorten_states(short: str, country: str) -> None:
    claims = claims_of(f"{short} police arrested 40 students on Monday.")
    assert [p.country for c in claims for p in c.actors] == [country]
