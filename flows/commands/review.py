"""``polemos review``: what people correct."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Out, today

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warehouse.layout import Layout
    from warehouse.queue import Filters

DEFAULT_OUT = Path("polemos-data")
app = typer.Typer(
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
)
Reviewer = Annotated[
    str,
    typer.Option(
        envvar="POLEMOS_REVIEWER", help="Who reviews; asked for if it is not given."
    ),
]
Kind = Annotated[
    str, typer.Option(help="What to review: claims, events, or merges of claims.")
]
EventType = Annotated[
    str | None, typer.Option("--type", help="Only this event type, such as ASSAULT.")
]
Country = Annotated[
    str | None, typer.Option(help="Only what happened in or involves it: SDN.")
]
Since = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only what was published since that day."),
]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many.")]
Again = Annotated[
    bool, typer.Option("--again", help="Also what others have reviewed already.")
]
Blind = Annotated[
    bool, typer.Option("--blind", help="Do not show what others have decided.")
]
Apply = Annotated[
    bool,
    typer.Option(help="Make the events anew at the end, and publish them."),
]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day changed events are valid from."),
]


@app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    out: Out = DEFAULT_OUT,
    reviewer: Reviewer = "",
    kind: Kind = "claims",
    event_type: EventType = None,
    country: Country = None,
    since: Since = None,
    limit: Limit = None,
    name: Annotated[
        str | None, typer.Option("--id", help="Only this claim or event.")
    ] = None,
    again: Again = False,
    blind: Blind = False,
    apply: Apply = True,
    as_of: AsOf = None,
) -> None:
    """Review claims, events or merges, those first that a look tells most about.

    Claims come in the order of doubt: those whose corrections need another look, those
    of conflicted events, then those whose confidence is nearest to one half. Answers
    may come from a pipe. Each decision is kept at once; at the end the events it
    touches are made anew and published.

    Example: `polemos review --reviewer Ana --type ASSAULT --limit 20`
    """
    if context.invoked_subcommand is not None:
        return
    from flows.reviews.desk import open_desk
    from flows.reviews.session import Session
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    who = reviewer or _asked("your name: ")
    filters = _filters(kind, event_type, country, since, limit, who, again, name)
    desk = open_desk(layout, filters)
    if not desk.cases:
        typer.echo("nothing to review: no claim, event or pair passes these filters")
    session = Session(layout, desk, who, _Terminal(), _now, blind)
    made = session.run()
    if made and apply:
        _apply(layout, as_of)
    elif made:
        typer.echo(f"{len(made)} decisions kept; 'polemos review apply' applies them")


@app.command("apply")
def apply_all(out: Out = DEFAULT_OUT, as_of: AsOf = None) -> None:
    """Make the events anew with all corrections that hold, check and publish.

    Example: `polemos review apply --out polemos-data`
    """
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    _apply(layout, as_of)


@app.command("export")
def export_sheet(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file to write.")],
    out: Out = DEFAULT_OUT,
    event_type: EventType = None,
    country: Country = None,
    since: Since = None,
    limit: Limit = None,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Draw so many claims by chance.")
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Of the draw: equal seeds, equal claims.")
    ] = 0,
    again: Again = False,
    reviewer: Reviewer = "",
) -> None:
    """Write claims to a sheet in which a team can accept, reject and edit them.

    The sheet shows what was read, not what others corrected, so that several reviewers
    can code the same claims and be compared.

    Example: `polemos review export queue.csv --sample 200 --seed 1`
    """
    from flows.reviews.desk import open_desk
    from flows.reviews.sheets import sampled, write_sheet
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    bound = None if sample else limit
    filters = _filters("claims", event_type, country, since, bound, reviewer, again)
    papers = sampled(open_desk(layout, filters), sample, seed)
    write_sheet(path, papers)
    typer.echo(f"{len(papers)} claims in {path}")


@app.command("import")
def import_sheet(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Edited CSV file.")],
    out: Out = DEFAULT_OUT,
    reviewer: Reviewer = "",
    reason: Annotated[
        str, typer.Option(help="Reason for rows that give none themselves.")
    ] = "",
    apply: Apply = True,
    as_of: AsOf = None,
) -> None:
    """Take the decisions of an edited sheet into the warehouse, all of them or none.

    A second import of the same sheet adds nothing. Commas, semicolons and tabs are
    understood, and UTF-8 with or without a mark.

    Example: `polemos review import queue.csv --reviewer Ana`
    """
    from flows.reviews.desk import all_corrections, keep
    from flows.reviews.sheets import Defaults, read_sheet
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    defaults = Defaults(reviewer.strip(), reason.strip(), _now())
    found = read_sheet(path, layout, all_corrections(layout), defaults)
    n_new = keep(layout, found.corrections)
    typer.echo(
        f"{found.n_reviewed} of {found.n_rows} rows reviewed, {n_new} new corrections"
    )
    if n_new and apply:
        _apply(layout, as_of)


@app.command("list")
def list_corrections(
    out: Out = DEFAULT_OUT,
    status: Annotated[
        str | None,
        typer.Option(help="applied, stale, superseded, undone, orphaned, pending."),
    ] = None,
) -> None:
    """Tell all corrections with what became of each, as CSV.

    Example: `polemos review list --status stale`
    """
    from schemas.views import VIEWS
    from warehouse.layout import Layout
    from warehouse.store import open_store, read_table

    layout = Layout(out)
    _existing(layout)
    view = VIEWS["corrections_status"]
    known = next(c.choices for c in view.columns if c.name == "status")
    if status is not None and status not in known:
        words = ", ".join(str(choice) for choice in known)
        raise typer.BadParameter(f"{status!r} is not one of {words}")
    with open_store(layout) as con:
        rows = read_table(con, view)
    if status is not None:
        rows = rows.filter(rows.get_column("status") == status)
    sys.stdout.write(rows.write_csv())


@app.command("undo")
def undo(
    name: Annotated[str, typer.Argument(metavar="ID", help="Correction to take back.")],
    out: Out = DEFAULT_OUT,
    reviewer: Reviewer = "",
    reason: Annotated[str, typer.Option(help="Why it is taken back.")] = "",
    apply: Apply = True,
    as_of: AsOf = None,
) -> None:
    """Take a correction back; the undo is a correction too, and can be undone.

    Example: `polemos review undo 3f2a9c0d11e4b872 --reason "a slip"`
    """
    from flows.reviews.desk import all_corrections, keep
    from transforms.corrections import CorrectionError, make
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    known = {item.correction_id: item for item in all_corrections(layout)}
    if name not in known:
        raise CorrectionError(
            f"there is no correction {name!r}: see polemos review list"
        )
    who = reviewer or _asked("your name: ")
    by = make.By(who, reason or _asked("reason: "), _now())
    made = make.undo(known[name], by)
    keep(layout, [made])
    typer.echo(f"{made.correction_id} takes back {name}")
    if apply:
        _apply(layout, as_of)


@app.command("agreement")
def agreement(
    out: Out = DEFAULT_OUT,
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
) -> None:
    """Tell how far reviewers of the same claims agree: Krippendorff's alpha by field.

    Example: `polemos review agreement`
    """
    from flows.reviews.desk import all_corrections, coded_claims
    from transforms.corrections.codings import agreement as measured
    from warehouse.layout import Layout

    layout = Layout(out)
    _existing(layout)
    found = measured(coded_claims(layout), all_corrections(layout))
    if csv:
        sys.stdout.write(found.write_csv())
        return
    if found.is_empty():
        typer.echo("no claim was accepted or rejected by two reviewers")
    else:
        _table(found.columns, found.rows())


class _Terminal:
    """Plain lines on standard output, answers from standard input."""

    def say(self, line: str) -> None:
        typer.echo(line)

    def ask(self, prompt: str) -> str | None:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            sys.stdout.write(line if line.endswith("\n") else line + "\n")
        return line.rstrip("\r\n") if line else None


def _filters(
    kind: str,
    event_type: str | None,
    country: str | None,
    since: dt.datetime | None,
    limit: int | None,
    reviewer: str,
    again: bool,
    name: str | None = None,
) -> Filters:
    from schemas.ontology import ontology
    from transforms.corrections.items import one_of
    from transforms.events.judge import SAME_FROM
    from warehouse.queue import KINDS, Filters

    if event_type is not None:
        event_type = one_of("--type", event_type.upper(), tuple(ontology().types))
    return Filters(
        kind=KINDS[one_of("--kind", kind, tuple(KINDS))],
        event_type=event_type,
        country=country.upper() if country else None,
        since=since.date() if since else None,
        limit=limit,
        reviewer=reviewer,
        again=again,
        threshold=SAME_FROM,
        id=name,
    )


def _existing(layout: Layout) -> None:
    from warehouse.store import StoreError

    if not layout.warehouse.exists():
        raise StoreError(
            f"there is no warehouse at {layout.warehouse}: run 'polemos run PATH' "
            "first, or name the output folder"
        )


def _apply(layout: Layout, as_of: dt.datetime | None) -> None:
    from flows.progress import step
    from flows.reviews.remake import apply_reviews
    from warehouse.checker import checking_aside

    with checking_aside(), step("Applying corrections") as tell:
        found = apply_reviews(layout, as_of.date() if as_of else today()).remade
        changed = sum(
            part.get("events", 0)
            for part in (found.counts.added, found.counts.replaced, found.counts.closed)
        )
        tell(f"{found.n_claims} claims, {changed} events changed")
    for one, other in found.conflicts.select("claim_id", "other_claim_id").iter_rows():
        typer.echo(
            f"the merge of claims {one} and {other} does not hold: another decision "
            "keeps apart what it would join"
        )
    typer.echo(f"published: {found.n_claims} claims and {changed} events changed")


def _asked(prompt: str) -> str:
    answer = _Terminal().ask(prompt)
    if not (answer or "").strip():
        raise typer.BadParameter(f"{prompt.rstrip(': ')} is needed")
    return (answer or "").strip()


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def _table(names: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*names)
    for row in rows:
        cells = (f"{v:.3f}" if isinstance(v, float) else str(v or "") for v in row)
        table.add_row(*cells)
    Console(highlight=False).print(table)
