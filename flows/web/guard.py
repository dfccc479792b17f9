"""A transport that connects to checked addresses only and ends at its deadline."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

from flows.web.addresses import AddressPolicy

SocketOption = Any
# They log whole addresses, with the keys that may be in them.
for name in ("httpx", "httpcore"):
    logging.getLogger(name).setLevel(logging.WARNING)


@cache
def _tls() -> ssl.SSLContext:
    # Reading the root certificates takes longer than many a page.
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.HTTPTransport):
    """One request's transport: no proxy, no reuse, checked addresses, one deadline.

    The name is resolved once and the connection goes to the very address that was
    checked, so that an answer of the name server that changes in between leads
    nowhere. TLS still verifies the certificate of the name.
    """

    def __init__(self, policy: AddressPolicy, deadline: float) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=GuardedBackend(policy, deadline),
        )


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections after the policy has seen every address of the host."""

    def __init__(self, policy: AddressPolicy, deadline: float) -> None:
        self._policy = policy
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout
        failure = httpcore.ConnectError(f"{host} has no address")
        try:
            addresses = self._policy.addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error.strerror}") from error
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address,
                    port,
                    timeout=_left(self._deadline, timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return DeadlineStream(stream, self._deadline)
        raise failure

    def sleep(self, seconds: float) -> None:
        """Wait; the pool asks for it between its own tries."""
        self._inner.sleep(seconds)


class DeadlineStream(httpcore.NetworkStream):
    """A connection on which no wait is longer than what is left of the deadline.

    Time-outs of single reads do not end a server that sends one byte a second.
    """

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes that came in. Raises httpcore.ReadTimeout."""
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes. Raises httpcore.WriteTimeout."""
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted; the certificate must be of the name."""
        secured = self._inner.start_tls(
            ssl_context, server_hostname, _left(self._deadline, timeout)
        )
        return DeadlineStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the pool wants to know of the socket."""
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the request is over")
    return left if timeout is None else min(left, timeout)
