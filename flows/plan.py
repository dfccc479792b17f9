"""What a run has to do, given its input and what the warehouse knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.assemble import source_id_of, sources_of, with_source
from flows.ingest import Ingest
from flows.memory import Memory
from flows.superseding import superseded
from flows.versions import Versions
from schemas.records import Reject, Source
from transforms.document import CleanArticle
from transforms.ids import stable_id
from transforms.text.duplicates import Fold, fold_duplicates
from transforms.text.refusals import refuse


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do.

    ``used`` are the ids of the input's distinct texts, ``fresh`` the articles whose
    claims are to be found: new ones, and known ones when versions have changed.
    ``folds`` has every article of the input and the warehouse by id, ``sources`` are
    those of the articles that were refused or are copies. ``superseded`` has stored
    articles whose page has a later version, with its id.
    """

    used: frozenset[str]
    fresh: tuple[CleanArticle, ...]
    folds: dict[str, Fold]
    rejects: tuple[Reject, ...]
    n_copies: int
    versions: Versions
    input_hash: str
    is_incomplete: bool
    sources: tuple[Source, ...] = ()
    superseded: Mapping[str, str] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        """The same input read with the same versions is the same run."""
        return stable_id(self.input_hash, *self.versions.parts)

    @property
    def reread(self) -> frozenset[str]:
        """Ids of the articles whose claims are found anew, or hold no more."""
        return frozenset([*(a.article_id for a in self.fresh), *self.superseded])

    @property
    def n_duplicates(self) -> int:
        """Articles of the input that repeat another one, word for word or nearly."""
        # An earlier version that was dropped is used under no name: it is a copy.
        folds = (self.folds[name] for name in self.used if name in self.folds)
        return self.n_copies + sum(fold.duplicate_of is not None for fold in folds)


def plan_run(found: Ingest, memory: Memory, versions: Versions) -> Plan:
    """Tell texts from their copies, and what must be extracted from what is known."""
    kept, copied = _distinct(found.articles, memory)
    copies = [_copy(item, place) for item, place in copied]
    replaced = superseded(kept, memory)
    copies += [_earlier(item) for item in kept if _is_dropped(item, replaced, memory)]
    kept = [article for article in kept if article.article_id not in replaced]
    is_current = memory.versions in (None, versions)
    fresh = {
        article.article_id: article
        for article in kept
        if not (is_current and memory.has_as_is(article))
    }
    others = memory.as_clean(without={*fresh, *replaced})
    if not is_current:
        fresh |= others
    rejects = (*found.rejects, *copies)
    everything = [*fresh.values(), *(a for k, a in others.items() if k not in fresh)]
    return Plan(
        used=frozenset(article.article_id for article in found.articles),
        fresh=tuple(fresh.values()),
        folds={fold.article_id: fold for fold in fold_duplicates(everything)},
        rejects=rejects,
        n_copies=len(copies),
        versions=versions,
        input_hash=_input_hash(found, rejects),
        is_incomplete=found.is_incomplete,
        sources=(*found.sources, *sources_of(item for item, _ in copied)),
        superseded={k: v for k, v in replaced.items() if k in memory.articles},
    )


def _distinct(
    articles: Iterable[CleanArticle], memory: Memory
) -> tuple[list[CleanArticle], list[tuple[CleanArticle, str]]]:
    """One article per text; of all others, the place of the one that is used."""
    groups: dict[str, list[CleanArticle]] = {}
    for article in articles:
        groups.setdefault(article.article_id, []).append(article)
    kept: list[CleanArticle] = []
    copies: list[tuple[CleanArticle, str]] = []
    for article_id, group in groups.items():
        known = memory.articles.get(article_id)
        place = known.location if known else min(group, key=_rank).location
        kept += [article for article in group if article.location == place][:1]
        copies += [(item, place) for item in group if item.location != place]
    return kept, copies


def _rank(article: CleanArticle) -> tuple[dt.date, str]:
    return article.published or dt.date.max, article.location


def _copy(article: CleanArticle, place: str) -> Reject:
    message = f"{article.location}: the same text as {place}, which is used"
    location, name = article.location, article.article_id
    reject = refuse("same_text", message, location, value=place, article_id=name)
    return _of_article(reject, article)


def _is_dropped(
    article: CleanArticle, replaced: Mapping[str, str], memory: Memory
) -> bool:
    name = article.article_id
    return name in replaced and name not in memory.articles


def _earlier(article: CleanArticle) -> Reject:
    message = f"{article.location}: a later version of the page is used"
    reject = refuse("superseded", message, article.location)
    return _of_article(reject, article)


def _of_article(reject: Reject, article: CleanArticle) -> Reject:
    source_id = source_id_of(article)
    return with_source(reject, source_id, article.published, article.language)


def _input_hash(found: Ingest, rejects: Iterable[Reject]) -> str:
    articles = (f"{item.article_id} {item.published}" for item in found.articles)
    refused = (reject.reject_id for reject in rejects)
    return stable_id(*sorted(set(articles)), *sorted(set(refused)))
