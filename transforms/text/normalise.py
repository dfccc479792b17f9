"""Normal form of a text: NFC, line feeds, plain spaces, one line a paragraph."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BLANK_LINES = re.compile(r"\n{3,}")
REMOVED = frozenset({"Cc", "Cf", "Cs"})
WIDEST_WRAP = 120
NARROWEST_WRAP = 40
CLOSED = frozenset('.!?:;…"”’)')
RAGGED = 4
"""Characters by which the widest line may pass the width the lines were broken at."""
BULLET = re.compile(r"(?:[-*•·▪◦‣–—]|\(?\d{1,2}[.)]|#{1,6})\s")


def normalise(text: str) -> str:
    """Text in normal form; typographic quotes stay as they are.

    Control and zero-width characters go, every kind of space becomes a plain one,
    lines broken at a fixed width are joined. Normalising twice changes nothing.
    """
    text = LINE_ENDS.sub("\n", text)
    if not text.isascii() or not text.isprintable():
        text = "".join(_normal(char) for char in text)
        text = unicodedata.normalize("NFC", text)
    while True:
        tidy = _tidy(_unwrapped(text))
        if tidy == text:
            return text
        text = tidy


def one_line(text: str) -> str:
    """A title or name in normal form, without line feeds and repeated spaces."""
    return " ".join(normalise(text).split())


def _normal(char: str) -> str:
    if char == "\n" or " " < char < "\x7f":
        return char
    category = unicodedata.category(char)
    if category == "Zs" or char == "\t":
        return " "
    return "" if category in REMOVED else char


def _tidy(text: str) -> str:
    lines = (line.strip(" ") for line in text.strip(" \n").split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines))


def _unwrapped(text: str) -> str:
    """Join the lines of each paragraph that was broken at a fixed width."""
    groups = groupby(text.split("\n"), key=lambda line: bool(line.strip(" ")))
    return "\n".join(_paragraph([line.rstrip(" ") for line in g]) for _, g in groups)


def _paragraph(lines: list[str]) -> str:
    if len(lines) > 1 and _is_wrapped(lines):
        return " ".join([lines[0], *(line.strip(" ") for line in lines[1:])])
    joined: list[str] = []
    length = 0
    for line in lines:
        if length >= NARROWEST_WRAP and _continues(joined[-1], line):
            joined += [" ", line.strip(" ")]
            length += len(line)
        else:
            joined += ["\n", line]
            length = len(line)
    return "".join(joined[1:])


def _continues(above: str, line: str) -> bool:
    """True for the rest of a sentence that a link or a tag pushed to a new line."""
    first = line.lstrip(" ")[:2]
    return first.isalpha() and first[0].islower() and above[-1:] not in CLOSED


def _is_wrapped(lines: list[str]) -> bool:
    width = max(map(len, lines))
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    breaks = list(zip(lines, lines[1:], strict=False))
    if any(BULLET.match(below.lstrip()) for _, below in breaks):
        return False
    full = sum(_breaks_at(above, below, width) for above, below in breaks)
    # A full line that stops inside a sentence goes on below, with a name or not.
    inside = sum(above.rstrip()[-1:] not in '.!?:"”' for above, _ in breaks)
    if full < (0.5 if inside == len(breaks) else 0.8) * len(breaks):
        return False
    if not any(char.islower() for line in lines for char in line):
        return len(lines[0]) >= NARROWEST_WRAP
    low = sum(below.lstrip()[:1].islower() for _, below in breaks)
    return low >= 0.4 * len(breaks) or inside >= 0.6 * len(breaks)


def _breaks_at(above: str, below: str, width: int) -> bool:
    """True if the next word would not have fitted in the line."""
    words = below.split(maxsplit=1)
    return bool(words) and len(above) + 1 + len(words[0]) > width - RAGGED
