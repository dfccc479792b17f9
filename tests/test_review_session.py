"""``polemos review`` at the terminal, with answers from a pipe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command_line import Answer, CommandLine
from tests.processes import holding
from tests.review_corpus import CLAIMS, ID, store
from warehouse.layout import Layout
from warehouse.store import open_store


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("store")).root


@pytest.fixture
def out(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "out"))


def review(polemos: CommandLine, out: Path, lines: str, *options: str) -> Answer:
    given = ("--out", out, "--reviewer", "Ana", "--no-apply", *options)
    return polemos("review", *given, stdin=lines)


def kept(out: Path) -> list[tuple]:
    with open_store(Layout(out)) as con:
        return con.sql(
            "SELECT kind, row_id, column_name, new_value, reviewer, reason "
            "FROM corrections ORDER BY created_at"
        ).fetchall()


def test_claims_come_in_the_order_of_doubt(polemos: CommandLine, out: Path) -> None:
    answer = review(polemos, out, "skip\n" * 5)
    shown = [line for line in answer.out.splitlines() if line.startswith("claim ")]
    order = ["lamp", "horn", "bell", "post", "echo"]
    assert [line.split()[1] for line in shown] == [ID[name] for name in order]
    assert kept(out) == []


def test_a_claim_is_shown_between_its_neighbours(
    polemos: CommandLine, out: Path
) -> None:
    answer = review(polemos, out, "quit\n", "--id", ID["lamp"])
    lines = [line.strip() for line in answer.out.splitlines()]
    assert "A quiet week had ended." in lines
    assert "Nobody claimed it." in lines
    assert any(line.startswith("> Raiders [burned] a depot") for line in lines)
    assert any(line.split() == ["mode", "destroy"] for line in lines)
    assert "\x1b" not in answer.out


def test_decisions_are_kept_with_name_and_reason(
    polemos: CommandLine, out: Path
) -> None:
    lines = (
        "change mode aerial # a plane is named\n"
        "change actor.0.country tcd\n\n"
        "add mediator Chad | TCD | GOV\nthe envoy came along\n"
        "accept\n"
        "reject\nthis is a novel\n"
        "quit\n"
    )
    review(polemos, out, lines)
    lamp, horn = ID["lamp"], ID["horn"]
    rows = kept(out)
    assert [row[:3] for row in rows] == [
        ("change", lamp, "mode"),
        ("change", f"{lamp}/actor/0", "country"),
        ("add", f"{lamp}/mediator", "mediator"),
        ("accept", lamp, None),
        ("reject", horn, None),
    ]
    assert [row[5] for row in rows] == [
        "a plane is named", "a plane is named", "the envoy came along",
        "read and found right", "this is a novel",
    ]  # fmt: skip
    assert {row[4] for row in rows} == {"Ana"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("chnage mode aerial", "'chnage' is no command; they are accept"),
        ("change", "change: of what?"),
        ("change mode drones", "ASSAULT has no mode 'drones'"),
        ("change actor.4.country NER", "the claim has actor.0 to actor.0"),
        ("add actors Someone", "'actors' is not one of actor"),
        ("remove quantity.1", "the claim has quantity.0 to quantity.0"),
        ("merge", "merge: give the id of the other event or claim"),
        ("merge 1234", "there is no event or claim '1234'"),
        ("undo", "nothing to undo"),
        ("undo 1234", "no correction '1234'"),
    ],
)
def test_a_slip_is_told_and_asked_again(
    polemos: CommandLine, out: Path, line: str, words: str
) -> None:
    answer = review(polemos, out, f"{line}\nquit\n", "--id", ID["lamp"])
    assert answer.status == 0
    told = [part for part in answer.out.splitlines() if part.startswith("! ")]
    assert len(told) == 1
    assert words in told[0]
    assert kept(out) == []


def test_an_undo_takes_back_the_last_decision(polemos: CommandLine, out: Path) -> None:
    lines = "change mode aerial # x\nchange place none # y\nundo\nundo\nquit\n"
    answer = review(polemos, out, lines, "--id", ID["lamp"])
    rows = kept(out)
    assert [row[0] for row in rows] == ["change", "change", "undo", "undo"]
    assert answer.out.count("(read: destroy)") == 3


def test_a_pair_is_told_apart_or_joined(polemos: CommandLine, out: Path) -> None:
    answer = review(polemos, out, "split # no\nskip\nmerge # yes\n", "--kind", "merges")
    assert answer.out.count("one happening or two?") == 3
    assert [row[0] for row in kept(out)] == ["split", "merge"]


def test_a_claim_is_split_off_its_event(polemos: CommandLine, out: Path) -> None:
    with open_store(Layout(out)) as con:
        (event_id,) = con.sql(
            f"SELECT event_id FROM event_claims WHERE claim_id = '{ID['post']}'"
        ).fetchall()[0]
    lines = "3\nskip\nsplit 3\nother guards\nquit\n"
    answer = review(polemos, out, lines, "--kind", "events", "--id", event_id)
    assert f"event {event_id} of 3 claims" in answer.out
    with open_store(Layout(out)) as con:
        rows = con.sql("SELECT kind, row_id, other_rows FROM corrections").fetchall()
    ((kind, row_id, others),) = rows
    assert kind == "split"
    assert {row_id, *others.split(";")} == {ID[n] for n in ("lamp", "post", "horn")}


def test_what_is_reviewed_is_not_asked_again_unless_told(
    polemos: CommandLine, out: Path
) -> None:
    review(polemos, out, "accept\nquit\n")
    first = review(polemos, out, "quit\n")
    assert ID["lamp"] not in first.out
    again = polemos(
        "review", "--out", out, "--reviewer", "Ben", "--again", "--no-apply",
        stdin="quit\n",
    )  # fmt: skip
    assert ID["lamp"] in again.out
    mine = review(polemos, out, "quit\n", "--again")
    assert ID["lamp"] not in mine.out


def test_a_blind_reviewer_sees_what_was_read(polemos: CommandLine, out: Path) -> None:
    review(polemos, out, "change mode aerial # x\nquit\n", "--id", ID["lamp"])
    given = ("review", "--out", out, "--reviewer", "Ben", "--id", ID["lamp"])
    plain = polemos(*given, "--no-apply", stdin="quit\n")
    blind = polemos(*given, "--no-apply", "--blind", stdin="quit\n")
    assert "(read: destroy)" in plain.out
    assert "change mode by Ana: x" in plain.out
    assert "aerial" not in blind.out


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--type", "consult"), {"bell"}),
        (("--country", "TCD"), {"bell"}),
        (("--limit", "1"), {"lamp"}),
        (("--since", "2024-05-08"), set()),
    ],
)
def test_filters_narrow_the_queue(
    polemos: CommandLine, out: Path, options: tuple[str, ...], names: set[str]
) -> None:
    answer = review(polemos, out, "skip\n" * 5, *options)
    assert {name for name in CLAIMS if f"claim {ID[name]}" in answer.out} == names
    assert bool(names) != ("nothing to review" in answer.out)


def test_an_unknown_type_or_kind_is_refused(polemos: CommandLine, out: Path) -> None:
    assert "'WAR' is not one of AGREE" in review(polemos, out, "", "--type", "war").err
    answer = review(polemos, out, "", "--kind", "articles")
    assert answer.status == 2
    assert "'articles' is not one of claims, events, merges" in answer.err


def test_without_a_warehouse_one_is_told_what_to_do(
    polemos: CommandLine, tmp_path: Path
) -> None:
    answer = review(polemos, tmp_path / "none", "")
    assert answer.status == 2
    assert "polemos run PATH" in answer.err
    assert not (tmp_path / "none").exists()


def test_a_warehouse_in_use_is_told_in_one_line(
    polemos: CommandLine, out: Path
) -> None:
    with holding(Layout(out).warehouse):
        answers = [
            review(polemos, out, "accept\n"),
            polemos("review", "undo", "x", "--out", out, "--reviewer", "Ana"),
        ]
    for answer in answers:
        assert answer.status == 2
        assert "is being written by another process" in answer.err
        assert "Traceback" not in answer.err
