"""The command line: help, SQL, export, doctor, and messages instead of tracebacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from flows.checkup import check_disk, check_packages, check_snapshot, checks
from flows.cli import app
from schemas.tables import frames_of
from tests.command_line import CommandLine
from tests.warehouse_records import AS_OF, corpus
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import batch, open_store

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = Layout(tmp_path_factory.mktemp("out"))
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
    publish(layout)
    return layout.root


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(
    polemos: CommandLine, name: str
) -> None:
    answer = polemos(name, "--help")
    assert answer.status == 0
    assert "Example:" in answer.out
    assert f"polemos {name}" in " ".join(answer.out.split())


def test_only_what_is_built_is_listed() -> None:
    built = {"run", "extract", "annotate", "sql", "export", "doctor"}
    assert built <= set(COMMANDS)
    for name, command in COMMANDS.items():
        assert command.help, name


def test_the_version_is_told(polemos: CommandLine) -> None:
    answer = polemos("--version")
    assert answer.out.startswith("polemos ")
    assert answer.status == 0


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("--csv", "n,day\n1,2025-06-01\n"),
        ("--json", '{"n":1,"day":"2025-06-01"}\n'),
    ],
)
def test_an_answer_has_the_shape_asked_for(
    polemos: CommandLine, published: Path, shape: str, expected: str
) -> None:
    sql = "SELECT count(*) AS n, DATE '2025-06-01' AS day FROM articles LIMIT 1"
    sql = sql.replace("count(*)", "1")
    assert polemos("sql", sql, shape, "--out", published).out == expected


def test_a_table_is_drawn(polemos: CommandLine, published: Path) -> None:
    sql = "SELECT event_type, place_name FROM events"
    answer = polemos("sql", sql, "--table", "--out", published)
    assert "event_type" in answer.out
    assert "│" in answer.out


def test_queries_come_from_a_pipe_and_a_wrong_one_stops_nothing(
    polemos: CommandLine, published: Path
) -> None:
    stdin = "SELECT 1 AS a; SELEC 2; SELECT 3 AS b;"
    answer = polemos("sql", "--out", published, stdin=stdin)
    assert answer.out == "a\n1\nb\n3\n"
    assert "SELEC" in answer.err


def test_the_snapshot_cannot_be_changed(polemos: CommandLine, published: Path) -> None:
    answer = polemos("sql", "DELETE FROM events", "--out", published)
    assert answer.status == 2
    assert "read-only" in answer.err


@pytest.mark.parametrize("command", [("sql", "SELECT 1"), ("export",)])
def test_nothing_published_is_told_with_what_to_do(
    polemos: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = polemos(*command, "--out", tmp_path)
    assert answer.status == 2
    assert "polemos run" in answer.err
    assert "Traceback" not in answer.err


def test_export_writes_the_files_again(polemos: CommandLine, published: Path) -> None:
    answer = polemos("export", "--out", published)
    assert answer.status == 0
    package = published / "export" / "datapackage.json"
    assert str(package) in answer.out.splitlines()
    assert json.loads(package.read_text(encoding="utf-8"))["resources"]


def test_export_writes_a_file_as_a_rival_has_it(
    polemos: CommandLine, published: Path, tmp_path: Path
) -> None:
    target = tmp_path / "acled.csv"
    answer = polemos("export", "--out", published, "--as", "acled", "--to", target)
    assert (answer.status, answer.out.strip()) == (0, str(target))
    assert target.read_text(encoding="utf-8").startswith("event_id_cnty,event_date")


@pytest.mark.parametrize(
    ("options", "message"),
    [(("--as", "cow"), "known are gdelt, icews"), (("--to", "x.csv"), "needs --as")],
)
def test_export_refuses_rivals_it_does_not_know(
    polemos: CommandLine, published: Path, options: tuple[str, ...], message: str
) -> None:
    answer = polemos("export", "--out", published, *options)
    assert answer.status == 2
    assert message in answer.err


def test_run_refuses_a_day_that_is_none(polemos: CommandLine, tmp_path: Path) -> None:
    answer = polemos("run", tmp_path, "--as-of", "2025-13-01")
    assert answer.status == 2
    assert "2025-13-01" in answer.err


def test_doctor_answers_every_check(polemos: CommandLine, published: Path) -> None:
    answer = polemos("doctor", "--out", published)
    for name, _ in checks(published, "any"):
        assert name in answer.out
    assert "with 2 events" in answer.out


def test_doctor_tells_of_a_missing_model(polemos: CommandLine, tmp_path: Path) -> None:
    answer = polemos("doctor", "--out", tmp_path, "--model", "no_such_model")
    assert answer.status == 2
    assert "WRONG  Language model" in answer.out
    assert "requirements/run.txt" in answer.out


def test_doctor_makes_no_folders(polemos: CommandLine, tmp_path: Path) -> None:
    polemos("doctor", "--out", tmp_path / "not" / "yet")
    assert not list(tmp_path.iterdir())


def test_a_damaged_snapshot_is_found(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.snapshot.parent.mkdir()
    layout.snapshot.write_bytes(b"no database at all" * 100)
    finding = check_snapshot(tmp_path)
    assert not finding.is_well
    assert "polemos run" in finding.remedy


def test_a_prefect_server_that_does_not_answer_is_found(
    monkeypatch: pytest.MonkeyPatch, polemos: CommandLine, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    answer = polemos("doctor", "--out", tmp_path)
    assert "WRONG  Prefect's server" in answer.out
    assert "PREFECT_API_URL" in answer.out


def test_free_space_is_told_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert "GB free" in check_disk(tmp_path / "not" / "yet").what


def test_the_installed_packages_have_the_pinned_versions() -> None:
    finding = check_packages()
    assert finding.is_well or "polemos itself" in finding.what
