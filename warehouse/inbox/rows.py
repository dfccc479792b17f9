"""The rows of the inbox, as its users see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Announced:
    """What a source says of one article; ``canonical_url`` identifies it."""

    source: str
    canonical_url: str
    url: str
    guid: str | None = None
    title: str | None = None
    summary: str | None = None
    language: str | None = None
    published: dt.datetime | None = None
    updated: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address: what to ask with, and when not to ask before."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    fetched_at: dt.datetime | None = None
    failures: int = 0
    retry_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site's robots.txt said when it was last read; None where there was none.

    ``fetched_at`` is None where it was never read; ``failing_since`` tells since when
    it cannot be, None where it can.
    """

    site: str
    body: bytes | None = None
    fetched_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    failing_since: dt.datetime | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Whether it need not be asked for again."""
        if self.fetched_at is None or self.expires_at is None:
            return False
        return self.fetched_at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page that is kept; the body is asked for by its hash."""

    page_id: str
    source: str
    canonical_url: str
    url: str
    final_url: str
    body_hash: str
    n_bytes: int
    content_type: str
    charset: str | None
    fetched_at: dt.datetime
    item: Announced | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An address that gave nothing, with the reason and how often it did.

    ``is_item`` tells a page that was announced from a list, ``is_final`` that it is not
    asked again; ``published`` and ``language`` are what was announced of it.
    """

    refusal_id: str
    source: str
    canonical_url: str
    url: str
    reason: str
    detail: str
    status: int | None
    first_at: dt.datetime
    last_at: dt.datetime
    n_times: int
    is_item: bool
    is_final: bool
    published: dt.datetime | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of fetching a source; ``failure`` is the first list's that failed.

    ``forms`` are those of the lists that had changed, ``n_undated`` the items without a
    day; both are None in rounds that an earlier version fetched.
    """

    source: str
    started_at: dt.datetime
    ended_at: dt.datetime
    n_lists: int
    n_unchanged: int
    n_failed: int
    n_items: int
    n_new: int
    n_pages: int
    n_refused: int
    failure: str | None
    forms: str | None = None
    n_undated: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a source stands in the inbox: counts, and its newest times.

    ``n_refused`` are addresses that are not asked again, ``n_waiting`` pages that are.
    """

    source: str
    n_items: int
    n_pages: int
    n_pending: int
    n_refused: int
    last_page: dt.datetime | None
    last_published: dt.datetime | None
    n_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """The rounds of a source in 24 hours that ended ``ago`` days before now."""

    ago: int
    n_rounds: int
    n_new: int
    n_pages: int
    n_refused: int


@dataclass(frozen=True, slots=True)
class RefusedPages:
    """Addresses of a source that give nothing, by the last reason, with an example.

    ``state`` is refused (for good), waiting (asked again), or list (of items, asked
    again each round).
    """

    source: str
    reason: str
    state: str
    n: int
    example_id: str
    example: str
