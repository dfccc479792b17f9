"""Views and panels on a handful of rows, and events worked out anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from schemas.records import Claim, EventQuantity, EventRedirect, Quantity, Whose
from schemas.tables import frames_of
from tests.warehouse_records import (
    AS_OF,
    JUNE,
    MONDAY,
    NEIGHBOURS,
    article,
    claim,
    day,
    event,
    five_events,
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


def test_any_id_leads_to_its_event_in_force(con: duckdb.DuckDBPyConnection) -> None:
    old = EventRedirect(old_event_id="e0", event_id="e1", since=None, reason="merge")
    put(con, [source(), article(), claim(), event(), old])
    sql = "SELECT resolve_event('e0'), resolve_event('e1'), resolve_event('nonsense')"
    assert con.sql(sql).fetchall() == [("e1", "e1", None)]
    assert con.sql("SELECT since FROM event_redirects").fetchall() == [(AS_OF,)]
