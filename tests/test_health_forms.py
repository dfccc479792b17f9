"""Feeds that turn into something else: seen in the rounds, over a real server."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.collect.run import fetch_all
from flows.health.overview import overview
from schemas.sources import SourcesFile, read_sources
from tests.web_server import Visit, text_play, web
from transforms.feeds.forms import form_of
from warehouse.inbox import open_inbox
from warehouse.layout import Layout

START = dt.datetime(2026, 11, 2, 0, 5, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ROUNDS = 8
PAGE = "<html lang='en'><title>News</title><p>The mayor met the envoy.</p></html>"
Write = Callable[[int], tuple[str, str]]


def rss(number: int) -> tuple[str, str]:
    items = "".join(
        f"<item><link>/page?n={n}</link>"
        f"<pubDate>Mon, 02 Nov 2026 {n:02}:00:00 GMT</pubDate></item>"
        for n in range(number, number + 3)
    )
    body = f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"
    return body, "application/rss+xml"


def undated(number: int) -> tuple[str, str]:
    items = "".join(
        f"<item><link>/page?n={n}</link></item>" for n in range(number, number + 3)
    )
    body = f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>"
    return body, "application/rss+xml"


def atom(number: int) -> tuple[str, str]:
    items = "".join(
        f"<entry><id>/page?n={n}</id><link href='/page?n={n}'/>"
        f"<published>2026-11-02T{n:02}:00:00Z</published></entry>"
        for n in range(number, number + 3)
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>"
    return f"{head}{items}</feed>", "application/atom+xml"


def empty(number: int) -> tuple[str, str]:
    body = f"<rss version='2.0'><channel><title>{number}</title></channel></rss>"
    return body, "application/rss+xml"


def page(number: int) -> tuple[str, str]:
    return f"<!DOCTYPE html><html><body>{number}</body></html>", "text/html"


def disguised(number: int) -> tuple[str, str]:
    return page(number)[0], "application/rss+xml"


@dataclass
class Site:
    """A feed that is written by ``write``, and the rounds over it."""

    port: int
    layout: Layout
    number: int = 0
    write: Write = rss

    def serve(self, visit: Visit) -> None:
        body, kind = self.write(self.number)
        visit.reply(body.encode(), kind=kind)

    def rounds(self, write: Write, many: int = 1) -> dict[str, str]:
        """What is told after some more rounds: alarm or warning, by check."""
        self.write = write
        for _ in range(many):
            self.number += 1
            for _ in fetch_all(self.sources(), self.layout, clock=self.clock):
                pass
        found = overview(self.sources(), self.layout, self.clock())
        return {one.check: f"{one.level}: {one.told}" for one in found.findings}

    def clock(self) -> dt.datetime:
        return START + HOUR * self.number

    def sources(self) -> SourcesFile:
        return read_sources(
            f'[fetch]\nallow = ["127.0.0.1:{self.port}"]\nhost_delay_seconds = 0\n'
            "host_requests = 8\nmax_attempts = 1\nobey_robots = false\n"
            '[[source]]\nname = "Wire"\nkind = "feed"\nlanguage = "en"\n'
            'country = "GEO"\nscale = "local"\nschedule = "1h"\n'
            f'urls = ["http://127.0.0.1:{self.port}/feed"]\n',
            "sources.toml",
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    plays = {"page": text_play(PAGE, "text/html")}
    made: list[Site] = []
    with web(**plays, feed=lambda visit: made[0].serve(visit)) as server:
        made.append(Site(server.port, Layout(tmp_path / "out")))
        yield made[0]


def ours(found: dict[str, str]) -> dict[str, str]:
    """Without what the made-up pages and the missing load give rise to."""
    return {k: v for k, v in found.items() if k not in {"unloaded", "disk"}}


def test_a_feed_that_stays_as_it_is_is_not_told(site: Site) -> None:
    assert ours(site.rounds(rss, ROUNDS)) == {}
    with open_inbox(site.layout.inbox) as inbox:
        last = inbox.rounds("Wire", 1)[0]
    assert (last.forms, last.n_undated, last.n_items) == ("RSS", 0, 3)


def test_a_feed_in_another_form_is_a_warning_for_some_rounds(site: Site) -> None:
    site.rounds(rss, ROUNDS)
    told = site.rounds(atom)
    since = f"{site.clock():%Y-%m-%d %H:%M}"
    assert ours(told) == {
        "reformed": f"warning: its lists are Atom since {since}, RSS before"
    }
    assert "reformed" in site.rounds(atom, 4)
    assert "reformed" not in site.rounds(atom)
    assert "reformed" not in site.rounds(rss)


def test_items_that_lose_their_dates_are_a_warning(site: Site) -> None:
    site.rounds(rss, ROUNDS)
    told = ours(site.rounds(undated))
    assert told == {
        "undated": "warning: 100% of the items of the last round name no day, 0% usual"
    }
    assert "undated" not in site.rounds(rss)


def test_a_feed_without_dates_from_the_start_is_not_told(site: Site) -> None:
    assert "undated" not in site.rounds(undated, ROUNDS)


def test_a_feed_that_is_emptied_is_an_alarm(site: Site) -> None:
    site.rounds(rss, ROUNDS)
    told = ours(site.rounds(empty))
    assert told.keys() == {"empty"}
    assert told["empty"].startswith("alarm: its lists announce nothing since")


@pytest.mark.parametrize("turned", [page, disguised])
def test_a_feed_that_becomes_a_page_is_a_warning_and_then_an_alarm(
    site: Site, turned: Write
) -> None:
    site.rounds(rss, ROUNDS)
    told = ours(site.rounds(turned))
    assert told.keys() == {"failing"}
    assert "html" in told["failing"].lower()
    assert f"http://127.0.0.1:{site.port}/feed: " in told["failing"]
    told = ours(site.rounds(turned, 2))
    assert told.keys() == {"dead"}
    assert told["dead"].startswith("alarm: 1 of 1 lists failed in the last 3 rounds")


def test_rounds_of_the_schema_before_are_no_history(site: Site) -> None:
    site.rounds(atom, ROUNDS)
    with sqlite3.connect(site.layout.inbox / "inbox.sqlite") as con:
        con.execute("ALTER TABLE rounds DROP COLUMN forms")
        con.execute("ALTER TABLE rounds DROP COLUMN n_undated")
        con.execute("UPDATE schema_number SET number = 2")
    assert ours(site.rounds(undated)) == {}
    assert "reformed" in site.rounds(undated, 4) | site.rounds(atom, 1)


@pytest.mark.parametrize(
    ("document", "form"),
    [
        (b"<rss version='2.0'>", "RSS"),
        (b"\n<!-- <feed> --><?xml-stylesheet href='a'?><rss>", "RSS"),
        (b"<!DOCTYPE rss PUBLIC 'a' 'b'><rss>", "RSS"),
        (b"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "RSS 1.0"),
        (b"<atom:feed>", "Atom"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON Feed"),
        (b"<urlset>", "sitemap"),
        (b"<sitemapindex>", "sitemap index"),
        (b"<html>", None),
        (b"no document", None),
    ],
)
def test_the_form_is_told_by_the_first_element(
    document: bytes, form: str | None
) -> None:
    assert form_of(document) == form
