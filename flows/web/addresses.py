"""Which addresses may be asked: public ones, and those allowed by name or network.

A server that fetches what others name must not be led to its own network: see RFC 1918,
RFC 6890 and the OWASP notes on server-side request forgery.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
PORTS: Final = {"http": 80, "https": 443}
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
MAX_URL_LENGTH: Final = 4_000


class ForbiddenAddressError(Exception):
    """An address that may not be asked; ``reason`` is one of reasons.csv."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: scheme, host and port, and whether its host is allowed."""

    scheme: str
    host: str
    port: int
    is_allowed: bool

    @property
    def site(self) -> str:
        """Scheme, host and port: what shares robots.txt and the pause."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """The rules for one run; ``resolve`` gives the addresses behind a host name."""

    hosts: frozenset[tuple[str, int | None]]
    networks: tuple[Network, ...]
    resolve: Resolver

    def target(self, url: str) -> Target:
        """What a URL asks for. Raises ForbiddenAddressError."""
        parts = _split(url)
        host = (parts.hostname or "").rstrip(".")
        port = _port(parts)
        is_allowed = self.allows(host, port)
        if parts.username is not None or parts.password is not None:
            raise ForbiddenAddressError(
                "bad_address", "the address holds a user name or a password"
            )
        if port != PORTS[parts.scheme] and not is_allowed:
            raise ForbiddenAddressError(
                "bad_address", f"port {port} is neither 80 nor 443"
            )
        return Target(parts.scheme, host, port, is_allowed)

    def allows(self, host: str, port: int) -> bool:
        """Whether the host, or the address it is written as, is on the list."""
        if {(host, None), (host, port)} & self.hosts:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return self._in_allowed_network(address)

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses behind a host, all of them checked.

        One address that is not public refuses the host: a name that answers with a
        public and a private address is how a guard is tricked. Raises
        ForbiddenAddressError and OSError.
        """
        found = list(dict.fromkeys(self.resolve(host, port)))
        if not self.allows(host, port):
            for text in found:
                address = ipaddress.ip_address(text.partition("%")[0])
                if not (is_public(address) or self._in_allowed_network(address)):
                    raise ForbiddenAddressError(
                        "private_address", f"{host} is at {text}, which is not public"
                    )
        return found

    def _in_allowed_network(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def policy_of(allow: Sequence[str], resolve: Resolver | None = None) -> AddressPolicy:
    """The rules with a list of allowed hosts (with or without port) and networks."""
    hosts: set[tuple[str, int | None]] = set()
    networks: list[Network] = []
    for entry in allow:
        try:
            networks.append(ipaddress.ip_network(entry))
        except ValueError:
            host, _, port = entry.lower().rpartition(":")
            named = host and port.isdigit()
            hosts.add((host, int(port)) if named else (entry.lower(), None))
    return AddressPolicy(frozenset(hosts), tuple(networks), resolve or resolved)


def resolved(host: str, port: int) -> list[str]:
    """Addresses of a host by the system's resolver; OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: Address) -> bool:
    """Whether an address, and any address wrapped in it, is on the open internet."""
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved
        for one in _layers(address)
    )


def _layers(address: Address) -> Iterator[Address]:
    """The address and the IPv4 addresses that tunnels would take it to."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        yield mapped
        return
    if address in NAT64:
        # How a host that has IPv6 alone reaches IPv4: the inner one counts.
        yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        return
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL_LENGTH or not url.isprintable() or " " in url:
        raise ForbiddenAddressError(
            "bad_address", "the address is too long or holds blanks"
        )
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError as error:
        raise ForbiddenAddressError("bad_address", str(error)) from error
    if parts.scheme not in PORTS or not has_host:
        raise ForbiddenAddressError(
            "bad_address", "the address is no http:// or https:// address"
        )
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise ForbiddenAddressError("bad_address", str(error)) from error
