"""Real processes of the command line, to be killed and counted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def started(
    arguments: Sequence[object],
    settings: Mapping[str, str] | None = None,
    module: str = "flows.cli",
) -> subprocess.Popen[str]:
    """``polemos`` in a session of its own, so that all its processes can be found."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(settings or {})}
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def commands_of(session: int) -> list[str]:
    """Command lines of the processes that live in a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def wait_until(is_so: Callable[[], object], seconds: float) -> bool:
    """Whether something came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def kill(process: subprocess.Popen[str]) -> None:
    """End it at once, with no chance to tidy up."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


@contextmanager
def holding(database: Path) -> Iterator[None]:
    """Another process has a DuckDB file open for writing until the block ends."""
    code = (
        "import duckdb, sys\n"
        f"con = duckdb.connect({str(database)!r})\n"
        "sys.stdout.write('open'); sys.stdout.flush(); sys.stdin.read(); con.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.read(4) == b"open"
        yield
        holder.communicate(b"")
