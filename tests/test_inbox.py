"""The inbox: raw first, each thing once, and nothing lost to a crash."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.inbox import Announced, Inbox, InboxError, Known, Round, open_inbox

NOON = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
Wait = dt.timedelta | None


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with open_inbox(tmp_path / "inbox") as opened:
        yield opened


def item(name: str = "a", **values: object) -> Announced:
    url = f"https://news.example/{name}"
    base = Announced(source="wire", canonical_url=url, url=f"{url}?utm_source=feed")
    return Announced(**{k: values.get(k, getattr(base, k)) for k in base.__slots__})  # type: ignore[arg-type]


def keep(
    inbox: Inbox, told: Announced, body: bytes = b"<p>a</p>", at: dt.datetime = NOON
) -> str:
    return inbox.keep(
        told,
        body,
        final_url=told.url,
        content_type="text/html",
        charset="utf-8",
        etag='"1"',
        last_modified=None,
        fetched_at=at,
    )


def test_what_is_announced_is_wanted_until_it_is_kept(inbox: Inbox) -> None:
    assert inbox.announce([item("a"), item("b")], NOON) == 2
    assert inbox.announce([item("a")], NOON + HOUR) == 0
    assert [i.url for i in inbox.wanted("wire", NOON)] == [item(n).url for n in "ab"]
    keep(inbox, item("a"))
    assert [i.canonical_url for i in inbox.wanted("wire", NOON)] == [
        item("b").canonical_url
    ]
    assert inbox.wanted("another", NOON) == []


def test_an_updated_item_is_wanted_again(inbox: Inbox) -> None:
    inbox.announce([item()], NOON)
    keep(inbox, item())
    inbox.announce([item(updated=NOON - HOUR)], NOON)
    assert inbox.wanted("wire", NOON + HOUR) == []
    inbox.announce([item(updated=NOON + HOUR)], NOON + HOUR)
    assert len(inbox.wanted("wire", NOON + HOUR)) == 1


def test_the_second_announcement_fills_what_the_first_lacked(inbox: Inbox) -> None:
    inbox.announce([item(published=NOON)], NOON)
    inbox.announce([item(title="Talks", published=NOON + HOUR)], NOON)
    (found,) = inbox.wanted("wire", NOON)
    assert (found.title, found.published) == ("Talks", NOON)


def test_a_page_is_pending_until_a_load_has_taken_it(inbox: Inbox) -> None:
    inbox.announce([item(title="Talks")], NOON)
    page_id = keep(inbox, item(), b"<p>They met.</p>")
    (page,) = inbox.pending()
    assert (page.page_id, page.n_bytes, page.fetched_at) == (page_id, 16, NOON)
    assert page.item is not None
    assert page.item.title == "Talks"
    assert inbox.bodies.get(page.body_hash) == b"<p>They met.</p>"
    for _ in range(2):
        inbox.mark_loaded([page_id], [], NOON + HOUR)
        assert inbox.pending() == []
    assert inbox.load_again(NOON, NOON + HOUR) == 1
    assert [p.page_id for p in inbox.pending()] == [page_id]


def test_the_same_body_again_is_no_new_page_and_another_one_is(inbox: Inbox) -> None:
    first = keep(inbox, item(), b"one")
    assert keep(inbox, item(), b"one", NOON + HOUR) == first
    second = keep(inbox, item(), b"two", NOON + HOUR)
    assert [page.page_id for page in inbox.pending()] == [first, second]


def test_a_page_that_went_back_to_what_it_was_is_pending_again(inbox: Inbox) -> None:
    first = keep(inbox, item(), b"one")
    second = keep(inbox, item(), b"two", NOON + HOUR)
    inbox.mark_loaded([first, second], [], NOON + HOUR)
    assert keep(inbox, item(), b"one", NOON + 2 * HOUR) == first
    (page,) = inbox.pending()
    assert (page.page_id, page.fetched_at) == (first, NOON + 2 * HOUR)


def test_threads_share_an_inbox(inbox: Inbox) -> None:
    def work(number: int) -> int:
        told = [item(f"{number}-{i}") for i in range(20)]
        n_new = inbox.announce([*told, item("shared")], NOON)
        for one in told:
            keep(inbox, one, one.url.encode())
        return n_new

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(work, range(8)))
    assert sum(counts) == 8 * 20 + 1
    assert len(inbox.pending()) == 8 * 20
    assert [one.url for one in inbox.wanted("wire", NOON)] == [item("shared").url]


def test_one_body_at_two_addresses_is_kept_once(inbox: Inbox) -> None:
    keep(inbox, item("a"))
    keep(inbox, item("b"))
    assert len(inbox.pending()) == 2
    assert len(list(inbox.bodies.names())) == 1


def test_what_the_server_gave_to_ask_again_is_known(inbox: Inbox) -> None:
    assert inbox.known(item().canonical_url) == Known()
    keep(inbox, item())
    inbox.unchanged(item().canonical_url, NOON + HOUR)
    found = inbox.known(item().canonical_url)
    assert (found.etag, found.fetched_at) == ('"1"', NOON + HOUR)


def test_a_failure_waits_and_a_final_one_is_not_asked_again(inbox: Inbox) -> None:
    inbox.announce([item("late"), item("gone")], NOON)
    for name, retry_at in (("late", NOON + HOUR), ("gone", None)):
        for _ in range(2):
            inbox.refuse(
                item(name),
                "server_error",
                "500",
                status=500,
                at=NOON,
                retry_at=retry_at,
            )
    assert inbox.wanted("wire", NOON) == []
    assert [i.url for i in inbox.wanted("wire", NOON + HOUR)] == [item("late").url]
    assert inbox.known(item("late").canonical_url).failures == 2
    keep(inbox, item("late"), at=NOON + HOUR)
    assert inbox.known(item("late").canonical_url).failures == 0


def test_a_refusal_is_told_once_and_again_when_it_happens_again(inbox: Inbox) -> None:
    def refuse(at: dt.datetime) -> None:
        inbox.refuse(item(), "robots", "no", status=None, at=at, retry_at=None)

    refuse(NOON)
    (refused,) = inbox.new_refusals()
    assert (refused.reason, refused.n_times) == ("robots", 1)
    inbox.mark_loaded([], [refused.refusal_id], NOON)
    assert inbox.new_refusals() == []
    refuse(NOON + HOUR)
    assert [row.n_times for row in inbox.new_refusals()] == [2]


def test_refusals_come_in_parts_and_none_is_left_out_or_told_twice(
    inbox: Inbox,
) -> None:
    names = [f"{number:02}" for number in range(11)]
    for name in names:
        # Some at the same moment, so that a part may end between them.
        at = NOON + HOUR * (int(name) // 4)
        inbox.refuse(item(name), "robots", "no", status=None, at=at, retry_at=None)
    found = [row.url for row in inbox.each_new_refusal(at_once=3)]
    assert sorted(found) == [item(name).url for name in names]
    assert found == [row.url for row in inbox.new_refusals()]
    assert [row.url for row in inbox.new_refusals(limit=1)] == found[:1]


def test_loaded_bodies_are_pruned_and_pending_ones_stay(inbox: Inbox) -> None:
    old = keep(inbox, item("old"), b"old")
    keep(inbox, item("pending"), b"pending")
    new = keep(inbox, item("new"), b"new", NOON + HOUR)
    inbox.mark_loaded([old, new], [], NOON + HOUR)
    n_bodies, n_bytes = inbox.prune(NOON + HOUR / 2)
    assert n_bodies == 1
    assert n_bytes > 0
    assert inbox.prune(NOON + HOUR / 2) == (0, 0)
    assert inbox.verify() == []
    assert len(list(inbox.bodies.names())) == 2


def test_a_damaged_body_is_told(inbox: Inbox) -> None:
    keep(inbox, item("a"), b"one")
    keep(inbox, item("b"), b"two")
    one, two = (page.body_hash for page in inbox.pending())
    path = inbox.bodies.root / one[:2] / f"{one[2:]}.gz"
    path.write_bytes(path.read_bytes()[:-6])
    (inbox.bodies.root / two[:2] / f"{two[2:]}.gz").unlink()
    wrong = inbox.verify()
    assert len(wrong) == 2
    assert "damaged" in wrong[0]
    assert "not there any more" in wrong[1]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_hash_names_a_body(inbox: Inbox, name: str) -> None:
    with pytest.raises(InboxError, match="no SHA-256"):
        inbox.bodies.get(name)


def test_the_same_body_gives_the_same_bytes_on_disk(tmp_path: Path) -> None:
    written = []
    for root in ("one", "other"):
        with open_inbox(tmp_path / root) as inbox:
            name = inbox.bodies.put(b"<p>They met.</p>" * 100)
            path = inbox.bodies.root / name[:2] / f"{name[2:]}.gz"
            written.append(path.read_bytes())
    assert written[0] == written[1]


def test_an_index_of_another_schema_is_refused(tmp_path: Path) -> None:
    with open_inbox(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "inbox.sqlite") as con:
        con.execute("UPDATE schema_number SET number = 99")
    with pytest.raises(InboxError, match="inbox schema 99"), open_inbox(tmp_path):
        pass


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite").write_bytes(b"not a database, really not" * 99)
    with pytest.raises(InboxError, match="not a database"), open_inbox(tmp_path):
        pass


KEEP_FOR_EVER = """
    import datetime as dt, itertools, sys
    from pathlib import Path
    from warehouse.inbox import Announced, open_inbox
    with open_inbox(Path(sys.argv[1])) as inbox:
        for n in itertools.count():
            url = f"https://news.example/{n}"
            told = Announced("wire", url, url)
            at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
            inbox.announce([told], at)
            inbox.keep(told, b"body %d" % n, final_url=url, content_type="text/html",
                charset=None, etag=None, last_modified=None, fetched_at=at)
            print(n, flush=True)
