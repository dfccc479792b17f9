"""What a run has to do, given its input and what the warehouse knows.

The input goes to the spool as it is read, and is held against the warehouse there. A
plan is small, however much there is to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from flows.assemble import source_id_of, sources_of, with_source
from flows.ingest import Ingest
from flows.memory import clean_stored, last_versions
from flows.summary import INPUT_STAGES, MAX_SHOWN, Counts
from flows.versions import Versions
from schemas.records import Reject, Source
from transforms.document import Block, CleanArticle
from transforms.ids import id_of_all, stable_id
from transforms.text.refusals import refuse
from warehouse.spool import Size, Spool
from warehouse.spool_sql import (
    COPIES,
    DROPPED,
    FRESH_OF_BATCH,
    INPUT,
    MOVED_OF_BATCH,
    N_USED,
    REASONS,
    REFUSED_OF_BATCH,
    REJECT_IDS,
    STALE_OF_BATCH,
    SUPERSEDED_OF_BATCH,
    TEXT_COLUMNS,
)

if TYPE_CHECKING:
    import duckdb

MESSAGES: Final = (
    f"SELECT message FROM spool.refused WHERE stage IN {tuple(sorted(INPUT_STAGES))} "
    f"ORDER BY seq LIMIT {MAX_SHOWN + 1}"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do; articles and rejects themselves are in the spool.

    ``n_articles`` counts the input's distinct texts, ``n_fresh`` the articles whose
    claims are to be found: new ones, and known ones when versions have changed.
    ``sources`` are those of the articles that were refused or are copies.
    ``messages`` tell of the first rejects of the input.
    """

    versions: Versions
    input_hash: str
    size: Size
    n_articles: int
    n_fresh: int
    n_copies: int
    n_rejects: int
    n_batches: int
    is_incomplete: bool
    sources: tuple[Source, ...]
    reasons: Counts
    messages: tuple[str, ...]

    @property
    def run_id(self) -> str:
        """The same input read with the same versions is the same run."""
        return stable_id(self.input_hash, *self.versions.parts)


@dataclass(frozen=True, slots=True)
class Work:
    """What a batch works on: articles to extract, and what else there is to store.

    ``superseded`` has stored articles whose page has a later version, with its id;
    ``moved`` those that another page still has, with the values they have there.
    """

    fresh: tuple[CleanArticle, ...]
    superseded: dict[str, str]
    rejects: tuple[Reject, ...]
    moved: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def reread(self) -> frozenset[str]:
        """Ids of the articles whose claims are found anew, or hold no more."""
        return frozenset([*(a.article_id for a in self.fresh), *self.superseded])


def plan_run(
    con: duckdb.DuckDBPyConnection,
    parts: Iterable[Ingest],
    versions: Versions,
    size: Size,
) -> Plan:
    """Spool the input, and tell texts from copies and what is known from what is not.

    Call it where the spool is open and empty.
    """
    spool = Spool(con)
    sources: dict[str, Source] = {}
    is_incomplete = False
    for part in parts:
        is_incomplete |= part.is_incomplete
        _spool(spool, part)
        sources |= {item.source_id: item for item in part.sources}
    last = last_versions(con)
    spool.plan(_key(versions), _key(last) if last else None, size)
    n_copies = 0
    for article, reject in chain(_copies(spool), _dropped(spool)):
        n_copies += 1
        sources |= {item.source_id: item for item in sources_of([article])}
        spool.add("refused", _refused(reject))
    spool.flush()
    return _plan(spool, versions, size, n_copies, is_incomplete, sources)


def work_of(con: duckdb.DuckDBPyConnection, plan: Plan, number: int) -> Work:
    """What a batch works on, read from the spool and the warehouse."""
    spool = Spool(con)
    at = {"batch": number}
    fresh = [_article(row) for row in spool.rows(FRESH_OF_BATCH, **at)]
    stale = [row["article_id"] for row in spool.rows(STALE_OF_BATCH, **at)]
    superseded = spool.rows(SUPERSEDED_OF_BATCH, **at)
    many = plan.size.n_rejects
    refused = spool.rows(REFUSED_OF_BATCH, first=number * many, number=many)
    rejects = [Reject.model_validate_json(row["content"]) for row in refused]
    return Work(
        fresh=(*fresh, *clean_stored(con, stale)),
        superseded={row["article_id"]: row["later"] for row in superseded},
        rejects=tuple({reject.reject_id: reject for reject in rejects}.values()),
        moved={
            row["article_id"]: _there(row) for row in spool.rows(MOVED_OF_BATCH, **at)
        },
    )


