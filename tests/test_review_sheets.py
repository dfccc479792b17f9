"""Sheets for teams: out, edited by two reviewers, and back with every slip named."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.command_line import Answer, CommandLine
from tests.review_corpus import CLAIMS, ID, store
from transforms.corrections.sheet import ABOUT, COLUMNS
from warehouse.layout import Layout
from warehouse.store import open_store

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("store")).root


@pytest.fixture
def out(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "out"))


def exported(polemos: CommandLine, out: Path, *options: str) -> Rows:
    path = out / "queue.csv"
    answer = polemos("review", "export", path, "--out", out, *options)
    assert answer.status == 0, answer.err
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def imported(
    polemos: CommandLine, out: Path, rows: Rows, *options: str, delimiter: str = ","
) -> Answer:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path = out / "edited.csv"
    path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
    given = ("review", "import", path, "--out", out, "--no-apply", *options)
    return polemos(*given)


def row_of(rows: Rows, name: str) -> dict[str, str]:
    return next(row for row in rows if row["claim"] == f"claim:{ID[name]}")


def edited(rows: Rows, **cells: Mapping[str, str]) -> Rows:
    """Copies of the rows with some cells of some claims changed."""
    ids = {f"claim:{ID[name]}": changes for name, changes in cells.items()}
    return [{**row, **ids.get(row["claim"], {})} for row in rows]


def kept(out: Path) -> list[tuple]:
    with open_store(Layout(out)) as con:
        return con.sql(
            "SELECT kind, row_id, column_name, new_value, reviewer, reason "
            "FROM corrections ORDER BY created_at"
        ).fetchall()


def test_a_sheet_shows_each_claim_as_it_was_read(
    polemos: CommandLine, out: Path
) -> None:
    rows = exported(polemos, out)
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == len(CLAIMS)
    lamp = row_of(rows, "lamp")
    assert lamp["quote"].startswith("Raiders burned")
    assert lamp["before"] == "A quiet week had ended."
    assert lamp["date"] == "2024-05-06..2024-05-06"
    assert lamp["actors"] == "Aiders | NER | REB"
    assert lamp["quantities"] == "killed | 12 | guard | recipient.0"
    assert lamp["place"] == "Zinder, Zinder, NER [2437798]"


def test_a_sheet_that_nobody_touched_changes_nothing(
    polemos: CommandLine, out: Path
) -> None:
    answer = imported(polemos, out, exported(polemos, out), "--reviewer", "Ana")
    assert "0 of 5 rows reviewed, 0 new corrections" in answer.out
    assert kept(out) == []


def test_edited_cells_become_corrections(polemos: CommandLine, out: Path) -> None:
    rows = edited(
        exported(polemos, out),
        lamp={
            "mode": "aerial",
            "place": "Maradi, NER",
            "actors": "Aiders | TCD | REB; Militia | NER | PRM",
            "quantities": "killed | 12/12/ | guard | recipient.0",
            "reason": "a second report says so",
        },
        post={"recipients": "", "verdict": "accept", "reason": "nobody is named"},
        bell={"verdict": "Accept"},
        horn={"verdict": "reject", "reason": "a novel"},
    )
    answer = imported(polemos, out, rows, "--reviewer", "Ana")
    assert "4 of 5 rows reviewed, 10 new corrections" in answer.out
    found = {(kind, row, column): value for kind, row, column, value, *_ in kept(out)}
    lamp, post = ID["lamp"], ID["post"]
    assert found["change", lamp, "mode"] == "aerial"
    assert '"geonames_id": 2441291' in found["change", lamp, "place"]
    assert found["change", f"{lamp}/actor/0", "country"] == "TCD"
    assert '"name": "Militia"' in found["add", f"{lamp}/actor", "actor"]
    assert '"high": null' in found["change", f"{lamp}/0", "bounds"]
    assert ("remove", f"{post}/recipient/0", None) in found
    accepted = {row for kind, row, _ in found if kind == "accept"}
    assert accepted == {lamp, post, ID["bell"]}
    assert ("reject", ID["horn"], None) in found


def test_a_second_import_of_the_same_sheet_adds_nothing(
    polemos: CommandLine, out: Path
) -> None:
    rows = edited(
        exported(polemos, out),
        lamp={"mode": "aerial", "reason": "x"},
        bell={"verdict": "accept"},
    )
    assert "3 new" in imported(polemos, out, rows, "--reviewer", "Ana").out
    assert "0 new" in imported(polemos, out, rows, "--reviewer", "Ana").out
    assert "3 new" in imported(polemos, out, rows, "--reviewer", "Ben").out


def test_two_reviewers_of_one_sheet_are_compared(
    polemos: CommandLine, out: Path
) -> None:
    rows = exported(polemos, out)
    everything = dict.fromkeys(CLAIMS, {"verdict": "accept"})
    ana = edited(rows, **everything | {"lamp": {"mode": "aerial", "reason": "a plane"}})
    ben = edited(rows, **everything | {"horn": {"verdict": "reject", "reason": "no"}})
    imported(polemos, out, ana, "--reviewer", "Ana")
    imported(polemos, out, ben, "--reviewer", "Ben")
    answer = polemos("review", "agreement", "--out", out, "--csv")
    found = {row["field"]: row for row in csv.DictReader(io.StringIO(answer.out))}
    assert found["is_event"]["n_units"] == "5"
    assert float(found["is_event"]["share_agreed"]) == 0.8
    # Ana: aerial, destroy, heavy-weapons, visit. Ben: destroy twice, then the same.
    assert found["mode"]["n_units"] == "4"
    assert float(found["mode"]["share_agreed"]) == 0.75
    assert 0 < float(found["mode"]["alpha"]) < 1
    assert float(found["event_type"]["alpha"]) == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_understood(
    polemos: CommandLine, out: Path, delimiter: str
) -> None:
    rows = edited(exported(polemos, out), bell={"verdict": "accept"})
    answer = imported(polemos, out, rows, "--reviewer", "Ana", delimiter=delimiter)
    assert "1 of 5 rows reviewed, 1 new corrections" in answer.out


def test_a_sheet_needs_no_column_but_those_that_name_the_claim(
    polemos: CommandLine, out: Path
) -> None:
    rows = edited(exported(polemos, out), bell={"verdict": "accept"})
    left = {"claim", "reading", "verdict"}
    cut = [{name: row[name] for name in row if name in left} for row in rows]
    assert "1 new" in imported(polemos, out, cut, "--reviewer", "Ana").out
    lost = [{name: row[name] for name in row if name != "reading"} for row in rows]
    answer = imported(polemos, out, lost, "--reviewer", "Ana")
    assert answer.status == 2
    assert "row 1: no column 'reading'" in answer.err


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"mode": "drones", "reason": "x"},
            "column mode: ASSAULT has no mode 'drones'; it",
        ),
        ({"verdict": "ok"}, "column verdict: 'ok' is not one of accept, reject"),
        ({"mode": "aerial"}, "column reason: it is empty"),
        ({"date": "6/5/2024", "reason": "x"}, "'6/5/2024' is no date"),
        ({"actors": "A | B | C | D | E", "reason": "x"}, "has 5 parts"),
        ({"quantities": "killed | many", "reason": "x"}, "'many' is no number"),
        ({"place": "Springfield", "reason": "x"}, "column place: 'Springfield' may be"),
        ({"verdict": "accept", "reviewed_at": "May"}, "'May' is no moment"),
        ({"verdict": "accept", "reading": "read:0"}, "read otherwise since"),
        ({"verdict": "accept", "claim": "claim:0"}, "is no claim of this warehouse"),
    ],
)
def test_a_slip_is_told_by_row_and_column_and_nothing_is_imported(
    polemos: CommandLine, out: Path, cells: dict[str, str], words: str
) -> None:
    rows = edited(exported(polemos, out), lamp=cells, bell={"verdict": "accept"})
    number = 2 + next(
        n for n, row in enumerate(rows) if row["quote"] == CLAIMS["lamp"].quote
    )
    answer = imported(polemos, out, rows, "--reviewer", "Ana")
    assert answer.status == 2
    assert f"edited.csv, row {number}, column" in answer.err
    assert words in answer.err
    assert kept(out) == []


def test_a_row_without_a_reviewer_is_told(polemos: CommandLine, out: Path) -> None:
    rows = edited(exported(polemos, out), bell={"verdict": "accept"})
    assert (
        "say who reviewed, here or with --reviewer" in imported(polemos, out, rows).err
    )
    named = edited(rows, bell={"reviewer": "Cem", "reviewed_at": "2024-06-03T10:00"})
    others = edited(named, **{n: {"reviewer": "Cem"} for n in CLAIMS if n != "bell"})
    assert "1 new" in imported(polemos, out, others).out
    assert kept(out)[0][4] == "Cem"


def test_a_file_that_is_not_utf8_is_told_by_its_line(
    polemos: CommandLine, out: Path
) -> None:
    path = out / "old.csv"
    path.write_bytes(b"claim,reading\n\xe9,\n")
    answer = polemos("review", "import", path, "--out", out, "--reviewer", "Ana")
    assert answer.status == 2
    assert "line 2: is not UTF-8; save it as 'CSV UTF-8'" in answer.err


def test_a_sample_is_drawn_by_its_seed(polemos: CommandLine, out: Path) -> None:
    def drawn(seed: str) -> list[str]:
        rows = exported(polemos, out, "--sample", "2", "--seed", seed)
        return [row["claim"] for row in rows]

    assert drawn("1") == drawn("1")
    assert len(drawn("1")) == 2
    assert len({tuple(drawn(str(seed))) for seed in range(6)}) > 1


def test_no_cell_is_taken_for_a_formula(polemos: CommandLine, out: Path) -> None:
    rows = exported(polemos, out)
    cells = [row[name] for row in rows for name in ABOUT]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_corrections_are_listed_and_undone_by_their_id(
    polemos: CommandLine, out: Path
) -> None:
    rows = edited(exported(polemos, out), bell={"verdict": "accept"})
    imported(polemos, out, rows, "--reviewer", "Ana")
    listed = polemos("review", "list", "--out", out)
    (row,) = csv.DictReader(io.StringIO(listed.out))
    assert (row["kind"], row["status"]) == ("accept", "pending")
    given = ("--out", out, "--reviewer", "Ben", "--reason", "a slip", "--no-apply")
    answer = polemos("review", "undo", row["correction_id"], *given)
    assert f"takes back {row['correction_id']}" in answer.out
    assert [item[0] for item in kept(out)] == ["accept", "undo"]
    wrong = polemos("review", "undo", "1234", *given)
    assert "there is no correction '1234'" in wrong.err
