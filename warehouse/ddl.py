"""The SQL that creates the tables, from their models: ``python -m warehouse.ddl``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schemas.columns import Column
from schemas.tables import TABLES, Table, duckdb_ddl

HEADER: Final = """-- Made from schemas/records.py by: python -m warehouse.ddl

CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE schema_views (hash VARCHAR NOT NULL);

"""
CLOSING: Final[dict[str, Column]] = {
    "version": Column("version", "integer", False, "Version of the state."),
    "closed_on": Column("closed_on", "date", True, "Day the state was replaced."),
}


def history_of(table: Table) -> Table:
    """The table of former states: as the table, with version and closing day.

    A companion carries the version of its event, so that a state can be put together
    again. A claim, and a judgement on two, has no version: its rows are told apart by
    the order of closing.
    """
    has_versions = "version" in {column.name for column in root_of(table).columns}
    names = {column.name for column in table.columns}
    extra = tuple(
        column
        for name, column in CLOSING.items()
        if name not in names and (name != "version" or has_versions)
    )
    return replace(
        table,
        name=f"history.{table.name}",
        columns=table.columns + extra,
        primary_key=(),
    )


def tables_sql() -> str:
    """All CREATE statements, in the order of tables.toml."""
    return HEADER + "\n".join(_statements())


def _statements() -> Iterator[str]:
    yield from (duckdb_ddl(table) for table in TABLES.values())
    yield "CREATE SCHEMA history;\n"
    for table in TABLES.values():
        if keeps_history(table):
            yield duckdb_ddl(history_of(table))


def keeps_history(table: Table) -> bool:
    """Whether former rows of the table are kept: of claims, events and merges."""
    return root_of(table).load in ("state", "reread")


def root_of(table: Table) -> Table:
    """The table itself, or the one it is a companion of."""
    return TABLES.get(table.parent, table)


def main() -> None:
    """Write the statements to standard output."""
    sys.stdout.write(tables_sql())


if __name__ == "__main__":
    main()
