"""What earlier runs left in the warehouse; articles are read when they are needed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb
from pydantic import ValidationError

from flows.versions import Versions
from schemas.records import Article
from schemas.restore import records_of
from schemas.tables import TABLES
from transforms.document import CleanArticle
from transforms.text.layout import lay_out
from warehouse.spool_sql import METADATA
from warehouse.store import StoreError, read_rows

LAST_RUN: Final = """
SELECT code_version, ontology_version, lexicon_version, model_version, gazetteer_version
FROM runs ORDER BY started_at DESC LIMIT 1
"""


def last_versions(con: duckdb.DuckDBPyConnection) -> Versions | None:
    """The versions of the last run that was sealed; None if there was none."""
    rows = con.sql(LAST_RUN).fetchall()
    return Versions(*rows[0]) if rows else None


def stored_articles(
    con: duckdb.DuckDBPyConnection, names: Collection[str]
) -> list[Article]:
    """The articles of these ids, sorted by id; raises StoreError."""
    try:
        return records_of(
            Article, {"articles": read_rows(con, TABLES["articles"], names)}
        )
    except ValidationError as error:
        raise StoreError(
            f"the warehouse holds a row that its tables do not allow: {error}"
        ) from error


def clean_stored(
    con: duckdb.DuckDBPyConnection, names: Collection[str]
) -> list[CleanArticle]:
    """Stored articles as cleaning gave them, sorted by id."""
    articles = stored_articles(con, names)
    sources = read_rows(con, TABLES["sources"], {item.source_id for item in articles})
    kinds = dict(sources.select("source_id", "kind").iter_rows())
    return [clean_again(article, kinds[article.source_id]) for article in articles]


def clean_again(article: Article, kind: str) -> CleanArticle:
    """A stored article, with its layout found anew in its text.

    Headings that only the source's mark-up told are taken for paragraphs here.
    """
    title = article.title or ""
    headline = len(title) if article.text.startswith(title) else 0
    return CleanArticle(
        article_id=article.article_id,
        location=article.location,
        kind=kind,
        source_id=article.source_id,
        text=article.text,
        blocks=lay_out(article.text, headline).blocks,
        **{name: getattr(article, name) for name in METADATA},
    )
