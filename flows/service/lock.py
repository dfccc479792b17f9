"""One job of a kind at a time on an output folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(RuntimeError):
    """The job runs already; says which and in which process."""


@contextmanager
def only_one(root: Path, job: str) -> Iterator[None]:
    """Hold the job's lock on a folder while the block runs. Raises BusyError.

    The lock is the operating system's: it ends with the process that holds it, also
    when that is killed, so nothing has to be cleaned up after a crash.
    """
    root.mkdir(parents=True, exist_ok=True)
    path = root / f".{job}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            raise BusyError(
                f"{job} is already running on {root} (process {holder or 'unknown'})"
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
