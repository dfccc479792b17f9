"""Addresses without what must not be told: passwords and keys in them."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from transforms.lexicon import read_table

HIDDEN = "***"


@cache
def _secret_names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_table(__package__, "secrets.csv"))


def redacted(url: str) -> str:
    """The address with user name, password and key parameters replaced by ***.

    What is no address is given back as it is.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{HIDDEN}@{host}" if host != parts.netloc else host
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(_is_secret(name) for name, _ in pairs):
        query = urlencode(
            [(name, HIDDEN if _is_secret(name) else value) for name, value in pairs],
            safe="*",
        )
    return urlunsplit((parts.scheme, netloc, parts.path, query, parts.fragment))


def _is_secret(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") in _secret_names()
