"""Read of the claims, as reviewers left them, what clustering asks for and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

import duckdb
import polars as pl

from schemas.tables import TABLES, Table, companions, polars_schema, quoted

CLAIM_TABLES: Final = (TABLES["claims"], *companions("claims"))
OVERVIEW: Final = (
    *("claim_id", "article_id", "sentence_index", "trigger_text_start"),
    *("event_type", "date_start", "date_end", "date_basis"),
)
FACTS: Final = "article_id, published, voice_id"


class Reach(Protocol):
    """Which claims to look for: by type and day, by article, and by length in days."""

    @property
    def days(self) -> pl.DataFrame:
        """event_type, and day in days since 1970: when claims begin or are reported."""

    @property
    def articles(self) -> pl.Series:
        """Ids of articles whose claims are within reach, whatever their days."""

    @property
    def has_broad(self) -> bool:
        """Whether claims of more than ``broad_days`` days are."""

    @property
    def broad_days(self) -> int:
        """See ``has_broad``."""

    @property
    def undated(self) -> int:
        """The day of claims of which nobody knows any."""


class ClaimStore:
    """Claims and judgements of an open warehouse, read when they are asked for.

    ``opening_length`` is how many characters of an article the facts hold.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, opening_length: int) -> None:
        self.con = con
        self.opening = f"left(text, {int(opening_length)}) AS opening"

    def overview(self, reach: Reach) -> pl.DataFrame:
        """Claims within reach with their days and types, and when they were published.

        Those that a window of days may reach, and all of the articles of the reach.
        """
        columns = ", ".join(f"c.{name}" for name in OVERVIEW)
        spans = f"c.date_end - c.date_start > {reach.broad_days:d}"
        with self._wanted(reach.articles), self._named("wanted_days", reach.days):
            return self._read(
                f"SELECT {columns}, a.published FROM claims_corrected c "
                "JOIN articles a USING (article_id) "
                "WHERE c.article_id IN (FROM wanted) "
                f"OR ({reach.has_broad} AND {spans}) OR (c.event_type, coalesce("
                "coalesce(c.date_start, c.date_end, a.published) - DATE '1970-01-01', "
                f"{reach.undated:d})) IN (SELECT (event_type, day) FROM wanted_days)"
            )

    def facts(self, articles: Iterable[str]) -> pl.DataFrame:
        """What clustering needs to know of these articles."""
        with self._wanted(articles):
            return self._read(
                f"SELECT {FACTS}, {self.opening} FROM articles "
                "WHERE article_id IN (FROM wanted)"
            )

    def marks(self) -> pl.DataFrame:
        """All articles, each with a number that changes with the facts on it."""
        return self._read(f"SELECT article_id, hash({FACTS}) AS mark FROM articles")

    def frames(self, claims: Iterable[str]) -> dict[str, pl.DataFrame]:
        """The tables of these claims."""
        with self._wanted(claims):
            where = "WHERE claim_id IN (FROM wanted)"
            return {table.name: self._table(table, where) for table in CLAIM_TABLES}

    def all_frames(
        self, columns: Mapping[str, Sequence[str]] | None = None
    ) -> dict[str, pl.DataFrame]:
        """The tables of all claims, or these columns of some of them."""
        if columns is None:
            return {table.name: self._table(table, "") for table in CLAIM_TABLES}
        return {
            table.name: self._table(table, "", columns[table.name])
            for table in CLAIM_TABLES
            if table.name in columns
        }

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

    def _table(
        self, table: Table, where: str, names: Sequence[str] | None = None
    ) -> pl.DataFrame:
        schema = polars_schema(table)
        chosen = schema.names() if names is None else names
        columns = ", ".join(quoted(name) for name in chosen)
        source = f"{table.name}_corrected" if table in CLAIM_TABLES else table.name
        order = ", ".join(quoted(name) for name in table.sort_by)
        found = self._read(f"SELECT {columns} FROM {source} {where} ORDER BY {order}")
        return found.cast({name: schema[name] for name in chosen})

    def _read(self, sql: str) -> pl.DataFrame:
        found: pl.DataFrame = self.con.sql(sql).pl()
        return found

    def _ids(self, sql: str) -> set[str]:
        return set(self._read(sql)["claim_id"])

    @contextmanager
    def _wanted(self, ids: Iterable[str]) -> Iterator[None]:
        frame = pl.DataFrame({"id": list(ids)}, {"id": pl.String})
        with self._named("wanted", frame):
            yield

    @contextmanager
    def _named(self, name: str, frame: pl.DataFrame) -> Iterator[None]:
        self.con.register(name, frame.to_arrow())
        try:
            yield
        finally:
            self.con.unregister(name)
