"""``polemos sources`` and ``polemos fetch``: what is read from the web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Out, Since, Until, days_between
from flows.status import INCOMPLETE

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")
File = Annotated[Path, typer.Argument(metavar="FILE", help="The sources file (TOML).")]
SourcesOption = Annotated[
    Path, typer.Option("--sources", help="The sources file (TOML).")
]
Due = Annotated[
    bool, typer.Option("--due", help="Only sources whose schedule has come round.")
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Name of a source; may be repeated.")
]


@app.callback()
def sources() -> None:
    """The sources file: what is read, from whom and how often.

    Example: `polemos sources check examples/sources.toml`
    """


@app.command("check")
def check(path: File) -> None:
    """Check a sources file, and list what it declares.

    Every mistake is named with source, field and value. Exit status: 0 the file is
    good; 2 it is not.

    Example: `polemos sources check examples/sources.toml`
    """
    from rich.console import Console
    from rich.table import Table

    from flows.collect.run import sources_in

    columns = ("name", "kind", "country", "language", "scale", "schedule")
    table = Table()
    for column in columns:
        table.add_column(column, no_wrap=column == "name")
    for source in sources_in(path).source:
        values = (getattr(source, name) for name in columns)
        table.add_row(*("" if value is None else str(value) for value in values))
    Console(soft_wrap=True, highlight=False).print(table)


def fetch(
    sources_file: SourcesOption = Path("sources.toml"),
    out: Out = Path("polemos-data"),
    only: Only = None,
    due: Due = False,
    since: Since = None,
    until: Until = None,
) -> None:
    """Fetch what the sources announce into the inbox of the output folder.

    Feeds, sitemaps and lists are asked whether they have changed; new pages are
    fetched with pauses and by robots.txt, and kept as they came. Nothing is loaded:
    `polemos run --sources` does that, also without the network.

    With `--since` and `--until` it goes back: lists are read whether they have changed
    or not, and what they date in those days is fetched, whatever its age and number.
    GDELT's files of those days are found by the name of the newest one.

    Exit status: 0 all lists were read (pages that could not be fetched are kept as
    refusals and tried again where that may help); 1 a list could not be read, the
    others were; 2 the sources file is wrong.

    Example: `polemos fetch --sources examples/sources.toml --out polemos-data`
    """
    from flows.collect.run import fetch_all, sources_in
    from flows.logs import is_json
    from flows.web.redact import redacted
    from warehouse.layout import Layout

    has_failed = False
    declared, layout = sources_in(sources_file), Layout(out)
    span = days_between(since, until)
    for told in fetch_all(
        declared, layout, only or (), is_due_only=due and span is None, span=span
    ):
        news = told.announced
        typer.echo(
            f"{told.source}: {news.n_lists} lists ({news.n_unchanged} unchanged), "
            f"{news.n_new} new items, {told.n_pages} pages kept, "
            f"{told.n_refused} refused"
        )
        # The log has told of them, and JSON is for itself.
        for failure in () if is_json() else news.failures:
            message = f"{told.source}: {redacted(failure.url)}: {failure.detail}"
            typer.echo(f"polemos: {message}", err=True)
        has_failed |= told.has_failed
    if has_failed:
        raise typer.Exit(INCOMPLETE)
