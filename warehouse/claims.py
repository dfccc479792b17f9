"""Read of the claims, as reviewers left them, what clustering asks for and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import duckdb
import polars as pl

from schemas.tables import TABLES, Table, companions, polars_schema, quoted

CLAIM_TABLES: Final = (TABLES["claims"], *companions("claims"))
OVERVIEW: Final = (
    *("claim_id", "article_id", "sentence_index", "trigger_text_start"),
    *("event_type", "date_start", "date_end", "date_basis"),
)
FACTS: Final = "article_id, published, voice_id"


class ClaimStore:
    """Claims and judgements of an open warehouse, read when they are asked for.

    ``opening_length`` is how many characters of an article the facts hold.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, opening_length: int) -> None:
        self.con = con
        self.opening = f"left(text, {int(opening_length)}) AS opening"

    def overview(self) -> pl.DataFrame:
        """All claims with their days and types, and when they were published."""
        columns = ", ".join(f"c.{name}" for name in OVERVIEW)
        return self._read(
            f"SELECT {columns}, a.published FROM claims_corrected c "
            "JOIN articles a USING (article_id)"
        )

    def facts(self, articles: Iterable[str]) -> pl.DataFrame:
        """What clustering needs to know of these articles."""
        with self._wanted(articles):
            return self._read(
                f"SELECT {FACTS}, {self.opening} FROM articles "
                "WHERE article_id IN (FROM wanted)"
            )

    def all_facts(self) -> pl.DataFrame:
        """What clustering needs to know of all articles but how they begin."""
        return self._read(f"SELECT {FACTS} FROM articles")

    def frames(self, claims: Iterable[str]) -> dict[str, pl.DataFrame]:
        """The tables of these claims."""
        with self._wanted(claims):
            where = "WHERE claim_id IN (FROM wanted)"
            return {table.name: self._table(table, where) for table in CLAIM_TABLES}

    def all_frames(self) -> dict[str, pl.DataFrame]:
        """The tables of all claims."""
        return {table.name: self._table(table, "") for table in CLAIM_TABLES}

    def claims_of(self, articles: Iterable[str]) -> set[str]:
        """Ids of the claims of these articles."""
        with self._wanted(articles):
            return self._ids(
                "SELECT claim_id FROM claims_corrected "
                "WHERE article_id IN (FROM wanted)"
            )

    def known(self, claims: Iterable[str]) -> set[str]:
        """Those of the ids that are claims."""
        with self._wanted(claims):
            return self._ids(
                "SELECT claim_id FROM claims_corrected WHERE claim_id IN (FROM wanted)"
            )

    def count(self) -> int:
        """How many claims there are."""
        rows = self.con.sql("SELECT count(*) FROM claims_corrected").fetchall()
        return int(rows[0][0])

    def judgements(self, claims: Iterable[str]) -> pl.DataFrame:
        """The judgements on pairs that name any of these claims."""
        with self._wanted(claims):
            return self._table(
                TABLES["merges"],
                "WHERE claim_id IN (FROM wanted) OR other_claim_id IN (FROM wanted)",
            )

    def members(self, claims: Iterable[str]) -> pl.DataFrame:
        """All claims of the events that these claims are in."""
        with self._wanted(claims):
            return self._table(
                TABLES["event_claims"],
                "WHERE event_id IN (SELECT event_id FROM event_claims "
                "WHERE claim_id IN (FROM wanted))",
            )

    def all_members(self) -> pl.DataFrame:
        """Which claim is in which event."""
        return self._table(TABLES["event_claims"], "")

    def redirects(self, events: Iterable[str]) -> pl.DataFrame:
        """The redirects that lead to or from any of these events."""
        with self._wanted(events):
            return self._table(
                TABLES["event_redirects"],
                "WHERE event_id IN (FROM wanted) OR old_event_id IN (FROM wanted)",
            )

    def all_redirects(self) -> pl.DataFrame:
        """All redirects."""
        return self._table(TABLES["event_redirects"], "")

    def _table(self, table: Table, where: str) -> pl.DataFrame:
        columns = ", ".join(quoted(column.name) for column in table.columns)
        source = f"{table.name}_corrected" if table in CLAIM_TABLES else table.name
        order = ", ".join(quoted(name) for name in table.sort_by)
        found = self._read(f"SELECT {columns} FROM {source} {where} ORDER BY {order}")
        return found.cast(polars_schema(table))

    def _read(self, sql: str) -> pl.DataFrame:
        found: pl.DataFrame = self.con.sql(sql).pl()
        return found

    def _ids(self, sql: str) -> set[str]:
        return set(self._read(sql)["claim_id"])

    @contextmanager
    def _wanted(self, ids: Iterable[str]) -> Iterator[None]:
        frame = pl.DataFrame({"id": list(ids)}, {"id": pl.String})
        self.con.register("wanted", frame.to_arrow())
        try:
            yield
        finally:
            self.con.unregister("wanted")
