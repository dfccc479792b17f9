"""A long-lived process that fetches round after round, as the service does."""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

KILOBYTES = 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a round went; memory in MB: at its end, and the most up to then."""

    n_lists: int
    n_unchanged: int
    n_failed: int
    n_new: int
    n_pages: int
    n_refused: int
    seconds: float
    worked: float
    memory: float
    peak: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """The fetching process, from outside."""

    _wire: Connection

    def fetch(self, now: dt.datetime) -> Fetched:
        """One round over all sources at a time."""
        self._wire.send(now)
        found: Fetched | BaseException = self._wire.recv()
        if isinstance(found, BaseException):
            raise found
        return found


@contextmanager
def visitor(sources: Path, out: Path) -> Iterator[Visitor]:
    """A process that fetches the sources of a file into a folder."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(sources, out, theirs), daemon=True)
    process.start()
    try:
        yield Visitor(ours)
        ours.send(None)
        process.join(10)
    finally:
        process.kill()
        process.join()


def memory_of(pid: int | str) -> tuple[float, float]:
    """Memory of a process in MB now, and the most it has had (Linux)."""
    found = {}
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name in {"VmRSS", "VmHWM"}:
            found[name] = int(value.split()[0]) / KILOBYTES
    return found.get("VmRSS", 0.0), found.get("VmHWM", 0.0)


def _run(sources: Path, out: Path, wire: Connection) -> None:
    with suppress(EOFError):
        while (now := wire.recv()) is not None:
            wire.send(_round_or_error(sources, out, now))


def _round_or_error(
    sources: Path, out: Path, now: dt.datetime
) -> Fetched | BaseException:
    try:
        return fetch_round(sources, out, now)
    except (OSError, RuntimeError, ValueError, LookupError) as error:
        return error


def fetch_round(sources: Path, out: Path, now: dt.datetime) -> Fetched:
    """One round in this process; its clock starts at ``now``."""
    from flows.collect.run import fetch_all, sources_in
    from warehouse.layout import Layout

    began, worked = time.perf_counter(), time.process_time()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.perf_counter() - began)

    lists = unchanged = failed = new = pages = refused = 0
    for told in fetch_all(sources_in(sources), Layout(out), clock=clock):
        lists += told.announced.n_lists
        unchanged += told.announced.n_unchanged
        failed += len(told.announced.failures)
        new += told.announced.n_new
        pages += told.n_pages
        refused += told.n_refused
    gc.collect()
    return Fetched(
        lists,
        unchanged,
        failed,
        new,
        pages,
        refused,
        time.perf_counter() - began,
        time.process_time() - worked,
        *memory_of("self"),
    )
