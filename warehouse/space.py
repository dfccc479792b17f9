"""A full disk, told in the user's words wherever it shows."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pyarrow as pa

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# How the libraries that write for us tell it; DuckDB and polars keep no number.
WORDS: Final = (
    "no space left on device",
    "disk is full",
    "disk quota exceeded",
    "file too large",
)
WRITERS: Final = (
    OSError,
    duckdb.Error,
    sqlite3.Error,
    pl.exceptions.PolarsError,
    pa.ArrowException,
)


class DiskFullError(OSError):
    """There is no room; says where, for what, how much there is and is needed."""

    def __init__(self, folder: Path, what: str, needed: int | None = None) -> None:
        free = shutil.disk_usage(_existing(folder)).free
        more = f", {_size(needed)} needed" if needed is not None else ""
        super().__init__(
            errno.ENOSPC,
            f"no room for {what} ({_size(free)} free{more}; a limit on the size of "
            "files counts too). Make room and run the same command again: what was "
            "stored and published before is whole",
            str(folder),
        )

    def __reduce__(self) -> tuple[object, ...]:
        """What another process needs to tell the same."""
        return _told, (self.errno, self.strerror, self.filename)


def _told(*what: object) -> DiskFullError:
    error = DiskFullError.__new__(DiskFullError)
    OSError.__init__(error, *what)
    return error


@contextmanager
def room_in(
    folder: Path, what: str, needed: int | None = None, *, is_whole: bool = False
) -> Iterator[None]:
    """Tell of a full disk as DiskFullError, at once where ``needed`` bytes are known.

    ``what`` is written in the block into ``folder``; ``is_whole`` tells of it even
    where a part of it has told of itself.
    """
    if needed is not None and shutil.disk_usage(_existing(folder)).free < needed:
        raise DiskFullError(folder, what, needed)
    try:
        yield
    except WRITERS as error:
        if is_disk_full(error) and (is_whole or not isinstance(error, DiskFullError)):
            raise DiskFullError(folder, what, needed) from error
        raise


def is_disk_full(error: BaseException) -> bool:
    """Whether an error, or one that led to it, comes from a full disk."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in FULL:
            return True
        told = str(seen).lower()
        if isinstance(seen, WRITERS) and any(words in told for words in WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.1f} MB"
