"""Panels by month: balanced over what is covered, and nothing lost in them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from schemas.records import Entity, EventQuantity
from schemas.tables import frames_of
from schemas.views import VIEWS
from tests.warehouse_records import (
    AS_OF,
    JUNE,
    article,
    claim,
    corpus,
    day,
    event,
    event_party,
    five_events,
    party,
    place,
    source,
)
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import open_store

UNITS = {
    "country_month": ("country",),
    "admin1_month": ("country", "admin1"),
    "grid_month": ("priogrid_gid",),
    "dyad_month": ("source_country", "target_country"),
    "actor_month": ("entity_id",),
}
TWINS = [name + tail for name in UNITS for tail in ("", "_all")]
JANUARY, FEBRUARY, MARCH = (dt.date(2025, month, 10) for month in (1, 2, 3))


@pytest.fixture(scope="module")
def full(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store with the bag of events, which no test changes."""
    with open_store(Layout(tmp_path_factory.mktemp("bag"))) as con:
        put(con, [*read_in(JANUARY, MARCH), *bag()])
        yield con


def put(con: duckdb.DuckDBPyConnection, records: list) -> None:
    load(con, frames_of(records), AS_OF)


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.sql(sql).fetchall()


def read_in(*days: dt.date, source_id: str = "s1", country: str = "SDN") -> list:
    """A source, read on these days; its first article tells of a country."""
    records: list = [source(source_id=source_id)]
    for number, published in enumerate(days):
        name = f"{source_id}-{number}"
        records.append(
            article(name, source_id=source_id, published=published, n_claims=0)
        )
    return [
        *records,
        claim(
            f"{source_id}-claim",
            article_id=f"{source_id}-0",
            place=place(country=country),
            actors=(party("Rebels", country=country),),
            recipients=(),
        ),
    ]


def happening(name: str, first: dt.date, last: dt.date | None = None, **values) -> Any:
    when = day(first, precision="range", date_end=last or first)
    return event(name, date=when, quantities=(), **values)


def test_an_empty_month_is_zero_if_covered_and_null_if_not(con) -> None:
    put(con, [*read_in(JANUARY, MARCH), happening("e1", JANUARY)])
    found = rows(
        con,
        "SELECT month, is_covered, n_events, n_assault, n_protest, killed_best, "
        "mean_score FROM country_month",
    )
    assert found == [
        (1, True, 1, 1, 0, 0.0, -9.5),
        (2, False, None, None, None, None, None),
        (3, True, 0, 0, 0, 0.0, None),
    ]


def test_an_event_found_by_the_way_counts_and_leaves_the_rest_open(con) -> None:
    put(con, [*read_in(MARCH), happening("e1", JANUARY)])
    found = rows(
        con, "SELECT month, is_covered, n_events, n_protest FROM country_month"
    )
    assert found == [(1, False, 1, None), (3, True, 0, 0)]


def test_a_country_is_covered_by_the_sources_that_tell_of_it(con) -> None:
    two = read_in(JANUARY, source_id="s2", country="TCD")
    put(con, [*read_in(JANUARY, FEBRUARY), *two])
    found = rows(con, "SELECT country, month, is_covered FROM country_month")
    assert found == [
        ("SDN", 1, True),
        ("SDN", 2, True),
        ("TCD", 1, True),
        ("TCD", 2, False),
    ]


def test_what_covers_a_country_can_be_looked_up(con) -> None:
    two = read_in(JANUARY, JANUARY, source_id="s2")
    put(con, [*read_in(JANUARY), *two])
    assert rows(con, "FROM coverage_sources ORDER BY 1") == [
        ("s1", "SDN", 1),
        ("s2", "SDN", 1),
    ]
    assert rows(con, "FROM coverage_units") == [("SDN", 2025, 1, 541, 2, 3)]


