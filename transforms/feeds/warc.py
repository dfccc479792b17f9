"""Web archives such as CC-NEWS: the pages in them (ISO 28500)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from schemas.records import Reject
from transforms.feeds.items import FeedError, canonical
from transforms.packed import BodyError, unpacked
from transforms.text.refusals import refuse

PAGES = frozenset({"text/html", "application/xhtml+xml"})
OK = 200
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive as it was fetched then."""

    url: str
    canonical_url: str
    body: bytes
    content_type: str
    charset: str | None
    fetched_at: dt.datetime | None
    record_id: str


def read_warc(
    stream: BinaryIO, location: str, limit: int
) -> Iterator[ArchivedPage | Reject]:
    """Pages answered with 200 and HTML, one after the other; others are passed over.

    ``limit`` bounds the body of one page. Raises FeedError for what is no archive;
    a broken one gives its pages up to there first.
    """
    records = ArchiveIterator(
        stream,
        record_types=WarcRecordType.response,
        parse_http=True,
        fsspec_args=False,
    )
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            if _is_page(record):
                yield _page(record, f"{location}:{number}", limit)
    except (OSError, ValueError, EOFError) as error:
        message = f"the archive is broken after record {number}: {error}"
        raise FeedError("broken_archive", message) from error
    if not number:
        raise FeedError("broken_archive", "the archive holds no answer of a server")


def _is_page(record: WarcRecord) -> bool:
    headers = record.http_headers
    return (
        headers is not None
        and headers.status_code == OK
        and (record.http_content_type or "").lower() in PAGES
    )


def _page(record: WarcRecord, location: str, limit: int) -> ArchivedPage | Reject:
    url = record.headers.get("WARC-Target-URI") or ""
    known = canonical(url)
    if known is None:
        message = f"{location}: the record has no web address"
        return refuse("item_without_address", message, location, value=url)
    headers = record.http_headers
    encoding = (headers.get("Content-Encoding") if headers else None) or ""
    try:
        body = unpacked(_chunks(record), encoding, limit)
    except BodyError as error:
        return refuse(error.reason, f"{location}: {error}", location, value=url)
    return ArchivedPage(
        url=url,
        canonical_url=known,
        body=body,
        content_type=(record.http_content_type or "").lower(),
        charset=record.http_charset,
        fetched_at=record.record_date,
        record_id=record.record_id or location,
    )


def _chunks(record: WarcRecord) -> Iterator[bytes]:
    while chunk := record.reader.read(CHUNK):
        yield chunk
