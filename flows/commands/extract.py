"""``polemos extract`` and ``polemos annotate``: articles in, JSON Lines out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from flows.commands.options import (
    DEFAULT_MODEL,
    Language,
    Model,
    Published,
    Publisher,
    Workers,
    today,
)
from flows.progress import counter
from flows.status import INCOMPLETE

if TYPE_CHECKING:
    from flows.pool import Found
    from flows.stream import Item, Work

Answer = TypeVar("Answer")

Paths = Annotated[
    list[str],
    typer.Argument(help="Files, folders, or - for JSON Lines on standard input."),
]
WithText = Annotated[
    bool, typer.Option("--with-text", help="Add the text the offsets count in.")
]


def extract(
    paths: Paths = ["-"],  # noqa: B006 - typer reads the default, nobody changes it
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    workers: Workers = 2,
    model: Model = DEFAULT_MODEL,
    with_text: WithText = False,
) -> None:
    """Claims of each article as JSON Lines, one line per article, in input order.

    Input lines are `{"id", "text" or "html", "title"?, "published"?, "url"?,
    "publisher"?, "language"?}`; any file `polemos run` reads works as well. A bad
    line is answered with `{"id", "error"}`, and the exit status is 1 at the end.
    `--workers 1` answers each line at once.

    Example: `polemos extract article.txt --published 2025-05-23 | jq .claims`
    """
    from flows.pool import extract_batch

    def line(item: Item, found: Found) -> dict[str, Any]:
        claims = [claim.model_dump(mode="json") for claim in found.claims]
        return {"id": item.id, "claims": claims}

    options = (published, publisher, language)
    _answer(paths, options, extract_batch, line, workers, model, with_text)


def annotate(
    paths: Paths = ["-"],  # noqa: B006 - typer reads the default, nobody changes it
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    workers: Workers = 2,
    model: Model = DEFAULT_MODEL,
    with_text: WithText = False,
) -> None:
    """Sentences, entities, places, dates and quantities of each article.

    Input and bad lines as for `polemos extract`; one line per article:
    `{"id", "sentences", "entities", "places", "dates", "quantities"}`.

    Example: `polemos annotate articles.jsonl > layers.jsonl`
    """
    from flows.pool import annotate_batch

    def line(item: Item, layers: dict[str, Any]) -> dict[str, Any]:
        return {**layers, "id": item.id}

    options = (published, publisher, language)
    _answer(paths, options, annotate_batch, line, workers, model, with_text)


def _answer(
    paths: list[str],
    given: tuple[str | None, str | None, str | None],
    work: Work[Answer],
    line: Callable[[Item, Answer], dict[str, Any]],
    workers: int,
    model: str,
    with_text: bool,
) -> None:
    from flows.stream import answers, line_of, read_items
    from transforms.text.read import ReadOptions

    items = read_items(paths, ReadOptions(*given), today())
    n_errors = 0
    with counter("articles") as count:
        for item, found in answers(items, work, workers, model):
            if item.article is None or found is None:
                n_errors += 1
                answer: dict[str, Any] = {"id": item.id, "error": item.error}
            else:
                answer = line(item, found)
            if with_text and item.article is not None:
                answer["text"] = item.article.text
            sys.stdout.write(line_of(answer))
            sys.stdout.flush()
            count(*item.notes, *([item.error] if item.error else []))
    if n_errors:
        typer.echo(f"polemos: {n_errors} inputs were not read, see above", err=True)
        raise typer.Exit(INCOMPLETE)
