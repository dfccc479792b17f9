"""The article in an HTML page, and its metadata."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from transforms.lexicon import read_table

if TYPE_CHECKING:
    # lxml ships no types.
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

PAGE_START = re.compile(
    r"\s*(?:<!doctype html|<html\b|<(?:p|div|article|h1)[\s>])", re.I
)
WHOLE_PAGE = re.compile(r"<(?:html|body|head)\b", re.I)
LEFT_OUT = "script|style|noscript|template|nav|header|footer|aside|form|figure|button"
PARAGRAPHS = (
    "self::p or self::h1 or self::h2 or self::h3 or self::li or self::blockquote"
)
SMALL_PAGE = "10"
URL = re.compile(r"https?://", re.I)

# Its remarks on odd pages are no news for the user: what is lost becomes a reject.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page: text with ``## `` headings and ``- `` items, and metadata."""

    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None


def looks_like_html(text: str) -> bool:
    """True if a text starts as an HTML page or fragment does."""
    return bool(PAGE_START.match(text)) and ">" in text


def read_page(html: str) -> Page:
    """Text and metadata of a page; the text is empty where none is found.

    JSON-LD goes before meta tags, those before the page itself. The date is only ever
    one that the page calls its publication date.
    """
    # Takes a second to import, and only pages need it.
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    if not WHOLE_PAGE.search(html[:5000]):
        html = f"<html><body>{html}</body></html>"
    tree = load_html(html)
    if tree is None:
        return Page("")
    known = {**_from_page(tree), **_from_meta(tree), **_from_json_ld(tree)}
    document = bare_extraction(
        html,
        include_comments=False,
        include_tables=False,
        include_formatting=True,
        config=_config(),
    )
    body = getattr(document, "body", None)
    text = "\n\n".join(_rendered(body)) if body is not None else ""
    return Page(text or "\n\n".join(_paragraphs(tree)), **known)


@cache
def _config() -> ConfigParser:
    from trafilatura.settings import use_config

    config = use_config()
    # The default of 250 characters makes one paragraph of a short article.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", SMALL_PAGE)
    return config


def _rendered(body: HtmlElement) -> Iterator[str]:
    for element in body.iterchildren():
        if element.tag == "head":
            yield f"## {_words(element)}"
        elif element.tag == "list":
            items = [_words(item) for item in element.iter("item")]
            yield "\n".join(f"- {item}" for item in items if item)
        elif element.tag in {"p", "quote"}:
            yield _words(element)


def _words(element: HtmlElement) -> str:
    for line_break in element.iter("lb", "br"):
        line_break.tail = f" {line_break.tail or ''}"
    return " ".join("".join(element.itertext()).split())


def _paragraphs(tree: HtmlElement) -> Iterator[str]:
    """Paragraphs of a page too small or broken for the extractor."""
    excluded = " or ".join(f"ancestor::{name}" for name in LEFT_OUT.split("|"))
    for element in tree.xpath(f"//*[({PARAGRAPHS}) and not({excluded})]"):
        words = _words(element)
        if words:
            yield words


def _from_page(tree: HtmlElement) -> dict[str, str]:
    times = tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    items = {
        "published": times,
        "title": [_words(item) for item in tree.xpath("//h1")[:1]],
        "language": tree.xpath("/html/@lang"),
        "url": tree.xpath("//link[@rel='canonical']/@href"),
    }
    found = {field: str(values[0]).strip() for field, values in items.items() if values}
    return {field: value for field, value in found.items() if value}


@cache
def _meta_tags() -> tuple[tuple[str, str], ...]:
    rows = read_table(__package__, "meta_tags.csv")
    return tuple((row["tag"], row["field"]) for row in rows)


def _from_meta(tree: HtmlElement) -> dict[str, str]:
    content: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        value = (tag.get("content") or "").strip()
        if value:
            content.setdefault(name.lower(), value)
    found: dict[str, str] = {}
    for name, field in _meta_tags():
        value = content.get(name)
        # Some pages name the author by the address of a profile.
        if value and not (field == "byline" and URL.match(value)):
            found.setdefault(field, value)
    return found


def _from_json_ld(tree: HtmlElement) -> dict[str, str]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            content = json.loads(str(script), strict=False)
        except (ValueError, RecursionError):
            # One broken script of a page says nothing about the others.
            continue
        for node in _nodes(content, 0):
            if _is_article(node):
                return _node_fields(node)
    return {}


def _nodes(content: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > 4:
        return
    if isinstance(content, list):
        for item in content:
            yield from _nodes(item, depth + 1)
    elif isinstance(content, dict):
        yield content
        yield from _nodes(content.get("@graph"), depth + 1)
        yield from _nodes(content.get("mainEntity"), depth + 1)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).endswith(("Article", "Posting")) for name in names)


def _node_fields(node: dict[str, object]) -> dict[str, str]:
    found = {
        "title": _name(node.get("headline")),
        "byline": _name(node.get("author")),
        "publisher": _name(node.get("publisher")),
        "published": _name(node.get("datePublished")),
        "language": _name(node.get("inLanguage")),
        "url": _name(node.get("url")),
    }
    return {field: value for field, value in found.items() if value}


def _name(value: object) -> str:
    if isinstance(value, dict):
        return _name(value.get("name") or value.get("alternateName"))
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(item) for item in value)))
    return value.strip() if isinstance(value, str) else ""
