"""Packed bodies and files, unpacked no further than their limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

GZIP = 16 + zlib.MAX_WBITS
PACKED = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}
PLAIN = frozenset({"", "identity"})


class BodyError(Exception):
    """A body that cannot be used; ``reason`` is one of reasons.csv."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def unpacked(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """All of a body, its content encoding undone.

    A body longer than ``limit`` when unpacked ends the reading there: ten megabytes of
    zeros may be ten gigabytes unpacked. Raises BodyError.
    """
    encoding = encoding.strip().lower()
    if encoding not in PLAIN and encoding not in PACKED:
        raise BodyError("unknown_encoding", f"the body is packed as {encoding}")
    parts = chunks if encoding in PLAIN else _inflated(chunks, encoding, limit)
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > limit:
            raise BodyError("page_too_large", f"the body is longer than {limit} bytes")
    return bytes(body)


def gunzipped(data: bytes, limit: int) -> bytes:
    """A packed file, such as a sitemap ending in .gz. Raises BodyError."""
    return unpacked([data], "gzip", limit)


def _inflated(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    opened, is_first = zlib.decompressobj(PACKED[encoding]), True
    try:
        for chunk in chunks:
            if is_first and encoding == "deflate" and not _has_zlib_head(chunk):
                opened = zlib.decompressobj(-zlib.MAX_WBITS)
            is_first = False
            rest = chunk
            while rest:
                yield opened.decompress(rest, limit + 1)
                rest = opened.unconsumed_tail or opened.unused_data
                if opened.eof and rest:
                    # A gzip body may be several, one after the other.
                    opened = zlib.decompressobj(PACKED[encoding])
    except zlib.error as error:
        raise BodyError("broken_body", f"the packed body is broken: {error}") from error
    if not is_first and not opened.eof:
        raise BodyError("broken_body", "the packed body ends too early")


def _has_zlib_head(chunk: bytes) -> bool:
    # Many servers send bare deflate where RFC 9110 wants it wrapped (RFC 1950).
    head = int.from_bytes(chunk[:2].ljust(2, b"\0"), "big")
    return chunk[:1] != b"" and chunk[0] & 0x0F == 8 and head % 31 == 0
