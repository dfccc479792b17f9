"""``polemos sql``: ask the published snapshot."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows.commands.options import Out

if TYPE_CHECKING:
    import polars as pl

Shape = Literal["table", "csv", "json"]
PROMPT = "polemos> "
MORE = "    ...> "
MAX_ROWS = 200
"""Rows of a table on the terminal; CSV and JSON have no limit."""


def sql(
    query: Annotated[
        str | None, typer.Argument(help="A query; without one, a prompt.")
    ] = None,
    out: Out = Path("polemos-data"),
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON Lines.")] = False,
    table: Annotated[bool, typer.Option("--table", help="Answer as a table.")] = False,
) -> None:
    """Ask the published snapshot in SQL (DuckDB); it is opened read-only.

    The answer is a table on a terminal and CSV in a pipe, unless told otherwise.

    Example: `polemos sql "SELECT event_type, count(*) FROM events_default GROUP BY 1"`
    """
    from warehouse.layout import Layout
    from warehouse.query import QueryError, ask, open_snapshot

    shape = _shape(csv, json, table)
    with open_snapshot(Layout(out)) as con:
        if query is not None:
            _write(ask(con, query), shape)
            return
        for line in _queries():
            try:
                _write(ask(con, line), shape)
            except QueryError as error:
                typer.echo(f"polemos: {error}", err=True)


def _shape(csv: bool, json: bool, table: bool) -> Shape:
    if csv + json + table > 1:
        raise typer.BadParameter("choose one of --csv, --json and --table")
    if csv or json:
        return "csv" if csv else "json"
    return "table" if table or sys.stdout.isatty() else "csv"


def _queries() -> Iterator[str]:
    """Queries from a pipe, or asked for on a terminal; each ends with a semicolon."""
    if not sys.stdin.isatty():
        yield from (part for part in sys.stdin.read().split(";") if part.strip())
        return
    import readline  # noqa: F401 - importing it gives input() a history

    asked = ""
    while True:
        try:
            asked += input(MORE if asked else PROMPT) + "\n"
        except EOFError:
            return
        if asked.rstrip().endswith(";"):
            yield asked
            asked = ""


def _write(answer: pl.DataFrame, shape: Shape) -> None:
    if shape == "csv":
        sys.stdout.write(answer.write_csv())
    elif shape == "json":
        sys.stdout.write(answer.write_ndjson())
    else:
        _show(answer)


def _show(answer: pl.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*answer.columns)
    for row in answer.head(MAX_ROWS).iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    console = Console(highlight=False)
    console.print(table)
    if answer.height > MAX_ROWS:
        console.print(f"{MAX_ROWS} of {answer.height} rows; --csv gives them all")
