"""The views for readers, described as tables are: columns, keys, order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from schemas.columns import Column
from schemas.crosswalks import columns_of_rival
from schemas.ontology import QUAD_CLASSES, ontology
from schemas.tables import TABLES, Table

BOUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "low": "Lower bounds of the number {counted}, summed; 0 if none is told.",
        "best": "Best values of the number {counted}, summed; 0 if none is told.",
        "high": "Upper bounds of the number {counted}, summed; best where open.",
    }
)


@cache
def views() -> Mapping[str, Table]:
    """All described views by name, in the order of views.toml."""
    path = files("schemas") / "data" / "views.toml"
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    panel = settings.pop("panel")
    found: dict[str, Table] = {}
    for name, view in settings.items():
        base = found.get(view.get("base", "")) or TABLES.get(view.get("base", ""))
        columns = [*(base.columns if base else ()), *_described(view["columns"])]
        if "crosswalk" in view:
            columns += [c.column for c in columns_of_rival(view["crosswalk"])]
        if view.get("is_panel"):
            columns += _panel_columns(panel)
        found[name] = _view(name, view, tuple(columns))
    return MappingProxyType(found)


def _view(name: str, settings: Mapping[str, Any], columns: tuple[Column, ...]) -> Table:
    return Table(
        name=name,
        one_row_per=settings["one_row_per"],
        columns=columns,
        primary_key=tuple(settings["primary_key"]),
        foreign_keys={},
        sort_by=tuple(settings["sort_by"]),
        warnings=tuple(settings.get("warnings", ())),
        load="",
        parent="",
    )


def _described(entries: list[dict[str, Any]]) -> Iterator[Column]:
    for entry in entries:
        yield Column(
            name=entry["name"],
            kind=entry["kind"],
            is_nullable=entry.get("is_nullable", True),
            description=entry["description"],
            unit=entry.get("unit", ""),
            choices=tuple(entry.get("choices", ())),
        )


def _panel_columns(panel: Mapping[str, Any]) -> Iterator[Column]:
    yield from _described(panel["columns"])
    for words in QUAD_CLASSES.values():
        name = f"n_{words.replace(' ', '_')}"
        yield Column(name, "long", True, f"Events of {words}.")
    for code in ontology().types:
        yield Column(f"n_{code.lower()}", "long", True, f"Events of the type {code}.")
    for counted in panel["counted"]:
        for bound, meaning in BOUNDS.items():
            text = meaning.format(counted=counted)
            yield Column(f"{counted}_{bound}", "number", True, text)


VIEWS: Final[Mapping[str, Table]] = views()
