"""What a day's load takes while the warehouse grows: seconds, and most megabytes.

Run: python -m benchmarks.days --days 60 --claims 3000 [--every 1]

Made-up claims (``benchmarks/synthetic.py``) are loaded day by day, as they are
published: loaded, related, checked, published, exported, each day in a process of its
own. What a load must compare are the claims of the days within its reach, so its memory
should grow until these days are full, and no more then.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.scale import Clock, Figures, aside
from benchmarks.synthetic import TABLE_NAMES, corpus
from flows.relating import relate
from warehouse.checker import checking_aside
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import batch, open_store
from warehouse.validate import validate_store

STAGES = ("loaded", "related", "checked", "published", "exported")
# Reports of a happening reach over the last day.
MARGIN = 2


def make(folder: Path, n_days: int, n_claims: int, seed: int) -> list[dt.date]:
    """Write the tables of each day of publication; the days in order."""
    made = corpus(n_days * n_claims, seed, n_days)
    published = made.frames["articles"].select("article_id", "published")
    claims = made.frames["claims"].select("claim_id", "article_id")
    of_claim = claims.join(published, on="article_id").drop("article_id")
    days = sorted(published["published"].drop_nulls().unique())[: n_days - MARGIN]
    for name, frame in made.frames.items():
        if name == "sources":
            frame.write_parquet(folder / f"{name}.parquet")
            continue
        told = published if "article_id" in frame.columns else of_claim
        key = told.columns[0]
        for day in days:
            today = told.filter(pl.col("published") == day).select(key)
            own = frame.join(today, on=key, how="semi")
            own.write_parquet(folder / f"{name}.{day}.parquet")
    return days


def load_day(clock: Clock, folder: Path, day: dt.date) -> None:
    """Load the claims of a day into the warehouse of the folder."""
    layout = Layout(folder / "out")
    frames = {
        name: pl.read_parquet(
            folder
            / (f"{name}.parquet" if name == "sources" else f"{name}.{day}.parquet")
        )
        for name in TABLE_NAMES
    }
    with checking_aside(), open_store(layout) as con, batch(con):
        with clock.timed("loaded"):
            load(con, frames, day)
        with clock.timed("related"):
            related = relate(con, frames["articles"]["article_id"].to_list())
            load(con, related.frames, day, scope=related.scope)
        with clock.timed("checked"):
            validate_store(con, day).raise_if_failed()
    with clock.timed("published"):
        publish(layout)
    with clock.timed("exported"):
        export(layout)


def row_of(number: int, n_claims: int, figures: Figures, layout: Layout) -> str:
    """A row of the table for one day."""
    size = layout.warehouse.stat().st_size / 1e6
    cells = [
        f"{number}",
        f"{n_claims:,}",
        *(f"{figures.seconds[stage]:.1f}" for stage in STAGES),
        *(f"{figures.megabytes[stage]:,}" for stage in STAGES),
        f"{size:.0f}",
    ]
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Load day after day, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--claims", type=int, default=3_000, help="claims a day")
    parser.add_argument("--every", type=int, default=1, help="print every so many days")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    heads = [f"{stage} {unit}" for unit in ("s", "MB") for stage in STAGES]
    sys.stdout.write(f"| day | claims | {' | '.join(heads)} | warehouse MB |\n")
    sys.stdout.write(f"|{'---|' * (len(heads) + 3)}\n")
    with tempfile.TemporaryDirectory() as temporary:
        folder, n_claims = Path(temporary), 0
        days = make(folder, given.days, given.claims, given.seed)
        for number, day in enumerate(days, start=1):
            figures = Figures()
            aside(figures, load_day, folder, day)
            n_claims += (
                pl.scan_parquet(folder / f"claims.{day}.parquet")
                .select(pl.len())
                .collect()
                .item()
            )
            if number % given.every == 0:
                sys.stdout.write(
                    row_of(number, n_claims, figures, Layout(folder / "out"))
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
