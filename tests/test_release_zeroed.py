"""What makes the DuckDB file of a release the same bytes each time."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from warehouse.release.zeroed import HeaderError, in_zeroed_memory, name_by_content
from warehouse.session import connect
from warehouse.space import DiskFullError


def made(path: Path, value: int) -> Path:
    with connect(path) as con:
        con.execute(f"CREATE TABLE numbers AS SELECT {value} AS n")
    return path


def told(name: str) -> str | None:
    return os.environ.get(name)


def full(folder: Path) -> None:
    raise DiskFullError(folder, "a test")


def identifier(path: Path) -> bytes:
    return path.read_bytes()[124:140]


def test_a_named_file_can_be_read_and_differs_by_content(tmp_path: Path) -> None:
    for value in (1, 2):
        path = in_zeroed_memory(made, tmp_path / f"{value}.duckdb", value)
        before = identifier(path)
        name_by_content(path)
        assert identifier(path) != before
        with connect(path, read_only=True) as con:
            assert con.sql("FROM numbers").fetchall() == [(value,)]
    assert identifier(tmp_path / "1.duckdb") != identifier(tmp_path / "2.duckdb")
    named = path.read_bytes()
    name_by_content(path)
    assert path.read_bytes() == named


@pytest.mark.parametrize("content", [b"", bytes(4096), b"x" * 9000])
def test_another_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.duckdb"
    path.write_bytes(content)
    with pytest.raises(HeaderError, match=r"other\.duckdb"):
        name_by_content(path)
    assert path.read_bytes() == content


def test_the_settings_are_those_of_the_other_process_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MALLOC_PERTURB_", "7")
    monkeypatch.delenv("DUCKDB_JE_MALLOC_CONF", raising=False)
    assert in_zeroed_memory(told, "MALLOC_PERTURB_") == "255"
    assert in_zeroed_memory(told, "DUCKDB_JE_MALLOC_CONF") == "zero:true"
    assert (told("MALLOC_PERTURB_"), told("DUCKDB_JE_MALLOC_CONF")) == ("7", None)


def test_a_full_disk_is_told_across_processes(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError, match="no room for a test") as found:
        in_zeroed_memory(full, tmp_path)
    again = pickle.loads(pickle.dumps(found.value))
    assert (str(again), again.filename) == (str(found.value), str(tmp_path))
