"""Event values worked out anew in SQL are equal to those of the frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import duckdb
import polars as pl
import pytest

from schemas.records import Claim, Quantity, Whose
from schemas.tables import TABLES, frames_of
from tests import awkward_claims
from tests.recomputing import TABLES_ANEW
from tests.warehouse_records import (
    AS_OF,
    JUNE,
    MONDAY,
    article,
    claim,
    day,
    party,
    place,
    rebels,
    source,
    toll,
)
from transforms.events import ArticleFacts, aggregate_events, articles_frame
from transforms.ids import stable_id
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import open_store

SEED = 4
GENERATED = 300

# Of one state of the event, not of its claims; and offsets, which an event has not.
NOT_ANEW = {"version", "valid_from", "valid_to"} | {
    f"{name}_text{end}" for name in ("place", "date") for end in ("", "_start", "_end")
}


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
    "modes that tie, the general one first by name": [
        claim(mode="destroy"),
        other(2, mode="suicide-attack"),
        other(3, mode="explosives"),
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


def put(
    con: duckdb.DuckDBPyConnection,
    clusters: Mapping[str, Sequence[Claim]],
    facts: Mapping[str, ArticleFacts],
) -> None:
    """Store claims with the events that their frames give."""
    articles = [
        article(name, published=told.published, voice_id=told.voice_id)
        for name, told in facts.items()
    ]
    claims = [c for cluster in clusters.values() for c in cluster]
    members = [(name, c.claim_id) for name, made in clusters.items() for c in made]
    frames = frames_of([source(), *articles, *claims])
    events = aggregate_events(
        frames,
        articles_frame(facts),
        pl.DataFrame(members, ["event_id", "claim_id"], orient="row"),
    )
    load(con, {**frames, **events}, AS_OF)


@pytest.fixture(scope="module")
def con(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Named clusters, each article a voice of its own, and as many generated ones."""
    named = {name: apart(name, claims) for name, claims in CLUSTERS.items()}
    voices = [c.article_id for claims in named.values() for c in claims]
    made = awkward_claims.clusters(SEED, GENERATED)
    told = [c for claims in made.values() for c in claims]
    facts = {name: ArticleFacts(AS_OF, name) for name in voices}
    with open_store(Layout(tmp_path_factory.mktemp("recomputed"))) as con:
        put(con, {**named, **made}, {**facts, **awkward_claims.facts_of(told, SEED)})
        for table in TABLES_ANEW:
            con.execute(f"CREATE TEMP TABLE anew_{table} AS FROM {table}_recomputed")
        yield con


def differences(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    """Rows that are not what the claims give, but for the rounding of confidence."""
    names = [c for c in con.sql(f"FROM anew_{table}").columns if c != "confidence"]
    columns, anew = ", ".join(names), f"anew_{table}"
    found = []
    for one, two in ((table, anew), (anew, table)):
        sql = f"SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {two}"
        found += [(one, *row) for row in con.sql(sql).fetchall()]
    return found


@pytest.fixture(scope="module")
def differing(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    return [row for table in TABLES_ANEW for row in differences(con, table)]


@pytest.mark.parametrize("name", CLUSTERS)
def test_events_are_recomputable_from_their_claims(differing, name) -> None:
    assert [row for row in differing if name in row] == []


def test_events_of_awkward_claims_are_recomputable_too(differing) -> None:
    assert differing == []


@pytest.mark.parametrize("table", TABLES_ANEW)
def test_every_column_is_worked_out_anew(con, table) -> None:
    expected = {column.name for column in TABLES[table].columns} - NOT_ANEW
    assert set(con.sql(f"FROM anew_{table}").columns) == expected
    assert con.sql(f"SELECT count(*) > {GENERATED} FROM anew_{table}").fetchall() == [
        (True,)
    ]


def test_confidence_is_equal_up_to_rounding(con) -> None:
    joined = "FROM events e JOIN anew_events r USING (event_id) "
    off = con.sql(
        f"SELECT count(*) {joined} WHERE abs(e.confidence - r.confidence) > 0.0001"
    )
    assert off.fetchall() == [(0,)]
    assert (
        con.sql(f"SELECT count(*) {joined}").fetchall()[0][0]
        == len(CLUSTERS) + GENERATED
    )


def test_the_awkward_claims_are_awkward_enough(con) -> None:
    told = con.sql(
        "SELECT DISTINCT unnest(string_split(conflict_over, ';')) FROM events "
        "WHERE event_id LIKE 'e0%' ORDER BY 1"
    )
    assert [row[0] for row in told.fetchall()] == [
        "denial",
        "numbers",
        "place",
        "sides",
    ]
    kinds = con.sql("SELECT DISTINCT kind FROM told_parties ORDER BY 1").fetchall()
    assert [row[0] for row in kinds] == ["country", "entity", "sector", "words"]
    for table, column in (
        ("events", "corroboration"),
        ("events", "direction"),
        ("events", "date_precision"),
        ("events", "place_precision"),
        ("event_actors", "role"),
    ):
        several = con.sql(f"SELECT count(DISTINCT {column}) > 2 FROM {table}")
        assert several.fetchall() == [(True,)], column


def test_a_stored_value_that_its_claims_do_not_give_is_seen(con) -> None:
    con.begin()
    con.execute("UPDATE events SET mode = 'grenade' WHERE event_id = 'one claim'")
    con.execute("UPDATE event_actors SET name = 'X' WHERE event_id = 'two voices'")
    seen = {
        table: {row[1] for row in differences(con, table)} for table in TABLES_ANEW[:2]
    }
    con.rollback()
    assert seen == {"events": {"one claim"}, "event_actors": {"two voices"}}


def test_the_query_of_the_codebook_finds_nothing_off(con) -> None:
    text = (files("schemas") / "data" / "codebook.md").read_text(encoding="utf-8")
    query = text.split("```sql\n")[1].split("```")[0]
    assert "FROM events_recomputed" in query
    assert con.sql(query).fetchall() == []


def test_the_id_of_an_event_is_that_of_its_first_claim() -> None:
    """The published query for the id, on an id that Python made."""
    with duckdb.connect() as con:
        made = con.execute(
            "SELECT left(sha256('event' || chr(31) || ?), 16)", ["a claim"]
        ).fetchall()
    assert made == [(stable_id("event", "a claim"),)]
