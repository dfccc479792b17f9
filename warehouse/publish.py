"""Publish the warehouse: a copy that readers open, swapped in at one stroke."""

from __future__ import annotations

from pathlib import Path

from warehouse.files import copy_over
from warehouse.layout import Layout
from warehouse.space import room_in
from warehouse.store import open_store


def publish(layout: Layout) -> Path:
    """Replace the published snapshot by the warehouse as it stands; returns its path.

    Call it when ``open_store`` is left. A reader never waits: one that holds the old
    snapshot keeps it. When this fails half-way the old snapshot stays in place.
    """
    with open_store(layout) as con:
        con.execute("CHECKPOINT")
    needed = layout.warehouse.stat().st_size
    with room_in(layout.snapshot.parent, "the snapshot", needed):
        copy_over(layout.warehouse, layout.snapshot)
    return layout.snapshot
