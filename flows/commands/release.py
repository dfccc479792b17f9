"""``polemos release`` and ``polemos release-apply``: frozen folders, and deltas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import Out, Wait, today

Version = Annotated[
    str,
    typer.Argument(
        help="2026.11, 2026.11.1 for a mended one, 2026.11-candidate for the running "
        "month."
    ),
]
To = Annotated[
    Path | None,
    typer.Option(help="Folder of all releases; releases in the output folder."),
]
Since = Annotated[
    Path | None,
    typer.Option(help="Release to tell the changes from; the last frozen one before."),
]
AboutFile = Annotated[
    Path | None,
    typer.Option(help="TOML file with title, authors, url, doi, biases and so on."),
]
WithoutNames = Annotated[
    bool,
    typer.Option(
        "--without-private-names",
        help="Name parties that no dictionary knows by their role, and black their "
        "names out in the texts.",
    ),
]
MaxQuote = Annotated[
    int | None,
    typer.Option(min=0, help="Cut quotes to so many characters; 0 drops them."),
]


def release(
    version: Version,
    out: Out = Path("polemos-data"),
    to: To = None,
    since: Since = None,
    about: AboutFile = None,
    without_private_names: WithoutNames = False,
    max_quote: MaxQuote = None,
    wait: Wait = False,
) -> None:
    """Freeze the published snapshot as a versioned folder that others can cite.

    The folder has the tables, panels, codebook, changelog, licences, metadata and
    hashes, and a delta from the release before. The same snapshot gives the same
    bytes, the DuckDB file apart. A release is never overwritten.

    Exit status: 0 the folder is there; 2 nothing was written.

    Example: `polemos release 2026.11 --out polemos-data --to releases`
    """
    from flows.release import ReleaseRequest, run_release
    from warehouse.release.options import ReleaseOptions

    made = run_release(
        ReleaseRequest(
            version=version,
            out=out,
            to=to or out / "releases",
            today=today(),
            since=since,
            about=about,
            options=ReleaseOptions(without_private_names, max_quote),
            is_waiting=wait,
        )
    )
    if made.before is None:
        typer.echo("The first release: there is no delta.")
    else:
        typer.echo(f"Rows changed since {made.before}, by reason:")
        for reason, number in made.reasons.items():
            typer.echo(f"  {number:>9,}  {reason}")
        if not made.reasons:
            typer.echo("  none")
    typer.echo(str(made.folder))


def release_apply(
    old: Annotated[Path, typer.Argument(help="Folder of the release before.")],
    delta: Annotated[Path, typer.Argument(help="The delta: a file under deltas/.")],
    to: Annotated[Path, typer.Option(help="Folder to write, which is not there yet.")],
) -> None:
    """Make the tables of the next release from the one before and the delta.

    Writes data/ and panels/ with the very bytes of the release the delta leads to, if
    both were made with the same libraries; the DuckDB file is not written. Refused
    when the delta starts from another release.

    Example: `polemos release-apply conflict-events-2026.10 2026.10_to_2026.11.parquet
    --to made`
    """
    from warehouse.release.apply import apply_release

    for path in apply_release(old, delta, to):
        typer.echo(str(path))
