"""Run the main job as its users do, and watch its memory and that of its children."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.visitor import memory_of

WATCH_SECONDS = 0.5
INCOMPLETE = 1
COMMAND = (sys.executable, "-m", "flows.cli")


class JobError(RuntimeError):
    """The main job failed; says what it wrote last."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Seconds of a run; the most memory of its process and of its largest child, MB."""

    seconds: float
    worked: float
    memory: float
    child: float


def load(sources: Path, out: Path, as_of: dt.date, workers: int) -> Loaded:
    """``polemos run`` on what the inbox holds. Raises JobError."""
    options = ["--out", str(out), "--as-of", str(as_of), "--workers", str(workers)]
    began = time.perf_counter()
    log = out / "run.log"
    with log.open("wb") as sink:
        job = subprocess.Popen(
            [*COMMAND, "run", "--sources", str(sources), *options],
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        peaks = [0.0, 0.0]
        watcher = threading.Thread(target=_watch, args=(job.pid, peaks))
        watcher.start()
        _, status, used = os.wait4(job.pid, 0)
        job.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
    if job.returncode not in (0, INCOMPLETE):
        tail = log.read_text(encoding="utf-8", errors="replace")[-2_000:]
        raise JobError(f"the run of {as_of} ended with {job.returncode}:\n{tail}")
    worked = used.ru_utime + used.ru_stime
    return Loaded(time.perf_counter() - began, worked, peaks[0], peaks[1])


def _watch(pid: int, peaks: list[float]) -> None:
    while True:
        try:
            peaks[0] = max(peaks[0], memory_of(pid)[1])
            for child in _below(pid):
                peaks[1] = max(peaks[1], memory_of(child)[1])
        except (FileNotFoundError, ProcessLookupError):
            if not Path(f"/proc/{pid}").exists():
                return
        if not peaks[0] or _is_over(pid):
            return
        time.sleep(WATCH_SECONDS)


def _is_over(pid: int) -> bool:
    """Whether a process has ended and only waits to be asked for its status."""
    try:
        return memory_of(pid)[0] == 0.0
    except (FileNotFoundError, ProcessLookupError):
        return True


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield int(child)
            yield from _below(int(child))
