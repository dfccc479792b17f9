"""Tell an address of failures: one JSON document, posted, tried again, never fatal."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from flows.web.addresses import ForbiddenAddressError, policy_of
from flows.web.exchange import user_agent
from flows.web.guard import GuardedTransport
from flows.web.manners import Sleep
from schemas.fetching import FetchSettings

VARIABLE = "POLEMOS_WEBHOOK"
ATTEMPTS = 4
FIRST_WAIT_SECONDS = 1.0
DEADLINE_SECONDS = 15.0
TOO_MANY, FIRST_SERVER_ERROR = 429, 500
log = logging.getLogger("polemos.webhook")


def webhook_of(declared: str | None) -> str | None:
    """The address to tell: that of the environment, or else the declared one."""
    return os.environ.get(VARIABLE) or declared


def post(url: str, told: Mapping[str, Any], sleep: Sleep = time.sleep) -> bool:
    """Post what is told as JSON; returns whether the address took it.

    Where it may help it is tried again, with growing waits. A failure is logged and
    raises nothing: telling of a failure must not become another one. The address is
    shown nowhere but for its host, for the rest of it is often a secret.
    """
    failure = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            full = FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
            sleep(random.uniform(full / 2, full))
        try:
            status = _post(url, told)
        except (httpx.HTTPError, httpx.InvalidURL, ForbiddenAddressError) as error:
            # Its words may repeat the address.
            failure = type(error).__name__
            if not isinstance(error, httpx.TransportError):
                break
            continue
        if status < 300:
            return True
        failure = f"status {status}"
        if status < FIRST_SERVER_ERROR and status != TOO_MANY:
            break
    log.warning("The webhook at %s was not told: %s", host_of(url), failure)
    return False


def _post(url: str, told: Mapping[str, Any]) -> int:
    # The operator names this address, which so may be in the operator's own network;
    # what it redirects to may not, and is not followed.
    policy = policy_of([host_of(url)])
    policy.target(url)
    deadline = time.monotonic() + DEADLINE_SECONDS
    with httpx.Client(
        transport=GuardedTransport(policy, deadline),
        timeout=httpx.Timeout(DEADLINE_SECONDS),
        trust_env=False,
        follow_redirects=False,
    ) as client:
        agent = {"User-Agent": user_agent(FetchSettings())}
        with client.stream("POST", url, json=dict(told), headers=agent) as answer:
            return answer.status_code


def host_of(url: str) -> str:
    """Host and port of an address, which may be shown; ``?`` if it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "?"
    return f"{host}:{port}" if host and port else host or "?"