def test_coverage_can_be_replaced_by_a_view_of_ones_own(con) -> None:
    put(con, [*read_in(JANUARY, MARCH), happening("e1", JANUARY)])
    con.execute(
        "CREATE OR REPLACE VIEW coverage_units AS SELECT 'SDN' AS country, "
        "2025 AS year, m AS month, 540 + m AS month_id, 1 AS n_sources, "
        "1 AS n_articles FROM range(1, 5) t(m)"
    )
    found = rows(con, "SELECT month, is_covered, n_events FROM country_month")
    assert found == [(1, True, 1), (2, True, 0), (3, True, 0), (4, True, 0)]


def test_articles_without_a_day_cover_no_month(con) -> None:
    put(con, [source(), article(published=None), claim()])
    assert rows(con, "FROM country_month") == []


@pytest.mark.parametrize(
    ("gone", "stays"), [("SUN", "RUS"), ("YUG", "KOS"), ("DDR", "DEU")]
)
def test_a_state_that_is_gone_is_not_covered_after_its_end(con, gone, stays) -> None:
    early = dt.date(1989, 5, 5)
    put(
        con,
        [
            *read_in(early, JANUARY, country=gone),
            *read_in(early, JANUARY, source_id="s2", country=stays),
        ],
    )
    found = rows(
        con,
        "SELECT country, month_id FROM country_month "
        "WHERE is_covered AND month_id IN (113, 541)",
    )
    expected = [(gone, 113), (stays, 113), (stays, 541)]
    assert sorted(found) == sorted(expected)


def test_no_international_body_is_a_country_of_the_panel(con) -> None:
    put(con, read_in(JANUARY, country="UNO"))
    assert rows(con, "SELECT country FROM country_month") == []


def test_an_actor_or_dyad_is_covered_through_its_countries(con) -> None:
    parties = (
        event_party("actor", "Rebels", entity_id="vell_rebels"),
        event_party("recipient", "Mara", country="TCD"),
    )
    rebels = next(record for record in corpus() if isinstance(record, Entity))
    read = read_in(JANUARY, dt.date(2025, 5, 1))
    put(con, [rebels, *read, happening("e9", JANUARY, parties=parties)])
    dyad = "SELECT is_covered, n_events FROM dyad_month WHERE target_country = 'TCD'"
    assert rows(con, f"{dyad} AND month = 1") == [(True, 1)]
    assert rows(con, f"{dyad} AND month = 5") == [(True, 0)]
    assert rows(con, f"{dyad} AND month = 2") == [(False, None)]
    actor = "SELECT name, country, n_events FROM actor_month WHERE month_id = 541"
    assert rows(con, actor) == [("Rebels of Vell", "SDN", 1)]


