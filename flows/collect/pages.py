"""From kept pages to articles, with what the source and its feed say of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from flows.assemble import declared_source, source_at, with_source
from flows.ingest import Ingest, attributed, refused_at, take
from flows.web.redact import redacted
from schemas.records import Reject
from schemas.sources import AnySource
from transforms.document import RawArticle
from transforms.lexicon import read_table
from transforms.text.decode import (
    UnreadableTextError,
    declared_charset,
    decode,
    known_charset,
)
from transforms.text.fields import built
from transforms.text.refusals import refuse
from warehouse.inbox import Bodies, Page, Refused

# An error page says little else; an article that speaks of one says much more.
ERROR_PAGE_LENGTH = 1_500


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows of the inbox that a run has taken, to be marked when it is committed."""

    page_ids: list[str] = field(default_factory=list)
    refusal_ids: list[str] = field(default_factory=list)


def gather(
    pages: Iterable[Page],
    refusals: Iterable[Refused],
    bodies: Bodies,
    sources: Mapping[str, AnySource],
    today: dt.date,
    taken: Taken,
) -> Iterator[Ingest]:
    """Articles of the pages, cleaned; sources give what pages and feeds leave open.

    What was given out is noted in ``taken``.
    """
    for page in pages:
        source = sources.get(page.source)
        for raw in raw_articles(page, bodies.get(page.body_hash), sources):
            if isinstance(raw, Reject):
                publisher = _publisher(page, sources)
                part = refused_at(raw, publisher, "html", is_incomplete=False)
            else:
                part = take(raw, today)
            yield attributed(part, declared_source(source)) if source else part
        taken.page_ids.append(page.page_id)
    for row in refusals:
        yield _refused(row, sources.get(row.source))
        taken.refusal_ids.append(row.refusal_id)


def _publisher(page: Page, sources: Mapping[str, AnySource]) -> str:
    source = sources.get(page.source)
    return (source.publisher if source else None) or page.source


def raw_articles(
    page: Page, body: bytes, sources: Mapping[str, AnySource]
) -> Iterator[RawArticle | Reject]:
    """The article of one page, or why there is none."""
    location = redacted(page.canonical_url)
    try:
        text = decode(body, _charset(page, body)).text
    except UnreadableTextError as error:
        yield refuse(error.reason, f"{location}: {error}", location)
        return
    is_plain = page.content_type == "text/plain"
    values = _told(page)
    for found in built(
        text if is_plain else "", "" if is_plain else text, values, location, "html"
    ):
        if isinstance(found, RawArticle) and is_error_page(found):
            message = f"{location}: the page is one of the server's errors"
            yield refuse("error_page", message, location, value=found.title)
        elif isinstance(found, RawArticle):
            yield _filled(found, page, sources.get(page.source))
        else:
            yield found


def is_error_page(article: RawArticle) -> bool:
    """Whether a short page says that there is nothing to read."""
    if len(article.body) > ERROR_PAGE_LENGTH:
        return False
    words = " ".join(re.findall(r"\w+", f"{article.title or ''} {article.body}"))
    return any(phrase in words.lower() for phrase in _error_phrases())


@cache
def _error_phrases() -> tuple[str, ...]:
    return tuple(row["phrase"] for row in read_table(__package__, "error_pages.csv"))


def _charset(page: Page, body: bytes) -> str | None:
    """The header's charset goes before the page's own (WHATWG HTML, 13.2.3.2)."""
    return known_charset(page.charset) or declared_charset(body)


def _told(page: Page) -> dict[str, str | None]:
    """What the feed knows better than the page: when it was published."""
    item = page.item
    published = item.published if item else None
    return {
        "id": None,
        "url": redacted(page.canonical_url),
        "published": published.date().isoformat() if published else None,
    }


def _filled(article: RawArticle, page: Page, source: AnySource | None) -> RawArticle:
    item = page.item
    title = article.title or (item.title if item else None)
    language = item.language if item else None
    return replace(
        article,
        title=title,
        publisher=(source.publisher if source else None)
        or article.publisher
        or page.source,
        language=article.language
        or (source.language if source else None)
        or _code(language),
    )


def _refused(row: Refused, source: AnySource | None) -> Ingest:
    """A refusal of the inbox, with its source where it counts as an article."""
    times = f", {row.n_times} times" if row.n_times > 1 else ""
    message = f"{row.source}: {redacted(row.url)}: {row.detail}{times}"
    location = redacted(row.canonical_url)
    reject = refuse(row.reason, message, location, value=row.source)
    reject = reject.model_copy(update={"outcome": _outcome(row, reject)})
    told = (
        declared_source(source) if source else source_at(location, row.source, "html")
    )
    if reject.outcome is None:
        return Ingest((), (reject,), is_incomplete=False)
    published = row.published.date() if row.published else None
    language = (source.language if source else None) or _code(row.language)
    rejects = (with_source(reject, told.source_id, published, language),)
    return Ingest((), rejects, is_incomplete=False, sources=(told,))


def _outcome(row: Refused, reject: Reject) -> Literal["refused", "pending"] | None:
    """What became of the article: a list that fails, or a file, is none."""
    if row.is_final:
        return "refused" if reject.stage == "fetch" else None
    return "pending" if row.is_item else None


def _code(language: str | None) -> str | None:
    """The ISO 639-1 code in what a feed tells, such as en-GB."""
    return language[:2].lower() if language else None
