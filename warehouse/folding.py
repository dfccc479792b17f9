"""The keys of article bodies: candidates for copies are found without their texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import polars as pl

from warehouse.wanted import wanted

NEIGHBOURS: Final = """
SELECT DISTINCT mine.article_id, theirs.article_id
FROM folding.keys mine JOIN folding.keys theirs USING (key)
WHERE mine.article_id IN (FROM wanted) AND theirs.article_id <> mine.article_id
"""
BODIES: Final = """
SELECT article_id, text, spans, published, publisher
FROM folding.bodies JOIN articles USING (article_id)
WHERE article_id IN (FROM wanted)
"""
FOLDS: Final = """
SELECT article_id, voice_id, duplicate_of, similarity, duplicate_reason
FROM articles WHERE article_id IN (FROM wanted)
"""
WITHOUT_KEYS: Final = """
SELECT article_id FROM articles
WHERE superseded_by IS NULL
    AND article_id NOT IN (SELECT article_id FROM folding.bodies)
ORDER BY article_id
"""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class BodyKeys:
    """An article's keys, and the stretches of its text that they are made of."""

    article_id: str
    spans: tuple[tuple[int, int], ...]
    keys: tuple[int, ...]


class FoldStore:
    """Keys and folds of the articles of an open warehouse."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def neighbours(self, names: Collection[str]) -> dict[str, set[str]]:
        """Per article the others that share a key with it; none where there are none.

        The names are article ids.
        """
        found: dict[str, set[str]] = {}
        for mine, theirs in self._rows(NEIGHBOURS, names):
            found.setdefault(mine, set()).add(theirs)
        return found

    def bodies(self, names: Collection[str]) -> list[Row]:
        """article_id, text, spans, published and publisher of these articles."""
        return [
            (name, text, _read(spans), *rest)
            for name, text, spans, *rest in self._rows(BODIES, names)
        ]

    def folds(self, names: Collection[str]) -> list[Row]:
        """article_id, voice_id, duplicate_of, similarity and reason, where known."""
        return self._rows(FOLDS, names)

    def without_keys(self) -> list[str]:
        """Articles in use whose keys are not there: of a warehouse from before them."""
        return [name for (name,) in self.con.sql(WITHOUT_KEYS).fetchall()]

    def drop(self, names: Collection[str]) -> None:
        """Take the keys of these articles away; call it inside ``batch``."""
        with wanted(self.con, names):
            for table in ("bodies", "keys"):
                self.con.execute(
                    f"DELETE FROM folding.{table} WHERE article_id IN (FROM wanted)"
                )

    def put(self, rows: Iterable[BodyKeys]) -> None:
        """Add the keys of articles that have none; call it inside ``batch``."""
        rows = list(rows)
        bodies = {
            "article_id": [row.article_id for row in rows],
            "spans": [_written(row.spans) for row in rows],
        }
        pairs = [(row.article_id, key) for row in rows for key in row.keys]
        keys = pl.DataFrame(
            pairs, {"article_id": pl.String, "key": pl.UInt32}, orient="row"
        )
        schema = {"article_id": pl.String, "spans": pl.String}
        self._insert("folding.bodies", pl.DataFrame(bodies, schema))
        self._insert("folding.keys", keys)

    def _insert(self, name: str, frame: pl.DataFrame) -> None:
        self.con.register("fresh_keys", frame.to_arrow())
        self.con.execute(f"INSERT INTO {name} FROM fresh_keys")
        self.con.unregister("fresh_keys")

    def _rows(self, sql: str, names: Collection[str]) -> list[Row]:
        if not names:
            return []
        with wanted(self.con, names):
            return self.con.sql(sql).fetchall()


def _written(spans: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def _read(spans: str) -> tuple[tuple[int, int], ...]:
    pairs = (span.split("-") for span in spans.split())
    return tuple((int(start), int(end)) for start, end in pairs)
