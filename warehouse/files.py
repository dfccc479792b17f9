"""Write files so that every moment shows the old one or the new one, whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_text(target: Path, text: str) -> None:
    """Replace a text file at one stroke; UTF-8, line ends as given."""
    fresh = beside(target)
    fresh.write_text(text, encoding="utf-8", newline="")
    swap_in(fresh, target)


def copy_over(source: Path, target: Path) -> None:
    """Replace a file by a copy of another at one stroke."""
    fresh = beside(target)
    shutil.copyfile(source, fresh)
    swap_in(fresh, target)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process is in such a block on the same file or folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        handle = os.open(path, os.O_RDONLY)
    else:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def beside(target: Path) -> Path:
    """Where to write the new content of a file: a hidden name in its own folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.new")


def swap_in(fresh: Path, target: Path) -> None:
    """Put a file that is written out in the place of the old one, and on the disk."""
    sync(fresh)
    os.replace(fresh, target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Return when a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
