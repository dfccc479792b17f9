"""Fold anew what some new or changed articles can reach, without reading all others.

The fold of a body is decided by the bodies told before it that share a key with it, so
a change only travels along shared keys, and from the earlier to the later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from transforms.text.duplicates import Body, Fold, fold_of


class Shelf(Protocol):
    """Bodies as they are now, with the folds of before."""

    def neighbours(self, names: Collection[str]) -> dict[str, set[str]]:
        """Per article the others that share a key with it; none where there are none.

        The names are article ids.
        """

    def bodies(self, names: Collection[str]) -> dict[str, Body]:
        """The bodies of these articles."""

    def folds(self, names: Collection[str]) -> dict[str, Fold]:
        """The folds of before; an article without a key then has none."""


def refold(
    changed: Collection[str], suspected: Collection[str], shelf: Shelf
) -> dict[str, Fold]:
    """Folds of all that can differ, the same as if all bodies were folded anew.

    ``changed`` are new articles, and ones with another body or rank; ``suspected``
    those that shared a key with what a changed or lost article was.
    """
    affected = {*changed, *suspected}
    while True:
        near = shelf.neighbours(affected)
        around = set().union(*near.values())
        bodies = shelf.bodies(around | near.keys())
        former = shelf.folds(around | affected)
        found = _folds(affected, near, bodies, former)
        moved = (
            name
            for name in near.keys() & affected
            if name in changed or _differs(found[name], former.get(name))
        )
        further = {
            other
            for name in moved
            for other in near[name] - affected
            if bodies[other].rank > bodies[name].rank
        }
        if not further:
            return found
        affected |= further


def _folds(
    affected: Collection[str],
    near: Mapping[str, set[str]],
    bodies: Mapping[str, Body],
    former: Mapping[str, Fold],
) -> dict[str, Fold]:
    alone = {name: Fold(name, name) for name in affected if name not in near}
    folds = {**former, **alone}
    linked = [bodies[name] for name in affected if name in near]
    for body in sorted(linked, key=lambda body: body.rank):
        others = (bodies[name] for name in near[body.article_id])
        folds[body.article_id] = fold_of(body, others, folds)
    return {name: folds[name] for name in affected}


def _differs(fold: Fold, former: Fold | None) -> bool:
    """Whether another body's fold may hang on the difference."""
    if former is None:
        return True
    one = fold.voice_id, fold.duplicate_of is None
    return one != (former.voice_id, former.duplicate_of is None)
