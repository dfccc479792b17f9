"""From the paths a user names to the files that are read."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from schemas.records import Reject
from transforms.text.read import kind_of
from transforms.text.refusals import refuse

STANDARD_INPUT = "-"
SKIPPED = "unsupported_format"
"""Reason for a file of another format inside a folder: passed over, no failure."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the kind its name tells."""

    path: str
    kind: str

    @property
    def location(self) -> str:
        """The path as text that can be stored, whatever bytes the name is made of."""
        return _shown(self.path)


Found = InputFile | Reject


def find_sources(paths: Sequence[str]) -> tuple[list[InputFile], list[Reject]]:
    """Files under the paths, folders in sorted order, and what was refused.

    Hidden files are left out; ``-`` stands for JSON Lines on standard input.
    """
    found = [item for path in paths for item in _walk(path)]
    files = [item for item in found if isinstance(item, InputFile)]
    return files, [item for item in found if isinstance(item, Reject)]


@contextmanager
def open_source(file: InputFile) -> Iterator[BinaryIO]:
    """A file, or standard input in a file of its own; OSError if it cannot be read."""
    if file.path != STANDARD_INPUT:
        with Path(file.path).open("rb") as stream:
            yield stream
        return
    with tempfile.TemporaryFile() as kept:
        # It is read twice, and a pipe runs only once.
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept


def size_of(file: InputFile) -> int:
    """Bytes of a file; 0 for standard input and what cannot be looked at."""
    try:
        return Path(file.path).stat().st_size
    except OSError:
        return 0


def unreadable(path: str, error: OSError) -> Reject:
    """The reject for an error of the operating system."""
    return _refuse(path, "unreadable", error.strerror or type(error).__name__)


def _refuse(path: str, reason: str, what: str) -> Reject:
    location = _shown(path)
    return refuse(reason, f"{location}: {what}", location)


def _walk(path: str) -> Iterator[Found]:
    if path == STANDARD_INPUT:
        yield InputFile(path, "jsonl")
        return
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        yield _refuse(path, "missing_path", "there is no such file or folder")
    except OSError as error:
        yield unreadable(path, error)
    else:
        yield from _folder(path) if stat.S_ISDIR(mode) else _named_file(path, mode)


def _named_file(path: str, mode: int) -> Iterator[Found]:
    kind = kind_of(path)
    if not stat.S_ISREG(mode):
        yield _refuse(path, "unreadable", "not a file but a device, pipe or socket")
    elif kind is None:
        yield _refuse(path, "unknown_format", f"{_ending(path)} is no format known")
    else:
        yield InputFile(path, kind)


def _folder(top: str) -> Iterator[Found]:
    found = list(_entries(top, (os.path.realpath(top),)))
    yield from found
    if not found:
        yield _refuse(top, "empty_folder", "the folder holds no file to read")


def _entries(folder: str, parents: tuple[str, ...]) -> Iterator[Found]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield unreadable(folder, error)
        return
    for name in names:
        if not name.startswith("."):
            yield from _entry(os.path.join(folder, name), parents)


def _entry(path: str, parents: tuple[str, ...]) -> Iterator[Found]:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield _broken_link(path) if os.path.islink(path) else unreadable(path, error)
        return
    real = os.path.realpath(path)
    if not stat.S_ISDIR(mode):
        yield _file_of_folder(path, mode)
    elif real in parents:
        yield _refuse(path, "symlink_loop", f"the link leads back to {real}")
    else:
        yield from _entries(path, (*parents, real))


def _broken_link(path: str) -> Reject:
    target = os.readlink(path)
    if os.path.realpath(path) == os.path.abspath(path):
        return _refuse(path, "symlink_loop", f"the link to {target} leads in a circle")
    return _refuse(path, "missing_path", f"the link's target {target} does not exist")


def _file_of_folder(path: str, mode: int) -> Found:
    kind = kind_of(path)
    if kind is None:
        return _refuse(path, SKIPPED, f"{_ending(path)} files are skipped")
    if not stat.S_ISREG(mode):
        return _refuse(path, "unreadable", "not a file but a device, pipe or socket")
    return InputFile(path, kind)


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", errors="replace")


def _ending(path: str) -> str:
    return Path(path).suffix or "a name without ending"
