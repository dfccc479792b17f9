"""What robots.txt allows (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from flows.web.answers import Answer, Fetched, FetchRefused

MAX_BYTES = 500_000
"""RFC 9309 asks for at least 500 kibibytes to be read."""
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


class RobotsBook:
    """The rules of each site, asked for once in a run."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._site_locks: dict[str, threading.Lock] = {}
        self._known: dict[str, Rules] = {}

    def rules(self, site: str) -> Rules:
        """The rules of a site, such as ``https://news.example:443``."""
        with self._lock:
            site_lock = self._site_locks.setdefault(site, threading.Lock())
        with site_lock:
            if site not in self._known:
                self._known[site] = rules_of(self._ask(f"{site}/robots.txt"))
            return self._known[site]


def rules_of(answer: Answer) -> Rules:
    """Rules from the answer: no such file allows all, a server in trouble nothing."""
    match answer:
        case Fetched(body=body):
            return Rules(Protego.parse(body.decode("utf-8", "replace")), None)
        case FetchRefused(status=status) if status in GONE and not answer.may_pass:
            return Rules(None, None)
        case FetchRefused(reason=reason) if reason in NO_RULES:
            return Rules(None, None)
        case _:
            return Rules(None, answer)
