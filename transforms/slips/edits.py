"""Changes to a text that keep the way back: where each character was printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


class Shift:
    """Where the characters of an edited text stood before, and the other way."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """The edits lie in order and do not overlap."""
        self._edits = edits
        self._ends = [edit.end for edit in edits]
        self._news: list[int] = []
        self._gains: list[int] = [0]
        for edit in edits:
            self._news.append(edit.start + self._gains[-1])
            gain = len(edit.text) - (edit.end - edit.start)
            self._gains.append(self._gains[-1] + gain)

    def forward(self, position: int) -> int:
        """Where a place of the printed text, in no edit, lies in the edited one."""
        return position + self._gains[bisect_right(self._ends, position)]

    def start(self, position: int) -> int:
        """Where what begins here in the edited text begins in the printed one."""
        number = bisect_right(self._news, position) - 1
        if number >= 0:
            edit, inside = self._edits[number], position - self._news[number]
            if inside < len(edit.text):
                return min(edit.start + inside, edit.end)
        return position - self._gains[number + 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where words of the edited text stand in the printed one.

        Words that were put in stand for all that their edit replaced.
        """
        first, last = self.start(start), self.end(end)
        if first < last or start >= end:
            return first, last
        edit = self._edits[bisect_right(self._news, start) - 1]
        return edit.start, edit.end

    def end(self, position: int) -> int:
        """Where what ends here in the edited text ends in the printed one."""
        number = bisect_right(self._news, position - 1) - 1
        if number >= 0:
            edit, inside = self._edits[number], position - self._news[number]
            if inside == len(edit.text):
                return edit.end
            if inside < len(edit.text):
                return min(edit.start + inside, edit.end)
        return position - self._gains[number + 1]


def edited(text: str, edits: Iterable[Edit]) -> tuple[str, Shift]:
    """The text with the edits made, and the way back; the first of two that clash.

    >>> edited("Chinas navy", [Edit(5, 5, "'")])[0]
    "China's navy"
    """
    kept: list[Edit] = []
    parts: list[str] = []
    last = 0
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if edit.start < last or edit.text == text[edit.start : edit.end]:
            continue
        parts += [text[last : edit.start], edit.text]
        last = edit.end
        kept.append(edit)
    return "".join([*parts, text[last:]]), Shift(kept)
