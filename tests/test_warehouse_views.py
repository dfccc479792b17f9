"""Views and panels on a handful of rows, and events worked out anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from schemas.records import Claim, EventQuantity, Quantity, Whose
from schemas.tables import frames_of
from schemas.views import VIEWS
from tests.warehouse_records import (
    AS_OF,
    MONDAY,
    article,
    claim,
    day,
    event,
    event_party,
    party,
    place,
    rebels,
    source,
    toll,
)
from transforms.events import ArticleFacts, events_of
from transforms.events.aggregate import aggregate
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import batch, open_store

JUNE = dt.date(2025, 6, 3)
NEIGHBOURS = (
    event_party("actor", "Vell", country="SDN"),
    event_party("actor", "Mara", country="TCD"),
)


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_store(Layout(tmp_path_factory.mktemp("views"))) as con:
        yield con


@pytest.fixture
def con(store: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store whose content is undone after each test."""
    store.begin()
    yield store
    store.rollback()


def put(con: duckdb.DuckDBPyConnection, records: list) -> None:
    load(con, frames_of(records), AS_OF)


def five_events() -> list:
    """Two in May, one in June between countries, one planned, one without a day."""
    long_ago = day(
        dt.date(2025, 1, 1), precision="year", date_end=dt.date(2025, 12, 31)
    )
    return [
        event("e1"),
        event("e2", quantities=()),
        event(
            "e3",
            event_type="RETREAT",
            mode="release",
            quad_class=2,
            score=6.5,
            direction="mutual",
            parties=NEIGHBOURS,
            date=day(JUNE),
        ),
        event("e4", factuality="planned"),
        event("e5", date=long_ago, place=None),
    ]


def test_default_views_leave_out_what_did_not_happen(con) -> None:
    put(con, five_events())
    default = con.sql("SELECT event_id FROM events_default ORDER BY 1").fetchall()
    assert [row[0] for row in default] == ["e1", "e2", "e3", "e5"]
    assert con.sql("SELECT count(*) FROM events_all").fetchall() == [(5,)]


@pytest.mark.parametrize(
    ("values", "is_default"),
    [
        ({"factuality": "completed"}, True),
        ({"factuality": "ongoing"}, True),
        ({"factuality": "planned"}, False),
        ({"factuality": "negated"}, False),
        ({"factuality": "denied"}, False),
        ({"factuality": "alleged"}, False),
        ({"factuality": "hypothetical"}, False),
        ({"is_background": True}, False),
    ],
)
def test_default_claims_are_told_as_happening_now(con, values, is_default) -> None:
    put(con, [source(), article(), claim(**values)])
    assert con.sql("SELECT count(*) FROM claims_all").fetchall() == [(1,)]
    assert con.sql("SELECT count(*) FROM claims_default").fetchall() == [(is_default,)]


def test_events_show_their_parties_numbers_and_first_sentence(con) -> None:
    put(con, [source(), article(), claim(), event(parties=NEIGHBOURS)])
    columns = "actors, actor_countries, recipients, contexts, quantities"
    row = con.sql(f"SELECT {columns} FROM events_all").fetchall()[0]
    assert row == ("Vell; Mara", "SDN; TCD", None, "military", "killed 12 soldier")
    quote, location = con.sql("SELECT quote, location FROM events_all").fetchall()[0]
    assert quote.startswith("Rebels shelled")
    assert location == "in/a1.txt"


