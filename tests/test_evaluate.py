"""``polemos evaluate``: figures, absent data sets, samples, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.quality.reading import Folders, GoldError, article, read_rows, sampled
from benchmarks.quality.registry import UnknownSetError, chosen, data_sets, targets
from benchmarks.quality.report import Counts, Figure, TypeRow, f1_figures, macro_f1
from flows.status import FAILED
from tests.command_line import CommandLine

SENTENCES = (
    ("Peru accused Chile of arming the rebels.", "ACCUSE", "Peru", "Chile"),
    ("Police arrested three students on Monday.", "COERCE", "Police", "students"),
)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder with a file of single sentences in it and nothing else."""
    folder = tmp_path / "gold"
    folder.mkdir()
    rows = [
        {
            "id": f"s{number}",
            "text": text,
            "event_type": event_type,
            "actor": _span(text, actor),
            "recipient": _span(text, recipient),
        }
        for number, (text, event_type, actor, recipient) in enumerate(SENTENCES)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "plv_train.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _span(text: str, words: str) -> dict[str, int]:
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def test_counts_give_precision_recall_and_f1() -> None:
    counts = Counts(right=3, told=4, wanted=6)
    assert (counts.precision, counts.recall) == (0.75, 0.5)
    assert counts.f1 == pytest.approx(0.6)


def test_nothing_wanted_has_no_recall_but_a_figure_without_value() -> None:
    figures = f1_figures("type", Counts(0, 0, 0))
    assert [figure.value for figure in figures] == [None, None, None]
    assert [figure.n for figure in figures] == [0, 0, 0]


def test_macro_f1_leaves_out_types_that_the_data_do_not_hold() -> None:
    rows = (TypeRow("AID", Counts(1, 1, 1)), TypeRow("REJECT", Counts(0, 5, 0)))
    assert macro_f1("macro", rows) == Figure("macro", 1.0, 1)


def test_a_sample_is_evenly_spaced_and_the_same_each_time() -> None:
    assert sampled(range(10), 5) == [0, 2, 4, 6, 8]
    assert sampled(range(10), 3) == [0, 3, 6]
    assert sampled(range(3), 5) == [0, 1, 2]
    assert sampled(range(3), None) == [0, 1, 2]


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1}\n{"id":\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"rows\.jsonl:2"):
        read_rows(path)


def test_a_text_that_is_refused_is_named() -> None:
    with pytest.raises(GoldError, match="empty-1: the article is refused: no_text"):
        article("empty-1", "")


def test_an_unknown_data_set_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownSetError, match="plv_train"):
        chosen(["plv"])


def test_every_data_set_has_a_scorer_and_every_target_a_data_set() -> None:
    assert all(callable(item.scorer) for item in data_sets())
    names = {item.name for item in data_sets()}
    assert {name for name, _ in targets()} <= names


def test_a_folder_resolves_gold_news_and_own_names(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "g", tmp_path / "n", tmp_path)
    assert folders.path("gold/a/b.txt") == tmp_path / "g" / "a" / "b.txt"
    assert folders.path("news/c") == tmp_path / "n" / "c"
    assert folders.path("own/d") == tmp_path / "d"


def test_sentences_are_scored_as_a_table_and_json(
    polemos: CommandLine, gold: Path, tmp_path: Path
) -> None:
    path = tmp_path / "scores.json"
    answer = polemos(
        *("evaluate", "--gold", str(gold), "--only", "plv_train"),
        *("--errors", "3", "--json", str(path)),
    )
    assert answer.status == 0
    assert "type F1" in answer.out
    assert "plv_train: scored" in answer.err
    (report,) = json.loads(path.read_text("utf-8"))
    values = {figure["name"]: figure["value"] for figure in report["figures"]}
    assert values["type R"] == 1.0
    assert values["type and sides R"] == 1.0
    assert {row["name"] for row in report["types"]} == {"ACCUSE", "COERCE"}


def test_an_absent_gold_file_is_a_row_and_no_failure(
    polemos: CommandLine, gold: Path
) -> None:
    answer = polemos("evaluate", "--gold", str(gold), "--sample", "1")
    assert answer.status == 0
    absent = len([item for item in data_sets() if item.missing(Folders(gold, gold))])
    assert answer.out.count("absent:") == absent


def test_nothing_there_at_all_fails(polemos: CommandLine, tmp_path: Path) -> None:
    answer = polemos("evaluate", "--gold", str(tmp_path), "--only", "plv_train")
    assert answer.status == FAILED
    assert "absent:" in answer.out


def test_a_wrong_name_is_a_message(polemos: CommandLine, tmp_path: Path) -> None:
    answer = polemos("evaluate", "--gold", str(tmp_path), "--only", "plv")
    assert answer.status == FAILED
    assert "no data set is called plv" in answer.err
