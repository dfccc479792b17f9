"""From the paths a user names to the files that are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.sources import InputFile, find_sources, open_source


def locations(files: list[InputFile], top: Path) -> list[str]:
    return [os.path.relpath(file.path, top) for file in files]


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/z.txt", "b/a.md", "a.jsonl", "c.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    files, rejects = find_sources([str(tmp_path)])
    assert locations(files, tmp_path) == ["a.jsonl", "b/a.md", "b/z.txt", "c.html"]
    assert not rejects


def test_a_name_with_spaces_and_emoji_is_read(tmp_path: Path) -> None:
    path = tmp_path / "border talks 🕊 final.txt"
    path.write_text("Peace.")
    files, _ = find_sources([str(path)])
    with open_source(files[0]) as stream:
        assert stream.read() == b"Peace."
    assert files[0].location.endswith("border talks 🕊 final.txt")


def test_a_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as stream:
        stream.write(b"x")
    files, _ = find_sources([str(tmp_path)])
    with open_source(files[0]) as opened:
        assert opened.read() == b"x"
    files[0].location.encode("utf-8")


def test_hidden_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".notes.txt").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.txt").write_text("x")
    files, rejects = find_sources([str(tmp_path)])
    assert locations(files, tmp_path) == ["a.txt"]
    assert not rejects


def test_a_file_of_another_format_in_a_folder_is_skipped_with_a_row(
    tmp_path: Path,
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "README").write_text("x")
    files, rejects = find_sources([str(tmp_path)])
    assert not files
    assert {reject.reason for reject in rejects} == {"unsupported_format"}


def test_a_link_back_to_a_parent_is_refused_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("x")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    files, rejects = find_sources([str(tmp_path)])
    assert locations(files, tmp_path) == ["in/a.txt"]
    assert [reject.reason for reject in rejects] == ["symlink_loop"]
    assert "loop" in rejects[0].message


def test_a_link_to_a_folder_beside_it_is_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "other")
    files, rejects = find_sources([str(tmp_path / "in")])
    assert locations(files, tmp_path / "in") == ["link/a.txt"]
    assert not rejects


@pytest.mark.parametrize(
    ("target", "reason"), [("circle.txt", "symlink_loop"), ("gone.txt", "missing_path")]
)
def test_a_link_that_leads_nowhere_is_refused(
    tmp_path: Path, target: str, reason: str
) -> None:
    (tmp_path / "circle.txt").symlink_to(tmp_path / target)
    _, rejects = find_sources([str(tmp_path)])
    assert [reject.reason for reject in rejects] == [reason]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nothing.txt", "missing_path"), ("data.xyz", "unknown_format")],
)
def test_a_named_path_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "data.xyz").write_text("x")
    files, rejects = find_sources([str(tmp_path / name)])
    assert not files
    assert [reject.reason for reject in rejects] == [reason]
    assert name in rejects[0].message


def test_an_empty_folder_is_told_of(tmp_path: Path) -> None:
    _, rejects = find_sources([str(tmp_path)])
    assert [reject.reason for reject in rejects] == ["empty_folder"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    files, rejects = find_sources([str(tmp_path)])
    assert not files
    assert [reject.reason for reject in rejects] == ["unreadable"]


def test_standard_input_is_json_lines() -> None:
    files, rejects = find_sources(["-"])
    assert files == [InputFile("-", "jsonl")]
    assert not rejects


def test_the_same_refusal_has_the_same_id(tmp_path: Path) -> None:
    path = str(tmp_path / "nothing.txt")
    assert find_sources([path])[1] == find_sources([path])[1]
