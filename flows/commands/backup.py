"""``polemos backup`` and ``polemos restore``: copies of what cannot be made again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Out


def backup(
    to: Annotated[
        Path, typer.Argument(help="Folder of backups, best on another disk.")
    ],
    out: Out = Path("polemos-data"),
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Delete older backups beyond so many."),
    ] = None,
) -> None:
    """Copy the warehouse and the inbox into a new folder, and check the copy.

    Both are of one moment: no run may be under way, fetching may go on. Every file is
    hashed and every table read. Exit status: 0 the backup is whole; 2 there is none.

    Example: `polemos backup /mnt/backups --out polemos-data --keep 7`
    """
    from flows.service.lock import only_one
    from warehouse.backup import make_backup
    from warehouse.layout import Layout

    with only_one(out, "load"):
        made = make_backup(Layout(out), to, dt.datetime.now(dt.UTC), keep)
    typer.echo(f"{made.n_files} files, {made.n_bytes / 1e6:,.1f} MB, checked")
    typer.echo(str(made.folder))


def restore(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BACKUP",
            help="Folder of a backup, or a published snapshot for the warehouse.",
        ),
    ],
    out: Out = Path("polemos-data"),
    force: Annotated[
        bool, typer.Option("--force", help="Move what is there aside first.")
    ] = False,
    only_warehouse: Annotated[
        bool,
        typer.Option("--only-warehouse", help="Leave the inbox as it is."),
    ] = False,
    only_inbox: Annotated[
        bool, typer.Option("--only-inbox", help="Leave the warehouse as it is.")
    ] = False,
) -> None:
    """Bring warehouse and inbox back from a backup, and publish the snapshot.

    The backup is checked first. What is there is never overwritten: with --force it
    is moved into a folder `replaced-...` of the output folder. With --only-warehouse
    the next `polemos run --sources` loads what was fetched after the backup.

    Exit status: 0 all is back; 2 nothing was changed.

    Example: `polemos restore /mnt/backups/polemos-backup-20261101T030000Z --force`
    """
    from flows.service.lock import only_one
    from warehouse.backup import INBOX, WAREHOUSE
    from warehouse.layout import Layout
    from warehouse.publish import publish
    from warehouse.restore import restore as bring_back

    if only_warehouse and only_inbox:
        raise typer.BadParameter("--only-warehouse and --only-inbox exclude each other")
    parts = {WAREHOUSE, INBOX}
    if only_warehouse or only_inbox:
        parts = {WAREHOUSE} if only_warehouse else {INBOX}
    layout, now = Layout(out), dt.datetime.now(dt.UTC)
    with only_one(out, "load"), only_one(out, "fetch"):
        done = bring_back(source, layout, now, parts=parts, is_forced=force)
        if WAREHOUSE in done.parts:
            publish(layout)
    typer.echo(f"{' and '.join(done.parts)} restored in {out}")
    if done.replaced is not None:
        typer.echo(f"what was there before is in {done.replaced}")
    if done.n_pages_to_load:
        typer.echo(f"{done.n_pages_to_load} fetched pages wait for 'polemos run'")
