"""``polemos export``: write the exported files again."""

from __future__ import annotations

from pathlib import Path

import typer

from flows.commands.options import Out


def export(out: Out = Path("polemos-data")) -> None:
    """Write Parquet, CSV, GeoParquet and datapackage.json of the published snapshot.

    `polemos run` does so at its end; this writes them again, say after a change of
    the files by hand.

    Example: `polemos export --out polemos-data`
    """
    from warehouse.export import export as write_files
    from warehouse.layout import Layout

    for path in write_files(Layout(out)):
        typer.echo(str(path))
