"""The main job without its runner: the same steps, batch by batch, in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from flows import steps
from flows.folding import index_stored
from flows.ingest import Ingest
from flows.plan import Plan, Work, plan_run, work_of
from flows.pool import Found
from flows.steps import Reading
from flows.versions import Versions
from schemas.tables import TABLES
from warehouse.layout import Layout
from warehouse.spool import Size, open_spool
from warehouse.store import batch, open_store
from warehouse.validate import validate_store

VERSIONS = Versions("0.1.0", "PLOVER 2.0", "abc", "model 1", "places 1")
AS_OF = dt.date(2025, 7, 1)
CLOCK = dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC)
# The log of runs has their clock times and how often they were begun.
STATE = tuple(name for name in TABLES if name != "runs")


class DiedError(RuntimeError):
    """The run was ended between two batches."""


def run(
    layout: Layout,
    parts: Iterable[Ingest],
    found: Mapping[str, Found],
    size: int = 1_000,
    *,
    versions: Versions = VERSIONS,
    as_of: dt.date = AS_OF,
    die_before: int | None = None,
    has_checks: bool = False,
) -> list[Work]:
    """Run the job on input whose claims are known; gives what each batch worked on.

    ``die_before`` is the number of the batch that is not begun any more. With
    ``has_checks`` each batch is validated as the flow does it.
    """
    done: list[Work] = []
    with open_store(layout) as con, open_spool(con, layout):
        index_stored(con)
        plan = plan_run(con, parts, versions, Size(size, n_rejects=size))
        for number in range(plan.n_batches):
            if number == die_before:
                raise DiedError(number)
            todo = work_of(con, plan, number)
            done.append(todo)
            with batch(con):
                one_batch(con, plan, todo, number, found, as_of)
                if has_checks:
                    validate_store(con, as_of).raise_if_failed()
    return done


def one_batch(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    todo: Work,
    number: int,
    found: Mapping[str, Found],
    as_of: dt.date,
) -> None:
    """Load a batch, and seal the run with the last one; inside ``batch``."""
    nothing = {a.article_id: Found(a.article_id, (), (), 1) for a in todo.fresh}
    known = nothing | dict(found)
    reading = Reading(tuple(known[a.article_id] for a in todo.fresh))
    sources = plan.sources if number == 0 else ()
    steps.put_batch(con, todo, reading, sources, as_of)
    steps.relate_batch(con, as_of, todo)
    steps.note_batch(con, plan, todo, reading)
    if number == plan.n_batches - 1:
        steps.seal_run(con, plan, as_of, CLOCK, CLOCK)


def state(layout: Layout) -> dict[str, list[tuple[Any, ...]]]:
    """Every table with its history, and what is kept beside them, in order."""
    names = "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1"
    with open_store(layout) as con:
        tables = [name for (name,) in con.sql(names).fetchall()]
        return {
            name: con.sql(f"FROM {name} ORDER BY ALL").fetchall()
            for name in tables
            if name != "main.runs"
        }
