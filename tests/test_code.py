"""``polemos code``: which act passes between two given sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import told
from schemas.ontology import ontology
from transforms.typing.code import NOTHING, Coding, code, combine
from transforms.typing.encode import Sides, marked, token_ids
from transforms.typing.evidence import RuleVote, votes
from transforms.typing.model import Guess, guesses, labels

SHELLED = "Kenyan troops shelled al-Shabaab positions near Kismayo on Tuesday."


def asked(text: str, actor: str, recipient: str) -> Sides:
    first, second = text.index(actor), text.index(recipient)
    return Sides(text, (first, first + len(actor)), (second, second + len(recipient)))


def question(text: str, actor: str, recipient: str) -> dict[str, Any]:
    sides = asked(text, actor, recipient)
    spans = {
        name: {"start": start, "end": end}
        for name, (start, end) in (
            ("actor", sides.actor),
            ("recipient", sides.recipient),
        )
    }
    return {"id": "q", "text": text, **spans}


def test_marks_stand_around_both_sides_in_either_order() -> None:
    sides = asked("Chad was hit by rebels.", "rebels", "Chad")
    assert marked(sides).split() == (
        [
            "[unused3]",
            "Chad",
            "[unused4]",
            "was",
            "hit",
            "by",
            "[unused1]",
            "rebels",
            "[unused2]",
            ".",
        ]
    )


def test_marks_of_a_side_inside_the_other_nest() -> None:
    sides = asked("the Turkish army left", "the Turkish army", "Turkish")
    assert marked(sides).split() == (
        [
            "[unused1]",
            "the",
            "[unused3]",
            "Turkish",
            "[unused4]",
            "army",
            "[unused2]",
            "left",
        ]
    )


def test_a_long_text_is_cut_to_what_lies_near_its_sides() -> None:
    sides = asked("x " * 5000 + SHELLED + " y" * 5000, "Kenyan troops", "al-Shabaab")
    assert len(token_ids(sides)) <= 128
    assert "shelled" in marked(sides)
    assert len(marked(sides)) < 1000


def test_labels_of_the_model_are_those_of_the_ontology() -> None:
    assert set(labels().types) == {*ontology().types, NOTHING}
    for name in labels().modes:
        if name:
            event_type, mode = name.split(" ")
            ontology().check(event_type, mode)


def test_guess_is_a_share_of_every_type() -> None:
    [guess] = guesses([asked(SHELLED, "Kenyan troops", "al-Shabaab positions")])
    assert sum(guess.types.values()) == pytest.approx(1, abs=1e-3)


def test_answer_does_not_depend_on_the_questions_beside_it() -> None:
    one = asked(SHELLED, "Kenyan troops", "al-Shabaab positions")
    long = asked(SHELLED + " It rained" * 40, "Kenyan troops", "al-Shabaab positions")
    alone, beside = guesses([one])[0], guesses([long, one])[1]
    assert max(alone.types, key=alone.types.__getitem__) == max(
        beside.types, key=beside.types.__getitem__
    )


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "event_type"),
    [
        (SHELLED, "Kenyan troops", "al-Shabaab positions", "ASSAULT"),
        ("Peru condemned Chile over the port fees.", "Peru", "Chile", "ACCUSE"),
        ("Ghana met Togo for talks in Accra on Friday.", "Ghana", "Togo", "CONSULT"),
        ("Laos freed 30 Thai fishermen.", "Laos", "30 Thai fishermen", "RETREAT"),
        ("Malta urged Libya to hold elections.", "Malta", "Libya", "REQUEST"),
        ("Oman gave Yemen 40 tonnes of wheat.", "Oman", "Yemen", "AID"),
        ("Police arrested nine miners in Lusaka.", "Police", "nine miners", "COERCE"),
        ("Iran threatened to strike Bahrain.", "Iran", "Bahrain", "THREATEN"),
    ],
)
def test_act_between_the_sides_is_named(
    nlp: Language, text: str, actor: str, recipient: str, event_type: str
) -> None:
    [coding] = code([asked(text, actor, recipient)], nlp)
    assert coding.event_type == event_type


def test_other_sides_of_the_same_sentence_have_their_own_act(nlp: Language) -> None:
    text = "Kenya shelled rebel camps on Monday, and Uganda condemned Kenya's attack."
    codings = code(
        [asked(text, "Kenya", "rebel camps"), asked(text, "Uganda", "Kenya's attack")],
        nlp,
    )
    assert [coding.event_type for coding in codings] == ["ASSAULT", "ACCUSE"]


def test_votes_put_the_act_between_both_sides_first(nlp: Language) -> None:
    text = "Kenya shelled rebel camps on Monday, and Uganda condemned Kenya's attack."
    [found] = votes([asked(text, "Uganda", "Kenya's attack")], nlp)
    assert found[0].event_type == "ACCUSE"
    assert found[0].level == "both"


def guess_of(**shares: float) -> Guess:
    rest = (1 - sum(shares.values())) / (len(labels().types) - len(shares))
    return Guess(
        {name: shares.get(name, rest) for name in labels().types},
        dict.fromkeys(labels().types),
    )


def test_act_between_both_sides_outweighs_a_doubtful_guess() -> None:
    vote = RuleVote("both", "ASSAULT", "aerial")
    coding = combine([vote], guess_of(ACCUSE=0.5, ASSAULT=0.3))
    assert (coding.event_type, coding.mode) == ("ASSAULT", "aerial")
    assert coding.decided_by == "rule"


def test_sure_guess_outweighs_an_act_elsewhere_in_the_text() -> None:
    vote = RuleVote("near", "ASSAULT", None)
    coding = combine([vote], guess_of(ACCUSE=0.9))
    assert (coding.event_type, coding.decided_by) == ("ACCUSE", "model")


def test_nothing_is_never_the_answer_but_lowers_the_confidence() -> None:
    coding = combine([], guess_of(NONE=0.9, ACCUSE=0.05))
    assert coding == Coding("ACCUSE", None, coding.confidence, "model")
    assert coding.confidence < 0.1


def run(tmp_path: Path, *lines: str) -> tuple[int, list[dict[str, Any]]]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = CliRunner().invoke(app, ["code", str(path)])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_command_answers_in_order_and_names_bad_lines(tmp_path: Path) -> None:
    good = json.dumps(question(SHELLED, "Kenyan troops", "al-Shabaab positions"))
    outside = {**json.loads(good), "id": 7, "actor": {"start": 0, "end": 900}}
    status, answers = run(tmp_path, "no json", good, json.dumps(outside), "", good)
    assert status == 1
    assert [answer["id"] for answer in answers] == [None, "q", 7, "q"]
    assert "no JSON" in answers[0]["error"]
    assert answers[2]["error"].partition(":3: ")[2] == (
        f"actor: span 0 to 900 does not lie in a text of {len(SHELLED)} characters"
    )
    assert answers[1]["event_type"] == "ASSAULT"
    assert set(answers[1]) == {
        "id",
        "event_type",
        "mode",
        "confidence",
        "decided_by",
    }


def test_command_ends_well_when_all_lines_are_good(tmp_path: Path) -> None:
    good = json.dumps(question("Peru condemned Chile.", "Peru", "Chile"))
    status, answers = run(tmp_path, good)
    assert (status, answers[0]["event_type"]) == (0, "ACCUSE")


def test_missing_file_is_told_by_name() -> None:
    error = FileNotFoundError(2, "No such file or directory", "asked.jsonl")
    assert told(error) == "asked.jsonl: No such file or directory"


@pytest.mark.parametrize("field", ["text", "actor", "recipient"])
def test_missing_field_is_named(tmp_path: Path, field: str) -> None:
    record = question(SHELLED, "Kenyan troops", "al-Shabaab positions")
    del record[field]
    status, [answer] = run(tmp_path, json.dumps(record))
    assert status == 1
    assert field in answer["error"]


def test_a_demand_for_sanctions_rebukes_whom_they_are_against(nlp: Language) -> None:
    text = "Kenyan senators called for sanctions against Chad."
    (found,) = votes([asked(text, "Kenyan senators", "Chad")], nlp)
    assert found[0] == RuleVote("both", "ACCUSE", "disapprove")
    plain = "Kenyan senators called on Chad to act against smugglers."
    (found,) = votes([asked(plain, "Kenyan senators", "Chad")], nlp)
    assert found[0].event_type == "REQUEST"


def test_two_joint_doers_are_both_sides(nlp: Language) -> None:
    text = "Kenya and Uganda promised aid to Chad."
    (found,) = votes([asked(text, "Kenya", "Uganda")], nlp)
    assert found[0].level == "both"


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "event_type", "mode"),
    [
        (
            "The Chadian government announced it will extend the curfew in Abeche.",
            "The Chadian government",
            "Abeche",
            "THREATEN",
            "restrict",
        ),
        (
            "Opposition parties in Togo said they would boycott the election.",
            "Opposition parties in Togo",
            "the election",
            "THREATEN",
            "restrict",
        ),
        (
            "The war games were staged by Peruvian marines and Chilean troops.",
            "Peruvian marines",
            "Chilean troops",
            "COOPERATE",
            None,
        ),
    ],
)
def test_what_two_sides_do_to_each_other_is_told_now(
    nlp: Language,
    text: str,
    actor: str,
    recipient: str,
    event_type: str,
    mode: str | None,
) -> None:
    (found,) = votes([asked(text, actor, recipient)], nlp)
    assert (found[0].event_type, found[0].mode) == (event_type, mode)


def test_what_is_waited_for_is_no_act_of_the_waiting(nlp: Language) -> None:
    text = "Teachers said they will not end the strike until Lima meets their demands."
    (found,) = votes([asked(text, "Teachers", "Lima")], nlp)
    assert found[0].event_type == "REJECT"
    assert {vote.level for vote in found if vote.event_type == "CONCEDE"} <= {"untold"}
    assert "untold" in {vote.level for vote in found}
