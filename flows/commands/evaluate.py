"""``polemos evaluate``: scores against annotated data, per field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import DEFAULT_MODEL, Model, today
from flows.progress import step
from flows.status import FAILED

if TYPE_CHECKING:
    from benchmarks.quality.report import Absent, Report

Gold = Annotated[
    Path | None,
    typer.Option(help="Folder of gold files; without it only the project's own sets."),
]
News = Annotated[
    Path | None, typer.Option(help="Folder of news texts; news beside the gold folder.")
]
Only = Annotated[
    list[str] | None, typer.Option(help="Score this data set only; may be repeated.")
]
Sample = Annotated[
    int | None, typer.Option(min=1, help="At most so many rows of each, evenly spaced.")
]
Errors = Annotated[int, typer.Option(min=0, help="Errors to list for each data set.")]
Record = Annotated[
    bool, typer.Option("--record", help="Keep the figures in benchmarks/figures.toml.")
]
Json = Annotated[Path | None, typer.Option("--json", help="Write the scores here too.")]


def evaluate(
    gold: Gold = None,
    news: News = None,
    only: Only = None,
    sample: Sample = None,
    errors: Errors = 0,
    json_file: Json = None,
    record: Record = False,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Score extraction against annotated data: figures, a table by type, errors.

    A data set that is not there is named as absent; exit status 2 if none of the
    gold files asked for is there.

    Example: `polemos evaluate --gold gold --only plv_train --errors 20`
    """
    from rich.console import Console

    from benchmarks.quality.report import Report, as_json
    from flows.evaluate import details, summary

    reports = _reports(gold, news, only or [], sample, model)
    console = Console(highlight=False)
    for report in reports:
        if isinstance(report, Report):
            console.print(details(report, errors))
    console.print(summary(reports))
    if json_file is not None:
        rows: list[dict[str, Any]] = [as_json(report, errors) for report in reports]
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    if record:
        _record(reports, sample)
    if not any(isinstance(report, Report) for report in reports):
        raise typer.Exit(FAILED)


def _record(reports: list[Report | Absent], sample: int | None) -> None:
    from benchmarks.quality import figures
    from flows.versions import package_version

    bound = f" --sample {sample}" if sample else ""
    command = f"polemos evaluate --gold DIR{bound} --record"
    stamp = figures.Stamp(str(today()), package_version("polemos"), command)
    figures.record(reports, sample, stamp)


def _reports(
    gold: Path | None,
    news: Path | None,
    only: list[str],
    sample: int | None,
    model: str,
) -> list[Report | Absent]:
    from benchmarks.quality.evaluate import evaluate as score
    from benchmarks.quality.reading import Folders
    from benchmarks.quality.registry import chosen
    from transforms.extract import Extractor

    sets = [item for item in chosen(only) if gold or only or item.is_own]
    folder = gold or Path("gold")
    folders = Folders(folder, news or folder.parent / "news")
    extractor = Extractor.load(model)
    reports: list[Report | Absent] = []
    for item in sets:
        with step(item.name) as tell:
            (report,) = score([item], folders, extractor, sample)
            reports.append(report)
            tell("scored" if hasattr(report, "figures") else "absent")
    return reports
