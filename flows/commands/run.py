"""``polemos run``: the main job."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import (
    DEFAULT_MODEL,
    Language,
    Model,
    Out,
    Published,
    Publisher,
    Since,
    Until,
    Wait,
    Workers,
    days_between,
    today,
)
from flows.status import INCOMPLETE

if TYPE_CHECKING:
    from flows.collect.span import Span
    from flows.summary import Summary

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Files or folders: .txt .md .html .json .jsonl .csv .parquet; "
        "- for JSON Lines on standard input.",
    ),
]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Day the run counts as, today (UTC) if not given: later publication "
        "dates are refused, changed events are valid from it.",
    ),
]


DeclaredIn = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        help="Sources file: load what `polemos fetch` has kept, and its files and "
        "tables; without the network.",
    ),
]


def run(
    paths: Sources = None,
    sources_file: DeclaredIn = None,
    out: Out = Path("polemos-data"),
    published: Published = None,
    publisher: Publisher = None,
    language: Language = None,
    workers: Workers = 2,
    model: Model = DEFAULT_MODEL,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    wait: Wait = False,
) -> None:
    """Turn articles into a published, sourced dataset of events.

    Reads every article, finds its claims, relates them to events, checks all tables
    and publishes: a DuckDB snapshot, Parquet files and a validation report in the
    output folder. Run it again with more articles, and they are added; run it again
    with the same ones, and nothing changes.

    With `--sources`, `--since` and `--until` load the pages once more that were fetched
    in those days, as after an upgrade or a mended source. One run at a time loads into
    a folder: a second one is refused, or waits for its turn with `--wait`.

    Each run is kept for the Prefect UI in the folder `prefect` of the output folder:
    `PREFECT_HOME=polemos-data/prefect prefect server start` shows it. With
    PREFECT_API_URL set, the run is on that server instead.

    Exit status: 0 all was read (articles of another language or without news are
    refused, which is no failure); 1 some input could not be read, all else is
    published; 2 nothing was published, the last snapshot stays.

    Example: `polemos run examples/articles --out polemos-data`
    """
    from flows.request import Request
    from flows.run import run_main_job

    request = Request(
        paths=tuple(paths or ()),
        out=out,
        as_of=as_of.date() if as_of else today(),
        model=model,
        workers=workers,
        n_bytes=_checked_bytes(paths or [], sources_file),
        published=published,
        publisher=publisher,
        language=language,
        sources=sources_file,
        again=_again(since, until, sources_file),
        is_waiting=wait,
    )
    _show(run_main_job(request), out)


def _checked_bytes(paths: list[str], sources_file: Path | None) -> int:
    """The size of the input, after what can be told at once is checked."""
    from flows.collect.run import sources_in
    from flows.sources import find_sources, size_of

    if not paths and sources_file is None:
        raise typer.BadParameter("name files or folders, or --sources FILE")
    files, _ = find_sources(paths)
    if sources_file is not None:
        sources_in(sources_file)
    return sum(map(size_of, files))


def _again(
    since: dt.datetime | None, until: dt.datetime | None, sources_file: Path | None
) -> Span | None:
    span = days_between(since, until)
    if span is not None and sources_file is None:
        raise typer.BadParameter("--since needs --sources FILE")
    return span


def _show(summary: Summary, out: Path) -> None:
    from rich.console import Console

    from flows.summary import show
    from warehouse.layout import Layout

    show(summary, Layout(out), Console(soft_wrap=True, highlight=False))
    if summary.is_incomplete:
        typer.echo("polemos: some input could not be read, see the rejects", err=True)
        raise typer.Exit(INCOMPLETE)
