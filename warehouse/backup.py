"""Backups: a folder with the warehouse and the inbox of one moment, hashed."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from warehouse.damage import intact, read_all
from warehouse.files import sha256_of, swap_in, sync, write_text
from warehouse.inbox.bodies import Bodies
from warehouse.inbox.connection import INDEX, connected
from warehouse.layout import Layout
from warehouse.space import room_in
from warehouse.store import checkpointed, open_read_only, schema_number

MANIFEST: Final = "backup.json"
PREFIX: Final = "polemos-backup-"
WAREHOUSE: Final = "warehouse.duckdb"
INBOX: Final = "inbox"


class BackupError(RuntimeError):
    """A backup that cannot be made or used; says which file and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or found whole."""

    folder: Path
    schema: int
    n_files: int
    n_bytes: int


def make_backup(
    layout: Layout, to: Path, at: dt.datetime, keep: int | None = None
) -> Backup:
    """Copy warehouse and inbox into a new folder in ``to``, and read the copy back.

    Nothing may write the warehouse meanwhile; fetching may go on. A page that the
    backup before has is linked, not copied. With ``keep``, older backups beyond so
    many are deleted, once the new one is whole. Raises BackupError, StoreError,
    InboxError and DiskFullError, and leaves no half of a backup.
    """
    if not layout.warehouse.exists() and not (layout.inbox / INDEX).exists():
        raise BackupError(f"{layout.root} holds neither a warehouse nor an inbox")
    target = to / f"{PREFIX}{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    if target.exists():
        raise BackupError(f"{target} is there already: try again in a second")
    former = _backups(to)
    staging = to / f".{target.name}.new"
    for left in to.glob(f".{PREFIX}*.new"):
        shutil.rmtree(left)
    try:
        with room_in(to, "the backup", _size_of_warehouse(layout)):
            staging.mkdir(parents=True)
            schema = _copy_warehouse(layout, staging)
            _copy_inbox(layout, staging, former[-1] if former else None)
            _write_manifest(staging, at, schema)
            made = replace(check_backup(staging), folder=target)
            os.rename(staging, target)
            sync(to)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    if keep is not None:
        for old in _backups(to)[:-keep]:
            shutil.rmtree(old)
    return made


def check_backup(folder: Path) -> Backup:
    """Hash every file and read every table. Raises BackupError on any difference."""
    manifest = read_manifest(folder)
    files = manifest["files"]
    for file in files:
        path = folder / file["path"]
        if not path.is_file():
            raise BackupError(f"{path} is missing: use another backup")
        if sha256_of(path) != file["sha256"]:
            raise BackupError(f"{path} is not what was backed up: use another backup")
    if (folder / WAREHOUSE).exists():
        check_warehouse(folder / WAREHOUSE)
    if (folder / INBOX / INDEX).exists():
        _check_index(folder / INBOX / INDEX)
    n_bytes = sum(int(file["bytes"]) for file in files)
    return Backup(folder, int(manifest["schema"]), len(files), n_bytes)


def check_warehouse(path: Path) -> int:
    """Read every value of a warehouse file; its schema. Raises BackupError."""
    with (
        intact(path, lambda what: BackupError(f"{path} is damaged: {what}")),
        open_read_only(path) as con,
    ):
        read_all(con)
        return schema_number(con)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises BackupError where it is none."""
    path = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is no backup: {path} is missing") from error
    except ValueError as error:
        raise BackupError(f"{path} is damaged: {error}") from error
    return content


def _backups(to: Path) -> list[Path]:
    """Folders of whole backups, the oldest first; their names sort as time."""
    return sorted(path.parent for path in to.glob(f"{PREFIX}*/{MANIFEST}"))


def _size_of_warehouse(layout: Layout) -> int:
    return layout.warehouse.stat().st_size if layout.warehouse.exists() else 0


def _copy_warehouse(layout: Layout, staging: Path) -> int:
    if not layout.warehouse.exists():
        return 0
    schema = checkpointed(layout)
    copy = staging / WAREHOUSE
    before = sha256_of(layout.warehouse)
    shutil.copyfile(layout.warehouse, copy)
    if sha256_of(copy) != before or sha256_of(layout.warehouse) != before:
        raise BackupError(
            f"{layout.warehouse} was written while it was copied, or {copy.parent} "
            "does not keep what is written: try again when no run is under way"
        )
    return schema


def _copy_inbox(layout: Layout, staging: Path, former: Path | None) -> None:
    if not (layout.inbox / INDEX).exists():
        return
    folder = staging / INBOX
    folder.mkdir()
    # The index first: every page it names is on the disk by then.
    with (
        connected(layout.inbox) as source,
        closing(sqlite3.connect(folder / INDEX)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    bodies = layout.inbox / "bodies"
    for name in Bodies(bodies).names():
        path = f"{name[:2]}/{name[2:]}.gz"
        (folder / "bodies" / name[:2]).mkdir(parents=True, exist_ok=True)
        known = former / INBOX / "bodies" / path if former else None
        _link_or_copy(known, bodies / path, folder / "bodies" / path)


def _link_or_copy(known: Path | None, source: Path, target: Path) -> None:
    if known is not None and known.is_file():
        os.link(known, target)
    else:
        shutil.copyfile(source, target)


def _write_manifest(staging: Path, at: dt.datetime, schema: int) -> None:
    content = {
        "made_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "polemos": version("polemos"),
        "schema": schema,
        "files": [_described(staging, path) for path in _files(staging)],
    }
    for path in _files(staging):
        swap_in(path, path)
    write_text(staging / MANIFEST, json.dumps(content, indent=1) + "\n")


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _described(root: Path, path: Path) -> dict[str, Any]:
    name = path.relative_to(root).as_posix()
    return {"path": name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def _check_index(path: Path) -> None:
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as con:
            (answer,) = con.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path} is damaged: {error}") from error
    if answer != "ok":
        raise BackupError(f"{path} is damaged: {answer}")
