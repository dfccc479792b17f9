"""What waits for a reviewer, in the order in which a look at it tells most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

import duckdb
import polars as pl

Kind = Literal["claims", "events", "merges"]
KINDS: Final = MappingProxyType[str, Kind](
    {"claims": "claims", "events": "events", "merges": "merges"}
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which claims, events or pairs; None lets all pass.

    ``again`` has those in the queue too that others reviewed and ``reviewer`` did not.
    ``threshold`` is the score from which two claims are taken for one happening.
    ``id`` asks for one claim, event or pair, whatever else is set.
    """

    kind: Kind = "claims"
    event_type: str | None = None
    country: str | None = None
    since: dt.date | None = None
    limit: int | None = None
    reviewer: str = ""
    again: bool = False
    threshold: float = 0.5
    id: str | None = None


def queue(con: duckdb.DuckDBPyConnection, filters: Filters) -> pl.DataFrame:
    """Rows to review in order: claim_id, other_claim_id, event_id, reason.

    A claim is a row, a pair is a row with other_claim_id, an event has a row for each
    of its claims; ``limit`` counts claims, pairs or events.
    """
    name = f"queue_{filters.kind}.sql"
    sql = (files("warehouse") / "queries" / name).read_text(encoding="utf-8")
    given = {
        "type": filters.event_type,
        "country": filters.country,
        "since": filters.since,
        "reviewer": filters.reviewer,
        "again": filters.again,
        "threshold": filters.threshold,
        "id": filters.id,
    }
    used = {key: value for key, value in given.items() if f"${key}" in sql}
    found: pl.DataFrame = con.sql(sql, params=used).pl()
    if filters.limit is None:
        return found
    if filters.kind != "events":
        return found.head(filters.limit)
    wanted = found.get_column("event_id").unique(maintain_order=True)
    return found.filter(pl.col("event_id").is_in(wanted.head(filters.limit).implode()))


def read_sources(
    con: duckdb.DuckDBPyConnection, article_ids: Iterable[str]
) -> dict[str, dict[str, object]]:
    """Of each article its text, title, publisher, day of publication, and address."""
    wanted = pl.DataFrame({"article_id": sorted(set(article_ids))})
    con.register("wanted_articles", wanted.cast(pl.String).to_arrow())
    rows = con.sql(
        "SELECT article_id, text, title, publisher, published, "
        "coalesce(url, location) AS address "
        "FROM articles SEMI JOIN wanted_articles USING (article_id)"
    ).pl()
    con.unregister("wanted_articles")
    return {row["article_id"]: row for row in rows.iter_rows(named=True)}


@dataclass(frozen=True, slots=True)
class EventOf:
    """The event a claim is in, with how many claims tell it."""

    event_id: str
    n_claims: int
    corroboration: str


def read_events_of(
    con: duckdb.DuckDBPyConnection, claim_ids: Iterable[str]
) -> dict[str, EventOf]:
    """The event of each claim; a rejected claim has none."""
    wanted = pl.DataFrame({"claim_id": sorted(set(claim_ids))}, {"claim_id": pl.String})
    con.register("wanted_claims", wanted.to_arrow())
    rows = con.sql(
        "SELECT claim_id, event_id, n_claims, corroboration FROM event_claims "
        "SEMI JOIN wanted_claims USING (claim_id) JOIN events USING (event_id)"
    ).fetchall()
    con.unregister("wanted_claims")
    return {claim_id: EventOf(*about) for claim_id, *about in rows}


def read_members(con: duckdb.DuckDBPyConnection, event_id: str) -> list[str]:
    """The claims of an event, the earliest report first; none if it is not there."""
    rows = con.execute(
        "SELECT claim_id FROM event_claims JOIN claims c USING (claim_id) "
        "JOIN articles a USING (article_id) WHERE event_id = ? "
        "ORDER BY a.published NULLS LAST, article_id, trigger_text_start, claim_id",
        [event_id],
    ).fetchall()
    return [str(claim_id) for (claim_id,) in rows]