def bag() -> list:
    """Events of every sort of place, day, factuality and side."""
    places = [
        place(),
        place(name="Mara", country="TCD", admin1="Lake", latitude=13.1, longitude=14.7),
        place(precision="admin1", name="Coast"),
        place(precision="country", admin1=None, latitude=None, longitude=None),
        None,
    ]
    days = [
        (JANUARY, JANUARY),
        (dt.date(2025, 1, 30), dt.date(2025, 2, 7)),
        (dt.date(2025, 2, 1), dt.date(2025, 2, 28)),
        (dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    ]
    sides = [
        (event_party("actor", "Rebels", entity_id="vell_rebels"),),
        (
            event_party("actor", "Rebels", entity_id="vell_rebels"),
            event_party("actor", "Mara", country="TCD"),
            event_party("recipient", "Vell", entity_id="vell"),
        ),
        (event_party("recipient", "Vell", country=None),),
    ]
    told = ["completed", "denied"]
    return [
        event(
            f"e{number}",
            place=where,
            date=day(first, precision="range", date_end=last),
            parties=parties,
            factuality=factuality,
            n_independent_sources=number % 3 + 1,
        )
        for number, (where, (first, last), parties, factuality) in enumerate(
            itertools.product(places, days, sides, told)
        )
    ]


@pytest.mark.parametrize("name", ["country_month", "admin1_month", "grid_month"])
@pytest.mark.parametrize("tail", ["", "_all"])
def test_a_panel_sums_to_the_events(full, name, tail) -> None:
    sums = (
        "sum(n_events), sum(n_claims), sum(n_independent_sources), sum(n_assault), "
        "sum(n_material_conflict), sum(killed_low), sum(killed_best), sum(killed_high)"
    )
    events = "events" if tail else "events_default"
    expected = (
        "count(*), sum(n_claims), sum(n_independent_sources), count(*), count(*), "
        "sum(12), sum(12), sum(12)"
    )
    found = rows(full, f"SELECT {sums} FROM {name}{tail}")
    assert found == rows(full, f"SELECT {expected} FROM {events}")
    assert found[0][0] == (120 if tail else 60)


def test_a_dyad_panel_sums_to_the_pairs_of_each_event(full) -> None:
    pairs = rows(full, "SELECT count(*) FROM event_dyads")
    assert rows(full, "SELECT sum(n_events) FROM dyad_month_all") == pairs
    assert pairs == [(5 * 4 * 2 * 2,)]


def test_an_actor_panel_sums_to_the_known_actors_of_each_event(full) -> None:
    found = rows(
        full,
        "SELECT entity_id, sum(n_events) FROM actor_month_all GROUP BY 1 ORDER BY 1",
    )
    assert found == [("vell_rebels", 80), (None, 40)]


@pytest.mark.parametrize("name", TWINS)
def test_a_unit_has_every_month_once(full, name) -> None:
    units = UNITS[name.removesuffix("_all")]
    found = rows(
        full,
        f"SELECT {units[-1]}, list(month_id ORDER BY month_id NULLS LAST) FROM {name} "
        f"GROUP BY {', '.join(units)}",
    )
    assert found
    for unit, months in found:
        assert len(months) == len(set(months))
        assert unit is None or {541, 542, 543} <= set(months)


@pytest.mark.parametrize("name", TWINS)
def test_coverage_is_never_null_and_a_covered_count_neither(full, name) -> None:
    missing = "n_events IS NULL OR n_protest IS NULL OR killed_low IS NULL"
    found = rows(
        full,
        "SELECT count(*) FILTER (is_covered IS NULL), "
        f"count(*) FILTER (is_covered AND ({missing})), "
        f"count(*) FILTER (NOT is_covered AND n_events = 0) FROM {name}",
    )
    assert found == [(0, 0, 0)]


@pytest.mark.parametrize("name", UNITS)
def test_both_twins_have_the_same_covered_cells(full, name) -> None:
    key = ", ".join((*UNITS[name], "month_id"))
    cells = [
        rows(full, f"SELECT {key} FROM {name}{tail} WHERE is_covered ORDER BY ALL")
        for tail in ("", "_all")
    ]
    assert cells[0] == cells[1] != []


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        ("2025-01-31", "2025-01-31", 541),
        ("2025-01-30", "2025-02-05", 542),
        ("2025-01-25", "2025-02-02", 541),
        ("2025-01-31", "2025-02-01", 541),
        ("2025-01-31", "2025-03-02", 542),
        ("2025-03-01", "2025-03-31", 543),
        ("2025-03-01", "2025-04-01", None),
        ("1979-12-31", "1979-12-31", 0),
        ("1978-12-31", "1978-12-31", -12),
    ],
)
def test_an_event_counts_in_the_month_of_its_middle_day(
    full, first, last, month
) -> None:
    days = f"month_of_interval(DATE '{first}', DATE '{last}')"
    found = rows(
        full, f"SELECT m, year_of_month(m), month_of_year(m) FROM (SELECT {days} AS m)"
    )
    expected = (
        (month, 1980 + (month - 1) // 12, (month - 1) % 12 + 1)
        if month is not None
        else (None, None, None)
    )
    assert found == [expected]


NUMBERS = [
    ("SRB", "2006-05-10", 345, 345),
    ("SRB", "2006-06-01", 340, 345),
    ("SRB", "2006-07-01", 340, 345),
    ("DEU", "1990-09-10", 260, 260),
    ("DEU", "1990-10-01", 260, 255),
    ("YEM", "1991-01-01", 678, 679),
    ("SSD", "2011-06-30", None, None),
    ("SSD", "2011-07-01", 626, 626),
    ("KOS", "2024-01-01", 347, 347),
    ("TWN", "2024-01-01", 713, 713),
    ("PSE", "2024-01-01", None, None),
    ("HKG", "2024-01-01", None, None),
]


def test_states_have_the_numbers_of_the_month(con) -> None:
    events = [
        happening(
            f"e{number}",
            dt.date.fromisoformat(date),
            place=place(country=country, precision="admin1"),
        )
        for number, (country, date, _, _) in enumerate(NUMBERS)
    ]
    put(con, events)
    found = rows(con, "SELECT place_gw_number, place_cow_number FROM events_all")
    assert len(found) == len(NUMBERS)
    expected = {(country, date[:7], gw, cow) for country, date, gw, cow in NUMBERS}
    for name in ("country_month", "admin1_month"):
        found = rows(
            con,
            "SELECT country, format('{}-{:02d}', year, month), gw_number, cow_number "
            f"FROM {name}",
        )
        assert set(found) == expected


def test_an_event_has_the_numbers_of_its_first_day(con) -> None:
    days = {"e1": "2006-06-04", "e2": "2006-06-05", "e3": "1990-10-03"}
    where = {"e1": "SRB", "e2": "SRB", "e3": "DEU"}
    events = [
        happening(name, dt.date.fromisoformat(date), place=place(country=where[name]))
        for name, date in days.items()
    ]
    put(
        con, [*events, event("e4", place=None), event("e5", place=place(country="PSE"))]
    )
    numbers = "SELECT event_id, place_gw_number, place_cow_number FROM events_all"
    assert rows(con, f"{numbers} ORDER BY event_id") == [
        ("e1", 345, 345),
        ("e2", 340, 345),
        ("e3", 260, 255),
        ("e4", None, None),
        ("e5", None, None),
    ]


def test_both_sides_of_a_dyad_have_their_numbers(con) -> None:
    parties = (
        event_party("actor", "Berlin", country="DEU"),
        event_party("recipient", "the mission", country="UNO"),
    )
    put(con, [happening("e1", JUNE, parties=parties)])
    found = rows(
        con,
        "SELECT source_gw_number, source_cow_number, target_gw_number, "
        "target_cow_number FROM dyad_month",
    )
    assert found == [(260, 255, None, None)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "gid"),
    [
        (15.5, 32.58, 152346),
        (-46.9, 37.75, 62356),
        (90, 180, 259200),
        (-90, -180, 1),
        (0, 0, 129961),
    ],
)
def test_cells_are_those_of_prio_grid(full, latitude, longitude, gid) -> None:
    point = f"priogrid_of({latitude}, {longitude})"
    found = rows(
        full,
        f"SELECT {point}, priogrid_latitude({point}), priogrid_longitude({point})",
    )
    assert found[0][0] == gid
    assert abs(found[0][1] - latitude) <= 0.25
    assert abs(found[0][2] - longitude) <= 0.25


