"""One request and its answer, without redirects or second tries."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import httpx

from flows.web.addresses import AddressPolicy, ForbiddenAddressError
from flows.web.answers import Fetched, FetchRefused, Validators
from flows.web.guard import GuardedTransport
from flows.web.manners import Clock, utc_now
from schemas.fetching import FetchSettings
from transforms.lexicon import read_table
from transforms.packed import BodyError, unpacked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, UNCHANGED, TOO_MANY, UNAVAILABLE = 200, 304, 429, 503
FIRST_SERVER_ERROR = 500
LONGEST_RETRY = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the server sends us instead, as its header says."""

    location: str


def user_agent(settings: FetchSettings) -> str:
    """Who asks: name and version of the product, and whom to write to."""
    contact = f" (+{settings.contact})" if settings.contact else ""
    return f"Polemos/{version('polemos')}{contact}"


def exchange(
    url: str,
    kind: str,
    validators: Validators,
    settings: FetchSettings,
    policy: AddressPolicy,
    clock: Clock = utc_now,
) -> Fetched | FetchRefused | Redirect:
    """Ask once. ``kind`` is one of content_types.csv: page, feed, file, robots."""
    deadline = time.monotonic() + settings.total_seconds
    try:
        with (
            httpx.Client(
                transport=GuardedTransport(policy, deadline),
                timeout=httpx.Timeout(
                    settings.read_seconds, connect=settings.connect_seconds
                ),
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream(
                "GET", url, headers=_headers(settings, validators)
            ) as response,
        ):
            if response.status_code == UNCHANGED and not validators.headers:
                detail = "the server answered 304 to a question without conditions"
                return FetchRefused(url, "broken_answer", detail, UNCHANGED)
            return _answer(url, kind, response, settings.max_bytes, clock())
    except (ForbiddenAddressError, BodyError) as error:
        return FetchRefused(url, error.reason, str(error))
    except httpx.TimeoutException as error:
        return FetchRefused(url, "timed_out", _words(error))
    except httpx.ConnectError as error:
        return FetchRefused(url, "unreachable", _words(error))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        return FetchRefused(url, "bad_address", _words(error))
    except httpx.HTTPError as error:
        return FetchRefused(url, "broken_answer", _words(error))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _headers(settings: FetchSettings, validators: Validators) -> dict[str, str]:
    # Brotli and zstd unpack without a bound, so they are not asked for.
    return {
        "User-Agent": user_agent(settings),
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        **validators.headers,
    }


def _answer(
    url: str, kind: str, response: httpx.Response, max_bytes: int, now: dt.datetime
) -> Fetched | FetchRefused | Redirect:
    status, headers = response.status_code, response.headers
    if status in REDIRECTS and "location" in headers:
        return Redirect(headers["location"])
    if status not in (OK, UNCHANGED):
        return _failure(url, status, headers, now)
    content_type, charset = _content(headers.get("content-type", ""))
    body = b""
    if status == OK:
        if content_type and content_type not in accepted(kind):
            message = f"the answer is {content_type}, no {kind}"
            return FetchRefused(url, "wrong_content_type", message, status)
        encoding = headers.get("content-encoding", "")
        body = unpacked(response.iter_raw(), encoding, max_bytes)
    return Fetched(
        url=url,
        final_url=url,
        status=status,
        body=body,
        content_type=content_type,
        charset=charset,
        validators=Validators(headers.get("etag"), headers.get("last-modified")),
        fetched_at=now,
    )


def _failure(
    url: str, status: int, headers: Mapping[str, str], now: dt.datetime
) -> FetchRefused:
    retry_at = retry_time(headers.get("retry-after", ""), now, headers.get("date", ""))
    detail = f"the server answered {status}"
    if status == TOO_MANY or (status == UNAVAILABLE and retry_at):
        return FetchRefused(url, "rate_limited", detail, status, retry_at)
    reason = "server_error" if status >= FIRST_SERVER_ERROR else "http_error"
    return FetchRefused(url, reason, detail, status, retry_at)


def retry_time(value: str, now: dt.datetime, sent: str = "") -> dt.datetime | None:
    """When to come back, from seconds or a date; None if the header says neither.

    A date counts from ``sent``, the server's own time, so that a wrong clock of ours
    makes no wait longer or shorter. No wait is longer than 30 days.
    """
    if value.strip().isdigit():
        return now + min(dt.timedelta(seconds=min(int(value), 10**9)), LONGEST_RETRY)
    asked = _http_date(value)
    if asked is None:
        return None
    wait = asked - (_http_date(sent) or now)
    return now + min(max(wait, dt.timedelta(0)), LONGEST_RETRY)


def _http_date(value: str) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _content(header: str) -> tuple[str, str | None]:
    name, *parameters = (part.strip() for part in header.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return name.lower(), value.strip(" \"'").lower() or None
    return name.lower(), None


@cache
def accepted(kind: str) -> frozenset[str]:
    """Content types that a kind of answer may have."""
    rows = read_table(__package__, "content_types.csv")
    return frozenset(row["type"] for row in rows if row["kind"] == kind)
