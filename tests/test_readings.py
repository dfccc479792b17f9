"""Sentences that testers asked of, many beside one that differs in a word or two."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks.quality.matching import is_shown
from schemas.records import Claim
from tests.pipeline import claims_of

PUBLISHED = "2019-10-14"


def told(text: str, published: str = PUBLISHED) -> list[Claim]:
    """The claims of the default view."""
    return [claim for claim in claims_of(text, published=published) if is_shown(claim)]


def types(text: str) -> set[str]:
    """Types of the claims of the default view."""
    return {claim.event_type for claim in told(text)}


@pytest.mark.parametrize(
    ("text", "event_type", "is_told"),
    [
        ("Niger's rebels have yet to release the mayor.", "RETREAT", False),
        ("Niger's rebels have now released the mayor.", "RETREAT", True),
        ("Far from withdrawing, Chadian troops shelled Kidal.", "RETREAT", False),
        ("After withdrawing, Chadian troops shelled Kidal.", "RETREAT", True),
        ("Not a single shot was fired at the Malian soldiers.", "ASSAULT", False),
        ("A single shot was fired at the Malian soldiers.", "ASSAULT", True),
        ("Mali marked 30 years since soldiers killed a nun.", "ASSAULT", False),
        ("Mali marked a holiday as soldiers killed a nun.", "ASSAULT", True),
        ("Neither the army nor the rebels shelled Kidal.", "ASSAULT", False),
        ("Both the army and the rebels shelled Kidal.", "ASSAULT", True),
        ("Malian troops killed neither monks nor nuns in Kidal.", "ASSAULT", False),
        ("Nepal lodged a formal protest with Bhutan.", "PROTEST", False),
        ("Nepal lodged a formal protest with Bhutan.", "ACCUSE", True),
        ("Mali will begin a siege followed by an attack on Kidal.", "ASSAULT", False),
        ("Mali began a siege followed by an attack on Kidal.", "ASSAULT", True),
        ("Mali is only interested in ousting Chad's king.", "COERCE", False),
        ("Nurses in Mali specialise in treating victims.", "AID", False),
        ("Niger opposed the idea and its policy on jailing nuns.", "COERCE", False),
        ("There was no move toward sending troops to Chad.", "MOBILIZE", False),
        ("Students were due to march to the palace in Bamako.", "PROTEST", False),
        ("Trains were late due to the march in Bamako.", "PROTEST", True),
        ("A revolt in Mali is not beyond the bounds of reason.", "PROTEST", False),
        ("Mali has not said whether a nun was arrested.", "COERCE", False),
        ("Mali has now said that a nun was arrested.", "COERCE", True),
        ("The men can stay or be deported to Chad.", "COERCE", False),
        ("The men were caught and were deported to Chad.", "COERCE", True),
        ("Mali should talk while suspending arms sales to Chad.", "SANCTION", False),
        ("Mali went on while suspending arms sales to Chad.", "SANCTION", True),
        ("One day the rebels were going to attack Kidal.", "ASSAULT", False),
        ("Chad backed militias to attack Kidal.", "ASSAULT", False),
        ("A judge spoke of the king's delayed sentencing.", "SANCTION", False),
        ("Nuns asked whether Chad had bombed Kidal.", "REQUEST", False),
        ("Nuns asked Chad not to bomb Kidal.", "REQUEST", True),
        ("Mali announced that it would not attack the rebels.", "THREATEN", False),
        ("Mali announced that it would attack the rebels.", "THREATEN", True),
        ("Masons are shoring up the walls of the palace.", "AID", False),
        ("Mali's aims are to hold a vote and share power.", "AGREE", False),
        ("The nuns were not freed or killed.", "ASSAULT", False),
        ("The nuns were freed or killed.", "ASSAULT", True),
        ("Troops may fire as long as the rebels attack Kidal.", "ASSAULT", False),
        ("The doubt surrounding the vote in Mali grew.", "COERCE", False),
        ("Mali's delay has invited scrutiny from Chad.", "AGREE", False),
        ("Chad's king warned that Mali would face hunger.", "THREATEN", False),
        ("Two Malian colonels were charged with treason.", "ACCUSE", True),
        ("Two Malian pupils were charged with theft.", "ACCUSE", False),
        ("Dozens of farmers blocked roads in Mali.", "PROTEST", True),
        ("Dozens of soldiers blocked roads in Mali.", "PROTEST", False),
        ("Malian wolves killed nine nuns.", "ASSAULT", False),
        ("Mali's players captured the cup with a win in Chad.", "COERCE", False),
        ("Malian analysts attacked its accounts.", "ASSAULT", False),
        ("Farmers dumped milk outside the palace in Bamako.", "PROTEST", True),
        ("Farmers poured milk into cans in Bamako.", "PROTEST", False),
    ],
)
def test_what_did_not_happen_is_not_told(
    text: str, event_type: str, is_told: bool
) -> None:
    assert (event_type in types(text)) == is_told


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Chadian jets bombed Kidal on Wednesday, three days after Malian troops "
         "pulled out.", {"ASSAULT": 9, "RETREAT": 6}),
        ("Chadian jets bombed Kidal on Wednesday, three days before Malian troops "
         "pulled out.", {"ASSAULT": 9, "RETREAT": 12}),
        ("A day after soldiers freed ten monks on Monday, Chadian jets bombed Kidal.",
         {"RETREAT": 7, "ASSAULT": 8}),
        ("On the 11th, Chadian jets bombed Kidal.", {"ASSAULT": 11}),
    ],
)  # fmt: skip
def test_days_between_two_acts_date_both(text: str, days: dict[str, int]) -> None:
    published = "2019-10-13" if "a day after" in text.lower() else PUBLISHED
    found = {c.event_type: c.date.date_start for c in told(text, published)}
    assert found == {kind: dt.date(2019, 10, day) for kind, day in days.items()}


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Gunmen killed 12 people, including five women, in Kidal.", [12]),
        ("Gunmen killed 12 people, two of them children, in Kidal.", [12]),
        ("Gunmen killed 12 soldiers and five women in Kidal.", [12, 5]),
        ("Gunmen stabbed nine people in Kidal, two fatally.", [2]),
        ("Gunmen shot dead between 60 and 70 monks in Kidal.", [None]),
    ],
)
def test_parts_of_a_toll_are_not_counted_again(
    text: str, killed: list[int | None]
) -> None:
    (claim,) = told(text)
    found = [q.best for q in claim.quantities if q.counted == "killed"]
    assert found == killed


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Gunmen stormed a hotel in the Malian capital on Sunday, killing six.",
         "Bamako"),
        ("Gunmen stormed a hotel in the Chadian capital on Sunday, killing six.",
         "N'Djamena"),
    ],
)  # fmt: skip
def test_the_capital_of_a_people_is_a_town(text: str, town: str) -> None:
    (claim,) = told(text)
    assert claim.place is not None
    assert claim.place.name == town


def test_a_capital_before_a_blast_did_not_cause_it() -> None:
    (claim,) = told("Six killed in Kabul blast")
    assert not claim.actors


def test_a_headline_without_a_verb_tells_one_act() -> None:
    (claim,) = told("Five killed, 20 hurt in Bamako car bombing - officials")
    assert {(q.counted, q.best) for q in claim.quantities} == {
        ("killed", 5),
        ("injured", 20),
    }


@pytest.mark.parametrize(
    ("second", "actor", "recipient"),
    [
        ("The former froze its aid to the country.", "TCD", "MLI"),
        ("The latter froze its aid to the country.", "NER", "MLI"),
    ],
)
def test_the_country_is_not_who_acts(second: str, actor: str, recipient: str) -> None:
    claims = told("Chad and Niger urged Mali to free a judge. " + second)
    (frozen,) = (c for c in claims if c.event_type == "SANCTION")
    assert [p.country for p in frozen.actors] == [actor]
    assert [p.country for p in frozen.recipients] == [recipient]


def test_its_minister_is_of_the_state_somebody_fled_to() -> None:
    text = "Ms Sow fled to Niger. Its interior minister accused Mali of beating her."
    (claim,) = (c for c in told(text) if c.event_type == "ACCUSE")
    assert [p.country for p in claim.actors] == ["NER"]


@pytest.mark.parametrize(
    ("text", "event_type", "is_told"),
    [
        ("An American bomber destroyed Hiroshima.", "ASSAULT", True),
        ("An earthquake destroyed Hiroshima.", "ASSAULT", False),
        ("Mali's ruler, Ali Sow, flew into exile in Togo.", "RETREAT", True),
        ("Mali's ruler, Ali Sow, flew into Togo.", "RETREAT", False),
        ("Chad and Mali swapped artillery fire on Sunday.", "ASSAULT", True),
        ("Chad and Mali swapped artillery manuals on Sunday.", "ASSAULT", False),
        ("The American raid on Tripoli angered Mali.", "ASSAULT", True),
        ("The police raid on a bar angered its owner.", "ASSAULT", False),
        ("Seven bombs met no soldier in Bamako.", "ASSAULT", False),
        ("Farmers in Mali occupied the mayor's office.", "PROTEST", True),
        ("A farmer in Mali held the office of mayor.", "PROTEST", False),
        ("Malian nuns vowed to stay in Kidal.", "AGREE", False),
        ("Malian rebels vowed to free ten nuns.", "CONCEDE", True),
        (
            "The United States ordered the families of envoys out of Mali.",
            "SANCTION",
            True,
        ),
        ("Mali marked ten years since bombs killed a nun in Bamako.", "ASSAULT", False),
        ("A coup by Malian generals met no resistance.", "COERCE", True),
        ("A meteor exploded over Bamako, injuring 60 nuns.", "ASSAULT", False),
        ("A bomb exploded in Bamako, injuring 60 nuns.", "ASSAULT", True),
    ],
)
def test_one_word_makes_an_act(text: str, event_type: str, is_told: bool) -> None:
    assert (event_type in types(text)) == is_told


def test_she_and_him_are_persons_named_as_objects() -> None:
    text = "Mali elected Ousmane Sow on Sunday. Niger's envoy visited him on Monday."
    (claim,) = (c for c in told(text) if c.event_type == "CONSULT")
    assert [p.text for p in claim.recipients] == ["him"]


def test_its_tanks_are_not_those_of_who_fires() -> None:
    text = "Chad's army entered Kidal. Malian rebels fired on its tanks."
    (claim,) = (c for c in told(text) if c.event_type == "ASSAULT")
    assert [p.country for p in claim.recipients] == ["TCD"]


def test_several_states_are_of_no_country() -> None:
    (claim,) = told("Mali's president accused several states of arming both sides.")
    assert {p.country for p in claim.recipients} <= {None}


def test_victim_and_doer_stand_behind_a_bare_phrase() -> None:
    (claim,) = told("The arrest at gunpoint of Mali's president by soldiers ended it.")
    assert [p.country for p in claim.recipients] == ["MLI"]
    assert [p.text for p in claim.actors] == ["soldiers"]


def test_short_lines_that_run_on_are_one_sentence() -> None:
    claims = told("Rebels shelled Kidal\non Thursday,\nkilling seven monks.")
    assert {c.date.date_start for c in claims} == {dt.date(2019, 10, 10)}
    assert {q.best for c in claims for q in c.quantities} == {7}


@pytest.mark.parametrize(
    ("text", "event_type", "is_old"),
    [
        (
            "A court in Mali convicted ten men over a 2012 raid on a school.",
            "SANCTION",
            0,
        ),
        ("Malian police arrested a priest for a 2013 killing.", "COERCE", 0),
        ("Ten Malian nuns were killed in a 2012 raid on a school.", "ASSAULT", 1),
    ],
)
def test_the_year_of_a_cause_does_not_date_what_answers_it(
    text: str, event_type: str, is_old: int
) -> None:
    (claim,) = (
        c for c in claims_of(text, published=PUBLISHED) if c.event_type == event_type
    )
    assert claim.is_background == bool(is_old)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mali freed nine nuns seized in May.", "2019-10-14"),
        ("In May Mali freed nine nuns seized by rebels.", "2019-05-01"),
        ("Mali freed nine nuns held by rebels on Friday.", "2019-10-11"),
    ],
)
def test_a_participle_keeps_its_month(text: str, day: str) -> None:
    found = claims_of(text, published=PUBLISHED)
    (claim,) = (c for c in found if c.event_type == "RETREAT")
    assert str(claim.date.date_start) == day


def test_sentenced_to_death_is_not_killed() -> None:
    text = "A Malian judge sentenced seven monks to death over an attack on a church."
    claims = claims_of(text, published=PUBLISHED)
    counts = {(q.counted, q.best) for claim in claims for q in claim.quantities}
    assert counts == {("sentenced", 7.0)}


def test_a_general_strike_is_not_against_a_general() -> None:
    (claim,) = told("Nurses in Bamako began a general strike on Monday.")
    assert (claim.event_type, claim.recipients) == ("PROTEST", ())


def test_a_body_with_the_name_of_a_village_is_no_place() -> None:
    (claim,) = told("Rebels in Mali freed ten monks to the Red Cross in Kidal.")
    assert claim.place is not None
    assert claim.place.name == "Kidal"
    (claim,) = told("Rebels freed ten monks to the Red Cross.")
    assert claim.place is None


@pytest.mark.parametrize(
    ("text", "event_type", "actors", "recipients"),
    [
        ("The foreign ministers of Chad and Niger met in Mali.", "CONSULT",
         {"TCD", "NER"}, set()),
        ("Envoys from Togo and Ghana met in Mali.", "CONSULT", {"TGO", "GHA"}, set()),
        ("Mali ordered French troops out within a week.", "SANCTION", {"MLI"}, {"FRA"}),
        ("Mali's king discussed a truce by phone with Chad's king.", "CONSULT",
         {"MLI", "TCD"}, set()),
        ("Mali summoned the Chadian charge d'affaires.", "ACCUSE", {"MLI"}, {"TCD"}),
        ("Mali summoned Chad's deputy chief of mission.", "ACCUSE", {"MLI"}, {"TCD"}),
        ("Women in Mali threw eggs at the mayor.", "PROTEST", {"MLI"}, {"MLI"}),
        ("Mali ordered three French aid groups out of Kidal.", "SANCTION",
         {"MLI"}, {"FRA"}),
        ("Gunmen shot a judge in Tripoli, Lebanon's second city.", "ASSAULT",
         {"LBN"}, {"LBN"}),
        ("Gunmen shot a judge in Tripoli, Libya's capital.", "ASSAULT",
         {"LBY"}, {"LBY"}),
        ("Mali's Togolese ally condemned Chad.", "ACCUSE", {"TGO"}, {"TCD"}),
        ("A deal was brokered by Chad's Togolese backers.", "AGREE", {"TGO"}, set()),
        ("A Togolese nun was deported from Chad to Mali.", "COERCE",
         {"TCD"}, {"TGO"}),
        ("A Togolese nun was deported to Mali.", "COERCE", set(), {"TGO"}),
        ("The vote angered nuns and Sudan, which is shelling Chad.", "ASSAULT",
         {"SDN"}, {"TCD"}),
        ("Chad praised his non-partisan work.", "SUPPORT", {"TCD"}, set()),
        ("Chad warned it would strike back if Mali crossed the river.", "THREATEN",
         {"TCD"}, {"MLI"}),
        ("Chad threatened to attack unless Mali withdrew its envoy.", "THREATEN",
         {"TCD"}, {"MLI"}),
        ("A Togolese nun flew home after being freed by Chad.", "RETREAT",
         {"TCD"}, {"TGO"}),
        ("Mali liberated a town from Chadian rebels.", "COERCE", {"MLI"}, {"TCD"}),
        ("More than two million people were forced to flee Chad by Mali's jets.",
         "SANCTION", {"MLI"}, {"TCD"}),
        ("Mali's rebels have agreed a truce with Chad.", "AGREE", {"MLI"}, {"TCD"}),
        ("Two men were handed over to the International Criminal Court by Chad.",
         "COOPERATE", {"TCD"}, {"IGO"}),
        ("Mali said its army had repelled an attack by Chad.", "ASSAULT",
         {"MLI"}, {"TCD"}),
        ("A man from Chad killed himself and four guards in Mali.", "ASSAULT",
         {"TCD"}, {"MLI"}),
    ],
)  # fmt: skip
def test_who_to_whom(
    text: str, event_type: str, actors: set[str], recipients: set[str]
) -> None:
    (claim,) = told(text)
    assert claim.event_type == event_type
    assert {party.country for party in claim.actors} == actors
    assert {party.country for party in claim.recipients} == recipients


@pytest.mark.parametrize(
    ("text", "event_type", "values"),
    [
        ("A bomb killed a nurse and her son in Kidal.", "ASSAULT", [1, 1]),
        ("A bomb killed the mayor and his driver in Kidal.", "ASSAULT", []),
        ("Rebels in Mali seized nine nuns and freed two of them.", "RETREAT", [2]),
        ("A bomb killed nine nuns in Kidal, two of them Chadian.", "ASSAULT", [9]),
    ],
)
def test_each_act_has_its_own_numbers(
    text: str, event_type: str, values: list[float]
) -> None:
    (claim,) = (c for c in told(text) if c.event_type == event_type)
    assert [quantity.best for quantity in claim.quantities] == values


@pytest.mark.parametrize("whom", ["of them", "of the nuns", "nuns"])
def test_some_of_them_are_counted_between_two_numbers(whom: str) -> None:
    claims = told(f"Rebels attacked nuns in Mali, killing between 25 and 30 {whom}.")
    (killed,) = {(q.low, q.high) for claim in claims for q in claim.quantities}
    assert killed == (25, 30)


@pytest.mark.parametrize("bound", ["more than", "fewer than", "up to", "as many as"])
def test_a_bound_belongs_to_the_people_it_counts(bound: str) -> None:
    (claim,) = told(f"Police detained {bound} 100 teachers in Bamako.")
    assert [party.sector for party in claim.recipients] == ["EDU"]


def test_what_some_of_them_are_is_no_party_of_its_own() -> None:
    (claim,) = told("Soldiers killed 40 nuns, most of them teachers, in Bamako.")
    assert [party.sector for party in claim.recipients] == ["REL"]


def test_who_telephones_to_apologise_does() -> None:
    text = "Mali's president telephoned the king of Jordan to apologise."
    (claim,) = (c for c in told(text) if c.event_type == "CONCEDE")
    assert [party.country for party in claim.actors] == ["MLI"]


@pytest.mark.parametrize("doer", ["rebels", "soldiers", "gunmen", "police"])
def test_a_town_that_people_captured_is_seized(doer: str) -> None:
    (claim,) = told(f"A village in Mali was captured by {doer} on Friday.")
    assert (claim.event_type, claim.mode) == ("COERCE", "seize")


def test_who_is_accused_of_an_act_has_not_done_it() -> None:
    assert types("Togo, accused by Chad of arming rebels, denied it.") == set()


@pytest.mark.parametrize("town", ["Goma", "Bukavu", "Mosul"])
def test_a_town_that_stands_alone_is_seized_and_not_abducted(town: str) -> None:
    (claim,) = told(f"Rebels captured {town} on Friday.")
    assert (claim.event_type, claim.mode) == ("COERCE", "seize")


def test_a_person_of_one_name_is_abducted() -> None:
    (claim,) = told("Rebels captured Peter Smith on Friday.")
    assert (claim.event_type, claim.mode) == ("ASSAULT", "abduct")


def test_since_when_somebody_was_held_does_not_date_the_release() -> None:
    (claim,) = told("The Malian nun, who had been held since May, was freed on bail.")
    assert (claim.event_type, claim.date.text) == ("RETREAT", None)
