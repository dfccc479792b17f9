"""What a source of the web announces: its lists are read, their items kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.collect.span import Span, files_of
from flows.logs import event
from flows.web.answers import Fetched, FetchRefused, Validators
from flows.web.fetcher import Fetcher, Request
from schemas.records import Reject
from schemas.sources import (
    FeedSource,
    GdeltSource,
    PagesSource,
    SitemapSource,
    WebSource,
)
from transforms.feeds import FeedError, Item, Listing
from transforms.feeds.feed import read_feed
from transforms.feeds.items import item_of, listing_of
from transforms.feeds.lists import read_gdelt, read_urls
from transforms.feeds.sitemap import read_sitemap
from transforms.packed import BodyError, gunzipped
from warehouse.inbox import Announced, Inbox, Known
from warehouse.inbox.index import row_id

MAX_DEPTH = 3
MAX_LISTS = 2_000
GZIP_MARK = b"\x1f\x8b"


@dataclass(slots=True)
class Announcement:
    """How reading a source's lists went: counts, refusals, the addresses chosen.

    ``forms`` are those of the lists that had changed; ``n_undated`` are the items that
    name no day.
    """

    n_lists: int = 0
    n_unchanged: int = 0
    n_items: int = 0
    n_new: int = 0
    n_refused: int = 0
    n_undated: int = 0
    forms: set[str] = field(default_factory=set)
    failures: list[FetchRefused] = field(default_factory=list)
    canonical_urls: set[str] = field(default_factory=set)


def announce(
    source: WebSource,
    fetcher: Fetcher,
    inbox: Inbox,
    now: dt.datetime,
    span: Span | None = None,
) -> Announcement:
    """Read the lists of a source, and those they name, and keep their items.

    Items are kept before the list is noted as read. A list that fails is asked again
    at the next run. With ``span`` lists are read whether they changed or not, and only
    items dated in it are kept; what is read so counts for no later round.
    """
    told = Announcement()
    if isinstance(source, PagesSource):
        try:
            _keep(source, _listed_pages(source), inbox, now, told, span)
        except OSError as error:
            name = source.file or source.name
            detail = f"{name}: {error.strerror}"
            _fail(source, FetchRefused(name, "unreadable", detail), inbox, now, told)
        return told
    open_lists, seen = list(source.urls), set(source.urls)
    for _ in range(MAX_DEPTH):
        further: list[str] = []
        for listing in _read_lists(source, open_lists, fetcher, inbox, now, told, span):
            named = _named(source, listing, span)
            fresh = [url for url in dict.fromkeys(named) if url not in seen]
            further += fresh
            seen.update(fresh)
        room = MAX_LISTS - told.n_lists
        open_lists = further[:room]
        if left := len(further) - len(open_lists):
            detail = f"{left} more lists are named than the {MAX_LISTS} that are read"
            refusal = FetchRefused(further[room], "too_many_lists", detail)
            _fail(source, refusal, inbox, now, told)
        if not open_lists:
            break
    return told


def _named(source: WebSource, listing: Listing, span: Span | None) -> Iterable[str]:
    """The lists a list names; of GDELT's files those of the span."""
    if span is None or not isinstance(source, GdeltSource):
        return listing.lists
    return files_of(listing.lists, span)


def _read_lists(
    source: WebSource,
    urls: list[str],
    fetcher: Fetcher,
    inbox: Inbox,
    now: dt.datetime,
    told: Announcement,
    span: Span | None,
) -> Iterator[Listing]:
    known = {url: inbox.known(url) if span is None else Known() for url in urls}
    kind = "feed" if isinstance(source, FeedSource) else "file"
    asked = [
        Request(url, kind, Validators(known[url].etag, known[url].last_modified))
        for url in urls
        # The files of GDELT never change; only their list of updates does.
        if not (isinstance(source, GdeltSource) and _is_gdelt_file(url, known[url]))
    ]
    for request, answer in fetcher.get_all(asked):
        told.n_lists += 1
        if isinstance(answer, FetchRefused):
            _fail(source, answer, inbox, now, told)
            continue
        content = hashlib.sha256(answer.body).hexdigest()
        if answer.status != 200 or content == known[request.url].body_hash:
            told.n_unchanged += 1
            inbox.unchanged(request.url, now)
            continue
        try:
            listing = _parsed(source, answer, fetcher.settings.max_bytes)
        except (FeedError, BodyError) as error:
            failed = FetchRefused(request.url, error.reason, str(error), answer.status)
            _fail(source, failed, inbox, now, told)
            continue
        _keep(source, listing, inbox, now, told, span)
        if span is None:
            inbox.listed(
                request.url,
                content,
                now,
                etag=answer.validators.etag,
                last_modified=answer.validators.last_modified,
            )
        yield listing


