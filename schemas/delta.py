"""The table of changes between two releases, described as all tables are."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from schemas.columns import Choices, Column
from schemas.tables import Table


@cache
def reasons() -> Mapping[str, Mapping[str, str]]:
    """Reason -> its row: the versions whose change it names, and its meaning."""
    text = (files("schemas") / "data" / "delta_reasons.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return MappingProxyType({row["code"]: row for row in rows})


@cache
def delta_table() -> Table:
    """The table, from delta.toml; all its columns are text."""
    text = (files("schemas") / "data" / "delta.toml").read_text("utf-8")
    settings = tomllib.loads(text)
    choices: dict[str, Choices] = {"reason": tuple(reasons())}
    columns = tuple(
        Column(
            name=entry["name"],
            kind="text",
            is_nullable=entry.get("is_nullable", False),
            description=entry["description"],
            choices=choices.get(entry["name"], tuple(entry.get("choices", ()))),
        )
        for entry in settings["columns"]
    )
    return Table(
        name="delta",
        one_row_per=settings["one_row_per"],
        columns=columns,
        primary_key=tuple(settings["primary_key"]),
        foreign_keys={},
        sort_by=tuple(settings["sort_by"]),
        warnings=tuple(settings["warnings"]),
        load="",
        parent="",
    )


DELTA: Final = delta_table()
