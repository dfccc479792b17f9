"""Lists of addresses: plain ones, and the files of GDELT."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from schemas.records import Reject
from transforms.feeds.items import (
    FeedError,
    Item,
    Listing,
    item_of,
    lines_of,
    listing_of,
)
from transforms.lexicon import read_table
from transforms.text.decode import UnreadableTextError, decode

ARTICLES = ("export.csv", "gkg.csv", "mentions.csv")
ZIP_MARK = b"PK\x03\x04"
# What the library raises where a length, an offset or the packed bytes are wrong.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)


@cache
def _address_columns() -> dict[int, int]:
    """The place of the address by number of columns; it tells the table."""
    rows = read_table(__package__, "gdelt_tables.csv")
    return {int(row["columns"]): int(row["address_column"]) - 1 for row in rows}


def read_urls(data: bytes, location: str) -> Listing:
    """One address a line; empty lines and those that start with # are passed over."""
    return listing_of(
        item_of(line, "", f"{location}:{number}")
        for number, line in lines_of(_decoded(data))
    )


def read_gdelt(data: bytes, location: str, limit: int) -> Listing:
    """The addresses in a GDELT 2.0 file, or the files that its list of updates names.

    Reads the events, mentions and GKG files, packed as zip or not; the list has lines
    of size, hash and address. ``limit`` bounds the unpacked bytes. Raises FeedError.
    """
    text = _decoded(_unzipped(data, limit) if data.startswith(ZIP_MARK) else data)
    if not text.strip():
        raise FeedError("broken_feed", "the file is empty")
    first = text.lstrip().partition("\n")[0]
    if "\t" not in first:
        return Listing(lists=tuple(_updates(text, location)))
    return listing_of(_rows(text, location))


def _rows(text: str, location: str) -> Iterator[Item | Reject]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = line.split("\t")
        column = _address_columns().get(len(cells))
        if column is None:
            known = ", ".join(map(str, sorted(_address_columns())))
            message = f"{len(cells)} columns in row {number}, one of {known} expected"
            raise FeedError("broken_feed", message)
        link = cells[column].strip()
        # Broadcasts and papers have no address; they are no articles to be fetched.
        if link.startswith(("http://", "https://")):
            yield item_of(link, "", f"{location}:{number}")


def _updates(text: str, location: str) -> Iterator[str]:
    for number, line in lines_of(text):
        cells = line.split()
        if len(cells) != 3 or not cells[2].startswith(("http://", "https://")):
            message = f"line {number} is neither a GDELT row nor size, hash, address"
            raise FeedError("broken_feed", f"{location}: {message}")
        if cells[2].lower().removesuffix(".zip").endswith(ARTICLES):
            yield cells[2]


def _unzipped(data: bytes, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) != 1:
                raise FeedError("broken_feed", f"the zip holds {len(names)} files")
            with archive.open(names[0]) as member:
                body = member.read(limit + 1)
    except BROKEN_ZIP as error:
        raise FeedError("broken_feed", f"the zip is broken: {error}") from error
    if len(body) > limit:
        raise FeedError("page_too_large", f"the zip unpacks to more than {limit} bytes")
    return body


def _decoded(data: bytes) -> str:
    try:
        return decode(data).text
    except UnreadableTextError as error:
        raise FeedError("broken_feed", str(error)) from error
