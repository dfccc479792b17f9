"""Make events anew of the claims as reviewers left them, and publish them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.relating import put_related, relate, seal_related
from flows.reviews.outcome import work_out
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import LoadCounts
from warehouse.publish import publish
from warehouse.report import write_report
from warehouse.store import batch, open_store
from warehouse.validate import ValidationReport, validate_store

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True, slots=True)
class Remade:
    """What corrections changed: claims read otherwise, and what follows in the tables.

    ``conflicts`` are decisions on pairs that others contradict and that do not hold.
    """

    n_claims: int
    counts: LoadCounts
    conflicts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Applied:
    """What was changed, the checks it passed, and the files it was exported to."""

    remade: Remade
    report: ValidationReport
    files: tuple[Path, ...]


def apply_reviews(layout: Layout, as_of: dt.date) -> Applied:
    """Apply all corrections there are, check, publish and export.

    Changed events are valid from ``as_of``. Nothing is changed if a check fails, which
    raises ValidationFailed; the corrections themselves are kept.
    """
    with open_store(layout) as con, batch(con):
        remade = remake(con, as_of)
        report = validate_store(con, as_of)
        write_report(report, layout)
        report.raise_if_failed()
    publish(layout)
    return Applied(remade, report, tuple(export(layout)))


def remake(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> Remade:
    """Apply all corrections and make the events they touch anew, inside ``batch``."""
    touched = work_out(con)
    related = relate(con, touched=touched)
    put_related(con, as_of, related)
    counts = seal_related(con, as_of)
    return Remade(len(touched), counts, related.conflicts)
