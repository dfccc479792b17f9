"""From judged pairs to clusters: each claim in exactly one, no 'different' inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Merge
from transforms.events.blocks import candidate_pairs
from transforms.events.judge import Judgement, judge
from transforms.events.views import ClaimView
from transforms.ids import stable_id

LINK_FROM = 0.5
REVIEW_FROM = 0.5
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Claim ids by cluster, earliest report first, and the judgements on pairs."""

    clusters: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...]


class _Judged:
    """Judgements on pairs of one list of views, each made once."""

    def __init__(self, views: Sequence[ClaimView]) -> None:
        self.views = views
        self.made: dict[Pair, Judgement] = {}

    def of(self, i: int, j: int) -> Judgement:
        pair = (i, j) if i < j else (j, i)
        found = self.made.get(pair)
        if found is None:
            found = judge(self.views[pair[0]], self.views[pair[1]])
            self.made[pair] = found
        return found


def cluster(views: Sequence[ClaimView]) -> Clusters:
    """Group views of claims into happenings; the order of the input does not matter.

    Pairs judged the same are joined best first. Two groups are joined only when no
    pair across them is different and their average likeness is at least 0.5.
    """
    ordered = sorted(views, key=lambda view: view.order)
    judged = _Judged(ordered)
    kept = {
        pair: found
        for pair in candidate_pairs(ordered)
        if (found := judge(ordered[pair[0]], ordered[pair[1]])).score >= REVIEW_FROM
    }
    judged.made.update(kept)
    links = sorted(
        (pair for pair, found in kept.items() if found.judgement == "same"),
        key=lambda pair: (-kept[pair].score, pair),
    )
    groups, blocked = _join(len(ordered), links, judged)
    rows = kept | {pair: judged.of(*pair) for pair in blocked}
    return Clusters(
        tuple(tuple(ordered[i].claim_id for i in group) for group in groups),
        tuple(
            sorted(
                (_merge(ordered, pair, found) for pair, found in rows.items()),
                key=lambda row: (row.claim_id, row.other_claim_id),
            )
        ),
    )


def _join(
    count: int, links: Sequence[Pair], judged: _Judged
) -> tuple[list[list[int]], set[Pair]]:
    """Groups of indices in order, and the different pairs that kept groups apart."""
    group_of = list(range(count))
    members = {index: [index] for index in range(count)}
    blocked: set[Pair] = set()
    for i, j in links:
        left, right = group_of[i], group_of[j]
        if left == right:
            continue
        barrier = _barrier(members[left], members[right], judged)
        if barrier is not None:
            blocked.add(barrier)
        elif _average(members[left], members[right], judged) >= LINK_FROM:
            left, right = min(left, right), max(left, right)
            for index in members[right]:
                group_of[index] = left
            members[left] = sorted(members[left] + members.pop(right))
    return [members[root] for root in sorted(members)], blocked


def _barrier(left: Sequence[int], right: Sequence[int], judged: _Judged) -> Pair | None:
    for i in left:
        for j in right:
            if judged.of(i, j).judgement == "different":
                return (i, j) if i < j else (j, i)
    return None


def _average(left: Sequence[int], right: Sequence[int], judged: _Judged) -> float:
    total = sum(judged.of(i, j).score for i in left for j in right)
    return total / (len(left) * len(right))


def _merge(views: Sequence[ClaimView], pair: Pair, found: Judgement) -> Merge:
    first, second = sorted(views[index].claim_id for index in pair)
    return Merge(
        merge_id=stable_id("merge", first, second),
        claim_id=first,
        other_claim_id=second,
        judgement=found.judgement,
        reason=found.reason,
        score=found.score,
        reversible=True,
    )
