"""Manners towards hosts: one request at a time, a pause between two."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Sleep = Callable[[float], None]
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """The time of the machine's clock, in UTC."""
    return dt.datetime.now(dt.UTC)


class HostGates:
    """Lets requests to one host pass one after the other, with a pause between."""

    def __init__(self, at_a_time: int, sleep: Sleep = time.sleep) -> None:
        self._at_a_time = at_a_time
        self._sleep = sleep
        self._lock = threading.Lock()
        self._gates: dict[str, threading.BoundedSemaphore] = {}
        self._next: dict[str, float] = {}

    @contextmanager
    def turn(self, site: str, pause: float) -> Iterator[None]:
        """Wait for the turn of this request; the next one starts ``pause`` later."""
        with self._lock:
            gate = self._gates.setdefault(
                site, threading.BoundedSemaphore(self._at_a_time)
            )
        with gate:
            with self._lock:
                now = time.monotonic()
                start = max(now, self._next.get(site, now))
                self._next[site] = start + pause
            if start > now:
                self._sleep(start - now)
            yield
