"""Rounds of fetching and daily loads of a simulated week, with figures and checks."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak.account import Account, expected, found, misplaced, unfetched
from benchmarks.soak.loading import load
from benchmarks.soak.progress import Day, Progress
from benchmarks.soak.server import Remote, running
from benchmarks.soak.visitor import Visitor, visitor
from benchmarks.soak.world import DAY, START, World, host

MEGABYTE = 1_000_000
SHOWN_PROBLEMS = 5
MEMORY_GROWTH = 1.10
"""Most that memory may grow from the second day to the last."""
SIZE_GROWTH = 1.5
"""Most that a file may grow on the last day, as a share of an ordinary day."""
MANNERS = """[fetch]
allow = ["127.1.0.0/16"]
host_delay_seconds = 0
max_attempts = 2
backoff_seconds = 0.02
"""
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Week:
    """What is simulated, and where to."""

    progress: Progress
    out: Path
    workers: int = 2
    has_loads: bool = True
    minutes: float | None = None
    """No day begins later than that; what was done until then is settled."""

    @property
    def world(self) -> World:
        """The sites."""
        return self.progress.world

    @property
    def sources(self) -> Path:
        """The sources file."""
        return self.out / "sources.toml"

    @property
    def data(self) -> Path:
        """The output folder of Polemos."""
        return self.out / "polemos-data"


@dataclass
class Result:
    """Figures by day, the accounts, and what is wrong."""

    days: list[Day]
    should: Account
    account: Account | None = None
    problems: list[str] = field(default_factory=list)

    def table(self) -> str:
        """The figures as a table in Markdown."""
        names = list(self.days[0].sizes)
        head = [*("day", "lists", "new", "pages", "refused", "fetch s", "fetch MB")]
        head += [*("load s", "load MB", "child MB"), *(f"{name} MB" for name in names)]
        rows = [_cells(day, names) for day in self.days]
        lines = [head, ["---"] * len(head), *rows]
        text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        told = [f"should be: {self.should}\n", f"tables: {self.account}\n"]
        return text + "\n" + "".join(told)


def run_week(week: Week, say: Say) -> Result:
    """Serve, fetch and load what is not done yet; ``say`` hears a line for each day."""
    week.out.mkdir(parents=True, exist_ok=True)
    progress = week.progress
    with running(week.world, week.out / "served.jsonl", progress.port) as web:
        progress.port = web.port
        week.sources.write_text(sources_text(week.world, web.port), encoding="utf-8")
        progress.keep(week.out)
        with visitor(week.sources, week.data) as fetching:
            _days(week, web, fetching, say)
        result = _settled(week, web)
    result.problems += _growth(result.days)
    return result


def _days(week: Week, web: Remote, fetching: Visitor, say: Say) -> None:
    progress, began = week.progress, time.monotonic()
    for number in range(len(progress.days) + 1, week.world.days + 1):
        if week.minutes and time.monotonic() - began > 60 * week.minutes:
            break
        day = _day(week, number, web, fetching)
        progress.days.append(day)
        progress.rounds.clear()
        progress.keep(week.out)
        say(" ".join(_cells(day, list(day.sizes))))


def sources_text(world: World, port: int) -> str:
    """The sources file of the world's sites."""
    parts = [MANNERS]
    for number in range(world.n_feeds):
        is_map = world.site(number).form in {"news", "index"}
        parts.append(
            f'[[source]]\nname = "Site {number}"\npublisher = "Site {number}"\n'
            f'kind = "{"sitemap" if is_map else "feed"}"\nlanguage = "en"\n'
            f'urls = ["http://{host(number)}:{port}/feed"]\n'
        )
    return "\n".join(parts)


def _day(week: Week, number: int, web: Remote, fetching: Visitor) -> Day:
    """A day from where it stopped: a round that was cut off is made again."""
    progress = week.progress
    for part in range(len(progress.rounds) + 1, progress.rounds_a_day + 1):
        now = START + (number - 1 + part / progress.rounds_a_day) * DAY
        web.turn_to(now)
        progress.rounds.append(fetching.fetch(now))
        progress.keep(week.out)
    loaded = None
    if week.has_loads:
        loaded = load(week.sources, week.data, _as_of(number), week.workers)
    return Day(number, tuple(progress.rounds), loaded, sizes(week.data))


def _as_of(number: int) -> dt.date:
    return (START + number * DAY).date()


def _settled(week: Week, web: Remote) -> Result:
    """Compare the tables with what was served."""
    ledger = web.ledger()
    should = expected(week.world, ledger)
    result = Result(list(week.progress.days), should)
    lost = unfetched(ledger, week.data / "inbox" / "inbox.sqlite")
    result.problems += lost[:SHOWN_PROBLEMS]
    if not should.is_whole:
        result.problems.append(f"the served texts do not add up: {should}")
    if not week.has_loads:
        return result
    tables = week.data / "export" / "data"
    result.account = found(tables)
    result.problems += result.account.differences(should)
    result.problems += misplaced(week.world, ledger, tables)[:SHOWN_PROBLEMS]
    return result


def sizes(data: Path) -> dict[str, float]:
    """Sizes of the parts of an output folder, in MB."""
    return {
        "index": _size(data / "inbox", ("inbox.sqlite",)),
        "bodies": _size(data / "inbox" / "bodies"),
        "store": _size(data, ("warehouse.duckdb",)),
        "snapshot": _size(data / "published"),
        "export": _size(data / "export"),
    }


def _size(folder: Path, names: Sequence[str] = ()) -> float:
    if names:
        paths = [folder / name for name in names]
        total = sum(path.stat().st_size for path in paths if path.exists())
        return total / MEGABYTE
    walked = os.walk(folder)
    total = sum(
        os.path.getsize(os.path.join(at, name))
        for at, _, files in walked
        for name in files
    )
    return total / MEGABYTE


def _growth(days: Sequence[Day]) -> list[str]:
    """What grows faster than the articles do."""
    if len(days) < 4:
        return []
    told = []
    memory = [day.rounds[-1].memory for day in days]
    if memory[-1] > MEMORY_GROWTH * memory[1]:
        told.append(f"memory of fetching grows: {memory}")
    peaks = [day.loaded.memory for day in days if day.loaded]
    if peaks and peaks[-1] > MEMORY_GROWTH * peaks[1]:
        told.append(f"memory of loading grows: {peaks}")
    for name in days[0].sizes:
        size = [day.sizes[name] for day in days]
        steps = sorted(
            later - before for before, later in zip(size[:-2], size[1:-1], strict=True)
        )
        ordinary = steps[len(steps) // 2]
        if size[-1] - size[-2] > SIZE_GROWTH * ordinary + 1:
            told.append(f"{name} does not grow with the articles: {size}")
    return told


def _cells(day: Day, names: Sequence[str]) -> list[str]:
    rounds, loaded = day.rounds, day.loaded
    told = [
        day.number,
        sum(one.n_lists for one in rounds),
        sum(one.n_new for one in rounds),
        sum(one.n_pages for one in rounds),
        sum(one.n_refused for one in rounds),
    ]
    fetch = [f"{sum(one.seconds for one in rounds):.0f}", f"{rounds[-1].memory:.0f}"]
    ran = ["", "", ""]
    if loaded:
        ran = [f"{loaded.seconds:.0f}", f"{loaded.memory:.0f}", f"{loaded.child:.0f}"]
    return [
        *(f"{number:,}" for number in told),
        *fetch,
        *ran,
        *(f"{day.sizes[name]:.1f}" for name in names),
    ]
