"""Country numbers valid on the day, each known trap by name."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from pathlib import Path

import pytest

from schemas.ontology import ontology
from schemas.states import State, StateError, StateNumbers, state_numbers, states
from tests.warehouse_records import AS_OF
from warehouse.conditions import ontology_frames
from warehouse.layout import Layout
from warehouse.store import open_store

ROOT = Path(__file__).parents[1]
ROWS = [row for rows in states().values() for row in rows]
REGIONS = {"Africa", "Americas", "Asia", "Europe", "Middle East"}
RENUMBERED = {
    "DEU": (260, 255),
    "YEM": (678, 679),
    "SRB": (340, 345),
    "KIR": (970, 946),
    "NRU": (971, 970),
    "TON": (972, 955),
    "TUV": (973, 947),
}


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("iso3", "day", "gw", "cow"),
    [
        ("KOS", "2008-02-16", None, None),
        ("KOS", "2008-02-17", 347, 347),
        ("PSE", "2024-01-01", None, None),
        ("SRB", "1999-04-01", 345, 345),
        ("SRB", "2006-06-04", 345, 345),
        ("SRB", "2006-06-05", 340, 345),
        ("MNE", "2006-06-02", None, None),
        ("MNE", "2006-06-03", 341, 341),
        ("DEU", "1990-10-02", 260, 260),
        ("DEU", "1990-10-03", 260, 255),
        ("DDR", "1990-10-02", 265, 265),
        ("DDR", "1990-10-03", None, None),
        ("YEM", "1990-05-21", 678, 678),
        ("YEM", "1990-05-22", 678, 679),
        ("YMD", "1990-05-21", 680, 680),
        ("TWN", "2025-01-01", 713, 713),
        ("HKG", "2019-08-01", None, None),
        ("SSD", "2011-07-08", None, None),
        ("SSD", "2011-07-09", 626, 626),
        ("SDN", "2025-01-01", 625, 625),
        ("SUN", "1991-12-25", 365, 365),
        ("RUS", "2025-01-01", 365, 365),
        ("CSK", "1992-12-31", 315, 315),
        ("CSK", "1993-01-01", None, None),
        ("CZE", "1993-01-01", 316, 316),
        ("SVK", "1993-01-01", 317, 317),
        ("YUG", "1995-07-11", 345, 345),
        ("HRV", "1995-08-04", 344, 344),
        ("TLS", "2002-05-19", None, None),
        ("TLS", "2002-05-20", 860, 860),
        ("ERI", "1993-05-24", 531, 531),
        ("NAM", "1990-03-21", 565, 565),
        ("SYR", "1960-01-01", None, None),
        ("FSM", "1990-01-01", 987, None),
        ("USA", "1946-01-01", 2, 2),
    ],
)
def test_numbers_are_those_of_the_day(iso3, day, gw, cow) -> None:
    assert state_numbers(iso3, on(day)) == StateNumbers(gw, cow)


def test_without_a_day_there_is_no_number() -> None:
    assert state_numbers("FRA", None) == StateNumbers()


@pytest.mark.parametrize("code", ontology().international)
def test_a_body_of_states_has_no_number(code) -> None:
    assert state_numbers(code, AS_OF) == StateNumbers()


@pytest.mark.parametrize("code", ["XKX", "XXX", "fra", ""])
def test_an_unknown_country_is_an_error(code) -> None:
    with pytest.raises(StateError, match=r"is not in schemas/data/states\.csv"):
        state_numbers(code, AS_OF)


@pytest.mark.parametrize(
    ("year", "gw", "cow"),
    [(1985, 169, 161), (1995, 191, 187), (2005, 192, 192), (2020, 195, 195)],
)
def test_there_are_as_many_states_as_the_systems_have(year, gw, cow) -> None:
    """COW as published; Gleditsch and Ward with microstates, without 396 and 397."""
    valid = [row for row in ROWS if row.holds_on(dt.date(year, 1, 1))]
    assert len({row.gw_number for row in valid} - {None}) == gw
    assert len({row.cow_number for row in valid} - {None}) == cow


def test_the_two_systems_differ_only_where_they_are_known_to() -> None:
    differing = {
        row.iso3: (row.gw_number, row.cow_number)
        for row in ROWS
        if row.cow_number is not None and row.cow_number != row.gw_number
    }
    assert differing == RENUMBERED


def test_numbers_belong_to_one_country_on_a_day() -> None:
    """Save where a state goes on under another code, as the Soviet Union does."""
    continued = {frozenset(pair) for pair in (("RUS", "SUN"), ("SRB", "YUG"))}
    continued |= {frozenset(pair) for pair in (("SCG", "SRB"), ("VDR", "VNM"))}
    for system in ("gw_number", "cow_number"):
        for one, two in itertools.combinations(ROWS, 2):
            number = getattr(one, system)
            if number is None or number != getattr(two, system):
                continue
            if one.iso3 != two.iso3 and overlap(one, two):
                assert frozenset((one.iso3, two.iso3)) in continued


def overlap(one: State, two: State) -> bool:
    first, last = dt.date.min, dt.date.max
    return (one.valid_from or first) <= (two.valid_to or last) and (
        two.valid_from or first
    ) <= (one.valid_to or last)


def test_spans_of_a_country_follow_each_other() -> None:
    for rows in states().values():
        for one, two in itertools.pairwise(rows):
            assert one.valid_to is not None
            assert two.valid_from is not None
            assert one.valid_to < two.valid_from


def test_codes_are_well_formed() -> None:
    for row in ROWS:
        assert len(row.iso3) == 3
        assert len(row.iso2) == 2
        assert row.iso_numeric is None or len(row.iso_numeric) == 3
        assert row.fips is None or len(row.fips) == 2
        assert row.region in REGIONS or row.iso3 == "ATA"
    assert states()["AFG"][0].iso_numeric == "004"


@pytest.mark.parametrize("code", ["iso2", "iso_numeric", "fips"])
def test_a_code_stands_for_one_country(code) -> None:
    """Serbia and Montenegro took over codes of Czechoslovakia and Yugoslavia."""
    owners: dict[str, set[str]] = {}
    for row in ROWS:
        if (value := getattr(row, code)) and row.iso3 != "SCG":
            owners.setdefault(value, set()).add(row.iso3)
    assert {value: who for value, who in owners.items() if len(who) > 1} == {}


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("transforms/places/data/countries.csv", "iso3"),
        ("transforms/actors/data/states.csv", "country"),
        ("transforms/actors/data/organisations.csv", "country"),
        ("transforms/actors/data/armed_groups.csv", "country"),
        ("transforms/actors/data/people.csv", "country"),
    ],
)
def test_every_country_that_is_written_is_known(file, column) -> None:
    text = (ROOT / file).read_text(encoding="utf-8").splitlines()
    written = {row[column] for row in csv.DictReader(text)} - {""}
    assert written - set(states()) - set(ontology().international) == set()


def test_the_actor_dictionary_has_the_same_numbers() -> None:
    """Its numbers are those of today, or of the last day of a state that is gone."""
    path = ROOT / "transforms/actors/data/states.csv"
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if row["gw"] and row["country"] == row["entity_id"].removeprefix("state:"):
            last = states()[row["country"]][-1]
            assert (row["gw"], row["cow"]) == (
                str(last.gw_number),
                str(last.cow_number),
            )


def test_the_warehouse_has_the_states(tmp_path: Path) -> None:
    with open_store(Layout(tmp_path)) as con:
        found = con.sql(
            "SELECT gw_number, cow_number, iso_numeric FROM states WHERE iso3 = 'SRB' "
            "AND coalesce(valid_from <= DATE '2010-01-01', true) "
            "AND coalesce(valid_to >= DATE '2010-01-01', true)"
        ).fetchall()
        assert found == [(340, 345, "688")]
        count = con.sql("SELECT count(*) FROM states").fetchall()
        assert count == [(ontology_frames()["states"].height,)]
