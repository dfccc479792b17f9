"""Damaged files, files of other versions, readers that stay: nothing is lost."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.checkup import check_inbox, check_snapshot, check_warehouse
from flows.health.overview import overview
from schemas.records import Reject
from schemas.tables import frames_of
from tests.command_line import CommandLine
from tests.warehouse_records import corpus
from warehouse.backup import BackupError, check_backup, make_backup
from warehouse.damage import read_all
from warehouse.export import export
from warehouse.inbox import Announced, InboxError, open_inbox
from warehouse.layout import Layout
from warehouse.load import load, seal
from warehouse.publish import publish
from warehouse.query import QueryError, open_snapshot, query
from warehouse.restore import restore
from warehouse.store import (
    StoreError,
    batch,
    migrations,
    open_store,
    schema_number,
)
from warehouse.upgrade import keep_former

DAY = dt.date(2026, 11, 2)
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A warehouse with rows, its snapshot, and an inbox with two pages."""
    layout = Layout(tmp_path_factory.mktemp("made") / "out")
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), DAY)
    publish(layout)
    with open_inbox(layout.inbox) as inbox:
        keep(inbox, "https://a.example/1")
        keep(inbox, "https://a.example/2")
    return layout


@pytest.fixture
def layout(made: Layout, tmp_path: Path) -> Layout:
    shutil.copytree(made.root, tmp_path / "out")
    return Layout(tmp_path / "out")


def keep(inbox, url: str) -> str:
    told = Announced("wire", url, url)
    inbox.announce([told], NOW)
    return inbox.keep(
        told,
        f"<p>{url}</p>".encode(),
        final_url=url,
        content_type="text/html",
        charset=None,
        etag=None,
        last_modified=None,
        fetched_at=NOW,
    )


def content(path: Path) -> dict[str, tuple[int, int]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return read_all(con)


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(at)
        (value,) = stream.read(1)
        stream.seek(at)
        stream.write(bytes([value ^ 0x10]))


def flip_a_read_byte(path: Path) -> None:
    """Some blocks are free, and what lies there is no damage: find one that is."""
    for at in range(path.stat().st_size // 2 // 4096 * 4096 + 99, 0, -65_536):
        flip(path, at)
        try:
            content(path)
        except duckdb.Error:
            return
        flip(path, at)
    raise AssertionError("no block of the file is read")


def to_nothing(path: Path) -> None:
    os.truncate(path, 0)


def to_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def to_head(path: Path) -> None:
    os.truncate(path, 5000)


def to_sqlite(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE events (event_id TEXT)")


def to_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1" + bytes(9000) + b"PAR1")


def flip_the_header(path: Path) -> None:
    flip(path, 4096 + 8)


DAMAGES = [
    to_nothing,
    to_half,
    to_head,
    to_sqlite,
    to_parquet,
    flip_the_header,
    flip_a_read_byte,
]
Damage = Callable[[Path], None]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_named_and_made_anew(
    layout: Layout, damage: Damage
) -> None:
    before = content(layout.snapshot)
    damage(layout.snapshot)
    with pytest.raises(QueryError) as told, open_snapshot(layout) as con:
        read_all(con)
    assert str(layout.snapshot) in str(told.value)
    assert "makes it anew" in str(told.value)
    finding = check_snapshot(layout.root)
    assert not finding.is_well
    assert str(layout.snapshot) in finding.what
    publish(layout)
    assert content(layout.snapshot) == before
    assert check_snapshot(layout.root).is_well


@pytest.mark.parametrize("damage", [to_nothing, to_sqlite, flip_a_read_byte])
def test_a_damaged_warehouse_is_refused_with_the_way_back(
    layout: Layout, damage: Damage
) -> None:
    before = content(layout.warehouse)
    damage(layout.warehouse)
    left = layout.warehouse.read_bytes()
    with pytest.raises(StoreError) as told, open_store(layout) as con:
        read_all(con)
    for words in (str(layout.warehouse), "damaged", "polemos restore", "snapshot"):
        assert words in str(told.value).replace("published", "snapshot")
    assert layout.warehouse.read_bytes() == left
    finding = check_warehouse(layout.root)
    assert "damaged" in finding.what
    assert "polemos restore" in finding.remedy
    done = restore(
        layout.snapshot, layout, NOW, parts={"warehouse.duckdb"}, is_forced=True
    )
    assert content(layout.warehouse) == before
    assert done.replaced is not None
    assert (done.replaced / "warehouse.duckdb").read_bytes() == left
    assert check_warehouse(layout.root).is_well


def test_the_log_of_a_damaged_warehouse_is_not_replayed(layout: Layout) -> None:
    before = content(layout.warehouse)
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute('DELETE FROM claims'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, layout.warehouse], check=True)
    assert Path(f"{layout.warehouse}.wal").exists()
    to_half(layout.warehouse)
    restore(layout.snapshot, layout, NOW, is_forced=True)
    with open_store(layout):
        pass
    assert content(layout.warehouse) == before


def test_a_damaged_index_is_named_and_restored(layout: Layout, tmp_path: Path) -> None:
    backup = make_backup(layout, tmp_path / "backups", NOW)
    index = layout.inbox / "inbox.sqlite"
    index.write_bytes(index.read_bytes()[:4096] + b"\xff" * 8192)
    with (
        pytest.raises(InboxError, match="damaged.*--only-inbox"),
        open_inbox(layout.inbox) as inbox,
    ):
        inbox.pages()
    assert "--only-inbox" in check_inbox(layout.root).remedy
    restore(backup.folder, layout, NOW, parts={"inbox"}, is_forced=True)
    with open_inbox(layout.inbox) as inbox:
        assert len(inbox.pages()) == 2
    assert check_inbox(layout.root).is_well


def of_schema(layout: Layout, number: int) -> None:
    """A warehouse as the Polemos of that schema left it, with rows."""
    layout.root.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(layout.warehouse)) as con:
        for step, (name, sql) in migrations().items():
            if step <= number:
                con.execute(sql)
                con.execute("INSERT INTO schema_migrations VALUES (?, ?)", [step, name])
        records = corpus()
        for table, frame in frames_of(records).items():
            there = {
                row[0]
                for row in con.execute(
                    "SELECT column_name FROM duckdb_columns() "
                    "WHERE schema_name = 'main' AND table_name = ?",
                    [table],
                ).fetchall()
            }
            columns = [name for name in frame.columns if name in there]
            if columns and frame.height:
                rows = frame.select(columns).to_arrow()
                con.register("rows_of_it", rows)
                con.execute(f"INSERT INTO {table} BY NAME FROM rows_of_it")
                con.unregister("rows_of_it")


OLDER = sorted(migrations())[:-1]


@pytest.mark.parametrize("number", OLDER)
def test_a_warehouse_of_an_earlier_schema_is_kept_and_upgraded(
    tmp_path: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    layout = Layout(tmp_path / "out")
    of_schema(layout, number)
    before = content(layout.warehouse)
    with caplog.at_level(logging.WARNING), open_store(layout) as con:
        assert schema_number(con) == max(migrations())
        after = read_all(con)
    kept = layout.former / f"warehouse-schema-{number:04}.duckdb"
    assert content(kept) == before
    assert str(kept) in caplog.text
    for table in ("articles", "claims", "events", "claim_actors"):
        assert after[f"main.{table}"][0] == before[f"main.{table}"][0] > 0
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), DAY)
        counts = seal(con, DAY)
    assert not any(counts.added.values())
    assert not any(counts.replaced.values())


