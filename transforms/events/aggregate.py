"""From the claims of clusters to events: a stated rule for every value.

The rules stand where they are carried out, in the modules of ``values``, and in the
codebook; ``warehouse/views/03_recomputed.sql`` states them a second time, in SQL. Votes
are counted by voices, so that copies of one text count once. The offsets of place and
date belong to a claim's article, so an event has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from schemas.tables import TABLES, companions, polars_schema
from transforms.events.values import how_many, what, who
from transforms.events.values.agreement import corroborations
from transforms.events.values.confidence import confidences
from transforms.events.values.told import told_claims
from transforms.events.values.when import dates
from transforms.events.values.where import places

EVENT_TABLES: Final = ("events", *(table.name for table in companions("events")))


def aggregate_events(
    frames: Mapping[str, pl.DataFrame], articles: pl.DataFrame, members: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The tables of events, and their companions, from the frames of their claims.

    ``articles`` has article_id, published and voice_id; ``members`` event_id and
    claim_id. Raises KeyError for a claim or an article that is missing. All events are
    given as of their first version; the warehouse decides which one it is.
    """
    told = told_claims(frames["claims"], articles, members)
    kinds = what.kinds(told)
    directions = kinds.select("event", "direction")
    actors = frames["claim_actors"]
    numbers = how_many.told_numbers(told, frames["claim_quantities"], actors)
    parties = who.told_parties(told, directions, actors)
    agreed = corroborations(told, directions, numbers, parties)
    ids = told.select("event", "event_id").unique()
    events = what.counts(told)
    for values in (kinds, places(told), dates(told), agreed, confidences(told, agreed)):
        events = events.join(values, on="event", how="left")
    found = {
        "events": events.with_columns(version=1),
        "event_actors": who.rows_of(ids, parties),
        "event_contexts": what.contexts(told, frames["claim_contexts"]),
        "event_quantities": how_many.rows_of(ids, numbers),
        "event_claims": told,
    }
    return {name: _as_table(name, found[name]) for name in EVENT_TABLES}


def _as_table(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns, types and order of a table; a column that is not given is null."""
    table = TABLES[name]
    schema = polars_schema(table)
    known = [
        pl.col(column).cast(kind)
        if column in rows.columns
        else pl.lit(None, kind).alias(column)
        for column, kind in schema.items()
    ]
    return rows.select(known).sort(table.sort_by)
