"""Whom pronouns and definite phrases mean, told by what their clauses demand."""

from __future__ import annotations

import pytest

from schemas.records import Claim
from tests.pipeline import claims_of

Side = tuple[str | None, str | None]


def _last(text: str) -> Claim:
    return claims_of(text)[-1]


def _codes(claim: Claim, role: str) -> list[Side]:
    return [(party.country, party.sector) for party in getattr(claim, role)]


DOERS = [
    ("Kenya sent 200 soldiers to Chad. They detained ten men.", ("KEN", "MIL")),
    ("Kenya sent 200 soldiers to Chad. It detained ten men.", ("KEN", "GOV")),
    ("Malian troops shelled Kidal. Chad sent tanks, which drove them out.", "TCD"),
    ("Kenyan police clashed with students. They fired tear gas.", ("KEN", "COP")),
    ("Kenyan police clashed with students. They threw petrol bombs.", ("KEN", "EDU")),
    ("Chadian artillery shelled Abeche. Later they pounded Biltine.", ("TCD", "MIL")),
    (
        "Villagers in Chad fled when Sudanese rebels came. They burned ten houses.",
        "SDN",
    ),
    ("Chadian soldiers killed ten Malian rebels. They burned a village.", "TCD"),
    ("When its soldiers were ambushed, Niger bombed a camp in Mali.", "NER"),
    ("Mali's rebels invited Mali to talks in Oslo. The government refused.", "MLI"),
    ("South Korea said the North had shelled an island.", "PRK"),
    ("Chad asked Mali to let its trucks in, and it refused.", "MLI"),
    ("Chad asked Mali to let its trucks in, and it sent soldiers.", "TCD"),
    ("Chad's president met his Malian counterpart. His host accused Niger.", "MLI"),
]


@pytest.mark.parametrize(("text", "side"), DOERS)
def test_who_acts_is_whom_the_clause_can_mean(text: str, side: Side | str) -> None:
    (party,) = _last(text).actors
    assert (
        party.country if isinstance(side, str) else _codes(_last(text), "actors")[0]
    ) == side


TARGETS = [
    ("Malian police arrested two Chadian priests. They were freed on Friday.", "TCD"),
    ("Chadian rebels held two French nuns. One of them was killed on Friday.", "FRA"),
    ("Malian rebels took the guns of ten Chadian soldiers and freed the men.", "TCD"),
    ("Malian troops caught ten Chadian rebels and killed the captives.", "TCD"),
    ("Ghana's president resigned and was jailed.", "GHA"),
    ("Chad received an apology from Mali.", "TCD"),
    ("The deaths of ten Indian soldiers in an ambush by Malian rebels", "IND"),
    ("Asked by Chad to pull out, Mali said no.", "TCD"),
]


@pytest.mark.parametrize(("text", "country"), TARGETS)
def test_to_whom_is_whom_the_clause_can_mean(text: str, country: str) -> None:
    assert [party.country for party in _last(text).recipients] == [country]


def test_the_north_is_a_state_only_where_two_halves_are_told() -> None:
    told = claims_of("South Korea said the North had shelled an island on Monday.")
    assert [p.country for c in told for p in c.actors] == ["PRK"]
    assert claims_of("Chad said the north had shelled an island on Monday.") == []


def test_those_who_fight_each_other_do_so_mutually() -> None:
    claim = _last("Rival gangs battled each other in Kingston on Sunday.")
    assert claim.direction == "mutual"
    claim = _last("Rival gangs battled the army in Kingston on Sunday.")
    assert [party.sector for party in claim.recipients] == ["MIL"] or len(
        claim.actors
    ) == 2


def test_whose_work_killings_were_is_who_did_them() -> None:
    claim = _last("The killings of four teachers in Mali were the work of Chad's army.")
    assert _codes(claim, "actors") == [("TCD", "MIL")]
    claim = _last("The killings of four teachers in Mali were a blow to Chad's army.")
    assert claim.actors == ()


def test_a_clause_after_a_comma_goes_on_with_the_news() -> None:
    claim = _last("The wounded fled to Chad, which fed ten refugees.")
    assert not claim.is_background