def _there(row: dict[str, Any]) -> dict[str, str | None]:
    """What an article is given where it is now; its address, if that is one."""
    place = row["location"]
    is_address = place.startswith(("http://", "https://"))
    told = {"location": place, "url": place if is_address else None}
    return told | {"source_id": row["source_id"], "publisher": row["publisher"]}


def versions_key(plan: Plan) -> str:
    """The versions of a run as one word."""
    return _key(plan.versions)


def _key(versions: Versions) -> str:
    return stable_id(*versions.parts)


def _plan(
    spool: Spool,
    versions: Versions,
    size: Size,
    n_copies: int,
    is_incomplete: bool,
    sources: dict[str, Source],
) -> Plan:
    n_rejects = spool.number("SELECT count(*) FROM spool.refused")
    n_batches = spool.number("SELECT coalesce(max(batch), 0) + 1 FROM spool.todo")
    messages = (row["message"] for row in spool.rows(MESSAGES))
    reasons = ((row["reason"], row["n"]) for row in spool.rows(REASONS))
    parts = chain(spool.rows(INPUT), spool.rows(REJECT_IDS))
    return Plan(
        versions=versions,
        input_hash=id_of_all(row["part"] for row in parts),
        size=size,
        n_articles=spool.number(N_USED),
        n_fresh=spool.number("SELECT count(*) FROM spool.todo"),
        n_copies=n_copies,
        n_rejects=n_rejects,
        n_batches=max(n_batches, -(-n_rejects // size.n_rejects)),
        is_incomplete=is_incomplete,
        sources=tuple(sources.values()),
        reasons=tuple(reasons),
        messages=tuple(messages),
    )


def _spool(spool: Spool, part: Ingest) -> None:
    for article in part.articles:
        blocks = " ".join(f"{b.kind}:{b.start}-{b.end}" for b in article.blocks)
        row = {name: getattr(article, name) for name in TEXT_COLUMNS}
        spool.add("items", row | {"blocks": blocks})
    for reject in part.rejects:
        spool.add("refused", _refused(reject))


def _refused(reject: Reject) -> dict[str, Any]:
    names = ("reject_id", "reason", "stage", "message")
    row = {name: getattr(reject, name) for name in names}
    return row | {"content": reject.model_dump_json()}


def _article(row: dict[str, Any]) -> CleanArticle:
    values = {name: row[name] for name in TEXT_COLUMNS}
    return CleanArticle(blocks=tuple(_blocks(row.get("blocks") or "")), **values)


def _blocks(written: str) -> Iterator[Block]:
    for item in written.split():
        kind, _, span = item.partition(":")
        start, end = span.split("-")
        yield Block(kind, int(start), int(end))  # type: ignore[arg-type]  # as written


def _copies(spool: Spool) -> Iterator[tuple[CleanArticle, Reject]]:
    for row in spool.rows(COPIES):
        article = _article(row)
        yield article, _copy(article, row["place"])


def _dropped(spool: Spool) -> Iterator[tuple[CleanArticle, Reject]]:
    for row in spool.rows(DROPPED):
        article = _article(row)
        yield article, _earlier(article)


def _copy(article: CleanArticle, place: str) -> Reject:
    message = f"{article.location}: the same text as {place}, which is used"
    location, name = article.location, article.article_id
    reject = refuse("same_text", message, location, value=place, article_id=name)
    return _of_article(reject, article)


def _earlier(article: CleanArticle) -> Reject:
    message = f"{article.location}: a later version of the page is used"
    location, name = article.location, article.article_id
    reject = refuse("superseded", message, location, value=name, article_id=name)
    return _of_article(reject, article)


def _of_article(reject: Reject, article: CleanArticle) -> Reject:
    source_id = source_id_of(article)
    return with_source(reject, source_id, article.published, article.language)
