"""Copies of the warehouse from before each upgrade of its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from warehouse.files import copy_over, sha256_of
from warehouse.layout import Layout
from warehouse.space import room_in

KEPT: Final = 3


class UpgradeError(RuntimeError):
    """The copy that must be there before an upgrade is not a true one."""


def keep_former(layout: Layout, number: int) -> Path:
    """Copy the closed warehouse of schema ``number`` aside, and drop old copies.

    The copy is compared byte for byte. The newest three are kept, by schema.
    """
    source = layout.warehouse
    target = layout.former / f"warehouse-schema-{number:04}.duckdb"
    with room_in(layout.former, "a copy before the upgrade", source.stat().st_size):
        copy_over(source, target)
    if sha256_of(source) != sha256_of(target):
        raise UpgradeError(
            f"{target} is not the same as {source}, of which it was copied: the disk "
            "does not keep what is written. Nothing was upgraded"
        )
    for old in sorted(layout.former.glob("warehouse-schema-*.duckdb"))[:-KEPT]:
        old.unlink()
    return target
