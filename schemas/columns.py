"""The columns of a flat table, read off the pydantic models of schemas/records.py."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Kind = Literal["text", "integer", "long", "number", "boolean", "date", "timestamp"]
Choices = tuple[str | int, ...]
KINDS: dict[type, Kind] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "text",
    dt.datetime: "timestamp",
    dt.date: "date",
}
# A record of so few fields ("its name") is clear only with what it is a part of.
SMALL = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat table; ``path`` is where its value lies in the record.

    ``choices`` is empty where any value is allowed; minimum and maximum are inclusive.
    """

    name: str
    kind: Kind
    is_nullable: bool
    description: str
    unit: str = ""
    choices: Choices = ()
    minimum: float | None = None
    maximum: float | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an annotation says once Optional, Annotated and Literal are taken off."""

    base: Any
    is_nullable: bool = False
    choices: Choices = ()
    limits: tuple[Any, ...] = ()


def columns_of(
    model: type[BaseModel], prefix: str = "", path: tuple[str, ...] = ()
) -> Iterator[Column]:
    """Columns of a record: its plain fields, and those of single records within it.

    Lists are left out: they have tables of their own.
    """
    for name, info in model.model_fields.items():
        shape = _shape(info.annotation)
        here = (*path, name)
        if isinstance(shape.base, type) and issubclass(shape.base, BaseModel):
            is_small = len(shape.base.model_fields) <= SMALL
            lead = f"{info.description} " if is_small else ""
            for column in columns_of(shape.base, name, here):
                yield replace(
                    column,
                    is_nullable=column.is_nullable or shape.is_nullable,
                    description=lead + column.description,
                )
        elif shape.base is not tuple:
            yield _column(_flat_name(model, name, prefix), info, shape, here)


def lists_of(
    model: type[BaseModel], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, Any]]:
    """Dotted path and item type of every list in a record, lists of lists included."""
    for name, info in model.model_fields.items():
        shape = _shape(info.annotation)
        here = (*path, name)
        if shape.base is tuple:
            item = get_args(info.annotation)[0]
            yield ".".join(here), item
            if issubclass(item, BaseModel):
                yield from lists_of(item, here)
        elif isinstance(shape.base, type) and issubclass(shape.base, BaseModel):
            yield from lists_of(shape.base, here)


def _flat_name(model: type[BaseModel], name: str, prefix: str) -> str:
    is_offset = name in ("start", "end") and "text" in model.model_fields
    plain = f"text_{name}" if is_offset else name
    if not prefix or plain.startswith(f"{prefix}_"):
        return plain
    return f"{prefix}_{plain}"


def _column(name: str, info: FieldInfo, shape: _Shape, path: tuple[str, ...]) -> Column:
    limits = (*info.metadata, *shape.limits)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return Column(
        name=name,
        kind=KINDS[shape.base],
        is_nullable=shape.is_nullable,
        description=info.description or "",
        unit=str(extra.get("unit", "")),
        choices=shape.choices,
        minimum=next((float(m.ge) for m in limits if isinstance(m, Ge)), None),  # type: ignore[arg-type]  # Ge holds any comparable
        maximum=next((float(m.le) for m in limits if isinstance(m, Le)), None),  # type: ignore[arg-type]  # Le holds any comparable
        path=path,
    )


def _shape(annotation: Any) -> _Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = _shape(arguments[0])
        limits = tuple(
            limit
            for extra in arguments[1:]
            for limit in getattr(extra, "metadata", (extra,))
        )
        return _Shape(inner.base, inner.is_nullable, inner.choices, limits)
    if origin in (Union, types.UnionType):
        arms = [arm for arm in arguments if arm is not type(None)]
        inner = _shape(arms[0])
        is_nullable = inner.is_nullable or len(arms) < len(arguments)
        return _Shape(inner.base, is_nullable, inner.choices, inner.limits)
    if origin is Literal:
        return _Shape(type(arguments[0]), False, arguments)
    return _Shape(origin or annotation)
