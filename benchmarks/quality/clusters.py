"""How well mentions are joined into events: B3, MUC, CEAF-e and their mean.

Both sides are given as the name of a cluster for each mention; only mentions on both
sides count. Definitions as in Pradhan et al. 2014, "Scoring Coreference Partitions".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from benchmarks.quality.report import Figure

Clusters = Mapping[str, str]
Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of a clustering, each between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def figures(told: Clusters, wanted: Clusters, name: str) -> tuple[Figure, ...]:
    """B3 with precision and recall, and the CoNLL mean of the three F1."""
    n = len(told.keys() & wanted.keys())
    if n == 0:
        return (Figure(f"{name} B3 F1", None, 0), Figure(f"{name} CoNLL F1", None, 0))
    cubed = b_cubed(told, wanted)
    mean = (cubed.f1 + muc(told, wanted).f1 + ceaf_e(told, wanted).f1) / 3
    return (
        Figure(f"{name} B3 P", cubed.precision, n),
        Figure(f"{name} B3 R", cubed.recall, n),
        Figure(f"{name} B3 F1", cubed.f1, n),
        Figure(f"{name} CoNLL F1", mean, n),
    )


def groups(clusters: Clusters, among: Clusters) -> dict[str, Group]:
    """The cluster of each mention, as the set of its mentions on both sides."""
    members: dict[str, set[str]] = defaultdict(set)
    for mention in clusters.keys() & among.keys():
        members[clusters[mention]].add(mention)
    frozen = {name: frozenset(group) for name, group in members.items()}
    return {
        mention: frozen[clusters[mention]] for g in frozen.values() for mention in g
    }


def b_cubed(told: Clusters, wanted: Clusters) -> Score:
    """For each mention the share of its cluster that belongs there, averaged."""
    ours, theirs = groups(told, wanted), groups(wanted, told)
    shared = {mention: len(ours[mention] & theirs[mention]) for mention in ours}
    n = len(shared) or 1
    return Score(
        sum(number / len(ours[m]) for m, number in shared.items()) / n,
        sum(number / len(theirs[m]) for m, number in shared.items()) / n,
    )


def muc(told: Clusters, wanted: Clusters) -> Score:
    """The share of links that need not be cut."""
    ours, theirs = groups(told, wanted), groups(wanted, told)
    return Score(_links_kept(ours, theirs), _links_kept(theirs, ours))


def _links_kept(clusters: Mapping[str, Group], others: Mapping[str, Group]) -> float:
    distinct = set(clusters.values())
    links = sum(len(group) - 1 for group in distinct)
    cut = sum(len({others[mention] for mention in group}) - 1 for group in distinct)
    return (links - cut) / links if links else 0.0


def ceaf_e(told: Clusters, wanted: Clusters) -> Score:
    """Clusters of both sides paired for the greatest likeness in all."""
    ours, theirs = groups(told, wanted), groups(wanted, told)
    left, right = list(set(ours.values())), list(set(theirs.values()))
    likeness = [
        [2 * len(one & other) / (len(one) + len(other)) for other in right]
        for one in left
    ]
    best = greatest_sum(likeness)
    return Score(best / (len(left) or 1), best / (len(right) or 1))


def greatest_sum(values: Sequence[Sequence[float]]) -> float:
    """The greatest sum of values with at most one from each row and each column."""
    if not values:
        return 0.0
    if len(values) > len(values[0]):
        values = [list(column) for column in zip(*values, strict=True)]
    row_of = _assigned([[-value for value in row] for row in values])
    return sum(values[row][column] for column, row in row_of.items())


def _assigned(costs: Sequence[Sequence[float]]) -> dict[int, int]:
    """The row given to each column at the least cost (Kuhn 1955, with potentials).

    There must not be more rows than columns; numbers count from 1 inside.
    """
    n_columns = len(costs[0])
    of_row, of_column = [0.0] * (len(costs) + 1), [0.0] * (n_columns + 1)
    row_of = [0] * (n_columns + 1)
    for row in range(1, len(costs) + 1):
        row_of[0] = row
        path = _shortest_path(costs, row_of, of_row, of_column)
        for column, before in pairwise(path):
            row_of[column] = row_of[before]
    return {j - 1: row_of[j] - 1 for j in range(1, n_columns + 1) if row_of[j]}


def _shortest_path(
    costs: Sequence[Sequence[float]],
    row_of: Sequence[int],
    of_row: list[float],
    of_column: list[float],
) -> list[int]:
    """Columns from a free one back to column 0; the potentials are moved on the way."""
    columns = range(1, len(of_column))
    least, before = [inf] * len(of_column), [0] * len(of_column)
    seen, column = {0}, 0
    while row_of[column] or column == 0:
        row = row_of[column]
        for j in columns:
            cost = costs[row - 1][j - 1] - of_row[row] - of_column[j]
            if j not in seen and cost < least[j]:
                least[j], before[j] = cost, column
        column = min((j for j in columns if j not in seen), key=lambda j: least[j])
        step = least[column]
        for j in range(len(of_column)):
            if j in seen:
                of_row[row_of[j]] += step
                of_column[j] -= step
            else:
                least[j] -= step
        seen.add(column)
    path = [column]
    while column:
        column = before[column]
        path.append(column)
    return path
