"""The command ``polemos``. Each command imports what it needs when it runs."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import (
    backup,
    code,
    doctor,
    evaluate,
    export,
    extract,
    release,
    review,
    run,
    schedule,
    sources,
    sql,
    status,
)
from flows.errors import forget, messages, told
from flows.logs import FILE_VARIABLE, FORMAT_VARIABLE, Form, configure, event, is_json
from flows.status import FAILED, INCOMPLETE, STOPPED

app = typer.Typer(
    name="polemos",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("fetch")(sources.fetch)
app.add_typer(sources.app, name="sources")
app.command("schedule")(schedule.schedule)
app.command("status")(status.status)
app.command("extract")(extract.extract)
app.command("annotate")(extract.annotate)
app.command("code")(code.code)
app.command("sql")(sql.sql)
app.command("export")(export.export)
app.command("release")(release.release)
app.command("release-apply")(release.release_apply)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(review.app, name="review")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("doctor")(doctor.doctor)


def _version(is_asked: bool) -> None:
    if is_asked:
        from flows.versions import package_version

        typer.echo(f"polemos {package_version('polemos')}")
        raise typer.Exit


@app.callback()
def polemos(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    log_format: Annotated[
        Form,
        typer.Option(envvar=FORMAT_VARIABLE, help="json: events on standard error."),
    ] = "text",
    log_file: Annotated[
        Path | None,
        typer.Option(envvar=FILE_VARIABLE, help="Keep events as JSON Lines, rotated."),
    ] = None,
) -> None:
    """News articles in, a sourced dataset of conflict and cooperation events out."""
    configure(log_format, log_file)


def main() -> None:
    """Run the command line; errors end in a message and a status, not a traceback."""
    # As for Ctrl-C: blocks are left in order, and the processes they started end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left: say nothing more to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INCOMPLETE)
    except messages() as error:
        if is_json():
            event("command.failed", logging.ERROR, detail=told(error))
        else:
            typer.echo(f"polemos: {told(error)}", err=True)
        forget(error)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
