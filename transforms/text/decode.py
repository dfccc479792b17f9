"""From bytes to text: which encoding, or why none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE_BYTES = 65_536
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 first: its mark starts with the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"PAR1")
CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\v\f\r\x1a\x1b")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
# Half a character, as JSON can name it: no file and no table can hold it.
HALF = re.compile("[\ud800-\udfff]")
# Codecs of Python that are no charsets of the web, and UTF-7, which hides mark-up.
NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
MAX_CONTROL_SHARE = 0.005
MAX_DAMAGE_SHARE = 0.05
MAX_FOREIGN_SHARE = 0.3


class UnreadableTextError(ValueError):
    """Bytes that are no text; ``reason`` is one of reasons.csv."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with its encoding and the number of characters lost as U+FFFD."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Text of the bytes: a byte order mark, evident UTF-16, UTF-8, ``declared``, 1252.

    Windows-1252 is believed only if few of the letters are accented, because every
    single-byte code page decodes as it. Raises UnreadableTextError.
    """
    wide = wide_encoding(data)
    if wide:
        return _strict(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _damaged(data) or _legacy(data, declared)


def wide_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark or the pattern of zero bytes tells.

    None leaves UTF-8 and single-byte encodings. Raises UnreadableTextError for
    binary content.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[: SAMPLE_BYTES - SAMPLE_BYTES % 2]
    if b"\0" in sample:
        return _utf16_without_mark(sample)
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    if sample.startswith(MAGIC) or controls > MAX_CONTROL_SHARE * len(sample):
        raise UnreadableTextError("binary", "the content is binary, not text")
    return None


def declared_charset(data: bytes) -> str | None:
    """The charset an HTML page names in its first 2,048 bytes, if Python knows it."""
    found = CHARSET.search(data[:2048])
    return known_charset(found.group(1).decode("ascii")) if found else None


def known_charset(name: str | None) -> str | None:
    """Python's name of a charset; None for what is no encoding of text.

    >>> known_charset("Latin1"), known_charset("zlib"), known_charset("x-none")
    ('iso8859-1', None, None)
    """
    try:
        known = codecs.lookup(name or "")
    except (LookupError, ValueError):
        return None
    # Python names packers and ciphers among its codecs as well.
    is_text = known._is_text_encoding and known.name not in NO_CHARSETS
    return known.name if is_text else None


def whole_characters(text: str) -> str:
    """The text with U+FFFD for each half of a character."""
    return text if text.isascii() else HALF.sub("\ufffd", text)


def _utf16_without_mark(sample: bytes) -> str:
    low, high = sample[::2].count(0), sample[1::2].count(0)
    pairs = max(1, len(sample) // 2)
    if not low and high / pairs > 0.05:
        return "utf-16-le"
    if not high and low / pairs > 0.05:
        return "utf-16-be"
    raise UnreadableTextError("binary", "the content is binary: it holds zero bytes")


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeError as error:
        raise broken_as(encoding, error) from error


def broken_as(encoding: str, error: UnicodeError) -> UnreadableTextError:
    """What is told of text that breaks off in its own encoding."""
    reason = getattr(error, "reason", error)
    message = f"the content is broken {encoding.upper()}: {reason}"
    return UnreadableTextError("undecodable", message)


def _damaged(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, such as a file cut inside a character."""
    text = data.decode("utf-8", errors="replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    damaged = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    is_utf8 = is_utf8_with_damage(foreign, damaged)
    return Decoded(text, "utf-8", damaged) if is_utf8 else None


def is_utf8_with_damage(n_foreign: int, n_damaged: int) -> bool:
    """Whether so few of the characters beyond ASCII are broken that it is UTF-8."""
    few = max(1, MAX_DAMAGE_SHARE * n_foreign)
    return n_damaged <= few and n_foreign >= 2 * n_damaged


def _legacy(data: bytes, declared: str | None) -> Decoded:
    if declared and declared not in {"utf-8", "ascii", "iso8859-1"}:
        return _strict(data, declared)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise undecodable() from error
    if is_too_foreign(text[:SAMPLE_BYTES]):
        raise untold()
    return Decoded(text, "windows-1252")


def undecodable() -> UnreadableTextError:
    """What is told of bytes that no encoding explains."""
    message = "the content is neither UTF-8, UTF-16 nor Windows-1252 text"
    return UnreadableTextError("undecodable", message)


def untold() -> UnreadableTextError:
    """What is told of bytes that several encodings explain."""
    message = "the encoding cannot be told: save the file as UTF-8"
    return UnreadableTextError("undecodable", message)


def is_too_foreign(head: str) -> bool:
    """Whether too many letters are accented for it to be Windows-1252."""
    letters = sum(1 for char in head if char.isalpha())
    foreign = sum(1 for char in head if char.isalpha() and not char.isascii())
    return foreign > MAX_FOREIGN_SHARE * letters
