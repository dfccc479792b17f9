"""Spans told against spans marked, by kind, with partial overlaps counted apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.quality.report import Counts

Span = tuple[int, int]
Same = Callable[[Span, Span], bool]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Pairs of a told and a marked span, and those left over on either side."""

    pairs: tuple[tuple[Span, Span], ...]
    spurious: tuple[Span, ...]
    missed: tuple[Span, ...]

    @property
    def counts(self) -> Counts:
        """Right, told and wanted."""
        right = len(self.pairs)
        return Counts(right, right + len(self.spurious), right + len(self.missed))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def same_end(one: Span, other: Span) -> bool:
    """Whether two spans end together: articles and titles in front do not count."""
    return one[1] == other[1]


def align(
    told: Iterable[Span], wanted: Iterable[Span], same: Same = overlap
) -> Aligned:
    """Pair each told span with one marked span at most, from left to right."""
    left = sorted(set(wanted))
    pairs, spurious = [], []
    for span in sorted(set(told)):
        match = next((other for other in left if same(span, other)), None)
        if match is None:
            spurious.append(span)
        else:
            left.remove(match)
            pairs.append((span, match))
    return Aligned(tuple(pairs), tuple(spurious), tuple(left))


def added(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    right = told = wanted = 0
    for item in counts:
        right, told = right + item.right, told + item.told
        wanted += item.wanted
    return Counts(right, told, wanted)
