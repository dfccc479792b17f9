"""A made-up fortnight of six sources, three of which go bad, as an operator has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.collect.load import collect, note_taken
from flows.collect.pages import Taken
from flows.collect.run import fetch_all
from schemas.sources import SourcesFile, read_sources
from tests.batch_runs import run
from tests.web_server import Play, Visit, web
from warehouse.layout import Layout
from warehouse.publish import publish

START = dt.datetime(2026, 11, 2, 0, 5, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SOUND = ("Orsa Post", "Tal Wire", "Hill Radio")
ROUNDS_A_DAY = 4
ITEMS = {"wall": 3}
WORDS = (
    *("mayor", "road", "bridge", "winter", "council", "valley", "talks", "grain"),
    *("harbour", "school", "market", "train", "river", "envoy", "budget", "strike"),
    *("letter", "border", "court", "police", "farmers", "delegates"),
)
WALL = "<p>We value your privacy. Accept all cookies to go on reading this site.</p>"


@dataclass
class Press:
    """The sites: what they announce at a time, and since when each is bad."""

    now: dt.datetime = START
    dead: bool = False
    walled: bool = False
    emptied: bool = False
    paths: dict[str, Play] = field(default_factory=dict)

    def number(self) -> int:
        """The round it is, from 0."""
        return round((self.now - START) / (DAY / ROUNDS_A_DAY))

    def feed(self, site: str) -> Play:
        def play(visit: Visit) -> None:
            if site == "dead" and self.dead:
                visit.reply(b"gone for good", "503 Service Unavailable")
                return
            newest = 0 if site == "empty" and self.emptied else (self.number() + 1)
            oldest, many = max(0, newest - 3), ITEMS.get(site, 1)
            rows = "".join(
                f"<item><link>/{site}-page?n={n}</link>"
                f"<pubDate>{self.now:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
                for n in range(oldest * many, newest * many)
            )
            body = f"<rss><channel><title>{self.now}</title>{rows}</channel></rss>"
            visit.reply(body.encode(), kind="application/rss+xml")

        return play

    def page(self, site: str) -> Play:
        def play(visit: Visit) -> None:
            number = int(visit.path.partition("n=")[2])
            text = WALL if site == "wall" and self.walled else told(site, number)
            visit.reply(f"<html lang='en'><title>News {number}</title>{text}".encode())

        return play


def told(site: str, number: int) -> str:
    """A page of a site: many words in an order of its own."""
    seed = number * 31 + sum(map(ord, site))
    picked = [WORDS[(seed * (k + 3) + k * k) % len(WORDS)] for k in range(90)]
    thirds = zip(picked[::3], picked[1::3], picked[2::3], strict=True)
    lines = (f"The {a} of {b} spoke to the {c}." for a, b, c in thirds)
    return f"<p>{' '.join(lines)} That was report {number} of {site}.</p>"


def declared(port: int) -> SourcesFile:
    """The sources file of the six."""
    head = (
        f'[fetch]\nallow = ["127.0.0.1:{port}"]\nhost_delay_seconds = 0\n'
        "host_requests = 8\nmax_attempts = 1\nobey_robots = false\n"
    )
    sites = dict(zip(SOUND, ("post", "wire", "radio"), strict=True))
    sites |= {"Dale Mail": "dead", "Port Gazette": "wall", "Moor News": "empty"}
    return read_sources(
        head
        + "".join(
            f'[[source]]\nname = "{name}"\nkind = "feed"\nlanguage = "en"\n'
            f'country = "GEO"\nscale = "local"\nschedule = "6h"\n'
            f'urls = ["http://127.0.0.1:{port}/{site}"]\n'
            for name, site in sites.items()
        ),
        "sources.toml",
    )


@contextmanager
def fortnight(root: Path, days: int = 7) -> Iterator[tuple[SourcesFile, dt.datetime]]:
    """Fetch and load ``days`` days; three sources go bad in the last two."""
    press = Press()
    layout = Layout(root)
    plays: dict[str, Play] = {}
    for site in ("post", "wire", "radio", "dead", "wall", "empty"):
        plays |= {site: press.feed(site), f"{site}-page": press.page(site)}
    with web(**plays) as server:
        sources = declared(server.port)
        for number in range(days * ROUNDS_A_DAY):
            press.now = START + number * DAY / ROUNDS_A_DAY
            is_bad = number >= (days - 2) * ROUNDS_A_DAY
            press.dead = press.walled = press.emptied = is_bad
            for _ in fetch_all(sources, layout, clock=lambda: press.now):
                pass
            if number % ROUNDS_A_DAY == ROUNDS_A_DAY - 1:
                take_in(sources, layout, press.now)
        yield sources, press.now


def take_in(sources: SourcesFile, layout: Layout, now: dt.datetime) -> None:
    """Load and publish as the main job does, without extraction."""
    taken, today = Taken(), now.date()
    run(layout, collect(sources, layout, today, taken), {}, as_of=today)
    note_taken(layout, taken, now)
    publish(layout)
