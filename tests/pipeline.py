"""Read an article from bytes to events, without flow or warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from schemas.records import Claim, Event, Reject
from transforms.document import CleanArticle
from transforms.events import ArticleFacts, events_of
from transforms.extract import Extractor
from transforms.text.clean import clean
from transforms.text.read import ReadOptions, kind_of, read_bytes

TODAY = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Read:
    """An article with what was read in it."""

    article: CleanArticle
    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    rejects: tuple[Reject, ...]


@cache
def extractor() -> Extractor:
    """One extractor for the whole session."""
    return Extractor.load()


def read_article(data: bytes, name: str, *, published: str | None = None) -> Read:
    """Clean, extract and cluster a single article."""
    kind = kind_of(name)
    assert kind is not None
    options = ReadOptions(published=published, language="en")
    raw = read_bytes(data, name, kind, options).articles[0]
    article = clean(raw, TODAY).article
    assert article is not None
    found = extractor().extract([article])[0]
    facts = {
        article.article_id: ArticleFacts(
            published=article.published, voice_id=article.article_id
        )
    }
    events = events_of(found.claims, facts).events
    return Read(article, found.claims, events, found.rejects)


def claims_of(text: str, *, published: str | None = "2024-03-15") -> list[Claim]:
    """Claims of a text of one or more sentences."""
    return list(read_article(text.encode(), "text.txt", published=published).claims)
