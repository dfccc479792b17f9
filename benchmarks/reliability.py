"""Kill fetches and runs, or start two at once; what follows must end the same.

Run: ``python -m benchmarks.reliability --kills 30 [--stage load] [--seed 1]``
     ``python -m benchmarks.reliability --twins``
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from benchmarks.site import site, sources_text
from warehouse.session import connect

ROOT: Final = Path(__file__).parents[1]
BUSY: Final = 2
"""Status of a command that finds its folder busy."""
AS_OF: Final = "2026-11-02"
# The stage a run is in after each line of its progress; times vary within.
STAGES: Final[Mapping[str, str]] = {
    "Starting": "extract",
    "Extracting claims": "load",
    "Validating": "load",
    "Loading": "publish",
    "Publishing": "export",
}
ORDER: Final = ("fetch", "extract", "load", "publish", "export")
PAGE_SECONDS: Final = 0.1
"""So that a fetch lasts long enough to be killed in."""
LOOK_SECONDS: Final = 0.01
LINE: Final = re.compile(r"^\s*([A-Z][a-z ]+?)(?::.*)? \([\d.]+ s\)$")
# Clock times of runs differ from run to run; all else must not.
LOGS: Final = frozenset({"runs"})


@dataclass(frozen=True, slots=True)
class Kill:
    """A process that was killed: in which stage, after how long, what followed."""

    stage: str
    after_seconds: float
    was_running: bool
    is_same: bool
    seconds_to_recover: float


def main(arguments: list[str] | None = None) -> int:
    """Print a line per kill and a table; 1 if any run did not end the same."""
    asked = _asked(arguments)
    stages = [asked.stage] if asked.stage else list(ORDER)
    chance = random.Random(asked.seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        site(asked.articles, PAGE_SECONDS) as port,
    ):
        root = Path(folder)
        (root / "sources.toml").write_text(sources_text(port), encoding="utf-8")
        trial = Trial(root / "sources.toml", root / "calm")
        seconds = {"fetch": trial.fetch()}
        shutil.copytree(trial.out, root / "fetched")
        seconds |= trial.run()
        expected = state_of(trial.out)
        told("undisturbed: " + ", ".join(f"{k} {v:.2f} s" for k, v in seconds.items()))
        if asked.twins:
            return twins(trial.sources, root, expected)
        kills = []
        for number in range(asked.kills):
            stage = stages[number % len(stages)]
            wait = chance.uniform(0, seconds[stage])
            shaken = Trial(trial.sources, root / "shaken")
            if stage != "fetch":
                shutil.copytree(root / "fetched", shaken.out)
            kills.append(shaken.disturb(stage, wait, expected))
            told(f"{number + 1}: {kills[-1]}")
            shutil.rmtree(shaken.out)
    for row in table_of(kills):
        told(row)
    return 0 if all(kill.is_same for kill in kills) else 1


def twins(sources: Path, root: Path, expected: Mapping[str, str]) -> int:
    """Two fetches at once, then two runs, then two that wait; 1 if any goes wrong."""
    trial, is_good = Trial(sources, root / "twins"), True
    for command, *more in (("fetch",), ("run",), ("run", "--wait")):
        if command == "run":
            more += ["--as-of", AS_OF]
        pair = [trial.started(command, *more) for _ in range(2)]
        words = [process.communicate()[1] for process in pair]
        statuses = sorted(process.returncode for process in pair)
        is_told = any("already running" in one for one in words)
        told(f"{command} {' '.join(more)}: {statuses}, told: {is_told}")
        is_good &= is_told and statuses == [0, 0 if "--wait" in more else BUSY]
    is_same = state_of(trial.out) == expected
    told(f"ended the same: {is_same}")
    return 0 if is_good and is_same else 1


@dataclass(frozen=True, slots=True)
class Trial:
    """The commands ``fetch`` and ``run`` on an output folder."""

    sources: Path
    out: Path

    def fetch(self) -> float:
        """An undisturbed fetch; its seconds from the first file it writes on."""
        process = self.started("fetch")
        self._wait_for_inbox(process)
        began = time.monotonic()
        self._end(process)
        return time.monotonic() - began

    def run(self) -> dict[str, float]:
        """An undisturbed run; seconds by stage."""
        process = self.started("run", "--as-of", AS_OF)
        seconds: dict[str, float] = {}
        stage, since = "start", time.monotonic()
        for reached in progress(process.stderr):
            now = time.monotonic()
            seconds[stage] = seconds.get(stage, 0.0) + now - since
            stage, since = reached, now
        seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - since
        self._end(process)
        return seconds

    def disturb(self, stage: str, wait: float, expected: Mapping[str, str]) -> Kill:
        """Kill it ``wait`` seconds into a stage, do it again, compare."""
        if stage == "fetch":
            process = self.started("fetch")
            self._wait_for_inbox(process)
        else:
            process = self.started("run", "--as-of", AS_OF)
            next(one for one in progress(process.stderr) if one == stage)
        time.sleep(wait)
        was_running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        began = time.monotonic()
        if stage == "fetch":
            self.fetch()
        self.run()
        seconds = time.monotonic() - began
        return Kill(stage, wait, was_running, state_of(self.out) == expected, seconds)

    def started(self, command: str, *more: str) -> subprocess.Popen[str]:
        """A command on its way, as a process of its own."""
        given = [command, "--sources", str(self.sources), "--out", str(self.out), *more]
        return subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *given],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )

    def _wait_for_inbox(self, process: subprocess.Popen[str]) -> None:
        while process.poll() is None and not (self.out / "inbox").exists():
            time.sleep(LOOK_SECONDS)

    def _end(self, process: subprocess.Popen[str]) -> None:
        _, words = process.communicate()
        if process.returncode:
            status = process.returncode
            raise RuntimeError(f"{self.out}: ended with status {status}: {words}")


def progress(stream: IO[str] | None) -> Iterator[str]:
    """The stage that begins with each line of progress."""
    for line in stream or ():
        found = LINE.match(line)
        if found and found[1] in STAGES:
            yield STAGES[found[1]]


def state_of(out: Path) -> dict[str, str]:
    """Hashes of all exported bytes, and of the rows of every table."""
    export = out / "export"
    found = {
        path.relative_to(export).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(export.rglob("*"))
        if path.is_file() and path.parent.name != "log"
    }
    for name in ("warehouse.duckdb", "published/polemos.duckdb"):
        with closing(connect(out / name, read_only=True)) as con:
            tables = con.sql(
                "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
            ).fetchall()
            for schema, table in tables:
                if table in LOGS:
                    continue
                sql = f'SELECT count(*), sum(hash(t)) FROM {schema}."{table}" t'
                found[f"{name}:{schema}.{table}"] = str(con.sql(sql).fetchall())
    return found


def table_of(kills: list[Kill]) -> Iterator[str]:
    """A Markdown table by stage."""
    yield (
        "| stage | kills | of them before its end | ended the same "
        "| recovery, median s |"
    )
    yield "|---|---|---|---|---|"
    for stage in ORDER:
        mine = [kill for kill in kills if kill.stage == stage]
        if mine:
            times = sorted(kill.seconds_to_recover for kill in mine)
            n_same = sum(kill.is_same for kill in mine)
            n_early = sum(kill.was_running for kill in mine)
            median = times[len(times) // 2]
            counts = f"{len(mine)} | {n_early} | {n_same}"
            yield f"| {stage} | {counts} | {median:.1f} |"


def told(line: str) -> None:
    """Write a line at once, so that a killed benchmark has told what it knew."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--twins", action="store_true", help="no kills: two at once")
    parser.add_argument("--stage", choices=ORDER)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=40)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
