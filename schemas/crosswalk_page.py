"""The page on crosswalks: ``python -m schemas.crosswalk_page [--check]``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

import polars as pl

from schemas.crosswalks import Form, columns_of_rival, crosswalks, forms
from schemas.views import VIEWS
from schemas.written import write_or_check

PATH: Final = Path(__file__).parents[1] / "docs" / "crosswalks.md"
CONDITIONS: Final = (
    "mode",
    "context",
    "direction",
    "actors",
    "recipients",
    "countries",
    "is_lethal",
)


def page() -> str:
    """The whole page as Markdown."""
    tables = crosswalks()
    template = files("schemas") / "data" / "crosswalks.md"
    return Template(template.read_text(encoding="utf-8")).substitute(
        commands=_grid(["command", "view", "file", "rows"], _commands()),
        forces=", ".join(f"`{force}`" for force in _forces()),
        rivals="\n\n".join(_rival(form) for form in forms().values()),
        sectors=_table(tables["sectors"].drop("source")),
        precisions=_table(tables["precisions"].drop("source")),
        **{rival: _rules(rival) for rival in ("cameo", "acled", "ucdp_ged")},
    )


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether the written one is current."""
    return write_or_check(PATH, page(), arguments, "schemas.crosswalk_page")


def _commands() -> Iterator[Sequence[str]]:
    for form in forms().values():
        rows = VIEWS[form.view].one_row_per
        command = f"`polemos export --as {form.rival}`"
        yield command, f"`{form.view}`", f"`{form.file_name}`", f"one per {rows}"


def _forces() -> list[str]:
    tables = crosswalks()
    named = [*tables["sectors"]["force"], *tables["international"]["force"]]
    return list(dict.fromkeys(force for force in named if force))


def _rival(form: Form) -> str:
    columns = columns_of_rival(form.rival)
    null = [(f"`{c.column.name}`", c.loss) for c in columns if not c.is_filled]
    lossy = [
        (f"`{c.column.name}`", c.column.description, c.loss)
        for c in columns
        if c.is_filled and c.loss
    ]
    whole = [f"`{c.column.name}`" for c in columns if c.is_filled and not c.loss]
    noun = "fields" if form.rival == "plover_json" else "columns"
    lines = [
        f"## `{form.view}`",
        f"One row per {VIEWS[form.view].one_row_per}. {_shape(form)}",
        "\n".join(f"- {warning}" for warning in VIEWS[form.view].warnings),
        f"Always null, {len(null)} of {len(columns)} {noun}:",
        _grid([noun[:-1], "why"], null),
        f"Filled with a loss, {len(lossy)}:",
        _grid([noun[:-1], "how it is filled", "what is lost"], lossy),
        f"Filled as it is, {len(whole)}: {', '.join(whole)}.",
    ]
    return "\n\n".join(lines)


def _shape(form: Form) -> str:
    if not form.separator:
        return f"`{form.file_name}` holds one JSON object a line."
    sign = "tabs" if form.separator == "\t" else "commas"
    head = "a line of names" if form.has_header else "no line of names"
    quotes = "quotes where needed" if form.is_quoted else "no quotes"
    return (
        f"`{form.file_name}` is UTF-8 with {sign} between the cells, {head} and "
        f"{quotes}; an empty cell is null."
    )


def _rules(rival: str) -> str:
    table = crosswalks()["rules"].filter(pl.col("rival") == rival).sort("rank")
    if not table["is_swapped"].any():
        table = table.drop("is_swapped")
    unused = [name for name in CONDITIONS if table[name].null_count() == len(table)]
    return _table(table.drop("rival", "source", *unused))


def _table(frame: pl.DataFrame) -> str:
    cells = ([_cell(value) for value in row] for row in frame.iter_rows())
    return _grid(frame.columns, cells)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
