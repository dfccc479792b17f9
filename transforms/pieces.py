"""Stretches of a block short enough to parse; text of a usual kind stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The parser's memory grows with the length of what it is given.
MAX_CHARACTERS = 20_000
# No sentence of prose is as long: it is a list, or its full stops were lost. What two
# acts of a sentence have to do with each other is asked of each pair.
MAX_SENTENCE = 1_500
# Splitting signs off a word takes the square of its length: 20,000 quotation marks in
# a row are minutes. The longest words of real text are addresses.
MAX_WORD = 500
LONG_WORD = re.compile(rf"\S{{{MAX_WORD},}}")
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s")
# Where a stretch is best cut, the best first.
SEAMS = ("; ", ", ", " ")


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a block that is too long, endless sentences, and words nobody wrote.

    Yields first and one past the last character of each piece; none begins with white
    space.
    """
    for word in LONG_WORD.finditer(text, start, end):
        yield from _parts(text, start, word.start())
        for at in range(word.start(), word.end(), MAX_WORD):
            yield at, min(at + MAX_WORD, word.end())
        start = word.end()
    yield from _parts(text, start, end)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut inside sentences without end, and between sentences where it gets long."""
    start = closed = _next_word(text, start, end)
    while start < end:
        found = SENTENCE_END.search(text, closed, min(end, closed + MAX_SENTENCE))
        if found is not None and found.end() - start <= MAX_CHARACTERS:
            closed = found.end()
            continue
        is_last = end - closed <= MAX_SENTENCE
        if is_last and end - start <= MAX_CHARACTERS:
            yield start, end
            return
        cut = closed if found is not None or is_last else _seam(text, closed)
        yield start, cut
        start = closed = _next_word(text, cut, end)


def _seam(text: str, start: int) -> int:
    """One past the last comma or space within the longest sentence."""
    limit = start + MAX_SENTENCE
    for seam in SEAMS:
        at = text.rfind(seam, start + 1, limit)
        if at > start:
            return at + len(seam)
    return limit


def _next_word(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
