"""No request to what is not public: addresses, names, redirects, changing answers."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.web.addresses import (
    ForbiddenAddressError,
    Resolver,
    is_public,
    policy_of,
)
from flows.web.answers import Answer, Fetched, FetchRefused
from flows.web.fetcher import Fetcher, Request
from schemas.fetching import FetchSettings
from tests.web_server import Web, web

SETTINGS: dict[str, Any] = {
    "connect_seconds": 1.0,
    "total_seconds": 2.0,
    "max_attempts": 1,
    "host_delay_seconds": 0.0,
    "obey_robots": False,
}


def answering(*addresses: str) -> Resolver:
    """A name server that gives these addresses for every name."""

    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


def reason(answer: Answer) -> str:
    assert isinstance(answer, FetchRefused), answer
    return answer.reason


@pytest.fixture(scope="module")
def site() -> Iterator[Web]:
    with web() as running:
        yield running


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_these_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_these_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_wrapped_in_another_is_judged_by_what_is_inside(
    address: ipaddress.IPv4Address,
) -> None:
    wrapped = ipaddress.IPv6Address(int(address) | 0xFFFF << 32)
    tunnelled = ipaddress.IPv6Address(0x0064_FF9B << 96 | int(address))
    expected = is_public(address)
    assert is_public(wrapped) == expected
    assert is_public(tunnelled) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_no_way_of_writing_a_local_address_gets_through(url: str) -> None:
    assert reason(Fetcher(FetchSettings(**SETTINGS)).get(Request(url))) in {
        "private_address",
        "bad_address",
    }


def test_the_loopback_is_refused_before_anything_is_sent(site: Web) -> None:
    for host in ("127.0.0.1", "localhost"):
        settings = FetchSettings(allow=(f"elsewhere.example:{site.port}",), **SETTINGS)
        asked = len(site.asked)
        answer = Fetcher(settings).get(Request(site.url("/page", host)))
        assert reason(answer) == "bad_address"
        assert len(site.asked) == asked


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/a",
        "file:///etc/passwd",
        "gopher://news.example/",
        "news.example/a",
        "http:///a",
        "http://news.example:22/",
        "http://news.example:99999/",
        "http://me:secret@news.example/",
        "http://news.example@127.0.0.1/",
        "http://news.example/ a",
        "http://news.example/\r\nHost: inside",
        "http://[::1/",
        "http://news.example/" + "a" * 5000,
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        policy_of((), answering("93.184.216.34")).target(url)


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    policy = policy_of((), answering("93.184.216.34", "10.0.0.1"))
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.1"):
        policy.addresses("mixed.example", 443)


def test_a_name_that_changes_its_answer_leads_nowhere(site: Web) -> None:
    """The name is resolved once: the second answer is never asked for."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    def changing(host: str, port: int) -> Sequence[str]:
        return next(answers)

    policy = policy_of((), changing)
    assert policy.addresses("rebinding.example", 80) == ["93.184.216.34"]
    settings = FetchSettings(allow=(), **SETTINGS)
    fetcher = Fetcher(settings, resolve=lambda host, port: next(answers))
    answer = fetcher.get(Request("http://rebinding.example/page"))
    assert reason(answer) == "private_address"
    assert next(answers, None) is None


def test_the_connection_goes_to_the_address_that_was_checked(site: Web) -> None:
    settings = FetchSettings(allow=(f"news.example:{site.port}",), **SETTINGS)
    fetcher = Fetcher(settings, resolve=answering("127.0.0.1"))
    answer = fetcher.get(Request(site.url("/page", "news.example")))
    assert isinstance(answer, Fetched)
    assert site.asked[-1].headers["host"] == f"news.example:{site.port}"


def test_a_second_address_is_tried_when_the_first_is_closed(site: Web) -> None:
    settings = FetchSettings(allow=(f"news.example:{site.port}",), **SETTINGS)
    fetcher = Fetcher(settings, resolve=answering("127.0.0.2", "127.0.0.1"))
    answer = fetcher.get(Request(site.url("/page", "news.example")))
    assert isinstance(answer, Fetched)


def test_an_allowed_network_is_asked_on_any_port(site: Web) -> None:
    settings = FetchSettings(allow=("127.0.0.0/8",), **SETTINGS)
    assert isinstance(Fetcher(settings).get(Request(site.url("/page"))), Fetched)


def test_a_redirect_out_of_the_allowed_host_is_refused(site: Web) -> None:
    settings = FetchSettings(allow=site.allow, **SETTINGS)
    answer = Fetcher(settings).get(Request(site.url("/inside")))
    assert isinstance(answer, FetchRefused)
    assert answer.reason == "private_address"
    assert "169.254.169.254" in answer.detail


def test_proxies_of_the_environment_are_not_used(
    site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    settings = FetchSettings(allow=site.allow, **SETTINGS)
    assert isinstance(Fetcher(settings).get(Request(site.url("/page"))), Fetched)
