"""Normal form of a text: NFC, line feeds, plain spaces, one line a paragraph."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from transforms.text.cues import words_of

LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BLANK_LINES = re.compile(r"\n{3,}")
REMOVED = frozenset({"Cc", "Cf", "Cs"})
WIDEST_WRAP = 120
NARROWEST_WRAP = 40
CLOSED = frozenset('.!?:;…"”’)')
FULL_SHARE = 0.8
LOW_SHARE = 0.4
INSIDE_SHARE = 0.6
TITLE_SHARE = 0.8
RAGGED = 8
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
    parts: list[str] = []
    is_first = True
    for has_words, group in groups:
        lines = [line.rstrip(" ") for line in group]
        parts.append(_paragraph(lines, is_first) if has_words else "\n".join(lines))
        is_first = is_first and not has_words
    return "\n".join(parts)


def _paragraph(lines: list[str], is_first: bool) -> str:
    if len(lines) > 1 and _is_wrapped(lines, is_first):
        return " ".join([lines[0], *(line.strip(" ") for line in lines[1:])])
    joined: list[str] = []
    length = 0
    for line in lines:
        is_open = length >= NARROWEST_WRAP or (
            bool(joined) and _runs_on(joined[-1], line)
        )
        if is_open and _continues(joined[-1], line):
            joined += [" ", line.strip(" ")]
            length += len(line)
        else:
            joined += ["\n", line]
            length = len(line)
    return "".join(joined[1:])


def _runs_on(above: str, line: str) -> bool:
    """True if even a short line has to go on: "shelled the town" / "on Thursday,".

    The line below starts with such a word, or the line above stops at a comma.
    """
    first = line.lstrip(" ").partition(" ")[0]
    return first in words_of("unfinished") or above.endswith(",")


def _continues(above: str, line: str) -> bool:
    """True for the rest of a sentence that a link or a tag pushed to a new line.

    It starts in small letters, or the line above stops at a word such as "on".
    """
    first = line.lstrip(" ")[:2]
    if first.isalpha() and first[0].islower() and above[-1:] not in CLOSED:
        return True
    return above.rpartition(" ")[2] in words_of("unfinished")


def _is_wrapped(lines: list[str], is_first: bool) -> bool:
    """True if all lines but the last are full and most stop inside a sentence."""
    width = max(map(len, lines))
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    breaks = list(zip(lines, lines[1:], strict=False))
    if any(BULLET.match(below.lstrip()) for _, below in breaks):
        return False
    full = sum(_breaks_at(above, below, width) for above, below in breaks)
    if full < FULL_SHARE * len(breaks):
        return False
    if not any(char.islower() for line in lines for char in line):
        return len(lines[0]) >= NARROWEST_WRAP
    low = sum(below.lstrip()[:1].islower() for _, below in breaks)
    if low >= LOW_SHARE * len(breaks):
        return True
    # A headline with one line below looks like this as well.
    ambiguous = lines[-1][-1:] not in CLOSED or (is_first and len(lines) == 2)
    inside = sum(_stops_inside(above) for above, _ in breaks)
    return not ambiguous and inside >= INSIDE_SHARE * len(breaks)


def _stops_inside(line: str) -> bool:
    """True if a line stops inside a sentence and is no heading in title case."""
    words = [word for word in line.split() if len(word) > 3]
    capitals = sum(word[:1].isupper() for word in words)
    return line[-1:] not in CLOSED and capitals < TITLE_SHARE * max(1, len(words))


def _breaks_at(above: str, below: str, width: int) -> bool:
    """True if the next word would not have fitted in the line."""
    words = below.split(maxsplit=1)
    return bool(words) and len(above) + 1 + len(words[0]) > width - RAGGED
