"""The command ``polemos``. Each command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from flows.commands import extract
from flows.status import FAILED, INCOMPLETE

app = typer.Typer(
    name="polemos",
    help="News articles in, a sourced dataset of conflict and cooperation events out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("extract")(extract.extract)
app.command("annotate")(extract.annotate)


@app.callback()
def polemos(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.")
    ] = False,
) -> None:
    """News articles in, a sourced dataset of conflict and cooperation events out."""
    if show_version:
        typer.echo(f"polemos {version('polemos')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; errors end in a message and a status, not a traceback."""
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left: say nothing more to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INCOMPLETE)
    except KeyboardInterrupt:
        typer.echo("polemos: stopped", err=True)
        sys.exit(FAILED)
