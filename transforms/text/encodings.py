"""Which encoding a whole file has, read piece by piece."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

from transforms.text.decode import (
    SAMPLE_BYTES,
    broken_as,
    is_too_foreign,
    is_utf8_with_damage,
    undecodable,
    untold,
    wide_encoding,
)

PIECE_BYTES: Final = 1_000_000
REPLACEMENT: Final = "\ufffd".encode()


@dataclass(frozen=True, slots=True)
class Encoding:
    """A name that Python knows, and how many characters are lost as U+FFFD."""

    name: str
    damaged: int = 0


def encoding_of(stream: BinaryIO) -> Encoding:
    """What ``decode`` would find for all bytes from here on; the stream stays here.

    Raises UnreadableTextError.
    """
    start = stream.tell()
    try:
        wide = wide_encoding(_sample(stream, start))
        if wide:
            _check(stream, start, wide)
            return Encoding(wide)
        return _narrow(stream, start)
    finally:
        stream.seek(start)


def text_of(stream: BinaryIO, encoding: Encoding) -> io.TextIOWrapper:
    """The stream as text, its line ends as they stand."""
    # What changes while it is read may be broken by now, and is no error of ours.
    return io.TextIOWrapper(stream, encoding.name, errors="replace", newline="")


def _narrow(stream: BinaryIO, start: int) -> Encoding:
    n_foreign, n_damaged = _damage(stream, start)
    if not n_damaged:
        return Encoding("utf-8")
    if is_utf8_with_damage(n_foreign, n_damaged):
        return Encoding("utf-8", n_damaged)
    decoder = codecs.getincrementaldecoder("cp1252")()
    head = ""
    try:
        for piece in _pieces(stream, start):
            text = decoder.decode(piece)
            head += text[: SAMPLE_BYTES - len(head)]
    except UnicodeDecodeError as error:
        raise undecodable() from error
    if is_too_foreign(head):
        raise untold()
    return Encoding("windows-1252")


def _damage(stream: BinaryIO, start: int) -> tuple[int, int]:
    """Characters beyond ASCII, read as UTF-8, and how many of them are damage."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    n_foreign = n_damaged = 0
    tail = b""
    for piece in chain(_pieces(stream, start), [b""]):
        text = decoder.decode(piece, final=not piece)
        if not text.isascii():
            n_foreign += len(text) - len(text.encode("ascii", "ignore"))
            n_damaged += text.count("\ufffd")
        n_damaged -= (tail + piece).count(REPLACEMENT)
        tail = (tail + piece)[-len(REPLACEMENT) + 1 :]
    return n_foreign, n_damaged


def _check(stream: BinaryIO, start: int, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(stream, start):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise broken_as(encoding, error) from error


def _sample(stream: BinaryIO, start: int) -> bytes:
    stream.seek(start)
    return stream.read(SAMPLE_BYTES)


def _pieces(stream: BinaryIO, start: int) -> Iterator[bytes]:
    stream.seek(start)
    while piece := stream.read(PIECE_BYTES):
        yield piece
