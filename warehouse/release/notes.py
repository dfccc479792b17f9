"""The notes in a delta: from which release to which, and what its tables are like."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from schemas.columns import Column
from schemas.tables import Table
from warehouse.release.version import ReleaseError

FROM: Final = "polemos:from"
TO: Final = "polemos:to"
TABLES: Final = "polemos:tables"


def notes_of(before: str, after: str, tables: Iterable[Table]) -> dict[str, str]:
    """What is written into the file of a delta, so that it can be applied alone."""
    described = [_described(table) for table in tables]
    return {FROM: before, TO: after, TABLES: json.dumps(described, ensure_ascii=False)}


def tables_in(notes: Mapping[str, str]) -> list[Table]:
    """The tables a delta leads to; raises ReleaseError where it does not say."""
    if TABLES not in notes:
        raise ReleaseError("the file is no delta between two releases")
    return [_table(entry) for entry in json.loads(notes[TABLES])]


def _described(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "primary_key": list(table.primary_key),
        "sort_by": list(table.sort_by),
        "columns": [
            [c.name, c.kind, c.is_nullable, c.description, c.unit]
            for c in table.columns
        ],
    }


def _table(entry: Mapping[str, Any]) -> Table:
    return Table(
        name=entry["name"],
        one_row_per="",
        columns=tuple(Column(*values) for values in entry["columns"]),
        primary_key=tuple(entry["primary_key"]),
        foreign_keys={},
        sort_by=tuple(entry["sort_by"]),
        warnings=(),
        load="",
        parent="",
    )
