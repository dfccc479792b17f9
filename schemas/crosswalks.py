"""Crosswalks to rival data sets: tables in ``data/crosswalks``, checked when read.

A mapping is a row of a CSV file; to add one is to add a row. ``rules.csv`` is tried by
rank, the first rule that fits an event decides, and an empty condition always fits.
Every table says with each row where it comes from and what gets lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import polars as pl

from schemas.columns import Column
from schemas.ontology import ontology

FOLDER: Final = Path(str(files("schemas"))) / "data" / "crosswalks"
TYPES: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "rank": pl.Int32(),
        "position": pl.Int32(),
        "quad_class": pl.Int32(),
        "goldstein": pl.Float64(),
        "inter": pl.Int32(),
        "acled_inter": pl.Int32(),
        "value": pl.Int32(),
        "is_lethal": pl.Boolean(),
        "is_swapped": pl.Boolean(),
        "has_header": pl.Boolean(),
        "is_quoted": pl.Boolean(),
    }
)
# Which column of which table the codes of a rival's rules must be in.
CODES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "cameo": ("cameo_codes", "cameo_code"),
        "acled": ("acled_codes", "sub_event_type"),
        "ucdp_ged": ("violence_types", "type_of_violence"),
    }
)
ALWAYS: Final = frozenset({"loss", "source"})


class CrosswalkError(ValueError):
    """A row of a crosswalk that cannot be used; says file, row, field and value."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a rival's file is written; ``separator`` is empty for one text a line."""

    rival: str
    view: str
    file_name: str
    separator: str
    has_header: bool
    is_quoted: bool
    date_form: str


@dataclass(frozen=True, slots=True)
class RivalColumn:
    """A rival's column in its place; ``loss`` says what is missing, or why all is."""

    column: Column
    is_filled: bool
    loss: str
    source: str


def read_crosswalks(folder: Path = FOLDER) -> Mapping[str, pl.DataFrame]:
    """Every table of a folder by its file's name, checked; empty cells are null.

    Raises CrosswalkError.
    """
    found = {path.stem: _table(path) for path in sorted(folder.glob("*.csv"))}
    _check_rules(folder / "rules.csv", found)
    return MappingProxyType(found)


@cache
def crosswalks() -> Mapping[str, pl.DataFrame]:
    """The tables this version comes with, read once."""
    return read_crosswalks()


def crosswalk_frames(folder: Path = FOLDER) -> dict[str, pl.DataFrame]:
    """The tables by the name they have in the warehouse."""
    tables = crosswalks() if folder == FOLDER else read_crosswalks(folder)
    return {f"crosswalk_{name}": frame for name, frame in tables.items()}


@cache
def columns_of_rival(rival: str) -> tuple[RivalColumn, ...]:
    """The columns of a rival's table in order, or the fields of its record."""
    table = crosswalks()["columns"].filter(pl.col("rival") == rival)
    rows = table.sort("position").iter_rows(named=True)
    return tuple(
        RivalColumn(
            Column(row["column"], row["kind"], True, _described(row)),
            row["status"] == "filled",
            row["loss"] or "",
            row["source"],
        )
        for row in rows
    )


@cache
def forms() -> Mapping[str, Form]:
    """How each rival's file is written, by rival."""
    signs = {"tab": "\t", "comma": ",", "none": ""}
    return {
        row["rival"]: Form(
            rival=row["rival"],
            view=row["view"],
            file_name=row["file_name"],
            separator=signs[row["separator"]],
            has_header=row["has_header"],
            is_quoted=row["is_quoted"],
            date_form=row["date_form"] or "",
        )
        for row in crosswalks()["forms"].iter_rows(named=True)
    }


def _described(row: Mapping[str, str | None]) -> str:
    if row["status"] == "filled":
        return str(row["description"])
    return f"{row['description']} Always null: {row['loss']}."


def _table(path: Path) -> pl.DataFrame:
    text = pl.read_csv(path, infer_schema=False)
    missing = ALWAYS - set(text.columns)
    if missing:
        raise CrosswalkError(f"{path}: no column {', '.join(sorted(missing))}")
    for number, source in enumerate(text["source"], start=2):
        if source is None:
            raise CrosswalkError(f"{path}, line {number}: source is empty")
    return text.select(_typed(path, text[name]) for name in text.columns)


def _typed(path: Path, cells: pl.Series) -> pl.Series:
    kind = TYPES.get(cells.name)
    if kind is None:
        return cells
    if kind == pl.Boolean:
        typed = cells.replace_strict(
            ["true", "false"], [True, False], default=None, return_dtype=pl.Boolean
        )
    else:
        typed = cells.cast(kind, strict=False)
    bad = cells.filter(cells.is_not_null() & typed.is_null())
    if len(bad):
        raise CrosswalkError(f"{path}: {cells.name} cannot be {bad[0]!r}")
    return typed


def _check_rules(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    known = {name: set(tables[t][c]) for name, (t, c) in CODES.items() if t in tables}
    for number, row in enumerate(tables["rules"].iter_rows(named=True), start=2):
        for field, problem in _problems(row, known):
            raise CrosswalkError(
                f"{path}, line {number}: {field} {row[field]!r} {problem}"
            )
    keys = tables["rules"].select("rival", "rank")
    if keys.is_duplicated().any():
        rival, rank = keys.filter(keys.is_duplicated()).row(0)
        raise CrosswalkError(f"{path}: two rules of {rival} have the rank {rank}")


def _problems(
    row: Mapping[str, Any], known: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    code = ontology()
    if row["rival"] not in known:
        yield "rival", f"is none of {', '.join(known)}"
    elif row["code"] not in known[row["rival"]]:
        yield "code", f"is not in {CODES[row['rival']][0]}.csv"
    if row["event_type"] not in code.types:
        yield "event_type", "is no event type"
    elif row["mode"] and row["mode"] not in code.modes_of(row["event_type"]):
        yield "mode", f"is no mode of {row['event_type']}"
    if row["context"] and row["context"] not in code.contexts:
        yield "context", "is no context"
    if row["rank"] is None:
        yield "rank", "is not a number"
