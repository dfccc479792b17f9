"""The SQL that creates the tables, from their models: ``python -m warehouse.ddl``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schemas.columns import Column
from schemas.tables import TABLES, Table, companions, duckdb_ddl

HEADER: Final = """-- Made from schemas/records.py by: python -m warehouse.ddl

CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE schema_views (hash VARCHAR NOT NULL);

"""

VERSION: Final = Column("version", "integer", False, "Version of the state.")
OPENED_ON: Final = Column(
    "opened_on", "date", True, "Day the state was first published; null if not known."
)
CLOSED_ON: Final = Column("closed_on", "date", True, "Day the state was replaced.")
# Since when the rows in force of a table without versions have been as they are.
OPENINGS: Final = Table(
    "history.openings",
    "row in force of a table without versions",
    (
        Column("table_name", "text", False, "The table, such as claims."),
        Column("row_id", "text", False, "The row, by its key."),
        OPENED_ON,
    ),
    (),
    {},
    ("table_name", "row_id"),
    (),
    "",
    "",
)


def _outcome(
    name: str, one_row_per: str, key: tuple[str, ...], *columns: Column
) -> Table:
    return Table(f"review.{name}", one_row_per, columns, key, {}, key, (), "", "")


# What became of the corrections, worked out anew whenever claims or corrections change.
OUTCOMES: Final[dict[str, Table]] = {
    table.name.removeprefix("review."): table
    for table in (
        _outcome(
            "standings",
            "correction",
            ("correction_id",),
            Column("correction_id", "text", False, "The correction."),
            Column("status", "text", False, "What became of it."),
            Column("in_force", "boolean", False, "Whether it shapes the events."),
            Column("note", "text", True, "Why, where the status does not say."),
        ),
        _outcome(
            "rejected",
            "claim that a reviewer rejected",
            ("claim_id",),
            Column("claim_id", "text", False, "The claim."),
        ),
        _outcome(
            "decisions",
            "pair of claims that a reviewer joined or kept apart",
            ("claim_id", "other_claim_id"),
            Column("claim_id", "text", False, "The one claim; the smaller id."),
            Column("other_claim_id", "text", False, "The other claim."),
            Column("judgement", "text", False, "same or different."),
            Column("reviewer", "text", False, "Who decided."),
            Column("reason", "text", False, "Why."),
        ),
    )
}


def history_of(table: Table) -> Table:
    """The table of former states: as the table, with version and closing day.

    A companion carries the version of its event, so that a state can be put together
    again. A claim, an article, a source, an entity and a place have no version: their
    rows carry the day they were opened. Judgements and redirects tell it themselves.
    What never leaves the house, a text, is null where the next state has the same.
    """
    columns = [_as_former(column, table.local_columns) for column in table.columns]
    extra = [CLOSED_ON]
    if has_openings(table):
        extra.insert(0, OPENED_ON)
    if has_versions(table) and VERSION.name not in {c.name for c in table.columns}:
        extra.insert(0, VERSION)
    return replace(
        table,
        name=f"history.{table.name}",
        columns=(*columns, *extra),
        primary_key=(),
    )


def _as_former(column: Column, local: frozenset[str]) -> Column:
    return replace(column, is_nullable=True) if column.name in local else column


def has_versions(table: Table) -> bool:
    """Whether the states of the table, or of what it belongs to, are numbered."""
    return "version" in {column.name for column in root_of(table).columns}


def has_openings(table: Table) -> bool:
    """Whether the day a state began is kept in history.openings."""
    return root_of(table).load in ("reread", "upsert")


def corrected_of(table: Table) -> Table:
    """The table of the claims that reviewers have changed, as they are to be read."""
    return replace(table, name=f"review.{table.name}")


def tables_sql() -> str:
    """All CREATE statements, in the order of tables.toml."""
    return HEADER + "\n".join(_statements())


def _statements() -> Iterator[str]:
    yield from (duckdb_ddl(table) for table in TABLES.values())
    yield "CREATE SCHEMA history;\n"
    for table in TABLES.values():
        if keeps_history(table):
            yield duckdb_ddl(history_of(table))
    yield duckdb_ddl(OPENINGS)
    yield "CREATE SCHEMA review;\n"
    for table in (TABLES["claims"], *companions("claims")):
        yield duckdb_ddl(corrected_of(table))
    yield from (duckdb_ddl(table) for table in OUTCOMES.values())


def keeps_history(table: Table) -> bool:
    """Whether rows of the table can be replaced: their former states are kept."""
    return root_of(table).load in ("state", "reread", "upsert")


def root_of(table: Table) -> Table:
    """The table itself, or the one it is a companion of."""
    return TABLES.get(table.parent, table)


def main() -> None:
    """Write the statements to standard output."""
    sys.stdout.write(tables_sql())


if __name__ == "__main__":
    main()
