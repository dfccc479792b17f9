"""Deterministic ids: the hash of what identifies a row, the same in every run."""

from __future__ import annotations

import hashlib

SEPARATOR = "\x1f"
ID_LENGTH = 16


def stable_id(*parts: str | None) -> str:
    """16 hexadecimal digits of the SHA-256 over the parts; None counts as ''.

    Characters that UTF-8 cannot hold (lone surrogates in a file name) are escaped.
    """
    joined = SEPARATOR.join(part or "" for part in parts)
    digest = hashlib.sha256(joined.encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:ID_LENGTH]
