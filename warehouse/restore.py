"""Bring a warehouse and an inbox back from a backup; nothing there is overwritten."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from warehouse.backup import (
    INBOX,
    WAREHOUSE,
    BackupError,
    check_backup,
    check_warehouse,
)
from warehouse.files import sha256_of, sync
from warehouse.inbox.connection import INDEX
from warehouse.inbox.index import open_inbox
from warehouse.layout import Layout
from warehouse.space import room_in
from warehouse.store import migrations, open_store

PARTS: Final = (INBOX, WAREHOUSE)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and where that lies which it replaced."""

    parts: tuple[str, ...]
    replaced: Path | None
    n_pages_to_load: int


def restore(
    backup: Path,
    layout: Layout,
    at: dt.datetime,
    *,
    parts: Collection[str] = PARTS,
    is_forced: bool = False,
) -> Restored:
    """Put a backup, or a snapshot that stands for one, into the output folder.

    Nothing else may use the folder meanwhile. What is there is moved aside, if
    ``is_forced``; without it BackupError is raised. Pages of an inbox that stays,
    taken by runs that the restored warehouse has not seen, are loaded anew by the
    next run. Killed half-way it can be called again.
    """
    found = _sources(backup, parts)
    wanted = tuple(part for part in PARTS if part in found)
    if not wanted:
        raise BackupError(f"{backup} holds no {' and no '.join(parts)}")
    there = [part for part in wanted if _is_there(layout, part)]
    if there and not is_forced:
        raise BackupError(
            f"{layout.root} has {' and '.join(there)} already: name another folder "
            "with --out, or use --force, which moves it aside first"
        )
    with room_in(layout.root, "what is restored", _size(found.values())):
        aside = layout.root / f"replaced-{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        for part in wanted:
            _put(found[part], layout.root / part, aside / part)
        n_pages = 0
        if WAREHOUSE in wanted and INBOX not in wanted:
            n_pages = _load_what_is_unknown(layout)
    return Restored(wanted, aside if aside.exists() else None, n_pages)


def _sources(backup: Path, parts: Collection[str]) -> dict[str, Path]:
    """Where each part lies in a backup that is found whole."""
    if backup.is_file():
        _refuse_newer(backup, check_warehouse(backup))
        return {WAREHOUSE: backup} if WAREHOUSE in parts else {}
    _refuse_newer(backup, check_backup(backup).schema)
    return {part: backup / part for part in parts if (backup / part).exists()}


def _refuse_newer(backup: Path, schema: int) -> None:
    newest = max(migrations())
    if schema > newest:
        raise BackupError(
            f"{backup} was made by a newer Polemos (schema {schema}); this is Polemos "
            f"{version('polemos')}, which knows schema {newest}: upgrade Polemos first"
        )


def _is_there(layout: Layout, part: str) -> bool:
    if part == WAREHOUSE:
        return layout.warehouse.exists()
    return (layout.inbox / INDEX).exists()


def _put(source: Path, target: Path, aside: Path) -> None:
    """Copy beside the target, compare, move the old one aside, move the copy in."""
    fresh = target.with_name(f".{target.name}.restored")
    _remove(fresh)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, fresh)
    else:
        shutil.copyfile(source, fresh)
    _compare(source, fresh)
    # A log of the old file must not be replayed on the new one.
    for old in (Path(f"{target}.wal"), target):
        if old.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.rename(old, aside.with_name(old.name))
    os.rename(fresh, target)
    sync(target.parent)


def _compare(source: Path, copy: Path) -> None:
    files = [source] if source.is_file() else sorted(source.rglob("*"))
    for file in files:
        same = copy / file.relative_to(source) if source.is_dir() else copy
        if file.is_file() and sha256_of(file) != sha256_of(same):
            raise BackupError(f"{same} is not what was copied from {file}")
        if file.is_file():
            sync(same)


def _load_what_is_unknown(layout: Layout) -> int:
    if not (layout.inbox / INDEX).exists():
        return 0
    with open_store(layout) as con:
        last = con.sql("SELECT max(ended_at) FROM runs").fetchall()[0][0]
    with open_inbox(layout.inbox) as inbox:
        return inbox.forget_loads(last or dt.datetime.min.replace(tzinfo=dt.UTC))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _size(sources: Collection[Path]) -> int:
    files = (
        file
        for source in sources
        for file in ([source] if source.is_file() else source.rglob("*"))
    )
    return sum(file.stat().st_size for file in files if file.is_file())
