"""Fetch what sources announce, and keep it before anything is made of it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flows.collect.announce import Announcement, announce
from flows.collect.archives import keep_archives
from flows.collect.span import Span
from flows.logs import event
from flows.web.answers import FetchRefused, Validators
from flows.web.fetcher import Fetcher, Request
from schemas.sources import AnySource, WarcSource, WebSource
from warehouse.inbox import Announced, Inbox
from warehouse.inbox.index import row_id

FIRST_WAIT = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fetching:
    """How fetching a source went; ``n_pages`` are those kept now."""

    source: str
    announced: Announcement
    n_pages: int = 0
    n_unchanged: int = 0
    n_refused: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether a list of the source could not be read."""
        return bool(self.announced.failures)


def fetch_source(
    source: AnySource,
    fetcher: Fetcher,
    inbox: Inbox,
    now: dt.datetime,
    span: Span | None = None,
) -> Fetching:
    """Read a source's lists and fetch its pages; files and tables need no fetching.

    With ``span`` only what was announced for it is fetched, all of it.
    """
    if isinstance(source, WarcSource):
        told = Announcement()
        return Fetching(source.name, told, keep_archives(source, inbox, now, told))
    if not isinstance(source, WebSource):
        return Fetching(source.name, Announcement())
    told = announce(source, fetcher, inbox, now, span)
    if span is None:
        wanted = _wanted(source, inbox, now)
    else:
        waiting = inbox.wanted(source.name, now)
        wanted = [item for item in waiting if item.canonical_url in told.canonical_urls]
    return _fetch(source.name, wanted, fetcher, inbox, told)


def _wanted(source: WebSource, inbox: Inbox, now: dt.datetime) -> list[Announced]:
    """Items to fetch: the newest ones where the source sets a limit."""
    wanted = inbox.wanted(source.name, now)
    if source.max_items is None:
        return wanted
    unknown = dt.datetime.min.replace(tzinfo=dt.UTC)
    newest = sorted(wanted, key=lambda i: i.published or unknown, reverse=True)
    return newest[: source.max_items]


def _fetch(
    source: str,
    wanted: Sequence[Announced],
    fetcher: Fetcher,
    inbox: Inbox,
    told: Announcement,
) -> Fetching:
    by_url = {item.url: item for item in wanted}
    requests = [_request(item, inbox) for item in wanted]
    n_pages = n_unchanged = n_refused = 0
    for request, answer in fetcher.get_all(requests):
        item = by_url[request.url]
        if isinstance(answer, FetchRefused):
            n_refused += 1
            most = fetcher.settings.max_failures
            _keep_refusal(item, answer, inbox, fetcher.clock(), most)
        elif answer.status != 200:
            n_unchanged += 1
            inbox.unchanged(item.canonical_url, answer.fetched_at)
        else:
            n_pages += 1
            page_id = inbox.keep(
                item,
                answer.body,
                final_url=answer.final_url,
                content_type=answer.content_type,
                charset=answer.charset,
                etag=answer.validators.etag,
                last_modified=answer.validators.last_modified,
                fetched_at=answer.fetched_at,
            )
            event("page.kept", source=source, fetch_id=page_id, url=item.url)
    return Fetching(source, told, n_pages, n_unchanged, n_refused)


def _request(item: Announced, inbox: Inbox) -> Request:
    known = inbox.known(item.canonical_url)
    return Request(item.url, "page", Validators(known.etag, known.last_modified))


def _keep_refusal(
    item: Announced, answer: FetchRefused, inbox: Inbox, now: dt.datetime, most: int
) -> None:
    """Keep when to ask again: never if that cannot help or failed ``most`` times."""
    reason, detail, retry_at = answer.reason, answer.detail, None
    if answer.may_pass:
        failures = inbox.known(item.canonical_url).failures
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures, 10))
        retry_at = answer.retry_at or now + wait
        if failures + 1 >= most:
            reason, retry_at = "given_up", None
            detail = f"failed {failures + 1} times, at last: {detail}"
    inbox.refuse(item, reason, detail, status=answer.status, at=now, retry_at=retry_at)
    event(
        "page.refused",
        logging.WARNING,
        source=item.source,
        fetch_id=row_id(item.canonical_url, reason),
        url=item.url,
        reason=reason,
        detail=detail,
        status=answer.status,
        retry_at=retry_at,
    )
