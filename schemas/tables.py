"""The flat tables of the warehouse, derived from the records; nothing is said twice.

A single record inside a record becomes columns with a prefix (``place_name``), a list
becomes a companion table (``claim_actors``). What the models cannot say, such as keys
and sort order, is in ``data/tables.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import polars as pl
import pyarrow as pa
from pydantic import BaseModel

from schemas import records
from schemas.columns import Choices, Column, Kind, columns_of, lists_of
from schemas.ontology import ontology
from schemas.vocabulary import counted_kinds

POLARS_TYPES: Final[Mapping[Kind, pl.DataType]] = MappingProxyType(
    {
        "text": pl.String(),
        "integer": pl.Int32(),
        "long": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "timestamp": pl.Datetime("us", "UTC"),
    }
)
PLAIN_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
ARROW_TYPES: Final[Mapping[Kind, pa.DataType]] = MappingProxyType(
    {
        "text": pa.string(),
        "integer": pa.int32(),
        "long": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", "UTC"),
    }
)
DUCKDB_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "text": "VARCHAR",
        "integer": "INTEGER",
        "long": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP WITH TIME ZONE",
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """A flat table; see tables.toml for the meaning of the settings.

    ``foreign_keys`` maps a column to the (table, column) it points to. ``lists`` maps
    the dotted path of a list in the parent's record to the role its rows get.
    """

    name: str
    one_row_per: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: Mapping[str, tuple[str, str]]
    sort_by: tuple[str, ...]
    warnings: tuple[str, ...]
    load: str
    parent: str
    local_columns: frozenset[str] = frozenset()
    decided_here: frozenset[str] = frozenset()
    lists: Mapping[str, str] = field(default_factory=dict)
    positions: tuple[str, ...] = ()
    item: str = ""
    record: type[BaseModel] | None = None

    @property
    def exported(self) -> tuple[Column, ...]:
        """The columns that leave the house."""
        return tuple(c for c in self.columns if c.name not in self.local_columns)


def _settings() -> dict[str, dict[str, Any]]:
    path = files("schemas") / "data" / "tables.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _pointers(settings: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    found = {}
    for name, target in settings.get("foreign_keys", {}).items():
        table, _, column = target.partition(".")
        found[name] = (table, column)
    return found


def _coded(column: Column) -> Column:
    """Add the allowed values that a data file, not the model, decides."""
    code = ontology()
    codes: dict[str, Iterable[str]] = {
        "event_type": code.types,
        "mode": {mode for _, mode in code.modes},
        "context": code.contexts,
        "counted": counted_kinds(),
        "sector": code.sectors,
        "claimant_sector": code.sectors,
    }
    if column.name not in codes or column.choices:
        return column
    return replace(column, choices=tuple(sorted(codes[column.name])))


def _table(name: str, settings: Mapping[str, Any], columns: Iterable[Column]) -> Table:
    record = settings.get("record")
    return Table(
        name=name,
        one_row_per=settings["one_row_per"],
        columns=tuple(_coded(column) for column in columns),
        primary_key=tuple(settings["primary_key"]),
        foreign_keys=_pointers(settings),
        sort_by=tuple(settings["sort_by"]),
        warnings=tuple(settings.get("warnings", ())),
        load=settings.get("load", ""),
        parent=settings.get("of", ""),
        local_columns=frozenset(settings.get("local_columns", ())),
        decided_here=frozenset(settings.get("decided_here", ())),
        lists=settings.get("lists", {}),
        positions=tuple(settings.get("positions", ())),
        item=settings.get("item", ""),
        record=getattr(records, record) if record else None,
    )


def _companion_columns(settings: Mapping[str, Any], parent: Table) -> Iterator[Column]:
    describe = settings.get("describe", {})
    key = next(c for c in parent.columns if c.name in parent.primary_key)
    yield replace(key, path=())
    roles: Choices = tuple(role for role in settings["lists"].values() if role)
    if roles:
        yield Column("role", "text", False, describe["role"], choices=roles)
    for name in settings["positions"]:
        yield Column(name, "integer", False, describe[name], minimum=0)
    if "item" in settings:
        yield Column(settings["item"], "text", False, describe[settings["item"]])
        return
    if parent.record is None:
        raise ValueError(f"tables.toml: {parent.name} has no record")
    items = dict(lists_of(parent.record))
    yield from columns_of(items[next(iter(settings["lists"]))])


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name, in the order of tables.toml."""
    found: dict[str, Table] = {}
    for name, settings in _settings().items():
        if "of" in settings:
            columns = _companion_columns(settings, found[settings["of"]])
        else:
            columns = columns_of(getattr(records, settings["record"]))
        found[name] = _table(name, settings, columns)
    return MappingProxyType(found)