"""


def test_a_killed_writer_leaves_every_kept_page_whole(tmp_path: Path) -> None:
    program = [sys.executable, "-c", textwrap.dedent(KEEP_FOR_EVER), str(tmp_path)]
    root = str(Path(__file__).parent.parent)
    for round_number in range(3):
        with subprocess.Popen(
            program, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": root}
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.05 + 0.07 * round_number)
            writer.send_signal(signal.SIGKILL)
            kept = writer.stdout.read().split()
        with open_inbox(tmp_path) as inbox:
            assert inbox.verify() == []
            urls = {page.url for page in inbox.pending()}
            assert {f"https://news.example/{int(n)}" for n in kept} <= urls
            inbox.bodies.sweep()
            assert not list(inbox.bodies.root.glob("*/.*"))


DAY = dt.timedelta(days=1)


def round_of(at: dt.datetime, n_new: int = 1, source: str = "wire") -> Round:
    return Round(source, at, at, 1, 0, 0, n_new, n_new, n_new, 0, None)


def refused_at(inbox: Inbox, told: Announced, at: dt.datetime, wait: Wait) -> None:
    inbox.refuse(
        told,
        "server_error",
        "500",
        status=500,
        at=at,
        retry_at=None if wait is None else at + wait,
    )


def test_a_clock_that_ran_ahead_for_a_while_stops_nothing(inbox: Inbox) -> None:
    ahead = NOON + 30 * DAY
    inbox.announce([item(n) for n in "abcd"], ahead)
    keep(inbox, item("a"), b"first", at=ahead)
    keep(inbox, item("a"), b"second", at=ahead + HOUR)
    refused_at(inbox, item("b"), ahead, HOUR)
    refused_at(inbox, item("c"), ahead, None)
    inbox.mark_loaded([], [r.refusal_id for r in inbox.new_refusals()], ahead)
    inbox.listed("https://news.example/feed", "hash", ahead, etag='"1"')
    for hours in range(3):
        inbox.note_round(round_of(ahead + hours * HOUR, hours))
    assert inbox.set_back(NOON)
    assert not inbox.set_back(NOON)
    assert [r.n_new for r in inbox.rounds("wire", 9)] == [2, 1, 0]
    assert all(r.started_at <= NOON for r in inbox.rounds("wire", 9))
    # Versions stay in order, the list is read anew, the page is known.
    assert [inbox.bodies.get(p.body_hash) for p in inbox.pending()] == [
        b"first",
        b"second",
    ]
    assert inbox.known("https://news.example/feed").body_hash is None
    assert inbox.known(item("a").canonical_url).etag == '"1"'
    waiting = inbox.wanted("wire", NOON + DAY)
    assert [told.canonical_url for told in waiting] == [
        item("b").canonical_url,
        item("d").canonical_url,
    ]
    refused_at(inbox, item("b"), NOON + HOUR, HOUR)
    assert [r.canonical_url for r in inbox.new_refusals()] == [item("b").canonical_url]


def test_a_refusal_that_was_not_loaded_stays_new_when_the_clock_goes_back(
    inbox: Inbox,
) -> None:
    ahead = NOON + 30 * DAY
    refused_at(inbox, item("b"), ahead, HOUR)
    inbox.mark_loaded([], [r.refusal_id for r in inbox.new_refusals()], ahead)
    refused_at(inbox, item("b"), ahead + HOUR, HOUR)
    inbox.note_round(round_of(ahead))
    inbox.set_back(NOON)
    assert len(inbox.new_refusals()) == 1


def test_a_clock_that_goes_right_changes_nothing(inbox: Inbox) -> None:
    refused_at(inbox, item("b"), NOON, 20 * DAY)
    inbox.note_round(round_of(NOON))
    assert not inbox.set_back(NOON + HOUR)
    assert inbox.known(item("b").canonical_url).retry_at == NOON + 20 * DAY


def test_an_update_dated_in_the_future_is_not_fetched_for_ever(inbox: Inbox) -> None:
    inbox.announce([item("a", updated=NOON + 9000 * DAY)], NOON)
    keep(inbox, item("a"), at=NOON)
    assert inbox.wanted("wire", NOON + HOUR) == []


def test_pages_of_a_span_are_loaded_again_with_their_later_versions(
    inbox: Inbox,
) -> None:
    keep(inbox, item("a"), b"first", at=NOON)
    keep(inbox, item("a"), b"second", at=NOON + 2 * DAY)
    keep(inbox, item("b"), b"other", at=NOON + 2 * DAY)
    inbox.mark_loaded([p.page_id for p in inbox.pending()], [], NOON + 3 * DAY)
    assert inbox.load_again(NOON, NOON + DAY) == 2
    assert [inbox.bodies.get(p.body_hash) for p in inbox.pending()] == [
        b"first",
        b"second",
    ]
    inbox.mark_loaded([p.page_id for p in inbox.pending()], [], NOON + 3 * DAY)
    inbox.prune(NOON + DAY)
    assert inbox.load_again(NOON, NOON + DAY) == 1
