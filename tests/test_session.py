"""Every connection leaves out what is unsafe in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest

from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.query import open_snapshot
from warehouse.session import connect
from warehouse.store import open_read_only, open_store

WIDE = "(hash(range) >> 2)::BIGINT"
FILTERED = "SELECT count(*) FROM many WHERE key IN (FROM few)"
HANDED_ON = "Dynamic Filters"


def _plan(con: duckdb.DuckDBPyConnection) -> str:
    """How a join is run that DuckDB would hand on to the scan of its other side."""
    con.execute(f"CREATE TEMP TABLE many AS SELECT {WIDE} AS key FROM range(90000)")
    con.execute("CREATE TEMP TABLE few AS SELECT key FROM many USING SAMPLE 300 ROWS")
    return str(con.execute(f"EXPLAIN ANALYZE {FILTERED}").fetchall())


@contextmanager
def _reader(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(layout.warehouse) as con:
        yield con


@pytest.mark.parametrize("opened", [open_store, open_snapshot, _reader])
def test_no_join_is_handed_on_to_a_scan(tmp_path: Path, opened: object) -> None:
    layout = Layout(tmp_path / "data")
    with open_store(layout):
        pass
    publish(layout)
    assert callable(opened)
    with opened(layout) as con:
        assert HANDED_ON not in _plan(con)


def test_a_database_in_memory_hands_nothing_on_either() -> None:
    with closing(connect()) as con:
        assert HANDED_ON not in _plan(con)


def test_the_plan_of_this_test_would_show_it() -> None:
    with closing(duckdb.connect()) as con:
        assert HANDED_ON in _plan(con)
