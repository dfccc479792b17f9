"""``polemos extract`` and ``annotate``: articles in, one line each out, in order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.commands.options import DEFAULT_MODEL
from tests.command_line import Answer, CommandLine
from transforms import extract

ATTACK = "Rebels attacked a village near Goma on Monday, killing ten civilians."
FRENCH = (
    "Le gouvernement a annoncé mardi que les négociations entre les deux parties "
    "reprendraient la semaine prochaine dans la capitale."
)


def lines(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.out.splitlines()]


def test_claims_come_out_with_quotes_that_resolve(polemos: CommandLine) -> None:
    record = {"id": "a", "text": ATTACK, "published": "2024-03-05"}
    answer = polemos("extract", "--with-text", stdin=json.dumps(record))
    assert answer.status == 0
    (line,) = lines(answer)
    assert line["id"] == "a"
    (claim,) = line["claims"]
    assert claim["event_type"] == "ASSAULT"
    assert line["text"][claim["start"] : claim["end"]] == claim["quote"]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("command", ["extract", "annotate"])
def test_bad_lines_are_answered_in_their_place(
    polemos: CommandLine, command: str, workers: int
) -> None:
    records = [
        json.dumps({"id": "first", "text": ATTACK}),
        json.dumps({"id": "number", "text": 12}),
        "no json at all",
        "",
        json.dumps({"id": "empty", "text": " "}),
        json.dumps({"id": "other", "body": ATTACK, "colour": "red"}),
        json.dumps({"id": "french", "text": FRENCH}),
        json.dumps({"id": "last", "text": ATTACK.replace("Goma", "Bukavu")}),
    ]
    answer = polemos(command, "--workers", workers, stdin="\n".join(records))
    found = lines(answer)
    names = [line["id"] for line in found]
    assert names == ["first", "number", None, "empty", "other", "french", "last"]
    errors = [line["id"] for line in found if "error" in line]
    assert errors == ["number", None, "empty", "french"]
    assert answer.status == 1
    assert "'fr'" in found[5]["error"]
    assert "-:2" in found[1]["error"]
    assert "-:2" in answer.err


def test_many_articles_come_back_in_order_from_two_processes(
    polemos: CommandLine,
) -> None:
    records = [
        {"id": str(number), "text": ATTACK} if number % 7 else {"id": str(number)}
        for number in range(80)
    ]
    answer = polemos("extract", stdin="\n".join(map(json.dumps, records)))
    assert [line["id"] for line in lines(answer)] == [row["id"] for row in records]
    assert answer.status == 1


def test_a_text_file_is_an_article(polemos: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "article 🕊.txt"
    path.write_text(ATTACK)
    answer = polemos("extract", path, "--published", "2024-03-05")
    (line,) = lines(answer)
    assert answer.status == 0
    assert line["id"] == str(path)
    assert line["claims"][0]["date"]["date_start"] == "2024-03-04"


def test_records_of_a_table_come_out_in_their_order(
    polemos: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f'id,text\none,"{ATTACK}"\ntwo,\nthree,"{ATTACK}"\n')
    found = lines(polemos("extract", path))
    assert ["error" in line for line in found] == [False, True, False]
    assert [line["id"] for line in found][::2] == ["one", "three"]


def test_json_lines_in_utf16_are_read(polemos: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "wide.jsonl"
    record = json.dumps({"id": "wide", "text": ATTACK})
    path.write_bytes(f"{record}\n{record}\n".encode("utf-16"))
    answer = polemos("extract", path)
    assert answer.status == 0
    assert [line["id"] for line in lines(answer)] == ["wide", "wide"]


def test_an_empty_file_and_a_missing_path_are_errors(
    polemos: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    answer = polemos("extract", tmp_path / "empty.jsonl", tmp_path / "gone.txt")
    assert answer.status == 1
    assert ["error" in line for line in lines(answer)] == [True, True]


def test_a_date_of_the_future_is_told_and_left_out(polemos: CommandLine) -> None:
    record = {"id": "a", "text": ATTACK, "published": "2087-01-01"}
    answer = polemos("extract", stdin=json.dumps(record))
    assert answer.status == 0
    assert "2087" in answer.err
    assert lines(answer)[0]["claims"][0]["date"]["date_start"] is None


def test_annotate_has_the_layers_below_claims(polemos: CommandLine) -> None:
    record = {"id": "a", "text": ATTACK, "published": "2024-03-05"}
    (line,) = lines(polemos("annotate", stdin=json.dumps(record)))
    layers = {"id", "sentences", "entities", "places", "dates", "quantities"}
    assert layers <= set(line)
    assert [place["name"] for place in line["places"]] == ["Goma"]


def test_a_model_that_is_not_installed_is_told_in_one_line(
    polemos: CommandLine,
) -> None:
    record = json.dumps({"id": "a", "text": ATTACK})
    answer = polemos("extract", "--model", "no_such_model", stdin=record)
    assert answer.status == 2
    assert "no_such_model" in answer.err
    assert "Traceback" not in answer.err


def test_extract_starts_without_prefect_checks_and_database() -> None:
    code = (
        "import sys; sys.argv = ['polemos', 'extract']\n"
        "from flows.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'prefect', 'great_expectations', 'duckdb', 'pandas'}\n"
        "sys.stderr.write(f'heavy: {sorted(heavy & set(sys.modules))}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps({"id": "a", "text": ATTACK}),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        check=True,
    )
    assert json.loads(done.stdout)["claims"]
    assert done.stderr.endswith("heavy: []")


def test_the_default_model_is_the_extractors() -> None:
    assert DEFAULT_MODEL == extract.DEFAULT_MODEL
