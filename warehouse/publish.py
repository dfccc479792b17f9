"""Publish the warehouse: a copy that readers open, swapped in at one stroke."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from warehouse.layout import Layout
from warehouse.store import open_store


def publish(layout: Layout) -> Path:
    """Replace the published snapshot by the warehouse as it stands; returns its path.

    Call it when ``open_store`` is left. A reader never waits: one that holds the old
    snapshot keeps it. When this fails half-way the old snapshot stays in place.
    """
    with open_store(layout) as con:
        con.execute("CHECKPOINT")
    replace_file(layout.warehouse, layout.snapshot)
    return layout.snapshot


def replace_file(source: Path, target: Path) -> None:
    """Copy a file over another so that every moment shows the old or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, copy)
    sync(copy)
    os.replace(copy, target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
