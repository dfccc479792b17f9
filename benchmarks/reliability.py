"""Kill fetch, load and export at random moments; what follows must end the same.

Run: ``python -m benchmarks.reliability --kills 30 [--stage load] [--seed 1]``
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

import duckdb

ROOT: Final = Path(__file__).parents[1]
AS_OF: Final = "2026-11-02"
# The stage a run is in after each line of its progress; times vary within.
STAGES: Final[Mapping[str, str]] = {
    "Starting": "read",
    "Reading": "extract",
    "Extracting claims": "load",
    "Relating claims to events": "load",
    "Validating": "load",
    "Loading": "publish",
    "Publishing": "export",
}
ORDER: Final = ("read", "extract", "load", "publish", "export")
LINE: Final = re.compile(r"^\s*([A-Z][a-z ]+?)(?::.*)? \(([\d.]+) s\)$")
# Clock times of runs differ from run to run; all else must not.
LOGS: Final = frozenset({"runs"})
TEXTS: Final = (
    "Rebels attacked a village near Goma on Monday, killing {n} civilians, the army "
    "said.",
    "Police arrested {n} protesters in Lima on Sunday.",
    "Envoys of Peru and Chile met in Geneva for talks on day {n} of the crisis.",
    "Soldiers shelled {n} houses in the town of Kharkiv on Friday.",
)


@dataclass(frozen=True, slots=True)
class Kill:
    """A run that was killed: in which stage, after how long, and what followed."""

    stage: str
    after_seconds: float
    is_same: bool
    seconds_to_recover: float


def main(arguments: list[str] | None = None) -> int:
    """Print a line per kill and a table; 1 if any run did not end the same."""
    asked = _asked(arguments)
    stages = [asked.stage] if asked.stage else list(ORDER)
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        articles = write_articles(root / "articles", asked.articles)
        seconds = run(articles, root / "calm")
        expected = state_of(root / "calm")
        told("undisturbed: " + ", ".join(f"{k} {v:.2f} s" for k, v in seconds.items()))
        kills = []
        for number in range(asked.kills):
            stage = stages[number % len(stages)]
            wait = chance.uniform(0, seconds.get(stage, 0.5))
            kills.append(disturb(articles, root / "shaken", stage, wait, expected))
            told(f"{number + 1}: {kills[-1]}")
            shutil.rmtree(root / "shaken")
    for row in table_of(kills):
        told(row)
    return 0 if all(kill.is_same for kill in kills) else 1


def disturb(
    articles: Path, out: Path, stage: str, wait: float, expected: Mapping[str, str]
) -> Kill:
    """Kill a run ``wait`` seconds into a stage, run again, compare."""
    process = started(articles, out)
    for reached, _ in progress(process.stderr):
        if reached == stage:
            time.sleep(wait)
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stderr is not None:
        process.stderr.close()
    began = time.monotonic()
    run(articles, out)
    is_same = state_of(out) == expected
    return Kill(stage, wait, is_same, time.monotonic() - began)


def run(articles: Path, out: Path) -> dict[str, float]:
    """An undisturbed run; seconds by stage."""
    process = started(articles, out)
    seconds: dict[str, float] = {}
    stage, since = "start", time.monotonic()
    for reached, _ in progress(process.stderr):
        now = time.monotonic()
        seconds[stage] = seconds.get(stage, 0.0) + now - since
        stage, since = reached, now
    seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - since
    if process.wait() != 0:
        raise RuntimeError(f"the run on {out} ended with status {process.returncode}")
    return seconds


def started(articles: Path, out: Path) -> subprocess.Popen[str]:
    """``polemos run`` as a process of its own."""
    given = ["run", articles, "--out", out, "--as-of", AS_OF, "--workers", "1"]
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )


def progress(stream: IO[str] | None) -> Iterator[tuple[str, float]]:
    """The stage that begins with each line of progress, and the last one's seconds."""
    for line in stream or ():
        found = LINE.match(line)
        if found and found[1] in STAGES:
            yield STAGES[found[1]], float(found[2])


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
        with closing(duckdb.connect(str(out / name), read_only=True)) as con:
            tables = con.sql(
                "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
            ).fetchall()
            for schema, table in tables:
                if table in LOGS:
                    continue
                sql = f'SELECT count(*), sum(hash(t)) FROM {schema}."{table}" t'
                found[f"{name}:{schema}.{table}"] = str(con.sql(sql).fetchall())
    return found


def write_articles(folder: Path, number: int) -> Path:
    """Made-up articles, of several kinds and days."""
    folder.mkdir(parents=True)
    for n in range(number):
        text = TEXTS[n % len(TEXTS)].format(n=n + 2)
        head = f"---\npublished: 2026-10-{1 + n % 28:02}\npublisher: Paper {n % 5}\n---"
        (folder / f"{n:04}.md").write_text(f"{head}\n\n{text}\n", encoding="utf-8")
    return folder


def table_of(kills: list[Kill]) -> Iterator[str]:
    """A Markdown table by stage."""
    yield "| stage | kills | ended the same | recovery, median s |"
    yield "|---|---|---|---|"
    for stage in ORDER:
        mine = [kill for kill in kills if kill.stage == stage]
        if mine:
            times = sorted(kill.seconds_to_recover for kill in mine)
            n_same = sum(kill.is_same for kill in mine)
            median = times[len(times) // 2]
            yield f"| {stage} | {len(mine)} | {n_same} | {median:.1f} |"


def told(line: str) -> None:
    """Write a line at once, so that a killed benchmark has told what it knew."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--stage", choices=ORDER)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=24)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
