"""Read CSV and Parquet: one article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars.exceptions import PanicException, PolarsError

from schemas.records import Reject
from transforms.document import RawArticle
from transforms.text.encodings import encoding_of, text_of
from transforms.text.fields import (
    MAX_HTML_CHARACTERS,
    article_of,
    has_text_field,
    no_text_field,
    too_large,
)
from transforms.text.refusals import refuse

DELIMITERS = ",;\t|"
LINE_ENDS = ("\r", "\n")
MAX_LINE_CHARACTERS = 4 * MAX_HTML_CHARACTERS
"""Longest line of a CSV file: a page of HTML, its text and what is told of them."""
ROWS_AT_ONCE = 1_000
BROKEN = (pa.ArrowException, PolarsError, PanicException, OSError, ValueError)
Found = Iterator[RawArticle | Reject]


def read_csv(stream: BinaryIO, location: str) -> Found:
    """Articles of a CSV file with a header; rows count from 1, the header's row.

    The delimiter is the one of comma, semicolon, tab and bar that splits the header
    best. Of the file no more than a row is in memory.
    """
    encoding = encoding_of(stream)
    start = stream.tell()
    text = text_of(stream, encoding)
    header_line = text.readline(MAX_LINE_CHARACTERS)
    text.detach()
    stream.seek(start)
    text = text_of(stream, encoding)
    # Process-wide, but only ever raised: the default of 131,072 cuts long articles.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_HTML_CHARACTERS))
    lines = _lines(text)
    rows = csv.reader(lines, delimiter=_delimiter(header_line), strict=True)
    header: list[str] | None = None
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield _broken_row(f"{location}:{number}", error)
            continue
        if header is None:
            header = cells
            if not has_text_field(header):
                yield no_text_field(header, location)
                return
        elif any(cell.strip() for cell in cells):
            yield from _row(header, cells, f"{location}:{number}")
    if number <= 2:
        yield refuse("empty_file", f"{location}: a header without rows", location)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of a file, each cut where it is longer than any row may be."""
    while line := text.readline(MAX_LINE_CHARACTERS):
        yield line
        rest = line
        # A field of that length is refused, so that nothing which counts is lost.
        while len(rest) == MAX_LINE_CHARACTERS and not rest.endswith(LINE_ENDS):
            rest = text.readline(MAX_LINE_CHARACTERS)


def read_parquet(stream: BinaryIO, location: str) -> Found:
    """Articles of a Parquet file; rows count from 1, those before damage are used."""
    number = 0
    try:
        # Of broken files Arrow says so, where polars may end the process.
        file = pq.ParquetFile(pa.PythonFile(stream, mode="r"))
        names = file.schema_arrow.names
        if not has_text_field(names):
            yield no_text_field(names, location)
            return
        for batch in _batches(file):
            for row in _rows(batch):
                number += 1
                yield from article_of(row, f"{location}:{number}", "parquet")
    except BROKEN as error:
        message = f"{location}: the Parquet file is broken or cut short: {error}"
        yield refuse("broken_parquet", message, location)
        return
    if not number:
        yield refuse("empty_file", f"{location}: a table without rows", location)


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    # One iterator over all row groups would keep those it has left behind.
    for group in range(file.num_row_groups):
        yield from file.iter_batches(ROWS_AT_ONCE, row_groups=[group])


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, object]]:
    batch.validate(full=True)
    # Column by column: what a file notes of its fields may be broken too.
    columns = zip(batch.schema.names, batch.columns, strict=True)
    frame = pl.DataFrame([pl.Series(name, column) for name, column in columns])
    return frame.iter_rows(named=True)


def _row(header: Sequence[str], cells: Sequence[str], location: str) -> Found:
    if len(cells) > len(header):
        message = f"{location}: {len(cells)} cells, the header has {len(header)}"
        yield refuse("broken_csv", message, location, value=cells[len(header)])
        return
    row: dict[str, object] = dict(zip(header, cells, strict=False))
    yield from article_of(row, location, "csv")


def _broken_row(location: str, error: csv.Error) -> Reject:
    if "field larger" in str(error):
        return too_large(location, MAX_HTML_CHARACTERS)
    return refuse("broken_csv", f"{location}: broken CSV: {error}", location)


def _delimiter(header_line: str) -> str:
    header = header_line.rstrip("\r\n")

    def fitness(delimiter: str) -> tuple[bool, int]:
        names = header.replace('"', "").split(delimiter)
        return has_text_field(names) and len(names) > 1, len(names)

    return max(DELIMITERS, key=fitness)
