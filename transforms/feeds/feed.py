"""RSS, Atom and JSON feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import fastfeedparser

from schemas.records import Reject
from transforms.feeds.forms import form_of
from transforms.feeds.items import FeedError, Item, Listing, item_of, listing_of
from transforms.feeds.xml import safe_xml

STARTS = (b"<", b"{")
# What the parser raises on odd documents: ValueError on purpose, the rest by mistake.
MISTAKES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def read_feed(data: bytes, url: str, charset: str | None = None) -> Listing:
    """The items of a feed read from ``url``. Raises FeedError if it is no feed.

    A feed that is cut or broken gives the items that can be told.
    """
    document = safe_xml(data, charset)
    if not document.startswith(STARTS):
        raise FeedError("broken_feed", "the document is neither XML nor JSON")
    try:
        # Given bytes that begin as a document the parser never opens an address.
        feed = fastfeedparser.parse(
            document,
            include_content=False,
            include_tags=False,
            include_media=False,
            include_enclosures=False,
        )
    except MISTAKES as error:
        raise FeedError("broken_feed", _first_line(error)) from error
    found = listing_of(_items(feed.entries, feed.feed, url))
    return replace(found, form=form_of(document))


def _items(
    entries: list[Any], feed: Mapping[str, Any], url: str
) -> Iterator[Item | Reject]:
    site = feed.get("link")
    base = site if isinstance(site, str) and site.startswith("http") else url
    for entry in entries:
        yield item_of(
            _link(entry),
            base,
            url,
            title=entry.get("title"),
            summary=entry.get("description"),
            guid=entry.get("id"),
            published=entry.get("published"),
            updated=entry.get("updated"),
            language=feed.get("language"),
        )


def _link(entry: Mapping[str, Any]) -> str | None:
    link = entry.get("link")
    if link:
        return str(link)
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
