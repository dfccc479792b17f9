"""Which articles repeat another one, kept up to date batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from flows.memory import clean_stored
from transforms.document import CleanArticle
from transforms.text.duplicates import (
    Body,
    Fold,
    body_of,
    keys_of,
    spans_of,
    words_in,
)
from transforms.text.refold import refold
from warehouse.folding import BodyKeys, FoldStore
from warehouse.store import batch

if TYPE_CHECKING:
    import duckdb


AT_ONCE: Final = 1_000


class Shelf:
    """The stored bodies, and over them those of a batch that is not stored yet."""

    def __init__(self, store: FoldStore, fresh: Mapping[str, Body]) -> None:
        self.store = store
        self.fresh = fresh

    def neighbours(self, names: Collection[str]) -> dict[str, set[str]]:
        """Per article the others that share a key with it."""
        return self.store.neighbours(names)

    def bodies(self, names: Collection[str]) -> dict[str, Body]:
        """The bodies of these articles."""
        stored = self.store.bodies([name for name in names if name not in self.fresh])
        found = {
            name: Body(name, words_in(text, spans), published, publisher)
            for name, text, spans, published, publisher in stored
        }
        return found | {name: self.fresh[name] for name in names if name in self.fresh}

    def folds(self, names: Collection[str]) -> dict[str, Fold]:
        """The stored folds of these articles."""
        return {row[0]: Fold(*row) for row in self.store.folds(names)}


def fold_batch(
    con: duckdb.DuckDBPyConnection,
    fresh: Sequence[CleanArticle],
    lost: Collection[str] = (),
) -> dict[str, Fold]:
    """Folds that a batch gives or changes, and its keys stored; inside ``batch``.

    ``lost`` are articles that no longer count, because a later version does. The
    articles themselves must not be loaded yet.
    """
    store = FoldStore(con)
    bodies = {article.article_id: body_of(article) for article in fresh}
    out = {*bodies, *lost}
    around = store.neighbours(out).values()
    suspected = set().union(*around) - out
    store.drop(out)
    store.put(_keys(fresh, bodies))
    return refold(bodies.keys(), suspected, Shelf(store, bodies))


def index_stored(con: duckdb.DuckDBPyConnection) -> None:
    """Give keys to stored articles that have none: of a warehouse from before them.

    Their folds stay what they are.
    """
    names = FoldStore(con).without_keys()
    for start in range(0, len(names), AT_ONCE):
        articles = clean_stored(con, names[start : start + AT_ONCE])
        bodies = {article.article_id: body_of(article) for article in articles}
        with batch(con):
            FoldStore(con).put(_keys(articles, bodies))


def _keys(
    articles: Iterable[CleanArticle], bodies: Mapping[str, Body]
) -> Iterable[BodyKeys]:
    for article in articles:
        name = article.article_id
        yield BodyKeys(name, spans_of(article), tuple(set(keys_of(bodies[name]))))
