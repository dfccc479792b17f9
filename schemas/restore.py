"""From the flat tables back to records: what ``tables.rows_of`` took apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import polars as pl
from pydantic import BaseModel

from schemas.tables import TABLES, Table, companions

Kind = TypeVar("Kind", bound=BaseModel)
Nested = dict[str, Any]


def records_of(model: type[Kind], frames: Mapping[str, pl.DataFrame]) -> list[Kind]:
    """Records of one model from its table and companions, in the table's order.

    The frames must be sorted as tables.toml says. Raises KeyError if one is missing,
    pydantic's ValidationError for a row that fits the model no more.
    """
    table = next(item for item in TABLES.values() if item.record is model)
    key = table.primary_key[0]
    found: dict[str, Nested] = {
        row[key]: _nested(table, row) for row in frames[table.name].to_dicts()
    }
    for companion in companions(table.name):
        for row in frames[companion.name].to_dicts():
            _put(companion, row, found[row[key]])
    return [model.model_validate(record) for record in found.values()]


def _nested(table: Table, row: Mapping[str, Any]) -> Nested:
    record: Nested = {}
    for column in table.columns:
        if column.path:
            target = record
            for name in column.path[:-1]:
                target = target.setdefault(name, {})
            target[column.path[-1]] = row[column.name]
    return {name: _or_none(value) for name, value in record.items()}


def _or_none(value: Any) -> Any:
    """A single record whose every column is null was null itself."""
    if isinstance(value, dict) and not any(v is not None for v in value.values()):
        return None
    return value


def _put(companion: Table, row: Mapping[str, Any], record: Nested) -> None:
    path = _path_of(companion, row.get("role"))
    item = row[companion.item] if companion.item else _nested(companion, row)
    target: Any = record
    positions = [row[name] for name in companion.positions]
    for name, position in zip(path[:-1], positions, strict=False):
        inner = target[name]
        target = inner[position] if isinstance(inner, list) else inner
    target.setdefault(path[-1], []).append(item)


def _path_of(companion: Table, role: str | None) -> list[str]:
    roles = {name or None: path for path, name in companion.lists.items()}
    # A list whose items carry their own role (event_actors) has one path for all.
    path = roles[role] if role in roles else next(iter(companion.lists))
    return path.split(".")