def test_country_months_add_up_to_the_events(con) -> None:
    put(con, five_events())
    found = con.sql(
        "SELECT country, year, month, month_id, n_events, n_assault, n_retreat, "
        "killed_best FROM country_month"
    ).fetchall()
    assert found == [
        ("SDN", 2025, 5, 545, 2, 2, 0, 12.0),
        ("SDN", 2025, 6, 546, 1, 0, 1, 12.0),
        (None, None, None, None, 1, 1, 0, 12.0),
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


@pytest.mark.parametrize(
    ("numbers", "total"),
    [
        ([killed(3, "actors", "SDN"), killed(4, "recipients", "TCD")], 7),
        ([killed(12, "recipients", "SDN"), killed(12, "unknown", None)], 12),
        ([killed(12, "recipients", "SDN"), killed(20, "unknown", None)], 20),
        ([killed(12, "recipients", "SDN"), killed(12, "recipients", None)], 12),
        ([killed(3, "actors", "SDN"), killed(4, "actors", "TCD")], 7),
        ([killed(3, "civilians", None), killed(4, "recipients", None)], 7),
        ([killed(5, "unknown", None)], 5),
    ],
)
def test_nobody_is_counted_twice(con, numbers, total) -> None:
    put(con, [event(quantities=numbers)])
    tolls = con.sql("SELECT killed_low, killed_best, killed_high FROM country_month")
    assert tolls.fetchall() == [(total, total, total)]


def test_no_panel_column_is_a_huge_integer(con) -> None:
    for name in ("country_month", "dyad_month"):
        types = con.sql(f"SELECT * FROM {name}").types
        assert {str(kind) for kind in types} <= {
            "VARCHAR",
            "INTEGER",
            "BIGINT",
            "DOUBLE",
        }


def test_panels_count_every_type(con) -> None:
    put(con, [event()])
    counts = [c.name for c in VIEWS["country_month"].columns if c.unit == ""]
    assert sum(name.startswith("n_") for name in counts) == 3 + 4 + 16


def other(number: int, **values) -> Claim:
    """The claim of another article, which is another voice."""
    return claim(f"c{number}", article_id=f"a{number}", **values)


def number(best: float | None, **values) -> Quantity:
    told = {"best": best, "low": best, "qualifier": "exact", **values}
    return Quantity(**{**toll().model_dump(), **told})


CLUSTERS: dict[str, Sequence[Claim]] = {
    "one claim": [claim()],
    "two voices": [claim(), other(2, confidence=0.6)],
    "three claims, two modes": [
        claim(),
        other(2, mode="aerial"),
        other(3, mode="aerial"),
    ],
    "no mode, no place": [
        claim(mode=None, place=None),
        other(2, mode=None, place=None),
    ],
    "more exact place later": [
        claim(place=place(precision="country", latitude=None, longitude=None)),
        other(2, place=place(name="Vell Bridge", precision="exact")),
    ],
    "better founded place": [
        claim(place=place(basis="inherited", name="Old Vell")),
        other(2, place=place(name="New Vell")),
    ],
    "intervals that overlap": [
        claim(date=day(precision="week", date_end=dt.date(2025, 6, 1))),
        other(2, date=day(dt.date(2025, 5, 20), precision="range", date_end=MONDAY)),
    ],
    "intervals that share part": [
        claim(date=day(precision="week", date_end=dt.date(2025, 6, 1))),
        other(
            2,
            date=day(
                dt.date(2025, 5, 28), precision="range", date_end=dt.date(2025, 6, 9)
            ),
        ),
    ],
    "intervals apart": [claim(), other(2, date=day(JUNE)), other(3, date=day(JUNE))],
    "only days of publication": [
        claim(date=day(JUNE, basis="publication")),
        other(2, date=day(basis="publication")),
    ],
    "no date at all": [
        claim(
            date=day(date_start=None, date_end=None, precision="unknown", basis="none")
        )
    ],
    "denied by a second voice": [claim(), other(2, factuality="denied")],
    "alleged and planned": [
        claim(factuality="alleged", is_background=True),
        other(2, factuality="planned"),
    ],
    "tolls that differ": [
        claim(quantities=(number(12),)),
        other(2, quantities=(number(30),)),
        other(3, quantities=(number(30, high=35),)),
    ],
    "a toll in dozens": [
        claim(quantities=(number(None, low=24, high=99, qualifier="vague"),)),
        other(2, quantities=(toll(),)),
    ],
    "two units in one claim": [
        claim(quantities=(number(30, unit="missile"), number(100, unit="drone"))),
        other(2, quantities=(number(101, unit="drone"),)),
    ],
    "units by vote": [
        claim(quantities=(number(5, unit="fighter"),)),
        other(2, quantities=(number(5, unit="soldier"),)),
        other(3, quantities=(number(5, unit="soldier"),)),
    ],
    "a mutual release": [
        claim(
            direction="mutual",
            actors=(rebels(), party("soldiers", country="TCD")),
            recipients=(),
            quantities=(
                number(5, counted="released", whose=Whose(role="actors", index=1)),
                number(7, counted="released", whose=Whose(role="actors", index=0)),
            ),
        )
    ],
    "unknown and directed": [claim(direction="unknown"), other(2)],
}


def apart(name: str, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one cluster with ids of their own."""
    return [
        c.model_copy(
            update={
                "claim_id": f"{name}, {c.claim_id}",
                "article_id": f"{name}, {c.article_id}",
            }
        )
        for c in claims
    ]


def facts_of(claims: Sequence[Claim]) -> dict[str, ArticleFacts]:
    """Each article is a voice of its own, all of one day."""
    return {c.article_id: ArticleFacts(AS_OF, c.article_id) for c in claims}


def records_of(claims: Sequence[Claim]) -> list:
    articles = [article(name, published=AS_OF) for name in facts_of(claims)]
    return [source(), *articles, *claims]


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple]:
    """What differs between stored and recomputed events, over all clusters."""
    clusters = [apart(name, claims) for name, claims in CLUSTERS.items()]
    events = [
        aggregate(claims, facts_of(claims)).model_copy(update={"event_id": name})
        for name, claims in zip(CLUSTERS, clusters, strict=True)
    ]
    claims = [c for cluster in clusters for c in cluster]
    with open_store(Layout(tmp_path_factory.mktemp("recomputed"))) as con:
        put(con, [*records_of(claims), *events])
        assert con.sql("FROM events_recomputed").pl().height == len(CLUSTERS)
        return differences(con)


@pytest.mark.parametrize("name", CLUSTERS)
def test_events_are_recomputable_from_their_claims(recomputed, name) -> None:
    assert [row for row in recomputed if name in row] == []


def test_clustered_events_are_recomputable_too(con) -> None:
    claims = [claim(), other(2), other(3, event_type="AID", mode=None, quantities=())]
    result = events_of(claims, facts_of(claims))
    put(con, [*records_of(claims), *result.events, *result.merges])
    assert differences(con) == []


def test_a_stored_value_that_its_claims_do_not_give_is_seen(con) -> None:
    happening = aggregate([claim()], facts_of([claim()]))
    put(con, [*records_of([claim()]), happening.model_copy(update={"mode": "aerial"})])
    assert {row[0] for row in differences(con)} == {"events", "events_recomputed"}


def differences(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Values that are not what the claims give, confidence up to rounding."""
    values = [c for c in con.sql("FROM events_recomputed").columns if c != "confidence"]
    found = []
    for columns, stored, anew in (
        (", ".join(values), "events", "events_recomputed"),
        (
            ", ".join(("event_id", *EventQuantity.model_fields)),
            "event_quantities",
            "event_quantities_recomputed",
        ),
    ):
        for one, two in ((stored, anew), (anew, stored)):
            sql = f"SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {two}"
            found += [(one, *row) for row in con.sql(sql).fetchall()]
    return (
        found
        + con.sql(
            "SELECT e.event_id, e.confidence, r.confidence FROM events e "
            "JOIN events_recomputed r USING (event_id) "
            "WHERE abs(e.confidence - r.confidence) > 0.0002"
        ).fetchall()
    )


def test_the_store_is_empty_after_each_test(store, tmp_path: Path) -> None:
    with open_store(Layout(tmp_path)) as con, batch(con):
        put(con, [source(), article(), claim()])
        assert con.sql("SELECT count(*) FROM claims").fetchall() == [(1,)]
    assert store.sql("SELECT count(*) FROM events").fetchall() == [(0,)]
