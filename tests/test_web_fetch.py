"""The fetcher against a real server that plays the web."""

from __future__ import annotations

import datetime as dt
import resource
import time
from collections.abc import Iterator
from typing import Any

import pytest

from flows.web.answers import Answer, Fetched, FetchRefused
from flows.web.exchange import retry_time
from flows.web.fetcher import Fetcher, Request
from flows.web.redact import redacted
from schemas.fetching import FetchSettings
from tests.web_server import PAGE, Web, missing, robots, text_play, web

QUICK: dict[str, Any] = {
    "connect_seconds": 2.0,
    "read_seconds": 0.4,
    "total_seconds": 1.0,
    "max_bytes": 1_000_000,
    "max_attempts": 1,
    "backoff_seconds": 0.0,
    "host_delay_seconds": 0.0,
    "obey_robots": False,
}


@pytest.fixture(scope="module")
def site() -> Iterator[Web]:
    with web() as running:
        yield running


def fetcher(site: Web, **settings: Any) -> Fetcher:
    return Fetcher(FetchSettings(allow=site.allow, **(QUICK | settings)))


def get(site: Web, path: str, **settings: Any) -> Answer:
    return fetcher(site, **settings).get(Request(site.url(path)))


def body(answer: Answer) -> bytes:
    assert isinstance(answer, Fetched), answer
    return answer.body


def reason(answer: Answer) -> str:
    assert isinstance(answer, FetchRefused), answer
    return answer.reason


@pytest.mark.parametrize(
    "path", ["/page", "/packed", "/deflated", "/bare", "/typeless"]
)
def test_a_page_comes_whole_however_it_is_packed(site: Web, path: str) -> None:
    assert body(get(site, path)) == PAGE


def test_the_agent_is_named_with_its_contact(site: Web) -> None:
    get(site, "/page", contact="https://polemos.example/bot")
    agent = site.asked[-1].headers["user-agent"]
    assert agent.startswith("Polemos/")
    assert "https://polemos.example/bot" in agent


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/hangs", "timed_out"),
        ("/drips", "timed_out"),
        ("/drips-headers", "timed_out"),
        ("/promises-more", "broken_answer"),
        ("/resets", "broken_answer"),
        ("/garbage", "broken_answer"),
        ("/broken-chunks", "broken_answer"),
        ("/huge-headers", "broken_answer"),
        ("/cut", "broken_body"),
        ("/brotli", "unknown_encoding"),
        ("/picture", "wrong_content_type"),
        ("/nowhere", "http_error"),
        ("/always-ill", "server_error"),
        ("/round", "too_many_redirects"),
        ("/inside", "private_address"),
        ("/to-file", "bad_address"),
        ("/endless", "page_too_large"),
        ("/unasked-304", "broken_answer"),
        ("/busy-for-long", "rate_limited"),
    ],
)
def test_a_bad_answer_is_refused_in_time(site: Web, path: str, why: str) -> None:
    started = time.monotonic()
    assert reason(get(site, path)) == why
    assert time.monotonic() - started < 30  # the server would hang for ever


def test_a_body_longer_than_promised_is_cut_at_the_promise(site: Web) -> None:
    assert body(get(site, "/promises-less")) == PAGE[:12]


def test_a_bomb_of_two_gigabytes_ends_at_the_limit(site: Web) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = get(site, "/bomb", total_seconds=20.0, read_seconds=10.0)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason(answer) == "page_too_large"
    assert (after - before) / 1024 < 50


def test_a_redirect_is_followed_and_told(site: Web) -> None:
    answer = get(site, "/moves")
    assert body(answer) == PAGE
    assert isinstance(answer, Fetched)
    assert (answer.url, answer.final_url) == (site.url("/moves"), site.url("/page"))


def test_an_unchanged_page_is_not_sent_again(site: Web) -> None:
    asking = fetcher(site)
    first = asking.get(Request(site.url("/conditional")))
    assert isinstance(first, Fetched)
    again = asking.get(Request(site.url("/conditional"), validators=first.validators))
    assert isinstance(again, Fetched)
    assert (first.status, again.status, again.body) == (200, 304, b"")


def test_the_charset_of_the_header_is_kept(site: Web) -> None:
    named, silent = get(site, "/page"), get(site, "/latin")
    assert isinstance(named, Fetched)
    assert isinstance(silent, Fetched)
    assert (named.charset, silent.charset) == ("utf-8", None)


@pytest.mark.parametrize("path", ["/busy-once", "/ill-twice"])
def test_what_passes_is_tried_again(path: str) -> None:
    with web() as site:
        assert body(get(site, path, max_attempts=4)) == PAGE


def test_what_does_not_pass_is_not_tried_again() -> None:
    with web() as site:
        get(site, "/nowhere", max_attempts=4)
        get(site, "/busy-for-long", max_attempts=4)
        assert site.paths() == {"/nowhere": 1, "/busy-for-long": 1}


def test_a_server_that_stays_ill_is_asked_as_often_as_set() -> None:
    with web() as site:
        assert reason(get(site, "/always-ill", max_attempts=3)) == "server_error"
        assert site.paths()["/always-ill"] == 3


