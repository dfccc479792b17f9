"""What makes a DuckDB file the same bytes each time: no leavings, no random name.

DuckDB 2.0 leaves in a block, and packs where a value is null, what lay in memory; it
gives each file a random identifier. Written by a process of its own, whose memory
is handed out as zeros, and with an identifier that follows from its content, a file
depends on its rows alone.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from warehouse.workers import begin

Given = ParamSpec("Given")
Value = TypeVar("Value")

# Read as a process begins: by the allocator that DuckDB brings along on Linux, and by
# glibc, which fills what it hands out with the complement of the number.
ZEROS: Final = {"DUCKDB_JE_MALLOC_CONF": "zero:true", "MALLOC_PERTURB_": "255"}

# The main header: a checksum of what follows, "DUCK", versions, then the identifier
# (https://duckdb.org/docs/stable/internals/storage; offsets are those of 2.0.0).
HEADER: Final = 4096
CHECKSUM: Final = struct.Struct("<Q")
IDENTIFIER: Final = slice(124, 140)
SEED: Final = 5381
FACTOR: Final = 0xBF58476D1CE4E5B9
WORD: Final = (1 << 64) - 1


class HeaderError(RuntimeError):
    """A DuckDB file whose header is not the one this version writes."""


def in_zeroed_memory(
    work: Callable[Given, Value], *args: Given.args, **kwargs: Given.kwargs
) -> Value:
    """What ``work`` returns or raises, done by a process whose memory begins as zeros.

    With a C library other than glibc memory begins as it comes.
    """
    context = multiprocessing.get_context("spawn")
    with _zeros(), ProcessPoolExecutor(1, context, begin) as pool:
        return pool.submit(work, *args, **kwargs).result()


@contextmanager
def _zeros() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ZEROS}
    os.environ.update(ZEROS)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def name_by_content(path: Path) -> None:
    """Make the identifier of a closed DuckDB file follow from all its other bytes.

    Raises HeaderError where the header is not as DuckDB 2.0 writes it.
    """
    with path.open("r+b") as file:
        header = bytearray(file.read(HEADER))
        if len(header) < HEADER or _checksum(header) != _told(header):
            raise HeaderError(f"{path}: its header is not that of DuckDB 2.0")
        header[IDENTIFIER] = bytes(16)
        rest = hashlib.sha256(header[CHECKSUM.size :])
        while part := file.read(1 << 20):
            rest.update(part)
        header[IDENTIFIER] = rest.digest()[:16]
        CHECKSUM.pack_into(header, 0, _checksum(header))
        file.seek(0)
        file.write(header)


def _told(header: bytearray) -> int:
    return int(CHECKSUM.unpack_from(header)[0])


def _checksum(header: bytearray) -> int:
    """DuckDB's own: each word times a constant, all of them and a seed by xor."""
    found = SEED
    for (word,) in CHECKSUM.iter_unpack(header[CHECKSUM.size :]):
        found ^= word * FACTOR & WORD
    return found