def test_only_a_place_known_to_its_district_is_in_a_cell(con) -> None:
    levels = ("exact", "city", "admin2", "admin1")
    put(con, [event(level, place=place(precision=level)) for level in levels])
    found = rows(con, "SELECT event_id, priogrid_gid FROM events_all")
    assert dict(found) == dict.fromkeys(levels, 152346) | {"admin1": None}
    found = rows(
        con, "SELECT priogrid_gid, latitude, longitude, n_events FROM grid_month"
    )
    assert found == [(152346, 15.75, 32.75, 3), (None, None, None, 1)]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), 111.195),
        ((36.12, -86.67), (33.94, -118.40), 2886.45),
        ((0, 179.5), (0, -179.5), 111.195),
        ((0, 0), (0, 180), 20015.115),
    ],
)
def test_distances_are_great_circles(full, one, other, km) -> None:
    sql = f"SELECT distance_km({one[0]}, {one[1]}, {other[0]}, {other[1]})"
    assert rows(full, sql)[0][0] == pytest.approx(km, abs=0.2)


@pytest.mark.parametrize("name", [*TWINS, "coverage_units", "coverage_sources"])
def test_a_panel_is_as_it_is_described(full, name) -> None:
    relation = full.sql(f"FROM {name}")
    described = {column.name: column.kind for column in VIEWS[name].columns}
    kinds = {
        "VARCHAR": "text",
        "INTEGER": "integer",
        "BIGINT": "long",
        "DOUBLE": "number",
        "BOOLEAN": "boolean",
    }
    types = [kinds[str(kind)] for kind in relation.types]
    assert dict(zip(relation.columns, types, strict=True)) == described