def test_the_waits_between_tries_grow_and_vary() -> None:
    waits: list[float] = []
    with web() as site:
        settings = FetchSettings(
            allow=site.allow,
            **(QUICK | {"max_attempts": 6, "backoff_seconds": 1.0}),
            backoff_limit_seconds=4.0,
        )
        Fetcher(settings, sleep=waits.append).get(Request(site.url("/always-ill")))
    assert len(waits) == 5
    limits = (1.0, 2.0, 4.0, 4.0, 4.0)
    assert all(0 <= w <= limit for w, limit in zip(waits, limits, strict=True))
    assert len(set(waits)) == 5


def test_two_requests_to_one_host_have_a_pause_between_them() -> None:
    with web() as site:
        asking = fetcher(site, host_delay_seconds=0.3)
        started = time.monotonic()
        pages = [Request(site.url(path)) for path in ("/page", "/packed", "/bare")]
        answers = list(asking.get_all(pages))
        assert time.monotonic() - started >= 0.6
        assert {type(answer) for _, answer in answers} == {Fetched}


def test_hosts_do_not_wait_for_each_other() -> None:
    with web() as one, web() as other:
        settings = FetchSettings(
            allow=one.allow + other.allow, **(QUICK | {"host_delay_seconds": 1.0})
        )
        pages = [Request(s.url(p)) for s in (one, other) for p in ("/page", "/bare")]
        started = time.monotonic()
        assert len(list(Fetcher(settings).get_all(pages))) == 4
        assert time.monotonic() - started < 1.9


def test_answers_come_one_by_one_and_the_rest_can_be_left() -> None:
    with web() as site:
        pages = [Request(site.url(f"/page?{n}")) for n in range(50)]
        answers = fetcher(site, host_delay_seconds=0.05).get_all(pages)
        next(answers)
        answers.close()  # type: ignore[attr-defined]
        assert len(site.asked) < 10


def test_robots_keep_us_out_where_they_say_so() -> None:
    rules = "User-agent: *\nDisallow: /secret\nUser-agent: Polemos\nDisallow: /ours"
    with web(**robots(rules)) as site:
        asking = fetcher(site, obey_robots=True)
        assert reason(asking.get(Request(site.url("/ours/page")))) == "robots"
        assert body(asking.get(Request(site.url("/page")))) == PAGE
        assert site.paths() == {"/robots.txt": 1, "/page": 1}


def test_robots_hold_for_the_address_a_redirect_leads_to() -> None:
    with web(**robots("User-agent: *\nDisallow: /page")) as site:
        assert reason(get(site, "/moves", obey_robots=True)) == "robots"


def test_no_robots_allow_all_and_ill_ones_nothing() -> None:
    with web() as site:
        assert body(get(site, "/page", obey_robots=True)) == PAGE
    ill = {"robots.txt": lambda visit: visit.reply(b"", "503 Unavailable")}
    with web(**ill) as site:
        answer = get(site, "/page", obey_robots=True)
        assert reason(answer) == "robots_unreachable"
        assert site.paths() == {"/robots.txt": 1}


def test_robots_that_are_a_page_count_for_none() -> None:
    with web(**{"robots.txt": text_play("<html></html>", "text/html")}) as site:
        assert body(get(site, "/page", obey_robots=True)) == PAGE


def test_a_crawl_delay_is_kept() -> None:
    waits: list[float] = []
    with web(**robots("User-agent: *\nCrawl-delay: 7")) as site:
        settings = FetchSettings(allow=site.allow, **(QUICK | {"obey_robots": True}))
        asking = Fetcher(settings, sleep=waits.append)
        for path in ("/page", "/bare"):
            asking.get(Request(site.url(path)))
    assert [round(wait) for wait in waits] == [7]


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    now = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
    assert retry_time("90", now) == now + dt.timedelta(seconds=90)
    asked = "Sun, 01 Nov 2026 12:05:00 GMT"
    assert retry_time(asked, now) == now + dt.timedelta(minutes=5)
    assert retry_time("soon", now) is None
    assert retry_time("9" * 40, now) == now + dt.timedelta(days=30)
    assert retry_time("Thu, 01 Nov 2096 12:05:00 GMT", now) == now + dt.timedelta(30)
    assert retry_time("Sun, 01 Nov 2020 12:05:00 GMT", now) == now


@pytest.mark.parametrize("wrong", [-1, 0, 30])
def test_a_wrong_clock_of_ours_changes_no_wait(wrong: int) -> None:
    sent, asked = "Sun, 01 Nov 2026 12:00:00 GMT", "Sun, 01 Nov 2026 12:05:00 GMT"
    now = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC) + dt.timedelta(days=wrong)
    assert retry_time(asked, now, sent) == now + dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?page=2", "https://a.example/x?page=2"),
        ("https://me:pw@a.example/x", "https://***@a.example/x"),
        ("https://a.example/x?api_key=1&q=b", "https://a.example/x?api_key=***&q=b"),
        ("no address", "no address"),
    ],
)
def test_keys_and_passwords_are_not_told(url: str, shown: str) -> None:
    assert redacted(url) == shown


def test_a_missing_page_is_one_question() -> None:
    with web(gone=missing) as site:
        assert reason(get(site, "/gone")) == "http_error"
