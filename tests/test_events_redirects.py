"""Ids out of use lead to events in force, whatever happened in between."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.events.cluster import MEMBERS
from transforms.events.redirects import REDIRECTS, redirect_events
from transforms.ids import stable_id

Groups = list[list[str]]
NONE = pl.DataFrame(schema=REDIRECTS)


def event(first: str) -> str:
    return stable_id("event", first)


def members(*groups: str) -> pl.DataFrame:
    """Groups of one-letter claims; the first letter is the first report."""
    rows = [(event(group[0]), claim) for group in groups for claim in group]
    return pl.DataFrame(rows, schema=MEMBERS, orient="row")


def led(found: pl.DataFrame) -> dict[str, tuple[str, str]]:
    return {old: (new, why) for old, new, _, why in found.iter_rows()}


def test_a_later_report_moves_no_id() -> None:
    assert redirect_events(members("ab"), members("abc"), NONE).is_empty()


def test_an_earlier_report_takes_the_event_over() -> None:
    found = redirect_events(members("bc"), members("abc"), NONE)
    assert led(found) == {event("b"): (event("a"), "earlier_report")}


def test_of_two_events_that_join_the_later_one_leads_to_the_earlier() -> None:
    found = redirect_events(members("ab", "cd"), members("abcd"), NONE)
    assert led(found) == {event("c"): (event("a"), "merge")}


def test_a_split_event_leads_to_where_its_first_report_is() -> None:
    found = redirect_events(members("bcd"), members("ab", "cd"), NONE)
    assert led(found) == {event("b"): (event("a"), "split")}


def test_without_its_first_report_most_of_the_claims_decide() -> None:
    found = redirect_events(members("abcd"), members("b", "cd"), NONE)
    assert led(found) == {event("a"): (event("c"), "moved")}


def test_an_event_whose_claims_are_all_gone_leads_nowhere() -> None:
    before = redirect_events(members("bc"), members("abc"), NONE)
    assert redirect_events(members("abc"), members(), before).is_empty()


def test_an_id_in_use_again_is_its_own_event() -> None:
    before = redirect_events(members("ab", "cd"), members("abcd"), NONE)
    assert redirect_events(members("abcd"), members("ab", "cd"), before).is_empty()


def test_chains_are_resolved() -> None:
    one = redirect_events(members("cd"), members("bcd"), NONE)
    two = redirect_events(members("bcd"), members("abcd"), one)
    assert led(two) == {
        event("c"): (event("a"), "earlier_report"),
        event("b"): (event("a"), "earlier_report"),
    }


@settings(max_examples=60, deadline=None)
@given(seed=st.randoms(use_true_random=False))
def test_every_id_ever_used_leads_to_an_event_in_force_or_has_no_claims(
    seed: random.Random,
) -> None:
    state, redirects = members(), NONE
    ever: dict[str, str] = {}
    for _ in range(6):
        claims = sorted(seed.sample("abcdefgh", seed.randint(1, 8)))
        groups: dict[int, str] = {}
        for claim in claims:
            number = seed.randint(0, 3)
            groups[number] = groups.get(number, "") + claim
        after = members(*groups.values())
        redirects = redirect_events(state, after, redirects)
        state = after
        in_force = set(state["event_id"])
        ever |= {event(group[0]): group[0] for group in groups.values()}
        targets = led(redirects)
        assert {target for target, _ in targets.values()} <= in_force
        assert not in_force & targets.keys()