TABLES: Final[Mapping[str, Table]] = tables()


def companions(table: str) -> tuple[Table, ...]:
    """The companion tables of a table."""
    return tuple(item for item in TABLES.values() if item.parent == table)


def polars_schema(table: Table) -> pl.Schema:
    """The polars types of a table."""
    return pl.Schema({c.name: POLARS_TYPES[c.kind] for c in table.columns})


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow and Parquet types of what is exported, with descriptions and units."""
    return pa.schema([arrow_field(column) for column in table.exported])


def arrow_field(column: Column) -> pa.Field:
    """One column for Arrow, its description and unit as metadata."""
    notes = {"description": column.description, "unit": column.unit}
    return pa.field(
        column.name,
        ARROW_TYPES[column.kind],
        nullable=column.is_nullable,
        metadata={key: value for key, value in notes.items() if value},
    )


def duckdb_ddl(table: Table) -> str:
    """The CREATE TABLE statement of a table."""
    lines = [
        f"    {quoted(c.name)} {DUCKDB_TYPES[c.kind]}"
        + ("" if c.is_nullable else " NOT NULL")
        for c in table.columns
    ]
    if table.primary_key:
        key = ", ".join(quoted(name) for name in table.primary_key)
        lines.append(f"    PRIMARY KEY ({key})")
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n);\n"


def quoted(name: str) -> str:
    """A column name for SQL, in quotes where it is a keyword or not plain."""
    return name if PLAIN_NAME.fullmatch(name) and name != "end" else f'"{name}"'


def rows_of(items: Iterable[BaseModel]) -> dict[str, list[dict[str, Any]]]:
    """Rows per table of records of any kinds, companions included, in input order.

    Raises KeyError for a record that has no table of its own.
    """
    by_record = {table.record: table for table in TABLES.values() if table.record}
    found: dict[str, list[dict[str, Any]]] = {}
    for record in items:
        table = by_record[type(record)]
        row = {c.name: _value(record, c.path) for c in table.columns}
        found.setdefault(table.name, []).append(row)
        key = {name: row[name] for name in table.primary_key}
        for companion in companions(table.name):
            found.setdefault(companion.name, []).extend(
                {**key, **item} for item in _items(companion, record)
            )
    return found


def frames_of(items: Iterable[BaseModel]) -> dict[str, pl.DataFrame]:
    """A frame per table, every table present, sorted as tables.toml says."""
    rows = rows_of(items)
    return {
        name: pl.DataFrame(
            rows.get(name, []), schema=polars_schema(table), orient="row"
        ).sort(*table.sort_by, nulls_last=True)
        for name, table in TABLES.items()
    }


def _items(table: Table, record: BaseModel) -> Iterator[dict[str, Any]]:
    for path, role in table.lists.items():
        for positions, item in _walk(record, tuple(path.split("."))):
            row: dict[str, Any] = {"role": role} if role else {}
            row.update(zip(table.positions, positions, strict=False))
            if table.item:
                row[table.item] = item
            else:
                row.update(
                    {c.name: _value(item, c.path) for c in table.columns if c.path}
                )
            yield row


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Items at a path with their positions; a single record counts as position 0."""
    if not path:
        yield (), value
        return
    inner = getattr(value, path[0])
    if inner is None:
        return
    for position, item in enumerate(inner if isinstance(inner, tuple) else (inner,)):
        for rest, found in _walk(item, path[1:]):
            yield (position, *rest), found


def _value(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if value is None:
            return None
        value = getattr(value, name)
    return value
