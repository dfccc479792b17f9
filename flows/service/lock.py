"""One job of a kind at a time on an output folder."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE_SECONDS = 0.5
HOLDER_LENGTH = 300


class BusyError(RuntimeError):
    """The job runs already; says which and in which process."""


@contextmanager
def only_one(
    root: Path, job: str, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the job's lock on a folder while the block runs. Raises BusyError.

    With ``on_wait`` it waits for its turn instead, after calling it with the reason.
    The lock is the operating system's: it ends with the process that holds it, also
    when that is killed, so nothing has to be cleaned up after a crash. It holds
    between machines where the file system keeps locks between them, as NFS does.
    """
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root / f".{job}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        is_mine = _is_taken(handle)
        if not is_mine and on_wait is None:
            raise BusyError(_told(handle, root, job))
        if not is_mine and on_wait is not None:
            on_wait(_told(handle, root, job))
            while not _is_taken(handle):
                time.sleep(PAUSE_SECONDS)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        os.close(handle)


def is_held(root: Path, job: str) -> bool:
    """Whether a process holds the job's lock on a folder right now."""
    try:
        with only_one(root, job):
            return False
    except BusyError:
        return True


@contextmanager
def noted(root: Path, job: str) -> Iterator[None]:
    """Leave a mark on the folder until the block has ended well, even if killed.

    The mark tells that there is something to be gone on with: ``is_unfinished``.
    """
    mark = _mark(root, job)
    mark.touch()
    yield
    mark.unlink(missing_ok=True)


def is_unfinished(root: Path, job: str) -> bool:
    """Whether a job on a folder began and has not ended well since."""
    return _mark(root, job).exists()


def _mark(root: Path, job: str) -> Path:
    return root / f".{job}.unfinished"


def _is_taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _told(handle: int, root: Path, job: str) -> str:
    holder = os.pread(handle, HOLDER_LENGTH, 0).decode("utf-8", "replace").strip()
    return f"{job} is already running on {root} (process {holder or 'unknown'})"
