"""Write files so that every moment shows the old one or the new one, whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


def write_text(target: Path, text: str) -> None:
    """Replace a text file at one stroke; UTF-8, line ends as given."""
    with replaced(target) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="")


def copy_over(source: Path, target: Path) -> None:
    """Replace a file by a copy of another at one stroke."""
    with replaced(target) as fresh:
        shutil.copyfile(source, fresh)


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Where to write a file's new content, swapped in at the end of the block.

    If the block fails the old content stays, and nothing of the new one.
    """
    with Together() as files:
        yield files.beside(target)


class Together:
    """Files that are written one after the other and swapped in when all are whole.

    If the block fails all of the old ones stay, and nothing of the new ones.
    """

    def __init__(self) -> None:
        self._fresh: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def beside(self, target: Path) -> Path:
        """Where to write the new content of a file."""
        self._fresh[target] = beside(target)
        return self._fresh[target]

    def written(self, target: Path) -> Path:
        """Where the content lies that ``target`` will have."""
        return self._fresh.get(target, target)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                for fresh in self._fresh.values():
                    sync(fresh)
                for target, fresh in self._fresh.items():
                    swap_in(fresh, target)
        finally:
            for fresh in self._fresh.values():
                fresh.unlink(missing_ok=True)


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


def sync_all(folder: Path) -> None:
    """Return when all that lies in a folder is on the disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


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
