"""From judged pairs to groups: each claim in exactly one, no 'different' inside.

Claims that a reviewer calls the same are joined first. Then pairs judged the same are
joined best first: two groups become one only when no pair across them is different
and their average likeness is at least 0.42, lower than for a pair: a report that tells
little is unsure of all but its nearest. Nothing crosses the connected components
of pairs judged the same, so a component can be grouped without the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from transforms.events.blocks import Ints, Pairs
from transforms.events.bulk import Judged
from transforms.events.judge import Judgement

LINK_FROM: Final = 0.42
# What is known of claims while they are grouped takes memory, and time to look up.
AT_ONCE: Final = 4_000
Pair = tuple[int, int]


class Judge(Protocol):
    """Judges pairs of indices, once it has been told which ones it may be asked of."""

    def build(self, indices: Iterable[int]) -> None:
        """Prepare for pairs of these, and of no others any more."""

    def judge(self, i: int, j: int) -> Judgement:
        """Judge a pair."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What reviewers ruled on pairs of indices, the smaller index first."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(slots=True)
class Grouping:
    """Groups of indices in order, and the pairs that decided what was kept apart.

    ``refused`` has, for a pair ruled the same that was not joined, the pair ruled
    different that forbids it.
    """

    groups: list[list[int]] = field(default_factory=list)
    barriers: dict[Pair, Judgement] = field(default_factory=dict)
    refused: dict[Pair, Pair] = field(default_factory=dict)


def components(count: int, links: Iterable[Pair]) -> list[list[int]]:
    """Connected sets of the indices below ``count``, each sorted, by first index."""
    pairs = np.array([*links], np.int64).reshape(-1, 2)
    return _parts(roots(count, pairs))


def roots(count: int, pairs: Pairs) -> Ints:
    """For every index below ``count`` the first of those it is connected with."""
    one, other = pairs[:, 0], pairs[:, 1]
    root = np.arange(count)
    while True:
        lowest = np.minimum(root[one], root[other])
        fresh = root.copy()
        np.minimum.at(fresh, root[one], lowest)
        np.minimum.at(fresh, root[other], lowest)
        while not np.array_equal(fresh, fresh[fresh]):
            fresh = fresh[fresh]
        if np.array_equal(fresh, root):
            return root
        root = fresh


def _parts(root: Ints) -> list[list[int]]:
    order = np.argsort(root, kind="stable")
    if not len(order):
        return []
    edges = np.flatnonzero(np.diff(root[order])) + 1
    return [part.tolist() for part in np.split(order, edges)]


def group(count: int, judged: Judged, ruled: Ruled, views: Judge) -> Grouping:
    """Group the indices below ``count``; ``views`` judge the pairs not judged yet.

    A component all of whose pairs are judged the same is one group: nothing could keep
    two of its claims apart.
    """
    is_link = judged.is_same & ~judged.among(ruled.different)
    links = judged.pairs[is_link]
    same = np.array(sorted(ruled.same), np.int64).reshape(-1, 2)
    root = roots(count, np.concatenate([links, same]))
    n_links = np.bincount(root[links[:, 0]], minlength=count)
    result, open_parts = Grouping(), []
    for members in _parts(root):
        size = len(members)
        if n_links[members[0]] == size * (size - 1) // 2:
            result.groups.append(members)
        else:
            open_parts.append(members)
    _join_all(open_parts, root, judged, ruled, views, result)
    result.groups.sort()
    return result


def _join_all(
    parts: Sequence[Sequence[int]],
    root: Ints,
    judged: Judged,
    ruled: Ruled,
    views: Judge,
    result: Grouping,
) -> None:
    """Group the members of each part, by the pairs within it, a few parts at a time."""
    at = root[judged.pairs]
    inside = np.flatnonzero(at[:, 0] == at[:, 1])
    inside = inside[np.argsort(at[inside, 0], kind="stable")]
    starts = at[inside, 0]
    own_same: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(ruled.same):
        own_same[int(root[pair[0]])].append(pair)
    for some in _portions(parts):
        views.build(index for members in some for index in members)
        for members in some:
            first = members[0]
            low, high = np.searchsorted(starts, [first, first + 1])
            own = dict(judged.row(number) for number in inside[low:high].tolist())
            joining = _Joining(members, own, ruled, views.judge, result)
            joining.join(own_same[first], _best_first(own, ruled))


def _portions(parts: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    """The parts in order, so many at a time as have ``AT_ONCE`` members."""
    some: list[Sequence[int]] = []
    for members in parts:
        some.append(members)
        if sum(map(len, some)) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _best_first(judged: Mapping[Pair, Judgement], ruled: Ruled) -> list[Pair]:
    links = (
        pair
        for pair, found in judged.items()
        if found.judgement == "same" and pair not in ruled.different
    )
    return sorted(links, key=lambda pair: (-judged[pair].score, pair))


class _Joining:
    """The groups of one component while they grow."""

    def __init__(
        self,
        members: Sequence[int],
        judged: Mapping[Pair, Judgement],
        ruled: Ruled,
        judge: Callable[[int, int], Judgement],
        result: Grouping,
    ) -> None:
        self.group_of = {index: index for index in members}
        self.groups = {index: [index] for index in members}
        self.judged, self.ruled, self.judge, self.result = judged, ruled, judge, result
        self.asked: dict[Pair, float | None] = {}

    def join(self, same: Iterable[Pair], links: Iterable[Pair]) -> None:
        """Join what reviewers call the same, then what is judged so."""
        for pair in same:
            left, right = (self.groups[self.group_of[index]] for index in pair)
            if left is right:
                continue
            forbidden = self._ruled_apart(left, right)
            if forbidden is not None:
                self.result.refused[pair] = forbidden
            else:
                self._unite(left, right)
        failed: set[tuple[int, int, int, int]] = set()
        for i, j in links:
            left, right = (self.groups[self.group_of[index]] for index in (i, j))
            attempt = (left[0], len(left), right[0], len(right))
            if left is right or attempt in failed:
                continue
            if self._may_join(left, right):
                self._unite(left, right)
            else:
                failed.add(attempt)
        self.result.groups.extend(self.groups.values())

    def _may_join(self, left: Sequence[int], right: Sequence[int]) -> bool:
        if self._ruled_apart(left, right) is not None:
            return False
        total = 0.0
        for i in left:
            for j in right:
                score = self._likeness((i, j) if i < j else (j, i))
                if score is None:
                    return False
                total += score
        return total / (len(left) * len(right)) >= LINK_FROM

    def _ruled_apart(self, left: Sequence[int], right: Sequence[int]) -> Pair | None:
        if not self.ruled.different:
            return None
        across = ((min(i, j), max(i, j)) for i in left for j in right)
        return next((pair for pair in across if pair in self.ruled.different), None)

    def _likeness(self, pair: Pair) -> float | None:
        """The score of a pair; None where it is different, which is then noted."""
        known = self.judged.get(pair)
        if known is not None and known.judgement != "different":
            return known.score
        if pair not in self.asked:
            found = known or self.judge(*pair)
            is_apart = found.judgement == "different"
            self.asked[pair] = None if is_apart else found.score
            if is_apart:
                self.result.barriers[pair] = found
        return self.asked[pair]

    def _unite(self, left: list[int], right: list[int]) -> None:
        if left[0] > right[0]:
            left, right = right, left
        for index in right:
            self.group_of[index] = left[0]
        del self.groups[right[0]]
        left.extend(right)
        left.sort()
