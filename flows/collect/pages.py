"""From kept pages to articles, with what the source and its feed say of them."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from flows.ingest import Ingest, joined, refused_at, take
from flows.web.redact import redacted
from schemas.records import Reject
from schemas.sources import Source
from transforms.document import RawArticle
from transforms.lexicon import read_table
from transforms.text.decode import UnreadableTextError, declared_charset, decode
from transforms.text.fields import built
from transforms.text.refusals import refuse
from warehouse.inbox import Bodies, Page, Refused

# An error page says little else; an article that speaks of one says much more.
ERROR_PAGE_LENGTH = 1_500


@dataclass(frozen=True, slots=True)
class Gathered:
    """Articles and rejects of the inbox, and the rows they were made of."""

    found: Ingest
    page_ids: tuple[str, ...]
    refusal_ids: tuple[str, ...]


def gather(
    pages: Iterable[Page],
    refusals: Iterable[Refused],
    bodies: Bodies,
    sources: Mapping[str, Source],
    today: dt.date,
) -> Gathered:
    """Articles of the pages, cleaned; sources give what pages and feeds leave open."""
    parts: list[Ingest] = []
    page_ids: list[str] = []
    for page in pages:
        page_ids.append(page.page_id)
        for raw in raw_articles(page, bodies.get(page.body_hash), sources):
            if isinstance(raw, Reject):
                publisher = _publisher(page, sources)
                parts.append(refused_at(raw, publisher, "html", is_incomplete=False))
            else:
                parts.append(take(raw, today))
    refused = list(refusals)
    parts.append(Ingest((), tuple(map(_reject, refused)), is_incomplete=False))
    return Gathered(
        joined(parts), tuple(page_ids), tuple(row.refusal_id for row in refused)
    )


def _publisher(page: Page, sources: Mapping[str, Source]) -> str:
    source = sources.get(page.source)
    return (source.publisher if source else None) or page.source


def raw_articles(
    page: Page, body: bytes, sources: Mapping[str, Source]
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
    if page.charset:
        try:
            return codecs.lookup(page.charset).name
        except LookupError:
            pass
    return declared_charset(body)


def _told(page: Page) -> dict[str, str | None]:
    """What the feed knows better than the page: when it was published."""
    item = page.item
    published = item.published if item else None
    return {
        "id": None,
        "url": redacted(page.canonical_url),
        "published": published.date().isoformat() if published else None,
    }


def _filled(article: RawArticle, page: Page, source: Source | None) -> RawArticle:
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
        or (language[:2].lower() if language else None),
    )


def _reject(row: Refused) -> Reject:
    url = redacted(row.url)
    times = f", {row.n_times} times" if row.n_times > 1 else ""
    message = f"{row.source}: {url}: {row.detail}{times}"
    return refuse(row.reason, message, url, value=row.source)
