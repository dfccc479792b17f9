"""What the sites of a made-up web publish, and when: all of it follows from a seed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache, cached_property

from benchmarks.texts import Story, advert, foreign, story, varied
from transforms.lexicon import read_table

START = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SHOWN = dt.timedelta(days=3)
"""How long a feed shows an item: longer than any outage of a site."""
LATE = 6 * HOUR
LONG_WORDS = 80
"""Words of a report from which two near copies of it are near copies of each other."""
TRIES = 8
HOSTS_PER_NET = 250


@dataclass(frozen=True, slots=True)
class Key:
    """The article of a number on a site."""

    site: int
    number: int

    def __str__(self) -> str:
        return f"{self.site}/{self.number}"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is published; ``origin`` is the report it repeats."""

    key: Key
    kind: str
    published: dt.datetime
    origin: Key
    changes: tuple[dt.datetime, ...] = ()

    def state(self, now: dt.datetime) -> int:
        """How often it has been changed by then."""
        return sum(change <= now for change in self.changes)

    def updated(self, now: dt.datetime) -> dt.datetime:
        """When it was last changed, or published."""
        return max((c for c in self.changes if c <= now), default=self.published)


@dataclass(frozen=True, slots=True)
class Site:
    """A site: the form of its feed, and what becomes of it."""

    number: int
    form: str
    fate: str


@dataclass(frozen=True)
class World:
    """``n_articles`` articles of ``n_feeds`` sites in a number of days."""

    n_feeds: int
    n_articles: int
    days: int = 7
    seed: int = 1

    @cached_property
    def per_site(self) -> int:
        """Articles of each site."""
        return -(-self.n_articles // self.n_feeds)

    def site(self, number: int) -> Site:
        """The site of a number."""
        chance = random.Random(f"{self.seed} site {number}")
        return Site(number, _drawn(chance, "form"), _drawn(chance, "fate"))

    def article(self, key: Key) -> Article:
        """The article of a key."""
        chance = random.Random(f"{self.seed} article {key}")
        kind = self._kind(key)
        published = self._published(key)
        if kind in {"reprint", "near", "shared"}:
            origin = self._origin(key, chance)
            if origin is None:
                return Article(key, "story", published, key)
            if kind == "near" and len(self._story(origin).text.split()) < LONG_WORDS:
                kind = "reprint"
            return Article(key, kind, published, origin)
        changes: tuple[dt.datetime, ...] = ()
        if kind in {"corrected", "reverted"}:
            first = published + chance.randint(8, 30) * HOUR
            second = first + chance.randint(8, 30) * HOUR
            changes = (first, second) if kind == "reverted" else (first,)
        return Article(key, kind, published, key, changes)

    def shown(self, site: int, now: dt.datetime) -> list[Article]:
        """What a feed shows at a time, the newest first."""
        first = max(0, self._number_at(now - SHOWN) - 1)
        numbers = range(min(self.per_site, self._number_at(now) + 2) - 1, first - 1, -1)
        found = (self.article(Key(site, number)) for number in numbers)
        return [item for item in found if item.published <= now]

    def told(self, article: Article, state: int) -> Story:
        """Headline and text of a page that has been changed so often."""
        match article.kind:
            case "foreign":
                return foreign(self._name(article.key))
            case "advert":
                return advert(self._name(article.key))
            case "near":
                name = f"{self.seed} near {article.key}"
                return varied(self._story(article.origin), name)
        told = self._story(article.origin)
        if state == 1:
            return varied(told, f"{self.seed} change {article.key}")
        return told

    def text_id(self, article: Article, state: int) -> str:
        """What tells texts apart: copies share it; what is put back has its own."""
        if article.kind == "near":
            return str(article.key)
        return f"{article.origin}{'+' * (state % 2)}"

    def _published(self, key: Key) -> dt.datetime:
        chance = random.Random(f"{self.seed} time {key}")
        share = (key.number + chance.random()) / self.per_site
        return START + share * self.days * DAY

    def _number_at(self, now: dt.datetime) -> int:
        return int((now - START) / (self.days * DAY) * self.per_site)

    def _kind(self, key: Key) -> str:
        return _drawn_kind(random.Random(f"{self.seed} kind {key}"))

    def _origin(self, key: Key, chance: random.Random) -> Key | None:
        """An earlier report of another site; None if chance finds none."""
        if self.n_feeds < 2 or not key.number:
            return None
        for _ in range(TRIES):
            step = chance.randrange(1, self.n_feeds)
            site = (key.site + step) % self.n_feeds
            found = Key(site, chance.randrange(key.number))
            if self._kind(found) == "story":
                return found
        return None

    def _story(self, key: Key) -> Story:
        return story(self._name(key))

    def _name(self, key: Key) -> str:
        return f"{self.seed} text {key}"


def host(site: int) -> str:
    """The loopback address of a site: each has its own."""
    return f"127.1.{1 + site // HOSTS_PER_NET}.{1 + site % HOSTS_PER_NET}"


def outcomes() -> dict[str, str]:
    """What each kind of article should become: used, refused or missing."""
    rows = read_table("benchmarks.soak", "kinds.csv")
    return {row["kind"]: row["outcome"] for row in rows}


def _drawn_kind(chance: random.Random) -> str:
    kinds, shares = _kinds()
    return chance.choices(kinds, shares)[0]


@cache
def _kinds() -> tuple[list[str], list[int]]:
    rows = read_table("benchmarks.soak", "kinds.csv")
    return [row["kind"] for row in rows], [int(row["share"]) for row in rows]


def _drawn(chance: random.Random, trait: str) -> str:
    values, shares = _traits(trait)
    return chance.choices(values, shares)[0]


@cache
def _traits(trait: str) -> tuple[list[str], list[int]]:
    rows = [r for r in read_table("benchmarks.soak", "sites.csv") if r["kind"] == trait]
    return [row["value"] for row in rows], [int(row["share"]) for row in rows]
