"""From judged pairs to groups: each claim in exactly one, no 'different' inside.

Claims that a reviewer calls the same are joined first. Then pairs judged the same are
joined best first: two groups become one only when no pair across them is different
and their average likeness is at least 0.5. Nothing crosses the connected components
of pairs judged the same, so a component can be grouped without the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from transforms.events.judge import Judgement

LINK_FROM: Final = 0.5
Pair = tuple[int, int]
Judge = Callable[[int, int], Judgement]


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
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, j in links:
        a, b = root(i), root(j)
        if a != b:
            parent[max(a, b)] = min(a, b)
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(count):
        found[root(index)].append(index)
    return list(found.values())


def group(
    count: int, judged: Mapping[Pair, Judgement], ruled: Ruled, judge: Judge
) -> Grouping:
    """Group the indices below ``count``; ``judge`` is asked for pairs not judged yet.

    ``judged`` holds the judgements of the candidates, the smaller index first.
    """
    links = {
        pair: found
        for pair, found in judged.items()
        if found.judgement == "same" and pair not in ruled.different
    }
    part_of: dict[int, int] = {}
    parts = components(count, (*links, *ruled.same))
    for number, members in enumerate(parts):
        part_of.update(dict.fromkeys(members, number))
    own_links: dict[int, list[Pair]] = defaultdict(list)
    for pair in links:
        own_links[part_of[pair[0]]].append(pair)
    own_same: dict[int, list[Pair]] = defaultdict(list)
    for pair in sorted(ruled.same):
        own_same[part_of[pair[0]]].append(pair)
    result = Grouping()
    for number, members in enumerate(parts):
        if len(members) == 1:
            result.groups.append(members)
            continue
        best_first = sorted(
            own_links[number], key=lambda pair: (-links[pair].score, pair)
        )
        joining = _Joining(members, judged, ruled, judge, result)
        joining.join(own_same[number], best_first)
    result.groups.sort()
    return result


class _Joining:
    """The groups of one component while they grow."""

    def __init__(
        self,
        members: Sequence[int],
        judged: Mapping[Pair, Judgement],
        ruled: Ruled,
        judge: Judge,
        result: Grouping,
    ) -> None:
        self.group_of = {index: index for index in members}
        self.groups = {index: [index] for index in members}
        self.judged, self.ruled, self.judge, self.result = judged, ruled, judge, result
        self.asked: dict[Pair, Judgement] = {}

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
                found = self._of(i, j)
                if found.judgement == "different":
                    self.result.barriers[min(i, j), max(i, j)] = found
                    return False
                total += found.score
        return total / (len(left) * len(right)) >= LINK_FROM

    def _ruled_apart(self, left: Sequence[int], right: Sequence[int]) -> Pair | None:
        if not self.ruled.different:
            return None
        across = ((min(i, j), max(i, j)) for i in left for j in right)
        return next((pair for pair in across if pair in self.ruled.different), None)

    def _of(self, i: int, j: int) -> Judgement:
        pair = (i, j) if i < j else (j, i)
        found = self.judged.get(pair) or self.asked.get(pair)
        if found is None:
            found = self.asked[pair] = self.judge(*pair)
        return found

    def _unite(self, left: list[int], right: list[int]) -> None:
        if left[0] > right[0]:
            left, right = right, left
        for index in right:
            self.group_of[index] = left[0]
        del self.groups[right[0]]
        left.extend(right)
        left.sort()