def _fail(
    source: WebSource,
    answer: FetchRefused,
    inbox: Inbox,
    now: dt.datetime,
    told: Announcement,
) -> None:
    told.failures.append(answer)
    event(
        "list.failed",
        logging.WARNING,
        source=source.name,
        fetch_id=row_id(answer.url, answer.reason),
        url=answer.url,
        reason=answer.reason,
        detail=answer.detail,
        status=answer.status,
    )
    inbox.refuse(
        Announced(source.name, answer.url, answer.url),
        answer.reason,
        answer.detail,
        status=answer.status,
        at=now,
        retry_at=answer.retry_at or now,
    )


def _is_gdelt_file(url: str, known: object) -> bool:
    is_read = getattr(known, "body_hash", None) is not None
    return is_read and not url.endswith("lastupdate.txt")


def _parsed(source: WebSource, answer: Fetched, limit: int) -> Listing:
    body, url = answer.body, answer.final_url
    if isinstance(source, GdeltSource):
        return read_gdelt(body, url, limit)
    if body.startswith(GZIP_MARK):
        body = gunzipped(body, limit)
    read = read_sitemap if isinstance(source, SitemapSource) else read_feed
    return read(body, url, answer.charset)


def _listed_pages(source: PagesSource) -> Listing:
    here = listing_of(item_of(url, "", source.name) for url in source.urls)
    if source.file is None:
        return here
    there = read_urls(Path(source.file).read_bytes(), source.file)
    return Listing((*here.items, *there.items), (), (*here.rejects, *there.rejects))


def _keep(
    source: WebSource,
    listing: Listing,
    inbox: Inbox,
    now: dt.datetime,
    told: Announcement,
    span: Span | None,
) -> None:
    wanted = list(chosen(listing.items, source, now, span))
    keep_rejects(source.name, listing.rejects, inbox, now)
    told.n_refused += len(listing.rejects)
    told.n_items += len(wanted)
    told.n_undated += sum(not (item.published or item.updated) for item in wanted)
    told.forms.update([listing.form] if listing.form else [])
    told.n_new += inbox.announce((_announced(source, i) for i in wanted), now)
    told.canonical_urls.update(item.canonical_url for item in wanted)


def chosen(
    items: Iterable[Item],
    source: WebSource,
    now: dt.datetime,
    span: Span | None = None,
) -> Iterator[Item]:
    """The items whose addresses and ages the source's filters let through.

    A span of days goes before the greatest age; GDELT's items are dated by their file.
    """
    include = [re.compile(pattern) for pattern in source.include]
    exclude = [re.compile(pattern) for pattern in source.exclude]
    oldest = (
        now - dt.timedelta(days=source.max_age_days)
        if source.max_age_days is not None and span is None
        else None
    )
    days = None if isinstance(source, GdeltSource) else span
    for item in items:
        is_old = oldest and item.published and item.published < oldest
        if days is not None and not days.tells(item):
            continue
        is_in = not include or any(p.search(item.url) for p in include)
        if is_in and not is_old and not any(p.search(item.url) for p in exclude):
            yield item


def _announced(source: WebSource, item: Item) -> Announced:
    return Announced(
        source=source.name,
        canonical_url=item.canonical_url,
        url=item.url,
        guid=item.guid,
        title=item.title,
        summary=item.summary,
        language=item.language,
        published=item.published,
        updated=item.updated,
    )


def keep_rejects(
    source: str, rejects: Iterable[Reject], inbox: Inbox, now: dt.datetime
) -> None:
    """Keep what was refused in a list, so that the next load stores it."""
    for reject in rejects:
        key = f"{reject.location} {reject.value or ''}"
        inbox.refuse(
            Announced(source, key, reject.location),
            reject.reason,
            reject.message,
            status=None,
            at=now,
            retry_at=None,
        )
