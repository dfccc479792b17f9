"""``polemos code``: text and both sides in, event type and mode out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from flows.commands.options import DEFAULT_MODEL, Model
from flows.progress import counter
from flows.status import INCOMPLETE
from schemas.questions import CodeQuestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from spacy.language import Language

    from transforms.typing.encode import Sides

Paths = Annotated[
    list[str],
    typer.Argument(help="Files of JSON Lines, or - for standard input."),
]
# Questions answered together; small, so that answers come while questions are asked.
BATCH = 64


def code(
    paths: Paths = ["-"],  # noqa: B006 - typer reads the default, nobody changes it
    model: Model = DEFAULT_MODEL,
) -> None:
    """Event type and mode of the act between two given spans, as JSON Lines.

    Input lines are `{"id", "text", "actor": {"start", "end"}, "recipient": {"start",
    "end"}}` with offsets in code points; answers are `{"id", "event_type", "mode",
    "confidence", "decided_by"}` in input order. A bad line is answered with
    `{"id", "error"}`, and the exit status is 1 at the end.

    Example: `polemos code questions.jsonl`
    """
    from transforms.parse import load_model

    n_errors = 0
    lines = (pair for path in paths for pair in _lines(path))
    nlp = load_model(model)
    with counter("questions") as count:
        while chunk := list(islice(lines, BATCH)):
            for answer in _answers(chunk, nlp):
                n_errors += "error" in answer
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
                count(*([answer["error"]] if "error" in answer else []))
            sys.stdout.flush()
    if n_errors:
        typer.echo(f"polemos: {n_errors} questions were not answered", err=True)
        raise typer.Exit(INCOMPLETE)


def _lines(path: str) -> Iterator[tuple[str, bytes]]:
    """Each line that is not blank, with where it stands."""
    name = "standard input" if path == "-" else path
    with nullcontext(sys.stdin.buffer) if path == "-" else open(path, "rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield f"{name}:{number}", line


def _answers(chunk: list[tuple[str, bytes]], nlp: Language) -> list[dict[str, Any]]:
    from transforms.typing.code import code as coded

    read = [_read(line, where) for where, line in chunk]
    good = [question for question, _ in read if question is not None]
    found = iter(coded([_sides(question) for question in good], nlp))
    answers: list[dict[str, Any]] = []
    for question, problem in read:
        if question is None:
            answers.append(problem)
            continue
        coding = next(found)
        answers.append({"id": question.id, **asdict(coding)})
    return answers


def _read(line: bytes, where: str) -> tuple[CodeQuestion | None, dict[str, Any]]:
    """The question of a line, or the answer that says what is wrong with it."""
    try:
        record = json.loads(line)
    except ValueError as error:
        return None, {"id": None, "error": f"{where}: no JSON: {error}"}
    try:
        return CodeQuestion.model_validate(record), {}
    except ValidationError as error:
        name = record.get("id") if isinstance(record, dict) else None
        problems = "; ".join(map(_told, error.errors()))
        return None, {"id": name, "error": f"{where}: {problems}"}


def _told(problem: ErrorDetails) -> str:
    """A problem by its field; checks of ours name the field themselves."""
    if problem["type"] == "value_error":
        return problem["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, problem['loc'])) or 'line'}: {problem['msg']}"


def _sides(question: CodeQuestion) -> Sides:
    from transforms.typing.encode import Sides

    return Sides(
        question.text,
        (question.actor.start, question.actor.end),
        (question.recipient.start, question.recipient.end),
    )
