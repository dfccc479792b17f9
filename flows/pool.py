"""Extraction in several processes, each with one language model."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from schemas.records import Claim, Entity, KnownPlace, Reject
from transforms.document import CleanArticle
from transforms.text.refusals import refuse
from warehouse.workers import begin

if TYPE_CHECKING:
    from transforms.extract import Extraction, Extractor

Layer = Literal["claims", "annotations"]
Batch = Sequence[CleanArticle]
Answer = TypeVar("Answer")

WORKERS = 2
MAX_BATCH = 32
MIN_BATCH = 4
_POOL: ContextVar[ProcessPoolExecutor | None] = ContextVar("_POOL", default=None)
PRELOADED = ["transforms.extract"]
# What a mistake of ours raises on an article nobody foresaw: it must cost that article
# only, so the batch is tried again one by one and the article becomes a reject.
MISTAKES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Found:
    """What one article gave, with the known actors and places its claims name.

    The main process can receive it without importing spaCy or loading dictionaries,
    which the extractor's own answer would make it do.
    """

    article_id: str
    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...]
    n_sentences: int
    entities: tuple[Entity, ...] = ()
    places: tuple[KnownPlace, ...] = ()


@contextmanager
def running_pool(workers: int, model: str) -> Iterator[ProcessPoolExecutor]:
    """The pool of the block around, or a warm one if there is none."""
    around = _POOL.get()
    if around is not None:
        yield around
        return
    with warm_pool(workers, model) as pool:
        token = _POOL.set(pool)
        try:
            yield pool
        finally:
            _POOL.reset(token)


@contextmanager
def warm_pool(workers: int, model: str) -> Iterator[ProcessPoolExecutor]:
    """Processes that begin at once to load the model, ended with the block."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=begin)

    def start() -> None:
        for _ in range(workers):
            pool.submit(_warm, model)

    # In a thread, for the first process answers only when its imports are done, and a
    # Ctrl-C in between would leave it behind.
    starter = Thread(target=start)
    starter.start()
    try:
        yield pool
    finally:
        starter.join()
        pool.shutdown(wait=True, cancel_futures=True)


def batches_of(articles: Sequence[CleanArticle], workers: int) -> list[Batch]:
    """Cut the articles so that every process gets several batches, in order."""
    size = max(MIN_BATCH, min(MAX_BATCH, len(articles) // (4 * max(workers, 1))))
    return [articles[at : at + size] for at in range(0, len(articles), size)]


def extract_batch(batch: Batch, model: str) -> list[Found]:
    """Claims of a batch, in this process; a reject where an article breaks a rule."""
    extractor = _load(model)
    try:
        return [_found(item) for item in extractor.extract(batch)]
    except MISTAKES as error:
        if len(batch) > 1:
            return [out for item in batch for out in extract_batch([item], model)]
        return [_failed(batch[0], error)]


def annotate_batch(batch: Batch, model: str) -> list[dict[str, Any]]:
    """The layers below claims of a batch, in this process."""
    return _load(model).annotate(batch)


def in_order(
    pool: ProcessPoolExecutor,
    work: Callable[[Batch, str], list[Answer]],
    batches: Iterable[Batch],
    model: str,
) -> Iterator[list[Answer]]:
    """Answers to the batches in their order; few batches wait in memory at a time."""
    waiting: deque[Future[list[Answer]]] = deque()
    for batch in batches:
        waiting.append(pool.submit(work, batch, model))
        if len(waiting) > 4 * WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@cache
def _load(model: str) -> Extractor:
    from transforms.extract import Extractor

    return Extractor.load(model)


def _warm(model: str) -> None:
    # Returns nothing: what a job returns is sent to the main process, model and all.
    _load(model)


def _found(item: Extraction) -> Found:
    from flows.known import entities_of, places_of

    return Found(
        item.article_id,
        item.claims,
        item.rejects,
        item.n_sentences,
        entities_of(item.claims),
        places_of(item.claims),
    )


def _failed(article: CleanArticle, error: Exception) -> Found:
    message = f"{article.location}: extraction failed with {error!r}"
    reject = refuse(
        "internal_error",
        message,
        article.location,
        value=error,
        article_id=article.article_id,
    )
    return Found(article.article_id, (), (reject,), 0)
