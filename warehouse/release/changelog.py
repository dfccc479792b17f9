"""CHANGELOG.md of a release: what changes for an analyst, then tables and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from warehouse.release.delta import Changes
from warehouse.release.tables import Frames, released

HEAD: Final = "# Changelog of the data\n\nNewest first; counts are rows.\n"
OPS: Final = ("add", "modify", "delete")
UNTOLD: Final = "not told"
COUNTS: Final = ["added", "modified", "deleted", "before", "now"]


def first_section(version: str, tables: Frames) -> str:
    """The section of a release that has none before it."""
    rows = [(f"`{name}`", f"{frame.height:,}") for name, frame in tables.items()]
    events = tables["events"]
    counts = [
        (value, f"{number:,}")
        for value, number in events.group_by("event_type")
        .len()
        .sort("event_type")
        .rows()
    ]
    return "\n".join(
        [
            f"## {version}\n\nThe first release.\n",
            _grid(["type", "events"], counts),
            "",
            _grid(["table", "rows"], rows),
            "",
        ]
    )


def next_section(
    version: str,
    before: str,
    old: Frames,
    new: Frames,
    changes: Sequence[Changes],
    reasons: Mapping[str, int],
    versions: tuple[Mapping[str, str], Mapping[str, str]],
) -> str:
    """The section of a release that follows another one."""
    events = _event_changes(old, new, changes)
    parts = [
        f"## {version}\n\nAgainst {before}.\n",
        "### Events by country of the place\n",
        _counted(events, "place_country"),
        "\n### Events by type\n",
        _counted(events, "event_type"),
        "\n### Events by country and type\n",
        _counted(events, "place_country", "event_type"),
        "\n### Why\n",
        _grid(["reason", "rows"], ((why, f"{n:,}") for why, n in reasons.items())),
        "\n### Rows by table\n",
        _grid(["table", *COUNTS], _by_table(old, new, changes)),
        "\n### Columns\n",
        *_columns(old),
        "\n### Rules\n",
        *_rules(*versions),
        "",
    ]
    return "\n".join(parts)


def with_section(section: str, before: str | None) -> str:
    """The whole changelog: the new section, then those of the release before."""
    former = before.removeprefix(HEAD) if before else ""
    return f"{HEAD}\n{section}{former}"


def _event_changes(
    old: Frames, new: Frames, changes: Sequence[Changes]
) -> pl.DataFrame:
    """Events as they were and as they are, each with its op ('' if it has none there).

    What came or changed has its op as it is now, what went as it was.
    """
    rows = next(item.rows for item in changes if item.table.name == "events")
    ops = rows.rename({"id": "event_id"})
    sides = [(old, True, ["delete"]), (new, False, ["add", "modify"])]
    return pl.concat(
        tables["events"]
        .select("event_id", pl.col("place_country", "event_type").fill_null(""))
        .join(ops.filter(pl.col("op").is_in(names)), on="event_id", how="left")
        .with_columns(pl.col("op").fill_null(""), was=was, is_now=not was)
        for tables, was, names in sides
    )


def _counted(events: pl.DataFrame, *keys: str) -> str:
    ops = [(pl.col("op") == op).sum().alias(op) for op in OPS]
    counts = (
        events.group_by(keys)
        .agg(*ops, pl.col("was").sum(), pl.col("is_now").sum())
        .filter((pl.sum_horizontal(*OPS) > 0) | (pl.col("was") != pl.col("is_now")))
        .sort(keys)
    )
    n = len(keys)
    rows = [
        (*(key or UNTOLD for key in row[:n]), *(f"{value:,}" for value in row[n:]))
        for row in counts.rows()
    ]
    return _grid([*(key.replace("_", " ") for key in keys), *COUNTS], rows)


def _by_table(
    old: Frames, new: Frames, changes: Iterable[Changes]
) -> Iterable[tuple[str, ...]]:
    for item in changes:
        name = item.table.name
        numbers: list[Any] = [item.ids(op).len() for op in OPS]
        numbers += [old[name].height if name in old else 0, new[name].height]
        yield (f"`{name}`", *(f"{number:,}" for number in numbers))


def _columns(old: Frames) -> list[str]:
    lines = []
    for name, table in released().items():
        if name not in old:
            lines.append(f"- `{name}` is a new table.")
            continue
        now, was = [c.name for c in table.columns], old[name].columns
        lines += [f"- `{name}.{c}` is new." for c in now if c not in was]
        lines += [f"- `{name}.{c}` is gone." for c in was if c not in now]
    return lines or ["No column came or went."]


def _rules(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    lines = [
        f"- {name}: {before.get(name, 'unknown')} before, {value} now."
        for name, value in after.items()
        if before.get(name) != value
    ]
    return lines or ["Code, ontology, lexicons, model and gazetteer are the same."]


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
