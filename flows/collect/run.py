"""One round of fetching over the sources of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from flows.collect.fetch import Fetching, fetch_source
from flows.collect.span import Span
from flows.logs import event
from flows.service.lock import only_one
from flows.web.answers import FetchRefused
from flows.web.fetcher import Fetcher
from flows.web.manners import Clock, utc_now
from flows.web.redact import redacted
from schemas.schedules import is_due
from schemas.sources import AnySource, SourcesFile, read_sources
from warehouse.inbox import Inbox, Round, open_inbox
from warehouse.layout import Layout


def sources_in(path: Path) -> SourcesFile:
    """The sources file at a path. Raises OSError and SourcesFileError."""
    return read_sources(path.read_text(encoding="utf-8-sig"), str(path))


def fetch_all(
    declared: SourcesFile,
    layout: Layout,
    only: Sequence[str] = (),
    clock: Clock = utc_now,
    *,
    is_due_only: bool = False,
    span: Span | None = None,
) -> Iterator[Fetching]:
    """Fetch the sources side by side; each is told of when it is done.

    What a source or a page refuses is kept and stops nothing else, and a slow one
    holds up none but itself. With ``is_due_only`` each source's schedule decides, with
    ``span`` what was announced for those days is fetched, which is no round that later
    ones are compared with. Raises BusyError while another round is under way on the
    folder.
    """

    def work(source: AnySource) -> Fetching:
        started_at = clock()
        told = fetch_source(source, fetcher, inbox, started_at, span)
        event("source.fetched", **_counts(told), seconds=_seconds(clock() - started_at))
        if span is None:
            inbox.note_round(_round(told, started_at, clock()))
        return told

    with only_one(layout.root, "fetch"), open_inbox(layout.inbox) as inbox:
        fetcher = Fetcher(declared.fetch, clock=clock, shelf=inbox)
        inbox.bodies.sweep()
        inbox.set_back(clock())
        chosen = declared.named(only)
        if is_due_only:
            chosen = due(chosen, declared.schedule.zone, inbox, clock())
        pool = ThreadPoolExecutor(max_workers=declared.fetch.requests)
        try:
            works = [pool.submit(work, source) for source in chosen]
            for done in as_completed(works):
                yield done.result()
        finally:
            # Before the inbox is closed; sources not begun wait for the next round.
            pool.shutdown(wait=True, cancel_futures=True)


def due(
    sources: Iterable[AnySource], zone: dt.tzinfo, inbox: Inbox, now: dt.datetime
) -> tuple[AnySource, ...]:
    """The sources whose schedule has come round since their last round began."""

    def last(source: AnySource) -> dt.datetime | None:
        rounds = inbox.rounds(source.name, 1)
        return rounds[0].started_at if rounds else None

    return tuple(s for s in sources if is_due(s.schedule, last(s), now, zone))


def _counts(told: Fetching) -> dict[str, object]:
    news = told.announced
    return {
        "source": told.source,
        "n_lists": news.n_lists,
        "n_failed": len(news.failures),
        "n_new": news.n_new,
        "n_pages": told.n_pages,
        "n_refused": told.n_refused + news.n_refused,
    }


def _told(failure: FetchRefused) -> str:
    """Which list failed, and why."""
    url = redacted(failure.url)
    return failure.detail if url in failure.detail else f"{url}: {failure.detail}"


def _seconds(span: dt.timedelta) -> float:
    return round(span.total_seconds(), 3)


def _round(told: Fetching, started_at: dt.datetime, ended_at: dt.datetime) -> Round:
    news = told.announced
    return Round(
        source=told.source,
        started_at=started_at,
        ended_at=ended_at,
        n_lists=news.n_lists,
        n_unchanged=news.n_unchanged,
        n_failed=len(news.failures),
        n_items=news.n_items,
        n_new=news.n_new,
        n_pages=told.n_pages,
        n_refused=told.n_refused + news.n_refused,
        failure=_told(news.failures[0]) if news.failures else None,
        forms=", ".join(sorted(news.forms)) or None,
        n_undated=news.n_undated,
    )
