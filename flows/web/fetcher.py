"""Fetch an address with manners: robots.txt, pauses, redirects, second tries."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from queue import SimpleQueue
from threading import BoundedSemaphore, Event
from urllib.parse import urldefrag, urljoin

from flows.web.addresses import (
    AddressPolicy,
    ForbiddenAddressError,
    Resolver,
    Target,
    policy_of,
)
from flows.web.answers import Answer, FetchRefused, Validators
from flows.web.exchange import Redirect, exchange
from flows.web.manners import Clock, HostGates, Sleep, utc_now
from flows.web.redact import redacted
from flows.web.robots import MAX_BYTES, NoShelf, RobotsBook, Shelf
from schemas.fetching import FetchSettings

AGENT = "Polemos"
NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Request:
    """An address to fetch, what kind of answer it should give, and what is known."""

    url: str
    kind: str = "page"
    validators: Validators = NO_VALIDATORS


class Fetcher:
    """Fetches for one run; may be used from several threads."""

    def __init__(
        self,
        settings: FetchSettings,
        *,
        resolve: Resolver | None = None,
        sleep: Sleep = time.sleep,
        clock: Clock = utc_now,
        seed: int = 0,
        shelf: Shelf | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.policy: AddressPolicy = policy_of(settings.allow, resolve)
        self._sleep = sleep
        self._random = random.Random(seed)
        self._gates = HostGates(settings.host_requests, sleep)
        self._places = BoundedSemaphore(settings.requests)
        self._robots = RobotsBook(self._ask_robots, shelf or NoShelf(), clock)

    def get(self, request: Request) -> Answer:
        """The answer to a request, redirects followed, passing failures tried again."""
        url = urldefrag(request.url).url
        for _ in range(self.settings.max_redirects + 1):
            found = self._get_here(replace(request, url=url))
            if not isinstance(found, Redirect):
                return _of_first(found, request.url, url)
            # What a server names is checked as what a user names: each time anew.
            url = urldefrag(urljoin(url, found.location)).url
        detail = f"more than {self.settings.max_redirects} redirects"
        return FetchRefused(request.url, "too_many_redirects", detail)

    def get_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Answer]]:
        """Answers to many requests, each as it comes in, hosts side by side."""
        lanes = self._lanes(requests)
        if len(lanes) == 1:
            yield from ((request, self.get(request)) for request in lanes[0])
            return
        answers: SimpleQueue[tuple[Request, Answer] | None] = SimpleQueue()
        stop = Event()

        def work(lane: list[Request]) -> None:
            try:
                for request in lane:
                    if stop.is_set():
                        return
                    answers.put((request, self.get(request)))
            finally:
                answers.put(None)

        with ThreadPoolExecutor(max_workers=self.settings.requests) as pool:
            works = [pool.submit(work, lane) for lane in lanes]
            try:
                left = len(works)
                while left:
                    if (answer := answers.get()) is None:
                        left -= 1
                    else:
                        yield answer
            finally:
                stop.set()
        for done in works:
            done.result()

    def _lanes(self, requests: Iterable[Request]) -> list[list[Request]]:
        """Requests that wait for each other: those of one host, in their order."""
        at_a_time = self.settings.host_requests
        ordered = sorted(requests, key=self._site)
        sites = [list(group) for _, group in groupby(ordered, key=self._site)]
        return [
            site[start::at_a_time]
            for site in sites
            for start in range(min(len(site), at_a_time))
        ]

    def _site(self, request: Request) -> str:
        try:
            return self.policy.target(request.url).site
        except ForbiddenAddressError:
            return ""

    def _get_here(self, request: Request) -> Answer | Redirect:
        """One address, tried until it answers, refuses for good, or tries are over."""
        try:
            target = self.policy.target(request.url)
        except ForbiddenAddressError as error:
            return FetchRefused(request.url, error.reason, str(error))
        pause = self.settings.host_delay_seconds
        if self.settings.obey_robots:
            rules = self._robots.rules(target.site)
            if refusal := rules.refuses(request.url, AGENT):
                return refusal
            pause = max(pause, rules.delay(AGENT))
        return self._try(request, target, self.settings, pause)

    def _try(
        self, request: Request, target: Target, settings: FetchSettings, pause: float
    ) -> Answer | Redirect:
        for attempt in range(1, settings.max_attempts + 1):
            with self._gates.turn(target.site, pause), self._places:
                found = exchange(
                    request.url,
                    request.kind,
                    request.validators,
                    settings,
                    self.policy,
                    self.clock,
                )
            if not isinstance(found, FetchRefused) or not found.may_pass:
                return found
            wait = self._wait(found, attempt)
            if wait is None or attempt == settings.max_attempts:
                return found
            self._sleep(wait)
        return found

    def _wait(self, refused: FetchRefused, attempt: int) -> float | None:
        """Seconds to the next try; None if the server wants more than we wait."""
        if refused.retry_at is not None:
            left = (refused.retry_at - self.clock()).total_seconds()
            is_short = left <= self.settings.retry_after_limit_seconds
            return max(0.0, left) if is_short else None
        full = self.settings.backoff_seconds * 2 ** (attempt - 1)
        # Full jitter: machines that failed together do not come back together.
        return self._random.uniform(0, min(full, self.settings.backoff_limit_seconds))

    def _ask_robots(self, url: str) -> Answer:
        settings = self.settings.model_copy(update={"max_bytes": MAX_BYTES})
        request = Request(url, "robots")
        for _ in range(settings.max_redirects + 1):
            try:
                target = self.policy.target(request.url)
            except ForbiddenAddressError as error:
                return FetchRefused(request.url, error.reason, str(error))
            found = self._try(request, target, settings, settings.host_delay_seconds)
            if not isinstance(found, Redirect):
                return found
            request = replace(request, url=urljoin(request.url, found.location))
        return FetchRefused(url, "too_many_redirects", "robots.txt leads on and on")


def _of_first(answer: Answer, first: str, last: str) -> Answer:
    """The answer under the address that was asked for, its last one kept."""
    if isinstance(answer, FetchRefused):
        where = "" if last == first else f", after a redirect to {redacted(last)}"
        return replace(answer, url=first, detail=f"{answer.detail}{where}")
    return replace(answer, url=first, final_url=last)
