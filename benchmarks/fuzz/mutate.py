"""Change bytes and texts by chance: the same chance gives the same change."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

MAX_BYTES: Final = 200_000
TOKENS: Final = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *(b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&#1114112;", b"<![CDATA[", b"]]>"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<?xml version='1.0' encoding='utf-7'?>"),
    *(b'{"', b'"}', b"[[[[[[[[", b"\\ud800", b"1e999", b"NaN", b"-1", b"null", b"[]"),
    *(b'"', b'""', b"'", b",", b";", b"\t", b"\r", b"\n\n", b"\x0b", b"\x1a", b"\\"),
    *(b"charset=zlib", b"charset=idna", b"charset=utf-16", b"charset=hex"),
    *(b"http://[::1", b"http://\xe2\x80\xae.example/", b"//", b"%00", b"%zz"),
    *(b"99999999999999999999", b"0000-00-00", b"2024-02-30T25:61:61+99:99"),
    *(b"Content-Length: -1\r\n", b"WARC/1.0\r\n", b"\r\n\r\n", b"= = =", b"[[source]]"),
)
ODD: Final = (
    *("\u0000", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffd", "\u00ad"),
    *("\u0301", "\u0301" * 40, "\u0345", "ß", "ﬁ", "İ", "ŉ", "ǰ", "ΐ", "ᾳ", "Ǆ", "ſ"),
    *("\U0001f468\u200d\U0001f469", "𝟗", "٣", "½", "Ⅻ", "①", "\u2028", "\x85", "\x1c"),
    *("\ud800", "\udfff", "\U0010ffff", "مرحبا", "שלום", "中文", "한국", "ไทย"),
    *("“", "”", "«", "»", "'", "’", "``", "''", "—", "–", "‑", "…", "...", "!?!?"),
    *("(", ")", "[", "]", "((((((((", "))))))))", "--", "/", "//", "\\", "|", "~", "#"),
    *("$", "%", "per cent", "€", "1,000,000", "1.5.2024", "0", "-7", "1e9", "9" * 400),
    *("million million", "dozens of dozens", "at least at least", "no one", "neither"),
    *("on Monday", "last next week", "in 0 AD", "on 31 February", "the 99th of May"),
    *("who said that", "which", "said", "and and", "of of of", "U.S.", "Mr.", "No."),
)
WIDE: Final = 400
Change = Callable[[random.Random, bytes], bytes]


def changed_bytes(chance: random.Random, data: bytes, times: int) -> bytes:
    """The bytes after a number of changes; never longer than 200,000."""
    for _ in range(times):
        data = chance.choice(CHANGES)(chance, data)[:MAX_BYTES]
    return data


def changed_text(chance: random.Random, text: str, times: int) -> str:
    """The text after a number of changes that a text suffers from people and tools."""
    for _ in range(times):
        text = chance.choice(REWRITES)(chance, text)[:MAX_BYTES]
    return text


def _at(chance: random.Random, data: bytes | str) -> int:
    return chance.randint(0, len(data))


def _flip(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _insert(chance: random.Random, data: bytes) -> bytes:
    at = _at(chance, data)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 2, 60)) + data[at:]


def _random(chance: random.Random, data: bytes) -> bytes:
    at = _at(chance, data)
    return data[:at] + chance.randbytes(chance.randint(1, 40)) + data[at:]


def _delete(chance: random.Random, data: bytes) -> bytes:
    first, last = sorted((_at(chance, data), _at(chance, data)))
    return data[:first] + data[min(last, first + chance.randint(1, 200)) :]


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: _at(chance, data)]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    first, last = sorted((_at(chance, data), _at(chance, data)))
    part = data[first : min(last, first + 200)]
    return data[:first] + part * chance.choice((2, 3, 50, 500)) + data[last:]


def _swap(chance: random.Random, data: bytes) -> bytes:
    parts = data.split(chance.choice((b"\n", b",", b">", b'"', b" ")))
    if len(parts) < 3:
        return data
    one, other = chance.sample(range(len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return chance.choice((b"\n", b",", b">", b'"', b" ")).join(parts)


def _nested(chance: random.Random, data: bytes) -> bytes:
    pairs = ((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"<div>", b""))
    opening, closing = chance.choice(pairs)
    depth = chance.choice((10, 300, 5_000, 30_000))
    at = _at(chance, data)
    return data[:at] + opening * depth + closing * chance.choice((0, depth)) + data[at:]


CHANGES: Final[tuple[Change, ...]] = (
    *(_flip, _flip, _insert, _insert, _insert, _random, _delete, _delete),
    *(_cut, _repeat, _swap, _nested),
)


def _odd(chance: random.Random, text: str) -> str:
    at = _at(chance, text)
    blank = chance.choice(("", " "))
    return f"{text[:at]}{blank}{chance.choice(ODD)}{blank}{text[at:]}"


def _odd_letters(chance: random.Random, text: str) -> str:
    """Some letters of the whole text replaced by one odd sign."""
    letter, sign = chance.choice("aeinost. ,"), chance.choice(ODD)
    return text.replace(letter, sign, chance.choice((1, 5, -1)))


def _random_letters(chance: random.Random, text: str) -> str:
    codes = (chance.choice((0x250, 0x3000, 0xFFFF, 0x10FFFF)) for _ in range(20))
    letters = "".join(chr(chance.randrange(1, code + 1)) for code in codes)
    at = _at(chance, text)
    return text[:at] + letters + text[at:]


def _glued(chance: random.Random, text: str) -> str:
    return text.replace(" ", chance.choice(("", "-", "\u200b", "_")))


def _long_word(chance: random.Random, text: str) -> str:
    at = _at(chance, text)
    return (
        text[:at]
        + chance.choice("aA1é-.'(\"中") * chance.choice((99, 9_000))
        + text[at:]
    )


def _brackets(chance: random.Random, text: str) -> str:
    opening, closing = chance.choice(("()", "[]", "“”", '""', "''", "«»", "--"))
    depth, at = chance.choice((3, 50, 900)), _at(chance, text)
    return f"{opening * depth}{text[:at]}{closing * depth}{text[at:]}"


def _shuffled(chance: random.Random, text: str) -> str:
    words = text.split(" ")
    first = chance.randrange(len(words))
    part = words[first : first + WIDE]
    chance.shuffle(part)
    return " ".join([*words[:first], *part, *words[first + WIDE :]])


def _cases(chance: random.Random, text: str) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _doubled(chance: random.Random, text: str) -> str:
    sentences = text.split(". ")
    return ". ".join([*sentences, *sentences[: chance.randint(1, 3)] * 3])


def _endless(chance: random.Random, text: str) -> str:
    """One sentence of everything."""
    joint = chance.choice((", and ", "; ", " who ", " ", ", "))
    return text.replace(". ", joint).replace("\n\n", joint) * chance.choice((1, 4, 12))


def _wrapped(chance: random.Random, text: str) -> str:
    return text.replace(" ", chance.choice(("\n", "\n\n", "\t", "\u00a0", "  ")))


REWRITES: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    *(_odd, _odd, _odd, _odd_letters, _odd_letters, _random_letters, _glued),
    *(_long_word, _brackets, _shuffled, _cases, _doubled, _endless, _wrapped),
)
