"""The founding article: every event a careful coder reads in it, and no other trap."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Event
from tests.pipeline import Read, read_article

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed"

pytestmark = pytest.mark.skipif(
    not (SEED / "expected.json").exists(),
    reason="the founding article is not beside this checkout",
)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What must be read in the article."""
    return dict(json.loads((SEED / "expected.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def told() -> Read:
    """The article read once."""
    text = (SEED / "prisoner_swap.txt").read_bytes()
    return read_article(text, "prisoner_swap.txt", published="2025-05-23")


def countries(event: Event, role: str) -> set[str]:
    """Countries of one side of an event."""
    return {p.country for p in event.parties if p.role == role and p.country}


def problems(event: Event, want: dict[str, Any]) -> list[str]:
    """Fields in which an event differs from what is wanted."""
    found = []
    if event.event_type != want["type"]:
        found.append("type")
    if want.get("mode") and event.mode != want["mode"]:
        found.append(f"mode {event.mode}")
    if event.direction != want["direction"]:
        found.append(f"direction {event.direction}")
    if countries(event, "actor") != set(want["actors"]):
        found.append(f"actors {countries(event, 'actor')}")
    if "recipients" in want and countries(event, "recipient") != set(
        want["recipients"]
    ):
        found.append(f"recipients {countries(event, 'recipient')}")
    if "factuality" in want and event.factuality not in want["factuality"]:
        found.append(f"factuality {event.factuality}")
    if "date_start" in want:
        if event.date.date_start != dt.date.fromisoformat(want["date_start"]):
            found.append(f"date {event.date.date_start}")
        if event.date.precision != want["date_precision"]:
            found.append(f"precision {event.date.precision}")
    place = event.place
    if "country" in want and (place is None or place.country != want["country"]):
        found.append(f"country {place and place.country}")
    if "place" in want and (place is None or place.name != want["place"]):
        found.append(f"place {place and place.name}")
    for number in want.get("quantities", []):
        if not any(
            q.best == number["best"]
            and q.unit == number["unit"].removesuffix("s")
            and q.whose_country == number["whose"]
            for q in event.quantities
        ):
            found.append(f"quantity {number}")
    return found


def shown(told: Read) -> list[Event]:
    """Events of the default view."""
    return [
        event
        for event in told.events
        if event.factuality in ("completed", "ongoing") and not event.is_background
    ]


def test_every_expected_event_is_read(
    told: Read, expected: dict[str, Any], subtests: pytest.Subtests
) -> None:
    for want in expected["must"]:
        with subtests.test(want["name"]):
            same_type = [e for e in told.events if e.event_type == want["type"]]
            differences = [problems(event, want) for event in same_type]
            assert [] in differences, differences


def test_the_swap_is_one_event_of_many_claims(told: Read) -> None:
    swaps = [e for e in told.events if e.mode == "release"]
    assert len(swaps) == 1
    assert swaps[0].n_claims >= 4


def test_the_claim_of_completion_has_its_own_claimant(told: Read) -> None:
    swaps = [c for c in told.claims if c.mode == "release"]
    assert {c.claimant.country for c in swaps if c.claimant} >= {"UKR"}


def test_the_mediator_is_neither_actor_nor_recipient(told: Read) -> None:
    talks = [
        e for e in told.events if e.event_type == "CONSULT" and e.mode == "third-party"
    ]
    assert talks
    assert all("TUR" not in countries(e, "actor") for e in talks)
    assert any("TUR" in countries(e, "mediator") for e in talks)


def test_no_trap_is_in_the_default_view(
    told: Read, expected: dict[str, Any], subtests: pytest.Subtests
) -> None:
    for trap in expected["must_not"]:
        with subtests.test(trap["why"]):
            caught = [
                event
                for event in shown(told)
                if ("type" not in trap or event.event_type == trap["type"])
                and ("mode" not in trap or event.mode == trap["mode"])
                and ("date" not in trap or str(event.date.date_start) == trap["date"])
            ]
            assert caught == []


def test_the_annexation_of_2022_is_background(
    told: Read, expected: dict[str, Any]
) -> None:
    (want,) = expected["background"]
    for event in told.events:
        start = event.date.date_start
        if start is not None and str(start) == want["date_start"]:
            assert event.is_background


def test_prompts_and_lists_are_no_claims(told: Read, expected: dict[str, Any]) -> None:
    quotes = [claim.quote for claim in told.claims]
    for text in expected["never_a_claim"]:
        assert not any(text in quote for quote in quotes)
    assert not any("Quick Looks" in quote for quote in quotes)


def test_every_span_resolves(told: Read) -> None:
    for claim in told.claims:
        text = told.article.text
        assert text[claim.start : claim.end] == claim.quote
        for part in (claim.trigger, *claim.actors, *claim.recipients):
            assert text[part.start : part.end] == part.text
