"""Seconds and memory for many claims: cluster, aggregate, load, export, add some more.

Run: python -m benchmarks.scale --claims 1000000 [--more 10000] [--scattered]

The claims are made up (``benchmarks/synthetic.py``). Those added are the ones published
last or, with ``--scattered``, of all days. Precision and recall are those of pairs of
claims in one event, against the happenings that were made up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.memory import Peak
from benchmarks.synthetic import TABLE_NAMES, corpus
from flows.relating import relate
from schemas.tables import TABLES
from warehouse.checker import checking_aside
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import open_snapshot
from warehouse.store import batch, limit_memory, open_store, read_table
from warehouse.validate import validate_snapshot, validate_store

AS_OF: Final = dt.date(2024, 1, 1)
Frames = dict[str, pl.DataFrame]
TOTALS: Final = {
    "all, without making claims up": "all:",
    "adding more, checks included": "more:",
}
RECOMPUTED: Final = tuple(
    f"{name}_recomputed"
    for name in ("events", "event_actors", "event_contexts", "event_quantities")
)


@dataclass(slots=True)
class Figures:
    """Seconds by stage, in order; megabytes of all processes; pair scores.

    ``cpu`` are the seconds that the process and its ended children worked, which a
    busy machine lengthens less; ``megabytes`` the most that all of them held.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, int] = field(default_factory=dict)
    precision: float = 0.0
    recall: float = 0.0
    n_events: int = 0

    def sum_of(self, prefix: str) -> tuple[float, float]:
        """Seconds, and those worked, of all stages whose names begin so."""
        stages = [stage for stage in self.seconds if stage.startswith(prefix)]
        return (
            sum(self.seconds[stage] for stage in stages),
            sum(self.cpu[stage] for stage in stages),
        )


@dataclass(frozen=True, slots=True)
class Clock:
    """Notes what the stages of this process take."""

    figures: Figures
    peak: Peak

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Note the seconds and megabytes of the block."""
        start, worked = time.perf_counter(), _cpu_seconds()
        self.peak.reset()
        yield
        self.figures.megabytes[stage] = self.peak.reset()
        self.figures.seconds[stage] = round(time.perf_counter() - start, 1)
        self.figures.cpu[stage] = round(_cpu_seconds() - worked, 1)


def make(folder: Path, n_claims: int, n_more: int, seed: int, scattered: bool) -> None:
    """Write a corpus as Parquet, in two parts: what is there, and what is added."""
    made = corpus(n_claims + n_more, seed)
    order = ["article_id"] if scattered else ["published", "article_id"]
    articles = made.frames["articles"].sort(order)
    later = articles.filter(pl.col("n_claims").cum_sum(reverse=True) <= n_more).select(
        "article_id"
    )
    ids = made.frames["claims"].join(later, on="article_id", how="semi")
    for name, frame in made.frames.items():
        key = "article_id" if "article_id" in frame.columns else "claim_id"
        if key not in frame.columns:
            frame.write_parquet(folder / f"{name}.there.parquet")
            frame.clear().write_parquet(folder / f"{name}.more.parquet")
            continue
        keys = later if key == "article_id" else ids.select("claim_id")
        for part, how in (("there", "anti"), ("more", "semi")):
            chosen = frame.join(keys, on=key, how=how)  # type: ignore[arg-type]  # one of the two
            chosen.write_parquet(folder / f"{name}.{part}.parquet")
    made.truth.write_parquet(folder / "truth.parquet")


def measure(
    folder: Path, n_claims: int, n_more: int, seed: int, scattered: bool = False
) -> Figures:
    """Build a warehouse in the folder and time every stage.

    As when ``polemos run`` is called day by day, each run has a process of its own.
    """
    figures = Figures()
    aside(figures, _make, folder, n_claims, n_more, seed, scattered)
    for stages in (_all, _more, _afterwards):
        aside(figures, stages, folder)
    _score(figures, Layout(folder / "out"), pl.read_parquet(folder / "truth.parquet"))
    return figures


def aside(figures: Figures, stages: Callable[..., None], *given: object) -> None:
    """Time some stages in a process of their own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        timed = pool.submit(_timed, stages, *given).result()
    figures.seconds |= timed.seconds
    figures.cpu |= timed.cpu
    figures.megabytes |= timed.megabytes


