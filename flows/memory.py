"""What the warehouse knows from earlier runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from flows.versions import Versions
from schemas.records import Article, Claim, Run
from schemas.restore import records_of
from transforms.document import CleanArticle
from warehouse.store import read_tables

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
    """Articles by id, all claims, and the versions of the last run."""

    articles: dict[str, Article]
    claims: tuple[Claim, ...]
    versions: Versions | None

    def claims_without(self, reread: Collection[str]) -> list[Claim]:
        """The claims of all articles but those that are read again."""
        return [claim for claim in self.claims if claim.article_id not in reread]

    def has_as_is(self, article: CleanArticle) -> bool:
        """True if the article is known with the same metadata, or from elsewhere."""
        known = self.articles.get(article.article_id)
        if known is None:
            return False
        if known.location != article.location:
            return True
        return all(getattr(known, name) == getattr(article, name) for name in METADATA)


def recall(con: duckdb.DuckDBPyConnection) -> Memory:
    """Everything an open warehouse holds that a new run builds on."""
    frames = read_tables(con)
    articles = records_of(Article, frames)
    runs = sorted(records_of(Run, frames), key=lambda run: run.started_at)
    return Memory(
        articles={article.article_id: article for article in articles},
        claims=tuple(records_of(Claim, frames)),
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
