"""The actor dictionary: names found in text, and the entity records made of it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.actors.dictionary import ActorDictionary, Entry, find_mentions, fold
from transforms.actors.frames import entity_records
from transforms.actors.people import choose, person_on
from transforms.actors.words import agent_noun_at_end, plural_of

MADE_UP = [
    Entry(
        "person:x#a",
        "Ana X",
        "person",
        "PER",
        "GOV",
        ("GOV",),
        dt.date(2001, 1, 1),
        dt.date(2005, 1, 1),
    ),
    Entry(
        "person:x#b",
        "Ana X",
        "person",
        "PER",
        "MIL",
        ("MIL",),
        dt.date(2010, 1, 1),
        dt.date(2012, 1, 1),
    ),
]
NAMESAKE = Entry(
    "person:y#a",
    "Leo X",
    "person",
    "CHL",
    "GOV",
    ("GOV",),
    dt.date(2011, 6, 1),
    dt.date(2015, 1, 1),
)


def found(text: str) -> list[str]:
    return [mention.text for mention in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ukraine's army left.", ["Ukraine"]),
        ("Ukraine’s army left.", ["Ukraine"]),
        ("The U.S. and Iran met.", ["U.S.", "Iran"]),
        ("The Iranian-backed group", ["Iranian"]),
        ("Romania and Oman signed.", ["Romania", "Oman"]),
        ("He told us to leave.", []),
        ("A chad hung from the turkey.", []),
        ("IN TEHRAN THE GOVERNMENT SAID NOTHING.", ["TEHRAN"]),
        ("THE MAN WHO IS SHOT WAS BURIED.", []),
        ("South Korea and North Korea", ["South Korea", "North Korea"]),
        ("South Sudan left Sudan", ["South Sudan", "Sudan"]),
        ("Côte d’Ivoire won", ["Côte d’Ivoire"]),
        ("Cote d'Ivoire won", ["Cote d'Ivoire"]),
        ("", []),
    ],
)
def test_names_are_found_whole(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(alphabet="USIran ’'“.-éŁ\nUkraine", max_size=60))
def test_spans_resolve_and_do_not_overlap(text: str) -> None:
    mentions = find_mentions(text)
    assert all(text[one.start : one.end] == one.text for one in mentions)
    ends = [0, *(one.end for one in mentions)]
    assert all(one.start >= end for one, end in zip(mentions, ends, strict=False))


@given(st.text(max_size=80))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_one_name_with_two_entities_keeps_both() -> None:
    (mention,) = find_mentions("Brussels agreed.")
    countries = {ActorDictionary.load().entry(i).country for i in mention.entity_ids}
    assert countries == {"BEL", "EUR"}


@pytest.mark.parametrize(
    ("on", "sector", "entity_id"),
    [
        (dt.date(2003, 1, 1), "GOV", "person:x#a"),
        (dt.date(2007, 1, 1), "ELI", "person:x#a"),
        (dt.date(2011, 1, 1), "MIL", "person:x#b"),
        (dt.date(2020, 1, 1), "ELI", "person:x#b"),
    ],
)
def test_person_has_the_office_of_the_day(
    on: dt.date, sector: str, entity_id: str
) -> None:
    entry = person_on(MADE_UP, on)
    assert entry is not None
    assert (entry.sector, entry.entity_id) == (sector, entity_id)


def test_namesakes_are_told_apart_by_office_or_not_at_all() -> None:
    both = [*MADE_UP, NAMESAKE]
    alone = choose(both, dt.date(2014, 1, 1), None)
    assert alone is not None
    assert alone.name == "Leo X"
    assert choose(both, dt.date(2011, 9, 1), None) is None
    assert choose(both, dt.date(2030, 1, 1), None) is None


def test_namesakes_are_told_apart_by_country() -> None:
    entry = choose([*MADE_UP, NAMESAKE], dt.date(2011, 9, 1), "CHL")
    assert entry is not None
    assert entry.name == "Leo X"


@pytest.mark.parametrize(
    ("words", "noun", "length"),
    [
        (["Foreign", "Minister"], "foreign minister", 2),
        (["senior", "police", "officers"], "police officer", 2),
        (["prosecutor", "'s", "office"], "prosecutor's office", 3),
        (["prosecutor", "’s", "office"], "prosecutor's office", 3),
        (["commander", "-", "in", "-", "chief"], "commander-in-chief", 5),
    ],
)
def test_longest_agent_noun_wins(words: list[str], noun: str, length: int) -> None:
    found = agent_noun_at_end(words)
    assert found is not None
    assert (found[0].noun, found[1]) == (noun, length)


@pytest.mark.parametrize("words", [["talks"], ["the", "bridge"], []])
def test_other_nouns_are_no_agents(words: list[str]) -> None:
    assert agent_noun_at_end(words) is None


@pytest.mark.parametrize(
    ("noun", "plural"),
    [("rebel", "rebels"), ("army", "armies"), ("boss", "bosses"), ("boy", "boys")],
)
def test_regular_plurals(noun: str, plural: str) -> None:
    assert plural_of(noun) == plural


def test_entity_records_are_unique_and_sourced() -> None:
    records = entity_records()
    assert len({record.entity_id for record in records}) == len(records)
    assert all(record.source for record in records)
    assert any(record.entity_id == "state:UKR" for record in records)
