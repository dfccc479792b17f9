"""Words the records share beyond the ontology: what is counted, groups of sectors."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CountedKind:
    """A kind of thing that numbers count; a toll is the whole of its kind in an act."""

    code: str
    is_toll: bool
    definition: str


@cache
def counted_kinds() -> Mapping[str, CountedKind]:
    """All values of ``counted``, in the order of ``counted.csv``."""
    return MappingProxyType(
        {
            row["counted"]: CountedKind(
                row["counted"], row["is_toll"] == "true", row["definition"]
            )
            for row in _rows("counted.csv")
        }
    )


@cache
def sector_groups() -> Mapping[str, str]:
    """Sector code to the group whose members can stand for one another."""
    rows = _rows("sector_groups.csv")
    return MappingProxyType({row["sector"]: row["group"] for row in rows})


@cache
def opposed_groups() -> frozenset[frozenset[str]]:
    """Pairs of groups of sectors that fight each other where both appear."""
    return frozenset(
        frozenset({row["group"], row["other"]}) for row in _rows("opposed_groups.csv")
    )


@cache
def count_words() -> Mapping[str, bool]:
    """Words that only count the noun after them, and whether they are numbers."""
    rows = _rows("count_words.csv")
    return MappingProxyType({row["word"]: row["is_number"] == "true" for row in rows})


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("schemas") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))
