"""Sitemaps, sitemap indexes and news sitemaps (sitemaps.org, Google News)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from schemas.records import Reject
from transforms.feeds.forms import form_of
from transforms.feeds.items import FeedError, Item, Listing, item_of, listing_of
from transforms.feeds.xml import safe_xml


def read_sitemap(data: bytes, url: str, charset: str | None = None) -> Listing:
    """The pages of a sitemap, or the further sitemaps of an index.

    Raises FeedError for what is no sitemap or no well-formed XML.
    """
    document = safe_xml(data, charset)
    try:
        root = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FeedError("broken_feed", f"the sitemap is broken: {error}") from error
    match _name(root):
        case "urlset":
            return replace(listing_of(_pages(root, url)), form=form_of(document))
        case "sitemapindex":
            return Listing(lists=tuple(_sitemaps(root)), form=form_of(document))
        case name:
            raise FeedError("broken_feed", f"<{name}> is no sitemap")


def _pages(root: Element, url: str) -> Iterator[Item | Reject]:
    for page in root:
        told = _texts(page)
        yield item_of(
            told.get("loc"),
            url,
            url,
            title=told.get("title"),
            published=told.get("publication_date"),
            updated=told.get("lastmod"),
            language=told.get("language"),
        )


def _sitemaps(root: Element) -> Iterator[str]:
    for entry in root:
        if link := _texts(entry).get("loc"):
            yield link


def _texts(page: Element) -> dict[str, str]:
    """The first text under each name; those of images and videos are left out."""
    found: dict[str, str] = {}
    stack = list(reversed(page))
    while stack:
        element = stack.pop()
        name = _name(element)
        if name in {"image", "video"}:
            continue
        if element.text and element.text.strip():
            found.setdefault(name, element.text.strip())
        stack.extend(reversed(element))
    return found


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