@pytest.mark.parametrize("number", [OLDER[0], OLDER[-1]])
def test_a_snapshot_of_an_earlier_schema_is_told_until_it_is_made_anew(
    tmp_path: Path, number: int
) -> None:
    layout = Layout(tmp_path / "out")
    of_schema(layout, number)
    layout.snapshot.parent.mkdir()
    shutil.copy(layout.warehouse, layout.snapshot)
    (told,) = (f for f in overview(None, layout, NOW).findings if f.check == "outdated")
    assert f"has schema {number}" in told.told
    with open_store(layout):
        pass
    publish(layout)
    checks = [f.check for f in overview(None, layout, NOW).findings]
    assert "outdated" not in checks


def test_only_the_newest_copies_from_before_upgrades_are_kept(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "out")
    layout.root.mkdir()
    for number in range(7, 12):
        layout.warehouse.write_bytes(b"schema %d" % number)
        keep_former(layout, number)
    names = [path.name for path in sorted(layout.former.iterdir())]
    assert names == [f"warehouse-schema-{number:04}.duckdb" for number in (9, 10, 11)]


def test_a_newer_warehouse_is_refused_with_both_versions(layout: Layout) -> None:
    later = max(migrations()) + 1
    with open_store(layout) as con:
        con.execute("INSERT INTO schema_migrations VALUES (?, 'later.sql')", [later])
        con.execute("DELETE FROM runs")
        con.execute(
            "INSERT INTO runs (run_id, started_at, ended_at, code_version, "
            "ontology_version, lexicon_version, model_version, gazetteer_version, "
            "input_hash, n_articles, n_duplicates, n_claims, n_events, n_rejects) "
            "VALUES ('r', now(), now(), '9.9.9', '', '', '', '', '', 0, 0, 0, 0, 0)"
        )
    left = layout.warehouse.read_bytes()
    told = rf"9\.9\.9, schema {later}.*Polemos \d.*"
    with pytest.raises(StoreError, match=told), open_store(layout):
        pass
    assert layout.warehouse.read_bytes() == left
    assert not layout.former.exists()
    assert not check_warehouse(layout.root).is_well


