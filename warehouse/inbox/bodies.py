"""Fetched bodies on disk: packed, named by their hash, each kept once."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from warehouse.files import swap_in
from warehouse.space import room_in

HASH_LENGTH = 64
LEVEL = 6


class InboxError(RuntimeError):
    """The inbox cannot be used; says which file and what to do."""


class Bodies:
    """A folder of bodies; names come from hashes alone, never from outside."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, body: bytes) -> str:
        """Keep a body and give its SHA-256; it is on the disk when this returns."""
        name = hashlib.sha256(body).hexdigest()
        path = self._path(name)
        if not path.exists():
            fresh = path.with_name(f".{uuid4().hex}.new")
            with room_in(self.root, "a fetched page"):
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    # No clock in the file: the same body gives the same bytes.
                    fresh.write_bytes(gzip.compress(body, LEVEL, mtime=0))
                    swap_in(fresh, path)
                finally:
                    fresh.unlink(missing_ok=True)
        return name

    def get(self, name: str) -> bytes:
        """The body of a hash. Raises InboxError where it is missing or damaged."""
        path = self._path(name)
        try:
            body = gzip.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise InboxError(f"{path}: the body is not there any more") from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InboxError(f"{path}: the body is damaged: {error}") from error
        if hashlib.sha256(body).hexdigest() != name:
            raise InboxError(f"{path}: the body is not the one that was kept")
        return body

    def names(self) -> Iterator[str]:
        """Hashes of all bodies, sorted."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*.gz")):
            yield path.parent.name + path.name.removesuffix(".gz")

    def drop(self, name: str) -> int:
        """Delete a body; returns the bytes it took on disk."""
        path = self._path(name)
        size = path.stat().st_size
        path.unlink()
        return size

    def sweep(self) -> int:
        """Delete what a crash left half written; returns how many files."""
        left = list(self.root.glob("*/.*.new"))
        for path in left:
            os.unlink(path)
        return len(left)

    def _path(self, name: str) -> Path:
        is_hash = len(name) == HASH_LENGTH and set(name) <= set("0123456789abcdef")
        if not is_hash:
            raise InboxError(f"{name[:80]!r} is no SHA-256 of a body")
        return self.root / name[:2] / f"{name[2:]}.gz"
