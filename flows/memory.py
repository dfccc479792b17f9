"""What the warehouse knows from earlier runs."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

import duckdb
import polars as pl
from pydantic import ValidationError

from flows.versions import Versions
from schemas.records import Article, Run, Source
from schemas.restore import records_of
from schemas.tables import TABLES
from transforms.document import CleanArticle
from transforms.text.layout import lay_out
from warehouse.store import StoreError, read_table

REMEMBERED = ("articles", "sources", "runs")
METADATA = (
    "external_id",
    "url",
    "title",
    "byline",
    "dateline",
    "publisher",
    "published",
    "language",
)


@dataclass(frozen=True, slots=True)
class Memory:
    """Articles by id, kind of input by source id, last run's versions."""

    articles: dict[str, Article]
    kinds: dict[str, str]
    versions: Versions | None

    def has_as_is(self, article: CleanArticle) -> bool:
        """True if the article is known with the same metadata, or from elsewhere."""
        known = self.articles.get(article.article_id)
        if known is None or known.superseded_by is not None:
            return False
        if known.location != article.location:
            return True
        return all(getattr(known, name) == getattr(article, name) for name in METADATA)

    def as_clean(self, without: Container[str]) -> dict[str, CleanArticle]:
        """The stored articles as cleaning gave them, but for some ids."""
        kinds = self.kinds
        return {
            name: clean_again(article, kinds[article.source_id])
            for name, article in self.articles.items()
            if name not in without and article.superseded_by is None
        }


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


def recall(con: duckdb.DuckDBPyConnection) -> Memory:
    """What an open warehouse holds that a new run builds on; raises StoreError."""
    try:
        return _recalled({name: read_table(con, TABLES[name]) for name in REMEMBERED})
    except ValidationError as error:
        raise StoreError(
            f"the warehouse holds a row that its tables do not allow: {error}"
        ) from error


def _recalled(frames: Mapping[str, pl.DataFrame]) -> Memory:
    articles = records_of(Article, frames)
    runs = sorted(records_of(Run, frames), key=lambda run: run.started_at)
    return Memory(
        articles={article.article_id: article for article in articles},
        kinds={item.source_id: item.kind for item in records_of(Source, frames)},
        versions=_versions(runs[-1]) if runs else None,
    )


def _versions(run: Run) -> Versions:
    return Versions(
        code=run.code_version,
        ontology=run.ontology_version,
        lexicon=run.lexicon_version,
        model=run.model_version,
        gazetteer=run.gazetteer_version,
    )
