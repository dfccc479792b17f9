"""Values as text and back, exactly, for the deltas between releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from schemas.columns import Column
from schemas.tables import POLARS_TYPES
from warehouse.release.version import ReleaseError

TIME: Final = "%Y-%m-%dT%H:%M:%S%.6fZ"
ID: Final = "id"
JOINT: Final = "/"


def as_text(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """All columns as text, and before them ``id``, the primary key joined by '/'.

    Raises ReleaseError where a part of a joined key holds a '/' itself.
    """
    text = frame.select(
        _text(pl.col(name), kind).alias(name) for name, kind in frame.schema.items()
    )
    if len(key) > 1:
        for name in key:
            _check_part(text, name)
    joined = pl.concat_str([pl.col(name) for name in key], separator=JOINT)
    return text.select(joined.alias(ID), pl.all())


def from_text(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The columns with their types, from text; raises ReleaseError for other text."""
    try:
        return frame.select(_typed(column) for column in columns)
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0]
        raise ReleaseError(f"the delta has a wrong value: {first}") from error


def _text(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return pl.when(value).then(pl.lit("TRUE")).when(~value).then(pl.lit("FALSE"))
    if isinstance(kind, pl.Datetime):
        return value.dt.strftime(TIME)
    return value.cast(pl.String)


def _typed(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    match column.kind:
        case "boolean":
            return value.replace_strict(
                {"TRUE": True, "FALSE": False}, return_dtype=pl.Boolean
            )
        case "date":
            return value.str.to_date("%Y-%m-%d")
        case "timestamp":
            return value.str.to_datetime(TIME, time_unit="us", time_zone="UTC")
        case _:
            return value.cast(POLARS_TYPES[column.kind])


def _check_part(text: pl.DataFrame, name: str) -> None:
    bad = text.filter(pl.col(name).str.contains(JOINT, literal=True))
    if bad.height:
        raise ReleaseError(
            f"{name}: {bad[name][0]!r} holds a {JOINT!r}, so its row has no id"
        )
