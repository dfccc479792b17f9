"""Pages that were fetched again with another text: the later version holds."""

from __future__ import annotations

from collections.abc import Iterable

from flows.memory import Memory
from transforms.document import CleanArticle


def superseded(articles: Iterable[CleanArticle], memory: Memory) -> dict[str, str]:
    """Article ids that a later version of their page replaces, with its id.

    ``articles`` are in the order they were fetched; the last one of an address holds.
    Only pages are compared, whose location is their address: files may give one
    address to many articles.
    """
    versions: dict[str, list[str]] = {}
    for known in memory.articles.values():
        if known.location == known.url and known.superseded_by is None:
            versions.setdefault(known.location, []).append(known.article_id)
    for article in articles:
        if article.location == article.url:
            versions.setdefault(article.location, []).append(article.article_id)
    return {
        name: names[-1]
        for names in versions.values()
        for name in names
        if name != names[-1]
    }
