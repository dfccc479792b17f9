"""CSV by RFC 4180 that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Final

import polars as pl

from schemas.tables import Table

# A spreadsheet takes a cell that begins so for a formula and runs it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write UTF-8 without a mark, empty for missing, TRUE and FALSE, CRLF line ends.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    names = [column.name for column in table.exported]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(names)
        for row in frame.select(names).iter_rows():
            writer.writerow([as_cell(value) for value in row])


def as_cell(value: object) -> str:
    """One value as text; the point is the decimal sign, days are ISO 8601."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return repr(value).removesuffix(".0")
        case dt.date():
            return value.isoformat()
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
        case _:
            return str(value)
