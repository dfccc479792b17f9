"""``polemos export``: write the exported files again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Out


def export(
    out: Out = Path("polemos-data"),
    rival: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="Write one file as gdelt, icews, polecat, acled, ucdp_ged or "
            "plover_json has it, instead of the exports.",
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Where to write that file; see --as.")
    ] = None,
) -> None:
    """Write Parquet, CSV, GeoParquet and datapackage.json of the published snapshot.

    `polemos run` does so at its end; this writes them again, say after a change of
    the files by hand. With --as it writes the events in the form of a rival data set;
    docs/crosswalks.md says what gets lost.

    Example: `polemos export --as acled --to acled.csv`
    """
    if to is not None and rival is None:
        raise typer.BadParameter(
            "--to needs --as: the exports have places of their own"
        )
    if rival is not None:
        from warehouse.crosswalks import export_as
        from warehouse.layout import Layout

        typer.echo(str(export_as(Layout(out), rival, to)))
        return
    from warehouse.export import export as write_files
    from warehouse.layout import Layout

    for path in write_files(Layout(out)):
        typer.echo(str(path))
