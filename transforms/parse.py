"""Sentences with offsets: the parse every later question is asked of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from transforms.document import CLAIM_BLOCKS, Block, CleanArticle, Document, Sentence

# A block longer than this is cut at white space: the parser's memory grows with it.
MAX_CHARACTERS = 20_000
BATCH_SIZE = 64


class ModelError(RuntimeError):
    """The language model is not installed or does not fit; says which and what to do."""


@cache
def load_model(name: str) -> Language:
    """The spaCy model of that package name, loaded once per process.

    Raises ModelError when it is not installed.
    """
    try:
        return spacy.load(name)
    except OSError as error:
        raise ModelError(
            f"language model {name!r} cannot be loaded: install it, or name another "
            "one with --model"
        ) from error


def model_version(nlp: Language) -> str:
    """Name and version of a model, as written on every run."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def parse_articles(
    articles: Sequence[CleanArticle], nlp: Language
) -> Iterator[Document]:
    """Parse the claim blocks of each article; one document each, in order."""
    jobs = [
        (article.text[start:end], (number, start, block.kind))
        for number, article in enumerate(articles)
        for block in article.blocks
        if block.kind in CLAIM_BLOCKS
        for start, end in _pieces(article.text, block)
    ]
    parsed: list[list[tuple[Doc, int, str]]] = [[] for _ in articles]
    for doc, (number, start, kind) in nlp.pipe(
        jobs, as_tuples=True, batch_size=BATCH_SIZE
    ):
        parsed[number].append((doc, start, kind))
    for article, docs in zip(articles, parsed, strict=True):
        yield Document(article, tuple(_sentences(docs)))


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Cut a block that is too long, at the last white space before the limit."""
    start = block.start
    while block.end - start > MAX_CHARACTERS:
        limit = start + MAX_CHARACTERS
        cut = max(text.rfind(". ", start, limit) + 1, text.rfind(" ", start, limit))
        cut = cut if cut > start else limit
        yield start, cut
        start = cut
    if start < block.end:
        yield start, block.end


def _sentences(docs: list[tuple[Doc, int, str]]) -> Iterator[Sentence]:
    index = 0
    for doc, offset, kind in docs:
        for span in doc.sents:
            text = span.text
            if not any(character.isalpha() for character in text):
                continue
            stripped = text.strip()
            start = offset + span.start_char + text.index(stripped)
            yield Sentence(
                index,
                start,
                start + len(stripped),
                offset,
                span,
                kind,  # type: ignore[arg-type]
            )
            index += 1
