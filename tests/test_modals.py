"""Refusals, demands and threats told by modals and promises."""

from __future__ import annotations

import pytest

from tests.pipeline import claims_of

TOLD = [
    # refusals
    ("Kenya said it would not withdraw its troops from Somalia.", "REJECT", "yield"),
    ("Kenya will not meet the rebels, the minister said.", "REJECT", "meet"),
    ("Chile will not send aid to the junta, its minister said.", "REJECT", "assist"),
    ("The prisoners will not be released, the Kenyan minister said.", "REJECT",
     "yield"),
    ("Kenya will not withdraw its troops unless Uganda leaves, the minister said.",
     "REJECT", "yield"),
    # demands
    ("Uganda must withdraw its troops from Congo, the Congolese president said.",
     "REQUEST", "yield"),
    ("The Sudanese government needs to release all prisoners, the French minister"
     " said.", "REQUEST", "yield"),
    # offers and threats
    ("Kenya offered to send troops to Somalia.", "AGREE", None),
    ("Kenya said it would send troops to help Somalia fight the rebels.", "AGREE",
     None),
    ("Kenya pledged to deploy 500 troops to Haiti.", "AGREE", None),
    ("The Kenyan general warned that the army would attack the rebels unless they"
     " withdrew.", "THREATEN", "violence"),
    ("Kenya said it would bomb rebel camps in Somalia.", "THREATEN", "violence"),
    ("Kenya vowed to attack the rebels.", "THREATEN", "violence"),
]  # fmt: skip

SILENT = [
    "Chile would not have sent aid to the junta.",
    "If the talks fail, Chile would not send aid to Peru.",
    "Chile did not send aid to Peru.",
    "Uganda must withdraw its troops.",
    "We must withdraw our troops, the Ugandan minister said.",
    "Uganda must not withdraw its troops, the Congolese president said.",
    "The army must stop before it attacks Nairobi.",
    "Kenya let Ugandan troops attack the rebels.",
    "The town is on the verge of being captured by Ugandan troops.",
    "Kenya said it would send more troops to the border.",
    "Kenya said it would impose a curfew in Mombasa.",
    "The arrested men are Kenyans.",
    "Kenya has long supported the rebels.",
    "Kenya used to arm the rebels.",
    "The war has killed 400,000 people in Sudan since 2011.",
]


def told(text: str) -> list[tuple[str, str | None]]:
    """Type and mode of the claims that the default view shows."""
    return [
        (c.event_type, c.mode)
        for c in claims_of(text)
        if c.factuality in ("completed", "ongoing") and not c.is_background
    ]


@pytest.mark.parametrize(("text", "event_type", "mode"), TOLD)
def test_modals_tell_acts_of_saying(
    text: str, event_type: str, mode: str | None
) -> None:
    assert told(text) == [(event_type, mode)]


@pytest.mark.parametrize("text", SILENT)
def test_what_has_not_happened_is_not_shown(text: str) -> None:
    assert told(text) == []


def test_recent_numbers_are_no_totals() -> None:
    text = "Rebels have killed 14 soldiers in Mali since Friday."
    assert told(text) == [("ASSAULT", None)]


ACTS = [
    ("The Kenyan minister was given a suspended sentence for corruption.",
     [("SANCTION", "convict")]),
    ("Chile had been pressing Peru to extradite the banker.",
     [("REQUEST", "assist")]),
    ("Kenya announced its troops would leave Somalia soon.", [("CONCEDE", None)]),
    ("Four other drug dealers were arrested in Nairobi.", [("COERCE", "arrest")]),
    ("The army said about 80 militants had surrendered.", [("RETREAT", "disarm")]),
    ('"The rebels committed several crimes in Mali," the Malian ministry said.',
     [("ACCUSE", "allege")]),
    ("The Kenyan president refused to meet Harlow, leaving the US envoy to hold"
     " talks with Kenyan ministers.", [("REJECT", "meet"), ("CONSULT", None)]),
    ('"Kenya has taken dangerous steps in Somalia," Uganda\'s minister warned.',
     [("ACCUSE", "disapprove")]),
    ('Kenya\'s president said: "I met the Ugandan president."', [("CONSULT", None)]),
    ("Kenyan police attacked and killed a protester in Nairobi.",
     [("ASSAULT", None)]),
    ("I met the Kenyan president in Nairobi.", []),
    ("Thousands of villagers took part, and some fled.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ACTS)
def test_each_act_is_told_once(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert told(text) == expected
