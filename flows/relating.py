"""Which claims of the warehouse tell one happening, where something changed."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from transforms.events import aggregate_events
from transforms.events.cluster import Clustering, Part, Run, cluster_claims
from transforms.events.redirects import redirect_events
from transforms.events.story import OPENING_CHARACTERS
from transforms.events.update import Change, update_clusters
from transforms.events.views import READ_COLUMNS
from warehouse.claims import ClaimStore
from warehouse.ddl import OUTCOMES
from warehouse.load import LoadCounts, put, seal
from warehouse.pending import members
from warehouse.store import read_table
from warehouse.workers import begin

if TYPE_CHECKING:
    import duckdb

# Where a greater share of all claims changed, clustering all of them takes less time.
WHOLE_FROM: Final = 0.25
# Two processes take longer to start than to cluster fewer claims than these.
PARALLEL_FROM: Final = 50_000
PROCESSES: Final = 2
REDIRECTS: Final = "event_redirects"


@dataclass(frozen=True, slots=True)
class Related:
    """The new state of events, judgements and redirects, ready to load.

    ``scope`` names, per table, the keys that the frames are the whole state of; None
    where they are the whole state of the table. ``conflicts`` are decisions that
    contradict another one and were not followed.
    """

    frames: dict[str, pl.DataFrame]
    scope: dict[str, frozenset[str]] | None
    conflicts: pl.DataFrame


def relate(
    con: duckdb.DuckDBPyConnection,
    reread: Collection[str] = (),
    touched: Collection[str] = (),
) -> Related:
    """Relate claims anew where they changed, inside the ``batch`` that changed them.

    ``reread`` are the articles whose claims were read anew, ``touched`` the claims that
    reviewers see otherwise than before. What else changed, such as the voice of an
    article, is found out here: another cursor still sees the state before the batch.
    """
    before = con.cursor()
    try:
        then = ClaimStore(before, OPENING_CHARACTERS)
        now = ClaimStore(con, OPENING_CHARACTERS)
        change = _change(then, now, reread, touched)
        decisions = read_table(con, OUTCOMES["decisions"])
        n_touched = len(change.touched) + len(change.gone)
        if n_touched > WHOLE_FROM * now.count():
            return _whole(then, now, decisions)
        return _partial(then, now, change, decisions)
    finally:
        before.close()


def put_related(
    con: duckdb.DuckDBPyConnection,
    as_of: dt.date,
    related: Related,
) -> LoadCounts:
    """Put events and judgements as they are now, inside ``batch``.

    Redirects tell of what was published, so they wait for ``seal_related``.
    """
    frames = {name: f for name, f in related.frames.items() if name != REDIRECTS}
    return put(con, frames, as_of, scope=related.scope)


def seal_related(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> LoadCounts:
    """Make redirects, versions and history of all that was put, inside ``batch``."""
    before, after = members(con)
    events = frozenset(before["event_id"]) | frozenset(after["event_id"])
    known = ClaimStore(con, OPENING_CHARACTERS).redirects(sorted(events))
    redirects = redirect_events(before, after, known)
    keys = frozenset(known["old_event_id"]) | frozenset(redirects["old_event_id"])
    put(con, {REDIRECTS: redirects}, as_of, scope={REDIRECTS: keys})
    return seal(con, as_of)


def _change(
    then: ClaimStore, now: ClaimStore, reread: Collection[str], touched: Collection[str]
) -> Change:
    told_otherwise = then.marks().join(now.marks(), on="mark", how="anti")
    articles = {*reread, *told_otherwise["article_id"]}
    former = then.claims_of(articles) | then.known(touched)
    current = now.claims_of(articles) | now.known(touched)
    gone = former - now.known(former)
    frames = then.frames(sorted(former))
    facts = then.facts(frames["claims"]["article_id"].unique())
    return Change(frozenset(current), frozenset(gone), frames, facts)


def _whole(then: ClaimStore, now: ClaimStore, decisions: pl.DataFrame) -> Related:
    found, articles = _cluster_all(now, decisions)
    redirects = redirect_events(then.all_members(), found.members, then.all_redirects())
    return _related(found, now.all_frames(), articles, redirects, None)


def _cluster_all(
    now: ClaimStore, decisions: pl.DataFrame
) -> tuple[Clustering, pl.DataFrame]:
    """All claims clustered, and the facts of their articles.

    What clustering does not read is left in the warehouse meanwhile: the processes
    that cluster need the memory.
    """
    frames = now.all_frames(READ_COLUMNS)
    articles = now.facts(frames["claims"]["article_id"].unique())
    with _runner(frames["claims"].height) as run:
        return cluster_claims(frames, articles, decisions, run), articles


@contextmanager
def _runner(n_claims: int) -> Iterator[Run]:
    """What clusters the parts: this process, or two of their own for many claims."""
    if n_claims < PARALLEL_FROM:
        yield map
        return
    # Not fork: the threads of polars do not survive it.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, begin) as pool:
        yield partial(_in_any_order, pool)


def _in_any_order(
    pool: ProcessPoolExecutor,
    work: Callable[[Part], Clustering],
    parts: Iterable[Part],
) -> Iterator[Clustering]:
    """Results as they come; a part is made when a process is about to be free."""
    waiting: set[Future[Clustering]] = set()
    for part in parts:
        waiting.add(pool.submit(work, part))
        if len(waiting) > PROCESSES:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    yield from (each.result() for each in waiting)


def _partial(
    then: ClaimStore, now: ClaimStore, change: Change, decisions: pl.DataFrame
) -> Related:
    found = update_clusters(now, change, decisions)
    members = found.clustering.members
    before = then.members(sorted(found.claims))
    events = frozenset(before["event_id"]) | frozenset(members["event_id"])
    known = then.redirects(sorted(events))
    redirects = redirect_events(before, members, known)
    scope = {
        "events": events,
        "merges": found.merge_ids,
        "event_redirects": frozenset(known["old_event_id"])
        | frozenset(redirects["old_event_id"]),
    }
    return _related(found.clustering, found.frames, found.articles, redirects, scope)


def _related(
    found: Clustering,
    frames: dict[str, pl.DataFrame],
    articles: pl.DataFrame,
    redirects: pl.DataFrame,
    scope: dict[str, frozenset[str]] | None,
) -> Related:
    events = aggregate_events(frames, articles, found.members)
    state = {**events, "merges": found.merges, "event_redirects": redirects}
    return Related(state, scope, found.conflicts)