def _timed(stages: Callable[..., None], *given: object) -> Figures:
    figures, peak = Figures(), Peak()
    with peak.watched():
        stages(Clock(figures, peak), *given)
    return figures


def _make(clock: Clock, *given: Any) -> None:
    with clock.timed("made up"):
        make(*given)


def _all(clock: Clock, folder: Path) -> None:
    layout = Layout(folder / "out")
    with clock.timed("claims loaded"), open_store(layout) as con, batch(con):
        load(con, _read(folder, "there"), AS_OF)
    with open_store(layout) as con, batch(con):
        with clock.timed("all: clustered and aggregated"):
            articles = con.sql("SELECT article_id FROM articles").fetchall()
            related = relate(con, [name for (name,) in articles])
        with clock.timed("all: events loaded"):
            load(con, related.frames, AS_OF, scope=related.scope)
        del related
    _publish(clock, "all", layout)


def _more(clock: Clock, folder: Path) -> None:
    layout, more = Layout(folder / "out"), _read(folder, "more")
    # As in ``polemos run``, where the checker starts with the server.
    with checking_aside(), open_store(layout) as con, batch(con):
        with clock.timed("more: claims loaded"):
            load(con, more, AS_OF)
        with clock.timed("more: clustered and aggregated"):
            related = relate(con, more["articles"]["article_id"].to_list())
        with clock.timed("more: events loaded"):
            load(con, related.frames, AS_OF, scope=related.scope)
        with clock.timed("more: checked"):
            validate_store(con, AS_OF).raise_if_failed()
    _publish(clock, "afterwards", layout)
    with clock.timed("afterwards: exported again"):
        export(layout)


def _afterwards(clock: Clock, folder: Path) -> None:
    layout = Layout(folder / "out")
    with clock.timed("afterwards: all rows checked"), checking_aside():
        validate_snapshot(layout).raise_if_failed()
    with open_snapshot(layout) as con:
        limit_memory(con)
        for name in RECOMPUTED:
            with clock.timed(f"afterwards: {name}"):
                con.execute(f"CREATE TEMP TABLE made AS FROM {name}")
                con.execute("DROP TABLE made")


def _publish(clock: Clock, when: str, layout: Layout) -> None:
    with clock.timed(f"{when}: published"):
        publish(layout)
    with clock.timed(f"{when}: exported"):
        export(layout)


def _read(folder: Path, part: str) -> Frames:
    return {
        name: pl.read_parquet(folder / f"{name}.{part}.parquet") for name in TABLE_NAMES
    }


def _score(figures: Figures, layout: Layout, truth: pl.DataFrame) -> None:
    with open_store(layout) as con:
        members = read_table(con, TABLES["event_claims"])
    told = members.join(truth, on="claim_id")
    right = _pairs(told, "event_id", "happening")
    figures.precision = right / max(1, _pairs(told, "event_id"))
    figures.recall = right / max(1, _pairs(told, "happening"))
    figures.n_events = members["event_id"].n_unique()


def _pairs(told: pl.DataFrame, *names: str) -> int:
    sizes = told.group_by(names).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _cpu_seconds() -> float:
    found = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(used.ru_utime + used.ru_stime for used in found)


def as_text(figures: Figures) -> str:
    """The figures, one a line: seconds passed, seconds worked, most megabytes held."""
    rows = {
        stage: (n, figures.cpu[stage], figures.megabytes[stage])
        for stage, n in figures.seconds.items()
    }
    for total, prefix in TOTALS.items():
        most = max(n for stage, n in figures.megabytes.items() if prefix in stage)
        rows[total] = (*figures.sum_of(prefix), most)
    lines = [
        f"{name:40} {n:8.1f} s {cpu:8.1f} s {megabytes:8,} MB"
        for name, (n, cpu, megabytes) in rows.items()
    ]
    lines += [
        f"{figures.n_events:,} events; pairs: precision {figures.precision:.3f}, "
        f"recall {figures.recall:.3f}",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scattered", action="store_true")
    parser.add_argument("--out", type=Path, help="keep the warehouse here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        parts = (given.claims, given.more, given.seed, given.scattered)
        sys.stdout.write(as_text(measure(folder, *parts)))


if __name__ == "__main__":
    main()
