"""From one release to the next by its delta, to the byte."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from warehouse.exporters.parquet import write_parquet
from warehouse.files import sync_all
from warehouse.release.database import make_database
from warehouse.release.delta import apply_delta
from warehouse.release.files import DATA, read_delta, write_views
from warehouse.release.manifest import check_files
from warehouse.release.notes import FROM, notes_of, tables_in
from warehouse.release.tables import read_folder, released
from warehouse.release.version import ReleaseError
from warehouse.space import room_in


def apply_release(old: Path, delta: Path, target: Path) -> list[Path]:
    """Write the tables of the next release, and what is made of them; returns files.

    The files under ``data`` and ``panels`` have the bytes of the release that the delta
    leads to; where another version of Polemos described its tables otherwise, only the
    tables are written. Raises ReleaseError when the delta starts from another release,
    or the target is there.
    """
    if target.exists():
        raise ReleaseError(f"{target} is there already: name a folder that is not")
    lines, notes = read_delta(delta)
    tables = tables_in(notes)
    manifest = check_files(old, DATA)
    if manifest["version"] != notes[FROM]:
        raise ReleaseError(
            f"{delta} starts from release {notes[FROM]}, but {old} is release "
            f"{manifest['version']}"
        )
    frames = apply_delta(read_folder(old), lines, tables)
    is_described_alike = notes_of("", "", tables) == notes_of(
        "", "", released().values()
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        room_in(target.parent, "the release", is_whole=True),
        tempfile.TemporaryDirectory(dir=target.parent) as name,
    ):
        staging = Path(name) / "release"
        (staging / DATA).mkdir(parents=True)
        for table in tables:
            path = staging / DATA / f"{table.name}.parquet"
            write_parquet(path, table, frames[table.name])
        if is_described_alike:
            database = make_database(Path(name), frames, {})
            write_views(staging, database)
        sync_all(staging)
        os.rename(staging, target)
    return sorted(path for path in target.rglob("*") if path.is_file())
