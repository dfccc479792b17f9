"""Rivals' views: their mapping tables in the store, and files in the rivals' form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from schemas.crosswalks import FOLDER, crosswalks, read_crosswalks


def crosswalk_frames(folder: Path = FOLDER) -> Mapping[str, pl.DataFrame]:
    """The mapping tables by the name they have in the store."""
    tables = crosswalks() if folder == FOLDER else read_crosswalks(folder)
    return {f"crosswalk_{name}": frame for name, frame in tables.items()}
