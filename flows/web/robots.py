"""What robots.txt allows (RFC 9309).

A reading holds for a day (2.4). While a site cannot be read its last one goes on; where
there is none nothing is allowed for thirty days, and all from then on (2.3.1.4).
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from protego import Protego

from flows.web.answers import Answer, Fetched, FetchRefused
from flows.web.manners import Clock
from warehouse.inbox import Robots

MAX_BYTES = 500_000
"""RFC 9309 asks for at least 500 kibibytes to be read."""
READING_HOLDS = dt.timedelta(hours=24)
UNREADABLE_HOLDS = dt.timedelta(days=30)
MAX_CRAWL_DELAY_SECONDS = 60.0
GONE = range(400, 500)
BARRED = frozenset({"private_address", "bad_address"})
# What RFC 9309 lets us take for "there are no rules".
NO_RULES = frozenset({"wrong_content_type", "page_too_large", "too_many_redirects"})


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site; ``refusal`` stands where they cannot be read now."""

    parsed: Protego | None
    refusal: FetchRefused | None

    def refuses(self, url: str, agent: str) -> FetchRefused | None:
        """Why the page may not be fetched; None if it may."""
        if self.refusal is not None:
            detail = f"robots.txt cannot be read: {self.refusal.detail}"
            is_barred = self.refusal.reason in BARRED
            reason = self.refusal.reason if is_barred else "robots_unreachable"
            return FetchRefused(url, reason, detail)
        if self.parsed is None or self.parsed.can_fetch(url, agent):
            return None
        return FetchRefused(url, "robots", f"robots.txt disallows it for {agent}")

    def delay(self, agent: str) -> float:
        """Seconds the site wants between two requests; at most a minute."""
        asked = self.parsed.crawl_delay(agent) if self.parsed else None
        return min(float(asked or 0.0), MAX_CRAWL_DELAY_SECONDS)


class Shelf(Protocol):
    """Where readings stay from run to run, such as the inbox."""

    def robots(self, site: str) -> Robots:
        """The last reading of a site."""
        ...

    def keep_robots(self, found: Robots) -> None:
        """Keep a reading."""
        ...


class NoShelf:
    """Keeps nothing: every run asks anew."""

    def robots(self, site: str) -> Robots:
        """A site that was never asked."""
        return Robots(site)

    def keep_robots(self, found: Robots) -> None:
        """Let it go."""


class RobotsBook:
    """The rules of each site, looked up once in a run."""

    def __init__(
        self, ask: Callable[[str], Answer], shelf: Shelf, clock: Clock
    ) -> None:
        self._ask = ask
        self._shelf = shelf
        self._clock = clock
        self._lock = threading.Lock()
        self._site_locks: dict[str, threading.Lock] = {}
        self._known: dict[str, Rules] = {}

    def rules(self, site: str) -> Rules:
        """The rules of a site, such as ``https://news.example:443``."""
        with self._lock:
            site_lock = self._site_locks.setdefault(site, threading.Lock())
        with site_lock:
            if site not in self._known:
                self._known[site] = self._found(site)
            return self._known[site]

    def _found(self, site: str) -> Rules:
        kept, now = self._shelf.robots(site), self._clock()
        if kept.holds(now):
            return _parsed(kept.body)
        said = reading(self._ask(f"{site}/robots.txt"))
        if isinstance(said, FetchRefused):
            return self._unreadable(kept, said, now)
        self._shelf.keep_robots(Robots(site, said, now, now + READING_HOLDS))
        return _parsed(said)

    def _unreadable(self, kept: Robots, why: FetchRefused, now: dt.datetime) -> Rules:
        if why.reason in BARRED:
            return Rules(None, why)
        since = min(kept.failing_since or now, now)
        self._shelf.keep_robots(replace(kept, failing_since=since))
        if kept.fetched_at is not None:
            return _parsed(kept.body)
        return Rules(None, None if now - since >= UNREADABLE_HOLDS else why)


def reading(answer: Answer) -> bytes | FetchRefused | None:
    """What robots.txt says: its bytes, None where there are no rules, or why neither.

    A site without the file allows all, a server in trouble tells nothing.
    """
    match answer:
        case Fetched(body=body):
            return body
        case FetchRefused(status=status) if status in GONE and not answer.may_pass:
            return None
        case FetchRefused(reason=reason) if reason in NO_RULES:
            return None
        case _:
            return answer


def rules_of(answer: Answer) -> Rules:
    """The rules that an answer gives by itself."""
    said = reading(answer)
    if isinstance(said, FetchRefused):
        return Rules(None, said)
    return _parsed(said)


def _parsed(body: bytes | None) -> Rules:
    if body is None:
        return Rules(None, None)
    return Rules(Protego.parse(body.decode("utf-8", "replace")), None)
