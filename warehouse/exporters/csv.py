"""CSV by RFC 4180 that is safe to open in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import polars as pl

from schemas.tables import Table

# A spreadsheet takes a cell that begins so for a formula and runs it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
FORMULA: Final = r"\A[=+\-@\t\r]"
TO_QUOTE: Final = r'[,"\r\n]'
LINE_END: Final = "\r\n"
ROWS_AT_ONCE: Final = 100_000


def write_csv(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write UTF-8 without a mark, empty for missing, TRUE and FALSE, CRLF line ends.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    names = [column.name for column in table.exported]
    header = pl.DataFrame({name: [name] for name in names})
    with path.open("wb") as target:
        target.write(lines_of(header))
        for part in frame.select(names).iter_slices(ROWS_AT_ONCE):
            target.write(lines_of(part))


def lines_of(rows: pl.DataFrame) -> bytes:
    """Rows of cells with their line ends."""
    cells = [_quoted(cells_of(column)) for column in rows.iter_columns()]
    line = pl.concat_str(cells, separator=",")
    text = pl.select(line.str.join(LINE_END) if cells else pl.lit("")).item()
    return (text + LINE_END).encode() if rows.height else b""


def cells_of(column: pl.Series) -> pl.Series:
    """What ``as_cell`` gives, value by value."""
    kind = column.dtype
    if kind == pl.String:
        is_formula = column.str.contains(FORMULA).fill_null(value=False)
        text = pl.when(is_formula).then("'" + column).otherwise(column)
        return pl.select(text.fill_null("").alias(column.name)).to_series()
    if kind.is_integer() or kind == pl.Date:
        return column.cast(pl.String).fill_null("")
    return pl.Series(column.name, map(as_cell, column.to_list()), pl.String)


def _quoted(cells: pl.Series) -> pl.Series:
    """Quotes around what has a comma, a quote or a line end in it."""
    marked = cells.str.contains(TO_QUOTE)
    if not marked.any():
        return cells
    quoted = '"' + cells.str.replace_all('"', '""', literal=True) + '"'
    return cells.zip_with(~marked, quoted)


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
