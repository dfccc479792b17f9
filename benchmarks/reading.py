"""Memory of reading one large file, of each kind that has many articles.

Each is read in a process of its own.

Run: ``python -m benchmarks.reading [--rows 100000] [--characters 4000]``
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.memory import Peak, megabytes
from transforms.text.read import read_stream
from warehouse.rows import read_rows

SENTENCE: Final = "Troops of the northern army crossed the river at dawn. "
ROWS_AT_ONCE: Final = 5_000


def main() -> int:
    """Write a file of each kind, read it, print what memory that took after a row."""
    options = _parser().parse_args()
    sys.stdout.write("| file | rows | MB | seconds | MB of memory more |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in WRITERS.items():
            path = Path(folder, f"rows.{kind}")
            write(path, _rows(options.rows, options.characters))
            for how in (kind, "sql") if kind == "parquet" else (kind,):
                with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                    line = alone.submit(_measured, path, how).result()
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
            path.unlink()
    return 0


def _measured(path: Path, kind: str) -> str:
    rows = _read(path, kind)
    n_rows = len([next(rows)])
    before, began, peak = megabytes(), time.monotonic(), Peak()
    with peak.watched():
        n_rows += sum(1 for _ in rows)
    size, seconds = path.stat().st_size / 1e6, time.monotonic() - began
    more = max(0, peak.megabytes - before)
    return f"| {kind} | {n_rows:,} | {size:,.0f} | {seconds:.0f} | {more} |"


def _read(path: Path, kind: str) -> Iterator[object]:
    if kind == "sql":
        yield from read_rows(f"FROM '{path}'", None)
        return
    with path.open("rb") as stream:
        for record in read_stream(stream, path.name, kind):
            yield from record.articles


def _rows(number: int, n_characters: int) -> Iterator[dict[str, str]]:
    text = SENTENCE * (n_characters // len(SENTENCE))
    for at in range(number):
        # No two texts alike, so that nothing is packed to nothing.
        yield {"id": str(at), "title": f"Report {at}", "text": f"{text}{at}."}


def _write_jsonl(path: Path, rows: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)


def _write_csv(path: Path, rows: Iterator[dict[str, str]]) -> None:
    with path.open("wb") as stream:
        is_first = True
        while part := list(islice(rows, ROWS_AT_ONCE)):
            pl.DataFrame(part).write_csv(stream, include_header=is_first)
            is_first = False


def _write_parquet(path: Path, rows: Iterator[dict[str, str]]) -> None:
    schema = pa.schema([(name, pa.string()) for name in ("id", "title", "text")])
    # Plain, so that the file is as large as its text.
    with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as to:
        while part := list(islice(rows, ROWS_AT_ONCE)):
            to.write_table(pa.Table.from_pylist(part, schema))


WRITERS: Final[Mapping[str, Callable[[Path, Iterator[dict[str, str]]], None]]] = (
    MappingProxyType(
        {
            "jsonl": _write_jsonl,
            "csv": _write_csv,
            "parquet": _write_parquet,
        }
    )
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=4_000)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
