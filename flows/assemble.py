"""From what the steps found to the records that are stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from flows.sources import STANDARD_INPUT
from schemas.records import Article, Reject, Source
from schemas.sources import AnySource
from transforms.document import CleanArticle
from transforms.ids import stable_id
from transforms.text.duplicates import Fold


def article_of(
    article: CleanArticle, fold: Fold, n_sentences: int, n_claims: int
) -> Article:
    """The row of an article, with the voice it was folded into."""
    return Article(
        article_id=article.article_id,
        source_id=source_id_of(article),
        external_id=article.external_id,
        location=article.location,
        url=article.url,
        title=article.title,
        byline=article.byline,
        dateline=article.dateline,
        publisher=article.publisher,
        published=article.published,
        language=article.language,
        text=article.text,
        n_characters=len(article.text),
        n_sentences=n_sentences,
        n_claims=n_claims,
        voice_id=fold.voice_id,
        duplicate_of=fold.duplicate_of,
        similarity=fold.similarity,
        duplicate_reason=fold.reason,
    )


def with_fold(article: Article, fold: Fold) -> Article:
    """A stored article, with the voice that the newest articles give it."""
    return article.model_copy(
        update={
            "voice_id": fold.voice_id,
            "duplicate_of": fold.duplicate_of,
            "similarity": fold.similarity,
            "duplicate_reason": fold.reason,
        }
    )


def source_of(article: CleanArticle) -> Source:
    """Where an article of no declared source comes from."""
    return source_at(article.location, article.publisher, article.kind)


def source_id_of(article: CleanArticle) -> str:
    """The id of an article's source, declared or not."""
    return article.source_id or source_of(article).source_id


def sources_of(articles: Iterable[CleanArticle]) -> list[Source]:
    """The sources of articles that are not declared, each once.

    The rows of declared ones come with the input, see ``declared_source``.
    """
    told = (source_of(item) for item in articles if item.source_id is None)
    return unique_sources(told)


def declared_source(source: AnySource) -> Source:
    """The row of a source of the sources file; its name identifies it."""
    return Source(
        source_id=stable_id("declared", source.name),
        name=source.name,
        publisher=source.publisher,
        kind=source.kind,
        country=source.country,
        language=source.language,
        scale=source.scale,
        schedule=source.schedule,
        licence=source.licence or None,
        n_articles=0,
    )


def source_at(location: str, publisher: str | None, kind: str) -> Source:
    """The publisher, or where none is told the folder or file of the article."""
    name = publisher or _origin(location)
    return Source(
        source_id=stable_id(name, publisher, kind),
        name=name,
        publisher=publisher,
        kind=kind,
        n_articles=0,
    )


def with_source(
    reject: Reject,
    source_id: str,
    published: dt.date | None = None,
    language: str | None = None,
) -> Reject:
    """A reject that tells whose article was refused; one of no article as it is."""
    if reject.outcome is None:
        return reject
    told = {
        "source_id": source_id,
        "published": published,
        "language": language,
    }
    return reject.model_copy(update=told)


def unique_sources(sources: Iterable[Source]) -> list[Source]:
    """One row per source, in the order of first use."""
    found: Mapping[str, Source] = {source.source_id: source for source in sources}
    return list(found.values())


def unique_rejects(rejects: Iterable[Reject]) -> list[Reject]:
    """One row per reject, in the order of first use."""
    found: Mapping[str, Reject] = {reject.reject_id: reject for reject in rejects}
    return list(found.values())


def _origin(location: str) -> str:
    """The folder of a file, or the file that holds many articles."""
    if location.split(":")[0] == STANDARD_INPUT:
        return "standard input"
    file, _, record = location.rpartition(":")
    path = PurePosixPath(file if file and record.isdigit() else location)
    return path.name if record.isdigit() and file else path.parent.name or "files"
