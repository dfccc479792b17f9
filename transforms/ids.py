"""Deterministic ids: the hash of what identifies a row, the same in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

SEPARATOR = "\x1f"
ID_LENGTH = 16


def stable_id(*parts: str | None) -> str:
    """16 hexadecimal digits of the SHA-256 over the parts; None counts as ''.

    Characters that UTF-8 cannot hold (lone surrogates in a file name) are escaped.
    """
    return id_of_all(parts)


def id_of_all(parts: Iterable[str | None]) -> str:
    """The same of parts that need not be in memory at a time."""
    digest = hashlib.sha256()
    for number, part in enumerate(parts):
        text = f"{SEPARATOR if number else ''}{part or ''}"
        digest.update(text.encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:ID_LENGTH]
