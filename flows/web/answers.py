"""What asking for an address gave: an answer to use, or why there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether a page has changed (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that ask so."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the unpacked body and what the server says of it.

    ``status`` is 200, or 304 with an empty body where the page is as it was.
    ``charset`` is the one of the header, None where it names none.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str
    charset: str | None
    validators: Validators
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FetchRefused:
    """Why an address gave nothing.

    ``reason`` is one of reasons.csv, ``retry_at`` the time the server asks for.
    """

    url: str
    reason: str
    detail: str
    status: int | None = None
    retry_at: dt.datetime | None = None

    @property
    def may_pass(self) -> bool:
        """Whether asking again may help."""
        return self.reason in {
            "unreachable",
            "timed_out",
            "broken_answer",
            "broken_body",
            "server_error",
            "rate_limited",
            "robots_unreachable",
        }


Answer = Fetched | FetchRefused
