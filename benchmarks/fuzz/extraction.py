"""The target that extracts: claims and layers of texts nobody would write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from benchmarks.fuzz import samples
from benchmarks.fuzz.mutate import changed_text
from benchmarks.fuzz.readers import TODAY, check_article
from benchmarks.fuzz.watch import ProblemError, Target
from transforms.document import CleanArticle, RawArticle
from transforms.extract import Extractor
from transforms.text.clean import clean

SECONDS = 3.0
PER_CHARACTER = 0.4e-3
AGAIN = 4


def target(extractor: Extractor) -> Target:
    """Extraction and annotation with a loaded model."""

    def run(data: bytes | str) -> None:
        check_text(str(data), extractor)

    return Target("extract", made, run, (), SECONDS, PER_CHARACTER)


def made(chance: random.Random) -> str:
    """A text of an article after up to six changes."""
    return changed_text(chance, samples.text(chance), chance.choice((0, 1, 2, 3, 6)))


def check_text(text: str, extractor: Extractor) -> None:
    """Raise ProblemError where a span does not resolve, or two answers differ."""
    raw = RawArticle(
        location="fuzz", kind="text", body=text, language="en", published="2026-11-09"
    )
    article = clean(raw, TODAY).article
    if article is None:
        return
    check_article(article)
    found = extractor.extract([article])[0]
    for claim in found.claims:
        _check_record(claim, article)
        if article.text[claim.start : claim.end] != claim.quote:
            raise ProblemError(f"the quote of {claim.claim_id} is not in its place")
    for reject in found.rejects:
        reject.model_dump_json().encode()
    if len(text) % AGAIN == 0:
        for part in _spans(extractor.annotate([article])[0]):
            _check_span(part["start"], part["end"], part["text"], article)
        if extractor.extract([article])[0] != found:
            raise ProblemError("the same text gave another answer")


def _check_record(record: BaseModel, article: CleanArticle) -> None:
    values = {name: getattr(record, name) for name in type(record).model_fields}
    if {"start", "end", "text"} <= values.keys():
        _check_span(values["start"], values["end"], values["text"], article)
    for value in values.values():
        for part in value if isinstance(value, list | tuple) else (value,):
            if isinstance(part, BaseModel):
                _check_record(part, article)


def _check_span(
    start: int | None, end: int | None, text: str | None, article: CleanArticle
) -> None:
    if start is None or end is None:
        return
    if article.text[start:end] != text:
        raise ProblemError(
            f"{start}:{end} is {article.text[start:end]!r}, not {text!r}"
        )


def _spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _spans(part)
