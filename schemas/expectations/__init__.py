"""What must hold of each table: the column half derived, the rest declared in TOML.

A declared expectation is a ``condition`` in SQL over one row ``t`` of its table, with
every other table at hand, as well as ``ontology_types``, ``ontology_modes`` and
``run_day (as_of)``; a null condition holds, as in a CHECK. Or it is a ``minimum_rows``,
or ``is_unique`` over its columns. A failed critical expectation stops publication.
What cannot break once a row is loaded, whatever happens to others, is ``only_new``.
A condition across tables is asked of all rows after each load, unless it declares in
``reached_by`` which rows a change of other tables can break: a condition over ``t``,
with the keys of what was loaded at hand as ``touched_`` and the name of the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from schemas.tables import TABLES, Table, quoted

Severity = Literal["critical", "warning"]
Check = Literal["not_null", "choices", "range", "unique", "condition", "rows"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that must hold of a table, why, and how bad it is if it does not.

    ``refers_to`` are the table and the column that a foreign key names.
    """

    table: str
    name: str
    check: Check
    columns: tuple[str, ...]
    severity: Severity
    reason: str
    condition: str = ""
    minimum_rows: int = 0
    only_new: bool = False
    reached_by: str = ""
    refers_to: tuple[str, str] | None = None


class ExpectationError(ValueError):
    """A declared expectation that names an unknown table or column."""


def expectations_of(table: Table) -> tuple[Expectation, ...]:
    """All expectations of a table, those of its columns and keys first."""
    return (*_of_columns(table), *_of_keys(table), *_declared(table))


def declared_tables() -> tuple[str, ...]:
    """Names of the tables that have a file of declared expectations."""
    names = (entry.name for entry in files(__package__ or "").iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


def _of_columns(table: Table) -> Iterator[Expectation]:
    for column in table.columns:
        where = (column.name,)
        if not column.is_nullable:
            reason = "The column has no meaning for null."
            yield Expectation(
                table.name,
                f"{column.name}_given",
                "not_null",
                where,
                "critical",
                reason,
            )
        if column.choices:
            reason = "Only the codebook's values are allowed."
            yield Expectation(
                table.name, f"{column.name}_known", "choices", where, "critical", reason
            )
        elif column.minimum is not None or column.maximum is not None:
            reason = "The value lies outside what the column can mean."
            yield Expectation(
                table.name,
                f"{column.name}_in_range",
                "range",
                where,
                "critical",
                reason,
            )


def _of_keys(table: Table) -> Iterator[Expectation]:
    yield Expectation(
        table.name,
        "primary_key_unique",
        "unique",
        table.primary_key,
        "critical",
        f"One row per {table.one_row_per}.",
    )
    for column, (other, key) in table.foreign_keys.items():
        yield Expectation(
            table.name,
            f"{column}_exists",
            "condition",
            (column,),
            "critical",
            f"Every {column} is a row of {other}.",
            # Not IN: one null key would make it true of every row.
            condition=(
                f"t.{column} IS NULL OR EXISTS "
                f"(SELECT 1 FROM {other} r WHERE r.{quoted(key)} = t.{column})"
            ),
            refers_to=(other, key),
            # What belongs to a row comes and goes with it, and with it alone.
            reached_by="false" if other == table.parent else "",
        )


def _declared(table: Table) -> Iterator[Expectation]:
    path = files(__package__ or "") / f"{table.name}.toml"
    if not path.is_file():
        return
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["expect"]:
        columns = tuple(entry.get("columns", ()))
        unknown = set(columns) - {column.name for column in table.columns}
        if unknown or table.name not in TABLES:
            raise ExpectationError(
                f"schemas/expectations/{table.name}.toml, {entry['name']}: "
                f"no column {', '.join(sorted(unknown))}"
            )
        yield Expectation(
            table=table.name,
            name=entry["name"],
            check=_check_of(entry),
            columns=columns,
            severity=entry["severity"],
            reason=entry["reason"],
            condition=entry.get("condition", "").strip(),
            minimum_rows=int(entry.get("minimum_rows", 0)),
            only_new=bool(entry.get("only_new", False)),
            reached_by=entry.get("reached_by", "").strip(),
        )


def _check_of(entry: dict[str, object]) -> Check:
    if entry.get("is_unique"):
        return "unique"
    return "condition" if "condition" in entry else "rows"
