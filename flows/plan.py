"""What a run has to do, given its input and what the warehouse knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.ingest import Ingest
from flows.memory import Memory
from flows.versions import Versions
from schemas.records import Article, Reject
from transforms.document import CleanArticle
from transforms.ids import stable_id
from transforms.text.duplicates import Fold, fold_duplicates
from transforms.text.refusals import refuse


@dataclass(frozen=True, slots=True)
class Plan:
    """The distinct articles of a run, which of them to extract, and their voices.

    ``fresh`` are the articles without claims of the versions in force; ``folds`` has
    every article of the input and the warehouse by id.
    """

    articles: tuple[CleanArticle, ...]
    fresh: tuple[CleanArticle, ...]
    folds: dict[str, Fold]
    rejects: tuple[Reject, ...]
    run_id: str
    input_hash: str
    is_incomplete: bool

    @property
    def reread(self) -> frozenset[str]:
        """Ids of the articles whose claims are found anew."""
        return frozenset(article.article_id for article in self.fresh)
