"""The service itself, from the web to the files, killed again and again on its way.

Run: python -m benchmarks.service [--articles 40] [--kills 5] [--seed 1]

`polemos schedule --now` is started as a user starts it, on a web of made-up reports.
One service is left alone; another one is killed (SIGKILL, it alone) at random moments
and started anew each time, until it has published. Exit status: 0 both left the same
bytes, ended cleanly when asked to, and left no process; 1 they did not.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.site import site, sources_text

LONGEST_SECONDS: Final = 900.0


def main() -> int:
    """Read the options, run both services, compare."""
    options = _parser().parse_args()
    chance = random.Random(options.seed)
    with site(options.articles) as port, tempfile.TemporaryDirectory() as folder:
        alone = Trial(Path(folder, "alone"), port)
        seconds = alone.finish()
        _say(f"undisturbed: published after {seconds:.0f} s")
        killed = Trial(Path(folder, "killed"), port)
        for number in range(1, options.kills + 1):
            moment = chance.uniform(0.1, 0.95) * seconds
            step = killed.kill_after(moment)
            _say(f"kill {number}: after {moment:.0f} s, {step}")
        _say(f"killed {options.kills} times: published after {killed.finish():.0f} s")
        problems = [*alone.problems, *killed.problems, *_differences(alone, killed)]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


@dataclass(slots=True)
class Trial:
    """A service on a folder of its own."""

    folder: Path
    port: int
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "sources.toml").write_text(
            sources_text(self.port), encoding="utf-8"
        )

    def finish(self) -> float:
        """Serve until everything is published, then end; seconds to publication."""
        began = time.monotonic()
        with self._started() as service:
            while (
                not self._is_published() and time.monotonic() < began + LONGEST_SECONDS
            ):
                time.sleep(0.5)
            if not self._is_published():
                self.problems.append(f"{self.folder.name}: nothing was published")
            seconds = time.monotonic() - began
            service.send_signal(signal.SIGTERM)
            if status := service.wait(120):
                self.problems.append(f"{self.folder.name}: ended with status {status}")
        self._wait_for_nobody()
        return seconds

    def kill_after(self, seconds: float) -> str:
        """Kill the service alone after a while; returns how far it was."""
        with self._started() as service:
            time.sleep(seconds)
            service.kill()
            service.wait()
        step = self._step()
        self._wait_for_nobody()
        return step

    def files(self) -> Mapping[str, str]:
        """Hashes of the exported tables, by path."""
        top = self.folder / "out" / "export" / "data"
        return {
            str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(top.rglob("*"))
            if path.is_file()
        }

    @contextmanager
    def _started(self) -> Iterator[subprocess.Popen[bytes]]:
        words = ["schedule", "--sources", "sources.toml", "--out", "out", "--now"]
        environment = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"}
        with (
            (self.folder / "told.txt").open("ab") as told,
            subprocess.Popen(
                [sys.executable, "-m", "flows.cli", *words],
                cwd=self.folder,
                env=environment | {"PYTHONPATH": os.getcwd()},
                stderr=told,
                stdout=told,
            ) as service,
        ):
            yield service

    def _is_published(self) -> bool:
        out = self.folder / "out"
        is_open = (out / ".load.unfinished").exists()
        return (out / "export" / "datapackage.json").exists() and not is_open

    def _step(self) -> str:
        out = self.folder / "out"
        steps = {
            "exporting": out / "export",
            "publishing": out / "published",
            "loading": out / "warehouse.duckdb",
            "fetching": out / "inbox",
        }
        return next(
            (f"{name} begun" for name, at in steps.items() if at.exists()), "starting"
        )

    def _wait_for_nobody(self) -> None:
        """Processes of the service end with it: their working folder tells them."""
        end = time.monotonic() + 30
        while left := list(_processes_in(self.folder)):
            if time.monotonic() > end:
                self.problems.append(f"{self.folder.name}: processes {left} are left")
                return
            time.sleep(0.5)


def _processes_in(folder: Path) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                yield int(entry.name)
        except OSError:
            # It has ended in between, or is another user's.
            continue


def _differences(one: Trial, other: Trial) -> Iterator[str]:
    first, second = one.files(), other.files()
    for name in sorted({*first, *second}):
        if first.get(name) != second.get(name):
            yield f"{name} differs"
    if not first:
        yield "nothing was exported"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
