"""Write files so that every moment shows the old one or the new one, whole."""

from __future__ import annotations

import os
import shutil
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


def beside(target: Path) -> Path:
    """Where to write the new content of a file: a hidden name in its own folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.new")


def swap_in(fresh: Path, target: Path) -> None:
    """Put a file that is written out in the place of the old one, and on the disk."""
    _sync(fresh)
    os.replace(fresh, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
