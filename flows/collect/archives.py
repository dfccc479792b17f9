"""Web archives: their pages go to the inbox like fetched ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.collect.announce import Announcement, keep_rejects
from flows.web.answers import FetchRefused
from schemas.records import Reject
from schemas.sources import WarcSource
from transforms.feeds import FeedError
from transforms.feeds.warc import ArchivedPage, read_warc
from transforms.text.refusals import refuse
from warehouse.inbox import Announced, Inbox

ENDINGS = (".warc", ".warc.gz")
MAX_PAGE_BYTES = 10_000_000


def keep_archives(
    source: WarcSource, inbox: Inbox, now: dt.datetime, told: Announcement
) -> int:
    """Keep the pages of archives that are new or have grown; returns how many."""
    n_pages = 0
    for path in archives_of(source):
        if isinstance(path, Reject):
            keep_rejects(source.name, [path], inbox, now)
            told.failures.append(FetchRefused(path.location, path.reason, path.message))
            continue
        size = path.stat().st_size
        # A file of the same size and time is the one that was read.
        state = f"{size} bytes, {path.stat().st_mtime_ns}"
        key = f"file:{path.resolve()}"
        told.n_lists += 1
        if inbox.known(key).body_hash == state:
            told.n_unchanged += 1
            continue
        n_pages += _keep_archive(source, path, inbox, now, told)
        inbox.listed(key, state, now)
    return n_pages


def archives_of(source: WarcSource) -> Iterator[Path | Reject]:
    """The archive files of a source; a path that is not there is refused."""
    for name in source.paths:
        path = Path(name)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.name.endswith(ENDINGS))
        elif path.is_file():
            yield path
        else:
            message = f"{source.name}: {name}: there is no such file or folder"
            yield refuse("missing_path", message, name)


def _keep_archive(
    source: WarcSource, path: Path, inbox: Inbox, now: dt.datetime, told: Announcement
) -> int:
    n_pages = 0
    try:
        for found in _wanted(source, path):
            if isinstance(found, Reject):
                keep_rejects(source.name, [found], inbox, now)
                told.n_refused += 1
            else:
                told.n_items += 1
                n_pages += 1
                _keep_page(source, found, inbox, now)
    except FeedError as error:
        message = f"{source.name}: {path}: {error}"
        reject = refuse(error.reason, message, str(path))
        keep_rejects(source.name, [reject], inbox, now)
        told.failures.append(FetchRefused(str(path), error.reason, str(error)))
    return n_pages


def _wanted(source: WarcSource, path: Path) -> Iterator[ArchivedPage | Reject]:
    """Refused records, and the pages whose addresses the source's filters choose."""
    include = [re.compile(pattern) for pattern in source.include]
    exclude = [re.compile(pattern) for pattern in source.exclude]
    with path.open("rb") as stream:
        for found in read_warc(stream, str(path), MAX_PAGE_BYTES):
            if isinstance(found, Reject) or _is_chosen(found.url, include, exclude):
                yield found


def _is_chosen(
    url: str, include: Sequence[re.Pattern[str]], exclude: Sequence[re.Pattern[str]]
) -> bool:
    is_in = not include or any(pattern.search(url) for pattern in include)
    return is_in and not any(pattern.search(url) for pattern in exclude)


def _keep_page(
    source: WarcSource, page: ArchivedPage, inbox: Inbox, now: dt.datetime
) -> None:
    item = Announced(source.name, page.canonical_url, page.url)
    inbox.announce([item], now)
    inbox.keep(
        item,
        page.body,
        final_url=page.url,
        content_type=page.content_type,
        charset=page.charset,
        etag=None,
        last_modified=None,
        fetched_at=page.fetched_at or now,
    )
