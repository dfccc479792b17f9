"""Events as files of rival data sets, in the rivals' own form."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from schemas.crosswalks import Form, forms
from schemas.tables import Table
from schemas.views import VIEWS
from warehouse.exporters.csv import FORMULA_STARTS
from warehouse.files import replaced
from warehouse.layout import Layout
from warehouse.query import QueryError, open_snapshot
from warehouse.space import room_in
from warehouse.store import read_table


def export_as(layout: Layout, rival: str, target: Path | None = None) -> Path:
    """Write the published events as a file of a rival; returns its path.

    Without a target it is the rival's own file name in the folder of exports. Raises
    QueryError for a rival that is not known and when nothing is published.
    """
    form = forms().get(rival)
    if form is None:
        raise QueryError(f"no crosswalk to {rival!r}: known are {', '.join(forms())}")
    path = target or layout.rivals / form.file_name
    rows = rows_of_view(layout, VIEWS[form.view])
    with room_in(path.parent, "the exported file"), replaced(path) as fresh:
        write_rival(fresh, form, rows)
    return path


def rows_of_view(layout: Layout, view: Table) -> pl.DataFrame:
    """The rows of a view of the snapshot, in its order, with the types described.

    Raises QueryError where the snapshot was published before there was such a view.
    """
    with open_snapshot(layout) as con:
        try:
            return read_table(con, view)
        except duckdb.CatalogException as error:
            raise QueryError(
                f"{layout.snapshot} has no view {view.name}: it was published by an "
                "older Polemos; run 'polemos run' again"
            ) from error


def write_rival(path: Path, form: Form, frame: pl.DataFrame) -> None:
    """Write rows as a rival does: separator, header, days; missing values are empty.

    Where cells are not quoted, tabs and line breaks in them become spaces; where they
    are, a text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    if not form.separator:
        path.write_text(
            "".join(f"{record}\n" for record in frame["record"]), encoding="utf-8"
        )
        return
    text = pl.col(pl.String)
    # A sign before a digit is a number to a spreadsheet, and no code starts with one.
    starts = f"^[{''.join(FORMULA_STARTS)}]".replace("-", r"\-")
    plain = (
        pl.when(text.str.contains(starts)).then("'" + text).otherwise(text)
        if form.is_quoted
        else text.str.replace_all(r"[\t\r\n]+", " ")
    )
    frame.with_columns(plain.name.keep()).write_csv(
        path,
        separator=form.separator,
        include_header=form.has_header,
        quote_style="necessary" if form.is_quoted else "never",
        date_format=form.date_form.partition(" ")[0] or None,
        datetime_format=form.date_form or None,
    )
