"""Feeds and pages of made-up sites as bytes, in several forms."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.soak.world import Article
from benchmarks.texts import Story

LAYOUTS = 3
ROWS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as a feed shows it."""

    url: str
    title: str
    published: dt.datetime
    updated: dt.datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of an answer and its content type."""

    body: bytes
    kind: str


def feed(form: str, name: str, entries: Sequence[Entry]) -> Sent:
    """A list of items in one of the forms of sites.csv."""
    match form:
        case "json":
            return _json_feed(name, entries)
        case "atom":
            return _atom(name, entries)
        case "news" | "index":
            return _sitemap(name, entries)
        case _:
            return _rss(name, entries)


def index(urls: Sequence[str]) -> Sent:
    """A sitemap index."""
    rows = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return _xml(f"<sitemapindex xmlns='{space}'>{rows}</sitemapindex>")


def page(article: Article, told: Story, publisher: str) -> Sent:
    """The page of an article; sites have different layouts and encodings."""
    if article.kind == "empty":
        return Sent(_document("", "en", "<nav>Home News Sport</nav>").encode(), _HTML)
    if article.kind == "error":
        text = "<h1>Page not found</h1><p>The page you are looking for is gone.</p>"
        return Sent(_document("Oops", "en", text).encode(), _HTML)
    body = "".join(f"<p>{escape(part)}</p>" for part in told.paragraphs)
    if article.kind == "table":
        body += _table(article)
    head = f"<h1>{escape(told.headline)}</h1>"
    main = _LAYOUTS[article.key.site % LAYOUTS].format(head=head, body=body)
    title = f"{told.headline} - {publisher}"
    text = _document(title, told.language, main, _meta(article, told, publisher))
    if told.language in {"fr", "es", "de"}:
        encoded = text.encode("windows-1252", "xmlcharrefreplace")
        return Sent(encoded, "text/html; charset=windows-1252")
    return Sent(text.encode(), _HTML)


_HTML = "text/html; charset=utf-8"
_MENU = "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
_LAYOUTS = (
    f"{_MENU}<article>{{head}}{{body}}</article><footer>All rights reserved</footer>",
    f"<header>{_MENU}</header><main><div class='article-body'>{{head}}{{body}}</div>"
    "</main><aside><h3>Most read</h3><ul><li>Weather</li></ul></aside>",
    f"<div id='top'>{_MENU}</div><div class='post'>{{head}}<div class='entry-content'>"
    "{body}</div></div>",
)


def _document(title: str, language: str, body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang='{language}'><head><title>{escape(title)}</title>"
        f"{head}</head><body>{body}</body></html>"
    )


def _meta(article: Article, told: Story, publisher: str) -> str:
    day = article.published.isoformat(timespec="seconds")
    if article.key.site % 2:
        return f"<meta property='article:published_time' content='{day}'>"
    node = {
        "@type": "NewsArticle",
        "headline": told.headline,
        "datePublished": day,
        "publisher": {"@type": "Organization", "name": publisher},
    }
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def _table(article: Article) -> str:
    numbers = range(article.key.number, article.key.number + ROWS)
    rows = "".join(f"<tr><td>District {n}</td><td>{n * 7}</td></tr>" for n in numbers)
    return f"<table><tr><th>District</th><th>Votes</th></tr>{rows}</table>"


def _rss(name: str, entries: Sequence[Entry]) -> Sent:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f"<guid>{escape(entry.url)}</guid><pubDate>{_mail(entry.published)}</pubDate>"
        "</item>"
        for entry in entries
    )
    channel = f"<channel><title>{name}</title><language>en</language>{items}</channel>"
    return _xml(f"<rss version='2.0'>{channel}</rss>", "application/rss+xml")


def _atom(name: str, entries: Sequence[Entry]) -> Sent:
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><link href='{escape(entry.url)}'/>"
        f"<id>{escape(entry.url)}</id><published>{entry.published.isoformat()}"
        f"</published><updated>{entry.updated.isoformat()}</updated></entry>"
        for entry in entries
    )
    text = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title>{items}"
    return _xml(f"{text}</feed>", "application/atom+xml")


def _json_feed(name: str, entries: Sequence[Entry]) -> Sent:
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
        }
        for entry in entries
    ]
    version = "https://jsonfeed.org/version/1.1"
    content = {"version": version, "title": name, "items": items}
    return Sent(json.dumps(content).encode(), "application/feed+json")


def _sitemap(name: str, entries: Sequence[Entry]) -> Sent:
    rows = "".join(
        f"<url><loc>{escape(entry.url)}</loc>"
        f"<lastmod>{entry.updated.isoformat()}</lastmod>"
        f"<n:news><n:publication><n:name>{name}</n:name><n:language>en</n:language>"
        f"</n:publication><n:publication_date>{entry.published.isoformat()}"
        f"</n:publication_date><n:title>{escape(entry.title)}</n:title></n:news></url>"
        for entry in entries
    )
    return _xml(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{rows}</urlset>"
    )


def _xml(text: str, kind: str = "application/xml") -> Sent:
    return Sent(f"<?xml version='1.0' encoding='UTF-8'?>{text}".encode(), kind)


def _mail(at: dt.datetime) -> str:
    return email.utils.format_datetime(at)
