"""The index of the inbox: a SQLite file of its own, so that fetching never waits.

The warehouse belongs to one writer for minutes at a time; here every step is a short
transaction that is on the disk when it returns.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any

from warehouse.inbox.bodies import Bodies, InboxError
from warehouse.inbox.clock import LONGEST_WAIT, NEVER, set_back
from warehouse.inbox.clock import stored_time as _text
from warehouse.inbox.connection import connected, transaction
from warehouse.inbox.queries import (
    ANNOUNCE,
    ANNOUNCE_AGAIN,
    KEEP_ADDRESS,
    KEEP_FAILURE,
    KEEP_PAGE,
    KEEP_REFUSAL,
    KEEP_ROBOTS,
    KEEP_ROUND,
    NEW_REFUSALS,
    PAGES,
    PAGES_TO_LOAD_AGAIN,
    PENDING,
    PRUNABLE,
    ROBOTS,
    ROUNDS,
    SETTLE,
    STANDINGS,
    WANTED,
)
from warehouse.inbox.rows import (
    Announced,
    Known,
    Page,
    Refused,
    Robots,
    Round,
    Standing,
)
from warehouse.inbox.stored import Row, item_of, page_of, stored_item, value_of


@contextmanager
def open_inbox(root: Path) -> Iterator[Inbox]:
    """Open the inbox in a folder, created as needed.

    Raises InboxError when it cannot be used, DiskFullError when there is no room.
    """
    with connected(root) as con:
        yield Inbox(con, Bodies(root / "bodies"))


class Inbox:
    """Announced items, fetched pages and refusals, each kept before it is used.

    Threads may share it; each step is whole before the next one begins.
    """

    def __init__(self, con: sqlite3.Connection, bodies: Bodies) -> None:
        self._con = con
        self._lock = RLock()
        self.bodies = bodies

    def announce(self, items: Iterable[Announced], seen_at: dt.datetime) -> int:
        """Keep what a source says now; returns how many items are new to the source.

        An item told twice keeps its first values where the second one has none.
        """
        n_new = 0
        with self._step():
            for item in items:
                row = stored_item(item, seen_at)
                is_new = self._con.execute(ANNOUNCE, row).rowcount
                n_new += is_new
                self._con.execute(SETTLE if is_new else ANNOUNCE_AGAIN, row)
        return n_new

    def wanted(self, source: str, now: dt.datetime) -> list[Announced]:
        """Items of a source to fetch: new ones, and those updated since the fetch.

        An address that failed waits until its ``retry_at``. An update dated more than a
        day ahead is none: the page would be fetched again in every round until then.
        """
        times = {"now": _text(now), "soon": _text(now + LONGEST_WAIT)}
        rows = self._rows(WANTED, {"source": source, **times})
        return [item_of(row) for row in rows]

    def known(self, canonical_url: str) -> Known:
        """What is known of an address; all empty where it was never asked."""
        rows = self._rows(
            "SELECT * FROM addresses WHERE canonical_url = ?", [canonical_url]
        )
        if not rows:
            return Known()
        (row,) = rows
        return Known(**{f.name: value_of(f.name, row[f.name]) for f in fields(Known)})

    def keep(
        self,
        item: Announced,
        body: bytes,
        *,
        final_url: str,
        content_type: str,
        charset: str | None,
        etag: str | None,
        last_modified: str | None,
        fetched_at: dt.datetime,
    ) -> str:
        """Keep a fetched page; returns its id. The body is on the disk first.

        The same body at the same address again is the same page: it is not loaded
        anew, unless the address held another one meanwhile.
        """
        body_hash = self.bodies.put(body)
        page_id = row_id(item.canonical_url, body_hash)
        page = {
            "page_id": page_id,
            "source": item.source,
            "canonical_url": item.canonical_url,
            "url": item.url,
            "final_url": final_url,
            "body_hash": body_hash,
            "n_bytes": len(body),
            "content_type": content_type,
            "charset": charset,
            "fetched_at": _text(fetched_at),
            "etag": etag,
            "last_modified": last_modified,
        }
        with self._step():
            self._con.execute(KEEP_PAGE, page)
            self._con.execute(KEEP_ADDRESS, page)
            self._con.execute(SETTLE, page)
        return page_id

    def listed(
        self,
        url: str,
        content: str,
        at: dt.datetime,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """Note that a list of items was read, after its items were announced.

        ``content`` tells its state apart, such as a hash: a crash before this note
        only makes the list be read again.
        """
        row = {
            "canonical_url": url,
            "etag": etag,
            "last_modified": last_modified,
            "body_hash": content,
            "fetched_at": _text(at),
        }
        with self._step():
            self._con.execute(KEEP_ADDRESS, row)

    def unchanged(self, canonical_url: str, at: dt.datetime) -> None:
        """Note that the server says that an address has not changed."""
        with self._step():
            self._con.execute(
                "UPDATE addresses SET fetched_at = ?, failures = 0, retry_at = NULL "
                "WHERE canonical_url = ?",
                [_text(at), canonical_url],
            )
            self._con.execute(SETTLE, {"canonical_url": canonical_url})

    def refuse(
        self,
        item: Announced,
        reason: str,
        detail: str,
        *,
        status: int | None,
        at: dt.datetime,
        retry_at: dt.datetime | None,
    ) -> None:
        """Keep that an address gave nothing, and when to ask again; never if None."""
        row = {
            "refusal_id": row_id(item.canonical_url, reason),
            "source": item.source,
            "canonical_url": item.canonical_url,
            "url": item.url,
            "reason": reason,
            "detail": detail,
            "status": status,
            "at": _text(at),
            "retry_at": _text(retry_at or NEVER),
        }
        with self._step():
            self._con.execute(KEEP_REFUSAL, row)
            self._con.execute(KEEP_FAILURE, row)
            self._con.execute(SETTLE, row)

    def robots(self, site: str) -> Robots:
        """What is known of a site's robots.txt; all empty where it was never asked."""
        rows = self._rows(ROBOTS, [site])
        names = [field.name for field in fields(Robots)]
        found = [Robots(**{n: value_of(n, row[n]) for n in names}) for row in rows]
        return found[0] if found else Robots(site)

    def keep_robots(self, found: Robots) -> None:
        """Keep what a site's robots.txt said, or since when it says nothing."""
        times = ("fetched_at", "expires_at", "failing_since")
        row = asdict(found) | {name: _text(getattr(found, name)) for name in times}
        with self._step():
            self._con.execute(KEEP_ROBOTS, row)

    def pending(self, limit: int | None = None) -> list[Page]:
        """Pages that no load has taken yet, in the order they came."""
        start = {"at": "", "page_id": "", "limit": -1 if limit is None else limit}
        return [page_of(row) for row in self._rows(PENDING, start)]

    def each_pending(self, at_once: int = 500) -> Iterator[Page]:
        """The same pages, of which no more than some are in memory."""
        after = {"at": "", "page_id": ""}
        while rows := self._rows(PENDING, after | {"limit": at_once}):
            yield from map(page_of, rows)
            after = {"at": rows[-1]["fetched_at"], "page_id": rows[-1]["page_id"]}

    def pages(self, source: str | None = None) -> list[Page]:
        """All pages that are kept, of one source or of all."""
        return [page_of(row) for row in self._rows(PAGES, {"source": source})]

    def new_refusals(self, limit: int | None = None) -> list[Refused]:
        """Refusals that no load has taken since they last happened."""
        return list(islice(self.each_new_refusal(), limit))

    def each_new_refusal(self, at_once: int = 2_000) -> Iterator[Refused]:
        """The same refusals, of which no more than some are in memory."""
        names = [field.name for field in fields(Refused)]
        after = {"at": "", "refusal_id": "", "never": _text(NEVER), "limit": at_once}
        while rows := self._rows(NEW_REFUSALS, after):
            for row in rows:
                yield Refused(**{name: value_of(name, row[name]) for name in names})
            last = rows[-1]
            after |= {"at": last["last_at"], "refusal_id": last["refusal_id"]}

    def mark_loaded(
        self, pages: Sequence[str], refusals: Sequence[str], at: dt.datetime
    ) -> None:
        """Note what a committed load has taken; marking twice changes nothing."""
        day = _text(at)
        with self._step():
            self._con.executemany(
                "UPDATE pages SET loaded_at = ? "
                "WHERE page_id = ? AND loaded_at IS NULL",
                [(day, page_id) for page_id in pages],
            )
            self._con.executemany(
                "UPDATE refusals SET loaded_at = ? WHERE refusal_id = ?",
                [(day, refusal_id) for refusal_id in refusals],
            )

    def note_round(self, done: Round) -> None:
        """Keep how a round of fetching a source went."""
        times = {"started_at": _text(done.started_at), "ended_at": _text(done.ended_at)}
        with self._step():
            self._con.execute(KEEP_ROUND, asdict(done) | times)

    def rounds(self, source: str, limit: int) -> list[Round]:
        """The last rounds of a source, the newest first."""
        rows = self._rows(ROUNDS, {"source": source, "limit": limit})
        names = [field.name for field in fields(Round)]
        return [
            Round(**{name: value_of(name, row[name]) for name in names}) for row in rows
        ]

    def standings(self, now: dt.datetime) -> list[Standing]:
        """Where every source stands; dates announced for the future are left out."""
        values = {"now": _text(now), "never": _text(NEVER)}
        rows = self._rows(STANDINGS, values)
        names = [field.name for field in fields(Standing)]
        return [Standing(**{n: value_of(n, row[n]) for n in names}) for row in rows]

    def select(self, query: str, values: Row | Sequence[Any] = ()) -> list[Row]:
        """The rows of a query of ``warehouse.inbox.queries``."""
        return self._rows(query, values)

    def load_again(self, since: dt.datetime, until: dt.datetime) -> int:
        """Make pages fetched in a span of time pending again; returns how many.

        Later versions of a page go with it, so that the last one holds again. Pages
        whose bodies were pruned are left out.
        """
        span = {"since": _text(since), "until": _text(until)}
        there = set(self.bodies.names())
        rows = self._rows(PAGES_TO_LOAD_AGAIN, span)
        again = [(r["page_id"],) for r in rows if r["body_hash"] in there]
        with self._step():
            self._con.executemany(
                "UPDATE pages SET loaded_at = NULL WHERE page_id = ?", again
            )
        return len(again)

    def forget_loads(self, after: dt.datetime) -> int:
        """Make what was marked as loaded after a time pending again; returns pages."""
        with self._step():
            for table in ("pages", "refusals"):
                done = self._con.execute(
                    f"UPDATE {table} SET loaded_at = NULL WHERE loaded_at > ?",
                    [_text(after)],
                )
                if table == "pages":
                    n_pages = done.rowcount
        return n_pages

    def set_back(self, now: dt.datetime) -> bool:
        """Bring what a clock that ran ahead has dated in the future to now.

        Returns whether there was anything: a round that began after ``now``. The order
        of rounds and pages stays; addresses that wait do so for a day at most.
        """
        query = "SELECT 1 FROM rounds WHERE started_at > ? LIMIT 1"
        if not self._rows(query, [_text(now)]):
            return False
        with self._step():
            set_back(self._con, now)
        return True

    def prune(self, before: dt.datetime) -> tuple[int, int]:
        """Delete bodies of loaded pages fetched before a time: (bodies, bytes).

        The rows stay, so that an address that is announced again is known.
        """
        rows = self._rows(PRUNABLE, {"before": _text(before)})
        names = [row["body_hash"] for row in rows]
        there = set(self.bodies.names()).intersection(names)
        return len(there), sum(self.bodies.drop(name) for name in sorted(there))

    def verify(self) -> list[str]:
        """What is wrong: a line for each body that is missing or damaged."""
        pruned_or_kept = set(self.bodies.names())
        wrong = []
        for page in self.pages():
            if page.body_hash not in pruned_or_kept and self._is_loaded(page):
                continue
            try:
                self.bodies.get(page.body_hash)
            except InboxError as error:
                wrong.append(f"{page.url}: {error}")
        return wrong

    def _is_loaded(self, page: Page) -> bool:
        (row,) = self._rows(
            "SELECT loaded_at FROM pages WHERE page_id = ?", [page.page_id]
        )
        return row["loaded_at"] is not None

    def _rows(self, query: str, values: Row | Sequence[Any] = ()) -> list[Row]:
        with self._lock:
            found: list[Row] = self._con.execute(query, values).fetchall()
        return found

    @contextmanager
    def _step(self) -> Iterator[None]:
        with self._lock, transaction(self._con):
            yield


def row_id(*parts: str) -> str:
    """16 hexadecimal digits of the SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