def test_a_backup_brings_back_all_of_a_lost_folder(
    layout: Layout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    polemos = CommandLine(monkeypatch, capsys)
    before = content(layout.warehouse)
    answer = polemos("backup", tmp_path / "kept", "--out", layout.root)
    assert answer.status == 0, answer.err
    folder = answer.out.splitlines()[-1]
    shutil.rmtree(layout.root)
    answer = polemos("restore", folder, "--out", layout.root)
    assert answer.status == 0, answer.err
    assert content(layout.warehouse) == content(layout.snapshot) == before
    with open_inbox(layout.inbox) as inbox:
        assert len(inbox.pending()) == 2
        assert inbox.verify() == []
    again = polemos("restore", folder, "--out", layout.root)
    assert again.status == 2
    assert "--force" in again.err
    forced = polemos("restore", folder, "--out", layout.root, "--force")
    assert forced.status == 0
    assert "replaced-" in forced.out


def test_pages_fetched_after_a_backup_are_loaded_anew(
    layout: Layout, tmp_path: Path
) -> None:
    with open_inbox(layout.inbox) as inbox:
        first, second = (page.page_id for page in inbox.pending())
        inbox.mark_loaded([first], [], NOW)
    with open_store(layout) as con, batch(con):
        con.execute(
            "INSERT INTO runs BY NAME SELECT 'r' AS run_id, ?::TIMESTAMPTZ AS "
            "started_at, ?::TIMESTAMPTZ AS ended_at, '' AS code_version, '' AS "
            "ontology_version, '' AS lexicon_version, '' AS model_version, '' AS "
            "gazetteer_version, '' AS input_hash, 1 AS n_articles, 0 AS n_duplicates,"
            " 0 AS n_claims, 0 AS n_events, 0 AS n_rejects",
            [NOW, NOW],
        )
    backup = make_backup(layout, tmp_path / "kept", NOW + HOUR)
    with open_inbox(layout.inbox) as inbox:
        inbox.mark_loaded([second], [], NOW + 2 * HOUR)
    to_half(layout.warehouse)
    parts = {"warehouse.duckdb"}
    done = restore(backup.folder, layout, NOW, parts=parts, is_forced=True)
    assert done.n_pages_to_load == 1
    with open_inbox(layout.inbox) as inbox:
        assert [page.page_id for page in inbox.pending()] == [second]


def test_a_backup_that_rots_is_refused_and_changes_nothing(
    layout: Layout, tmp_path: Path
) -> None:
    backup = make_backup(layout, tmp_path / "kept", NOW)
    body = next(backup.folder.glob("inbox/bodies/*/*.gz"))
    flip(body, 12)
    left = layout.warehouse.read_bytes()
    with pytest.raises(BackupError, match="not what was backed up") as told:
        restore(backup.folder, layout, NOW, is_forced=True)
    assert str(body) in str(told.value)
    body.unlink()
    with pytest.raises(BackupError, match="missing"):
        check_backup(backup.folder)
    assert layout.warehouse.read_bytes() == left
    assert not list(layout.root.glob("replaced-*"))


def test_backups_share_pages_and_old_ones_are_dropped(
    layout: Layout, tmp_path: Path
) -> None:
    made = [
        make_backup(layout, tmp_path / "kept", NOW + n * HOUR, keep=2) for n in range(3)
    ]
    assert not made[0].folder.exists()
    inodes = {
        path.stat().st_ino
        for backup in made[1:]
        for path in backup.folder.glob("inbox/bodies/*/*.gz")
    }
    assert len(inodes) == 2
    assert check_backup(made[2].folder).n_files == 4


def test_a_damaged_warehouse_makes_no_backup(layout: Layout, tmp_path: Path) -> None:
    flip_a_read_byte(layout.warehouse)
    with pytest.raises(BackupError, match="damaged"):
        make_backup(layout, tmp_path / "kept", NOW)
    assert not list((tmp_path / "kept").iterdir())


READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    rows = con.sql("SELECT count(*), sum(hash(r)) FROM rejects r").fetchall()
    print(rows, flush=True)
con.close()
"""


def test_a_reader_keeps_its_state_through_ten_publications(layout: Layout) -> None:
    command = [sys.executable, "-c", READER, str(layout.snapshot)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def asked() -> str:
            reader.stdin.write("?\n")
            reader.stdin.flush()
            return reader.stdout.readline()

        first = asked()
        for number in range(10):
            reject = Reject(
                reject_id=f"{number:016}",
                stage="read",
                reason="unreadable",
                location=f"file {number}",
                message="for the test",
            )
            with open_store(layout) as con, batch(con):
                load(con, frames_of([reject]), DAY)
            publish(layout)
            assert asked() == first
            sql = "SELECT count(*) FROM rejects WHERE message = 'for the test'"
            assert query(layout, sql).item() == number + 1
        reader.stdin.close()
    assert [path.name for path in layout.snapshot.parent.iterdir()] == [
        layout.snapshot.name
    ]


def test_a_damaged_export_is_written_again(layout: Layout) -> None:
    files = export(layout)
    before = {path: path.read_bytes() for path in files}
    flip(layout.data / "claims.parquet", 50)
    (layout.data / "events.csv").unlink()
    export(layout)
    assert {path: path.read_bytes() for path in files} == before
