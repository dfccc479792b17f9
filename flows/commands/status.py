"""``polemos status``: how sources, inbox and runs are doing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Out
from flows.status import INCOMPLETE

FILE_WIDTH = 200
SourcesFileOption = Annotated[
    Path | None,
    typer.Option("--sources", help="The sources file; checks need its schedules."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Metrics = Annotated[
    Path | None,
    typer.Option(help="Also write this file in the text format of Prometheus."),
]


def status(
    out: Out = Path("polemos-data"),
    sources_file: SourcesFileOption = None,
    as_json: AsJson = False,
    metrics: Metrics = None,
) -> None:
    """Show what is wrong, each source's lag and counts, and what is not used.

    A source that is late, fails again and again, falls silent or gives nothing usable
    is an alarm; so are pages that no run loads, and a full disk. docs/operations.md
    tells what to do for each. Exit status: 0 no alarm; 1 an alarm; 2 the state cannot
    be read.

    Example: `polemos status --sources sources.toml --out polemos-data`
    """
    from rich.console import Console

    from flows.collect.run import sources_in
    from flows.health.metrics import as_metrics
    from flows.health.overview import as_plain, overview
    from flows.health.show import show
    from warehouse.files import write_text
    from warehouse.layout import Layout

    now = dt.datetime.now(dt.UTC)
    declared = sources_in(sources_file) if sources_file else None
    found = overview(declared, Layout(out), now)
    if metrics is not None:
        write_text(metrics, as_metrics(found))
    if as_json:
        typer.echo(json.dumps(as_plain(found), ensure_ascii=False, indent=2))
    else:
        console = Console(soft_wrap=True, highlight=False)
        if not console.is_terminal:
            # In a mail or a file nothing has to be cut to the width of a screen.
            console.width = max(console.width, FILE_WIDTH)
        show(found, console)
    if found.has_alarm:
        raise typer.Exit(INCOMPLETE)
