"""A release: the folder that was promised, the same bytes, moved in at one stroke."""

from __future__ import annotations

import gzip
import hashlib
import json
import platform
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from schemas.tables import frames_of, polars_schema
from tests.command_line import CommandLine
from tests.release_folders import (
    EVALUATION,
    MAY,
    SECRET,
    first_state,
    published,
    released,
    second_state,
    two_releases,
)
from tests.warehouse_records import TEXT, article, source
from warehouse.export import PANELS
from warehouse.layout import Layout
from warehouse.query import QueryError
from warehouse.release import build
from warehouse.release.apply import apply_release
from warehouse.release.database import NAME as DATABASE
from warehouse.release.database import open_database, read_back
from warehouse.release.manifest import check_files
from warehouse.release.tables import in_order
from warehouse.release.tables import released as released_tables
from warehouse.release.version import ReleaseError

DELTA = "deltas/2025.5_to_2025.6.parquet"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return two_releases(tmp_path_factory.mktemp("releases"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_folder_has_what_a_reader_expects(folders: tuple[Path, Path]) -> None:
    expected = {
        *("README.md", "CODEBOOK.md", "CHANGELOG.md", "CITATION.cff", "manifest.json"),
        *("LICENSE-DATA", "LICENSE-CODE", "datapackage.json", "croissant.json", DELTA),
        *(f"data/{name}.parquet" for name in released_tables()),
        *("data/events.csv.gz", "data/events_geo.parquet", f"data/{DATABASE}"),
        *(f"panels/{name}.parquet" for name in PANELS),
        *(f"evaluation/{name}" for name in EVALUATION),
    }
    found = {p.relative_to(folders[1]).as_posix() for p in folders[1].rglob("*.*")}
    found |= {p.name for p in folders[1].glob("LICENSE*")}
    assert found == expected
    assert folders[1].name == "conflict-events-2025.6"
    assert not (folders[0] / "deltas").exists()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
def test_the_same_data_give_the_same_bytes(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    again = two_releases(tmp_path)
    for one, other in zip(folders, again, strict=True):
        assert files(one) == files(other)


def test_the_delta_gives_the_next_release_to_the_byte(
    folders: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    old, new = folders
    polemos = CommandLine(monkeypatch, capsys)
    asked = ("release-apply", old, new / DELTA, "--to", tmp_path / "made")
    answer = polemos(*asked)
    assert answer.status == 0
    assert str(tmp_path / "made" / "data" / "events.parquet") in answer.out
    again = polemos(*asked)
    assert (again.status, again.out) == (2, "")
    assert "made is there already" in again.err
    made = files(tmp_path / "made")
    expected = {
        path: content
        for path, content in files(new).items()
        if path.startswith(("data/", "panels/")) and not path.endswith(DATABASE)
    }
    assert made == expected
    changed = [path for path in made if made[path] != files(old).get(path)]
    assert {"data/events.parquet", "data/claims.parquet"} <= set(changed)


def test_a_delta_is_refused_on_another_release(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    with pytest.raises(ReleaseError, match=r"starts from release 2025\.5.* 2025\.6"):
        apply_release(new, new / DELTA, tmp_path / "made")
    with pytest.raises(ReleaseError, match="is there already"):
        apply_release(old, new / DELTA, old)
    with pytest.raises(ReleaseError, match="is no delta"):
        apply_release(old, new / "data" / "events.parquet", tmp_path / "made")
    assert list(tmp_path.iterdir()) == []


def test_the_delta_says_what_changed_and_why(folders: tuple[Path, Path]) -> None:
    rows = pl.read_parquet(folders[1] / DELTA)
    assert rows.columns == ["op", "table", "id", "column", "old", "new", "reason"]
    of_e1 = rows.filter(table="events", id="e1", column="n_claims")
    assert of_e1.rows() == [("modify", "events", "e1", "n_claims", "1", "3", "merge")]
    gone = rows.filter(table="events", id="e3")
    assert set(gone["op"]) == {"delete"}
    assert set(gone["reason"]) == {"merge"}
    assert set(rows.filter(table="articles", id="b1")["reason"]) == {"new report"}
    assert set(rows.filter(table="events", id="e2")["reason"]) == {"rule change"}


def test_the_changelog_counts_by_country_and_type(folders: tuple[Path, Path]) -> None:
    old, new = (folder / "CHANGELOG.md" for folder in folders)
    text = new.read_text("utf-8")
    assert "Against 2025.5" in text
    assert "| SDN | 0 | 2 | 1 | 3 | 2 |" in text
    assert "| not told | 1 | 0 | 0 | 0 | 1 |" in text
    assert "| COERCE | 0 | 1 | 0 | 0 | 1 |" in text
    assert "| `event_claims` | 2 | 0 | 1 | 3 | 4 |" in text
    assert "- lexicon: 1 before, 2 now." in text
    assert "No column came or went." in text
    assert text.endswith(old.read_text("utf-8").partition("## 2025.5")[2])


def test_the_manifest_has_every_file(folders: tuple[Path, Path]) -> None:
    manifest = json.loads((folders[1] / "manifest.json").read_text("utf-8"))
    listed = {entry["path"]: entry for entry in manifest["files"]}
    assert set(listed) == set(files(folders[1])) - {"manifest.json"}
    for path, content in files(folders[1]).items():
        if path != "manifest.json":
            assert listed[path]["sha256"] == hashlib.sha256(content).hexdigest()
            assert listed[path]["bytes"] == len(content)
    assert listed["data/claims.parquet"]["rows"] == 4
    assert manifest["before"] == "2025.5"
    assert manifest["data_as_of"] == "2025-06-30"
    assert manifest["versions"]["lexicon"] == "2"
    assert manifest["longest_quote_characters"] == len(TEXT)


def test_the_database_holds_what_the_files_hold(folders: tuple[Path, Path]) -> None:
    stored = read_back(folders[1] / "data" / DATABASE)
    for name, table in released_tables().items():
        expected = pl.read_parquet(folders[1] / "data" / f"{name}.parquet")
        found = in_order(table, stored[name].cast(polars_schema(table)))
        assert found.equals(expected), name


def test_every_view_of_the_database_works_without_the_texts(
    folders: tuple[Path, Path],
) -> None:
    with open_database(folders[1] / "data" / DATABASE) as con:
        names = con.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal")
        for (name,) in names.fetchall():
            con.sql(f"FROM {name}").fetchall()
        columns = [row[0] for row in con.sql("DESCRIBE articles").fetchall()]
        assert "text" not in columns
        states = con.sql(f"SELECT count(*) FROM events_as_of(DATE '{MAY}')").fetchall()
        assert states == [(3,)]
        assert con.sql("SELECT count(*) FROM runs").fetchall() == [(0,)]


def test_no_text_of_an_article_is_anywhere_but_in_quotes(
    folders: tuple[Path, Path],
) -> None:
    for path in folders[1].rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            plain = gzip.decompress(content) if path.suffix == ".gz" else content
            assert SECRET.encode() not in plain, path
    with open_database(folders[1] / "data" / DATABASE) as con:
        assert con.sql("SELECT DISTINCT quote FROM claims").fetchall() == [(TEXT,)]


def test_a_packed_csv_has_no_clock_in_it(folders: tuple[Path, Path]) -> None:
    content = (folders[1] / "data" / "events.csv.gz").read_bytes()
    assert content[4:8] == b"\0\0\0\0"
    rows = pl.read_csv(gzip.decompress(content))
    assert rows["event_id"].to_list() == ["e1", "e2", "e4"]


def test_the_pages_say_what_matters(folders: tuple[Path, Path]) -> None:
    text = (folders[1] / "README.md").read_text("utf-8")
    for part in ("2025.6", "2025-06-30", f"at most {len(TEXT)} characters", DELTA):
        assert part in text
    assert "$" not in text
    codebook = (folders[1] / "CODEBOOK.md").read_text("utf-8")
    assert "One row per event as one sentence of one article tells it." in codebook
    assert "value that differs between two releases" in codebook


def test_a_release_is_never_overwritten(folders: tuple[Path, Path]) -> None:
    old, new = folders
    before = files(new)
    layout = Layout(old.parent.parent / "a")
    with pytest.raises(ReleaseError, match=r"never overwritten.*2025\.6\.1"):
        released(layout, old.parent, "2025.6")
    assert files(new) == before


def test_a_release_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device", "manifest.json")

    layout = published(tmp_path / "w", (first_state(), MAY))
    monkeypatch.setattr(build, "make_database", full)
    with pytest.raises(OSError, match="no room for the release"):
        released(layout, tmp_path / "to", "2025.5")
    assert list((tmp_path / "to").iterdir()) == []


def test_an_empty_warehouse_is_told(tmp_path: Path) -> None:
    layout = published(tmp_path / "w", ([source(), article()], MAY))
    with pytest.raises(ReleaseError, match="no event.*polemos run"):
        released(layout, tmp_path / "to", "2025.5")
    with pytest.raises(QueryError, match="nothing is published"):
        released(Layout(tmp_path / "none"), tmp_path / "to", "2025.5")
    assert not (tmp_path / "to").exists()


def test_a_snapshot_of_another_version_is_told(tmp_path: Path) -> None:
    layout = published(tmp_path, (first_state(), MAY))
    with duckdb.connect(str(layout.snapshot)) as con:
        con.execute("INSERT INTO schema_migrations VALUES (999, 'later')")
    with pytest.raises(ReleaseError, match="schema 999.*publish it anew"):
        released(layout, tmp_path / "to", "2025.5")


def test_the_release_before_must_be_as_it_was(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    layout = Layout(folders[0].parent.parent / "a")
    one = shutil.copytree(folders[0], tmp_path / "to" / folders[0].name)
    path = one / "data" / "claims.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ReleaseError, match=r"claims\.parquet: changed since"):
        released(layout, tmp_path / "to", "2025.6")
    path.unlink()
    with pytest.raises(ReleaseError, match=r"claims\.parquet: .*lost"):
        check_files(one)
    with pytest.raises(ReleaseError, match="is no release"):
        released(layout, tmp_path / "other", "2025.6", since=tmp_path)


def test_nothing_changed_since_the_last_frozen_release_is_an_empty_delta(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    layout = Layout(folders[0].parent.parent / "a")
    shutil.copytree(folders[1], tmp_path / folders[1].name)
    shutil.copytree(folders[0], tmp_path / "conflict-events-2025.7-candidate")
    made = released(layout, tmp_path, "2025.7")
    assert made.before == "2025.6"
    assert made.reasons == {}
    delta = made.folder / "deltas" / "2025.6_to_2025.7.parquet"
    assert pl.read_parquet(delta).is_empty()
    apply_release(folders[1], delta, tmp_path / "made")
    for path, content in files(tmp_path / "made").items():
        assert content == files(made.folder)[path]


def test_the_corpus_reaches_every_table() -> None:
    frames = frames_of([*first_state(), *second_state()])
    empty = {name for name, frame in frames.items() if frame.is_empty()}
    assert empty <= {"event_redirects"}
