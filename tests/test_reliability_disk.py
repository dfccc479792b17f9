"""A full disk: told in words, nothing half published, and all is well with room.

A small file system needs rights to mount one; it is made in a namespace of its own
where the system allows that. Elsewhere a limit on the size of files stands for it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

import duckdb
import pytest

from schemas.tables import frames_of
from tests.processes import ROOT
from tests.release_folders import (
    JUNE,
    MAY,
    first_state,
    published,
    released,
    second_state,
)
from tests.warehouse_records import corpus
from warehouse.crosswalks import export_as
from warehouse.damage import read_all
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.space import DiskFullError, is_disk_full, room_in
from warehouse.store import batch, open_store

DAY = dt.date(2026, 11, 2)
NAMESPACE = ("unshare", "--map-root-user", "--mount")


@cache
def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(
        [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


# Fills a disk but for some room, does the work, makes room, does it again.
PROGRAM = """
import datetime as dt, os, shutil, sys
from pathlib import Path
from schemas.tables import frames_of
from tests.release_folders import released
from tests.warehouse_records import corpus
from warehouse.backup import make_backup
from warehouse.crosswalks import export_as
from warehouse.export import export
from warehouse.inbox import Announced, open_inbox
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.release.apply import apply_release
from warehouse.store import batch, open_store

DAY = dt.date(2026, 11, 2)
AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
layout = Layout(Path(sys.argv[1]) / "out")

def loading():
    with open_store(layout) as con, batch(con):
        con.execute("CREATE TABLE ballast AS SELECT random() AS x, "
                    "uuid()::VARCHAR AS y FROM range(400000)")
        load(con, frames_of(corpus()), DAY)

def fetching():
    with open_inbox(layout.inbox) as inbox:
        for number in range(3):
            url = f"https://a.example/{number}"
            told = Announced("wire", url, url)
            inbox.announce([told], AT)
            inbox.keep(told, os.urandom(2_000_000), final_url=url,
                content_type="text/html", charset=None, etag=None,
                last_modified=None, fetched_at=AT)

def applying():
    (delta,) = releases.glob("*/deltas/*.parquet")
    apply_release(releases / "conflict-events-2025.5", delta, releases / "applied")

releases = layout.root / "releases"
WORK = {"load": loading, "fetch": fetching, "publish": lambda: publish(layout),
        "export": lambda: export(layout), "apply": applying,
        "rival": lambda: export_as(layout, "gdelt"),
        "release": lambda: released(layout, releases, "2025.6"),
        "backup": lambda: make_backup(layout, layout.root / "backups", AT)}
what, room = sys.argv[2], int(sys.argv[3])
shutil.copytree(sys.argv[4], layout.root)
if what not in ("load", "publish"):
    publish(layout)
if what == "apply":
    released(layout, releases, "2025.6")
ballast = Path(sys.argv[1]) / "ballast"
free = os.statvfs(sys.argv[1])
with ballast.open("wb") as stream:
    stream.write(bytes(free.f_bavail * free.f_frsize - room))
OURS = ("published", "export", "reports", "releases", "backups")
files = lambda: {p: p.read_bytes() for name in OURS
                 for p in (layout.root / name).rglob("*") if p.is_file()}
before = files()
try:
    WORK[what]()
except OSError as error:
    print("TOLD", error.filename, error.strerror)
assert files() == before, f"changed: {files().keys() ^ before.keys()}"
left = [p for p in layout.root.rglob(".*") if p.name.endswith(".new")]
assert not left, f"half-written: {left}"
ballast.unlink()
WORK[what]()
if what != "fetch":
    assert what == "load" or files() != before, "nothing was done"
print("DONE")
"""


@pytest.fixture(scope="module")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot, an export and a release; what has been loaded since is in none."""
    layout = published(tmp_path_factory.mktemp("disk") / "out", (first_state(), MAY))
    export(layout)
    export_as(layout, "gdelt")
    released(layout, layout.root / "releases", "2025.5")
    with open_store(layout) as con, batch(con):
        load(con, frames_of(second_state()), JUNE)
    return layout.root


def in_small_disk(
    work: str, room: int, start: Path
) -> subprocess.CompletedProcess[str]:
    script = 'mount -t tmpfs -o size=160m tmpfs /mnt && exec "$@"'
    command = [sys.executable, "-c", PROGRAM, "/mnt", work, str(room), str(start)]
    return subprocess.run(
        [*NAMESPACE, "sh", "-c", script, "sh", *command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.mark.parametrize(
    ("work", "room", "words"),
    [
        ("load", 3_000_000, "no room for the warehouse"),
        ("fetch", 3_000_000, "no room for a fetched page"),
        ("publish", 200_000, "no room for the snapshot"),
        ("export", 4_000, "no room for the exported files"),
        ("export", 150_000, "no room for the exported files"),
        ("rival", 0, "no room for the exported file"),
        ("release", 3_000_000, "no room for the release"),
        ("apply", 50_000, "no room for the release"),
        ("backup", 1_000_000, "no room for the backup"),
    ],
)
def test_a_full_disk_is_told_and_mended_by_room(
    work: str, room: int, words: str, published_once: Path
) -> None:
    if not can_mount():
        pytest.skip("no file system can be mounted here")
    done = in_small_disk(work, room, published_once)
    assert done.stdout.splitlines()[-1:] == ["DONE"], done.stderr[-2000:]
    (told,) = [row for row in done.stdout.splitlines() if row.startswith("TOLD")]
    assert words in told
    assert "TOLD /mnt/out" in told
    assert "Make room" in told


def limited(work: str, limit: int, root: Path) -> subprocess.CompletedProcess[str]:
    head = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit},) * 2)"
    return subprocess.run(
        [sys.executable, "-c", f"{head}\n{textwrap.dedent(work)}", str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


PUBLISH = """
import sys
from pathlib import Path
from warehouse.layout import Layout
from warehouse.publish import publish
try:
    publish(Layout(Path(sys.argv[1])))
except OSError as error:
    print(error.filename, error.strerror)
"""


def test_a_limit_on_files_counts_as_a_full_disk(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "out")
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), DAY)
    publish(layout)
    before = layout.snapshot.read_bytes()
    done = limited(PUBLISH, 1_000_000, layout.root)
    assert "no room for the snapshot" in done.stdout, done.stderr
    assert str(layout.snapshot.parent) in done.stdout
    assert layout.snapshot.read_bytes() == before
    publish(layout)
    for path in (layout.snapshot, layout.warehouse):
        with duckdb.connect(str(path), read_only=True) as con:
            assert read_all(con)["main.claims"][0] == 2


def test_what_is_known_to_be_too_much_is_not_begun(tmp_path: Path) -> None:
    needed = 10**15
    with (
        pytest.raises(DiskFullError, match=r"1,000,000,000.0 MB needed") as told,
        room_in(tmp_path / "not there yet", "the snapshot", needed),
    ):
        raise AssertionError("begun")
    assert is_disk_full(told.value)
    assert told.value.filename == str(tmp_path / "not there yet")