def test_country_months_add_up_to_the_events(con) -> None:
    put(con, five_events())
    found = con.sql(
        "SELECT country, year, month, month_id, n_events, n_assault, n_retreat, "
        "killed_best FROM country_month"
    ).fetchall()
    assert found == [
        ("SDN", 2025, 5, 545, 2, 2, None, 12.0),
        ("SDN", 2025, 6, 546, 1, None, 1, 12.0),
        (None, None, None, None, 1, 1, None, 12.0),
    ]
    total = con.sql("SELECT sum(n_events) FROM country_month_all").fetchall()
    assert total == [(5,)]


def test_dyad_months_have_a_direction_and_mutual_events_both(con) -> None:
    put(con, five_events())
    found = con.sql(
        "SELECT source_country, target_country, month, n_events FROM dyad_month"
    ).fetchall()
    assert found == [
        ("SDN", "SDN", 5, 2),
        ("SDN", "SDN", None, 1),
        ("SDN", "TCD", 6, 1),
        ("TCD", "SDN", 6, 1),
    ]


def test_an_event_of_unknown_direction_is_in_no_dyad(con) -> None:
    put(con, [event(direction="unknown")])
    assert con.sql("FROM dyad_month_all").fetchall() == []


def test_open_upper_bounds_count_with_the_best_value(con) -> None:
    put(con, [event()])
    tolls = con.sql("SELECT killed_low, killed_best, killed_high FROM country_month")
    assert tolls.fetchall() == [(12.0, 12.0, 12.0)]


def killed(best: float, role: str, country: str | None) -> EventQuantity:
    return EventQuantity(
        counted="killed",
        unit="person",
        whose_role=role,
        whose_country=country,
        low=best,
        best=best,
        high=best,
        n_claims=1,
    )


TOLLS: list[tuple[list[EventQuantity], int]] = [
    ([killed(3, "actors", "SDN"), killed(4, "recipients", "TCD")], 7),
    ([killed(12, "recipients", "SDN"), killed(12, "unknown", None)], 12),
    ([killed(12, "recipients", "SDN"), killed(20, "unknown", None)], 20),
    ([killed(12, "recipients", "SDN"), killed(12, "recipients", None)], 12),
    ([killed(3, "actors", "SDN"), killed(4, "actors", "TCD")], 7),
    ([killed(3, "civilians", None), killed(4, "recipients", None)], 7),
    ([killed(5, "unknown", None)], 5),
]


def test_nobody_is_counted_twice(con) -> None:
    put(
        con,
        [
            event(f"e{number}", quantities=numbers)
            for number, (numbers, _) in enumerate(TOLLS)
        ],
    )
    found = rows(con, "SELECT low, best, high FROM event_tolls ORDER BY event_id")
    assert found == [(total, total, total) for _, total in TOLLS]
    total = sum(total for _, total in TOLLS)
    assert rows(con, "SELECT killed_best FROM country_month") == [(total,)]


def test_panels_count_every_type(con) -> None:
    put(con, [event()])
    counts = [c.name for c in VIEWS["country_month"].columns if c.unit == ""]
    assert sum(name.startswith("n_") for name in counts) == 3 + 4 + 16


def test_names_fit_into_stata() -> None:
    names = {column.name for view in VIEWS.values() for column in view.columns}
    assert [name for name in names if len(name) > 32] == []
