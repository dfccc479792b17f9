"""``polemos doctor``: what is installed, what is wrong, what to do."""

from __future__ import annotations

from pathlib import Path

import typer

from flows.commands.options import DEFAULT_MODEL, Model, Out
from flows.status import FAILED


def doctor(out: Out = Path("polemos-data"), model: Model = DEFAULT_MODEL) -> None:
    """Check the set-up and say in plain words what is wrong and what to do.

    Exit status 2 if something is wrong.

    Example: `polemos doctor`
    """
    from flows.checkup import checks

    n_wrong = 0
    for name, check in checks(out, model):
        finding = check()
        mark = "ok   " if finding.is_well else "WRONG"
        typer.echo(f"{mark}  {name}: {finding.what}")
        if not finding.is_well:
            n_wrong += 1
            typer.echo(f"       {finding.remedy}")
    if n_wrong:
        typer.echo(f"\n{n_wrong} of the checks found something wrong.")
        raise typer.Exit(FAILED)
    typer.echo("\nAll is well.")
