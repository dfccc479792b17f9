"""Make events anew of the claims as reviewers left them, and publish them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flows.reviews.outcome import work_out
from schemas.views import VIEWS
from transforms.events import aggregate_events, cluster_claims
from warehouse.corrections import CLAIM_TABLES
from warehouse.ddl import OUTCOMES
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import LoadCounts, load
from warehouse.publish import publish
from warehouse.report import write_report
from warehouse.store import batch, open_store, read_table, read_tables
from warehouse.validate import ValidationReport, validate

if TYPE_CHECKING:
    import duckdb
    import polars as pl

Tell = Callable[[str], None]
FACTS: Final = "SELECT article_id, published, voice_id FROM articles"


@dataclass(frozen=True, slots=True)
class Remade:
    """What corrections changed: claims read otherwise, events, and checks that warn."""

    n_claims: int
    counts: LoadCounts
    report: ValidationReport
    files: tuple[Path, ...]


def apply_reviews(layout: Layout, as_of: dt.date) -> Remade:
    """Apply all corrections there are, check, publish and export.

    Changed events are valid from ``as_of``. Nothing is changed if a check fails, which
    raises ValidationFailed; the corrections themselves are kept.
    """
    with open_store(layout) as con, batch(con):
        n_claims, counts = remake(con, as_of)
        report = validate(read_tables(con), as_of)
        write_report(report, layout)
        report.raise_if_failed()
    publish(layout)
    return Remade(n_claims, counts, report, tuple(export(layout)))


def remake(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> tuple[int, LoadCounts]:
    """Apply all corrections, inside ``batch``; the number of claims they touch anew."""
    touched = work_out(con)
    return len(touched), load(con, events_of_store(con), as_of)


def corrected_frames(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """All claims as reviewers left them, under the names of their tables."""
    return {
        table.name: read_table(con, VIEWS[f"{table.name}_corrected"])
        for table in CLAIM_TABLES
    }


def events_of_store(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """Events and judgements over all claims of the store, as corrected."""
    frames = corrected_frames(con)
    articles = con.sql(FACTS).pl()
    found = cluster_claims(frames, articles, read_table(con, OUTCOMES["decisions"]))
    events = aggregate_events(frames, articles, found.members)
    return {**events, "merges": found.merges}
