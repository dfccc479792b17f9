"""The snapshot: swapped in whole, read without waiting, kept on failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from schemas.tables import frames_of
from tests.warehouse_records import AS_OF, article, corpus, source
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import QueryError, open_snapshot, query
from warehouse.store import batch, open_store

COUNT = "SELECT count(*) AS n FROM articles"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A published snapshot with two articles."""
    layout = Layout(tmp_path / "out with spaces")
    put(layout, corpus())
    publish(layout)
    return layout


def put(layout: Layout, records: list) -> None:
    with open_store(layout) as con, batch(con):
        load(con, frames_of(records), AS_OF)


def n_articles(layout: Layout) -> int:
    return query(layout, COUNT)["n"][0]


def test_the_snapshot_has_what_the_warehouse_has(layout: Layout) -> None:
    assert publish(layout) == layout.snapshot
    assert n_articles(layout) == 2
    assert query(layout, "SELECT count(*) AS n FROM events_all")["n"].to_list() == [2]


def test_readers_see_new_rows_only_once_they_are_published(layout: Layout) -> None:
    put(layout, [source(), article("b1")])
    assert n_articles(layout) == 2
    publish(layout)
    assert n_articles(layout) == 3


def test_a_reader_keeps_the_old_snapshot_while_a_new_one_comes(layout: Layout) -> None:
    put(layout, [source(), article("b1")])
    with open_snapshot(layout) as con:
        before = con.sql(COUNT).fetchall()
        # Readers are other processes: within one, DuckDB shares its file handles.
        subprocess.run([sys.executable, "-c", PUBLISH, layout.root], check=True)
        assert con.sql(COUNT).fetchall() == before == [(2,)]
    assert n_articles(layout) == 3


PUBLISH = """
import sys
from pathlib import Path
from warehouse.layout import Layout
from warehouse.publish import publish
publish(Layout(Path(sys.argv[1])))
"""
KILLED = """
import os, sys
from pathlib import Path
from warehouse import files
from warehouse.layout import Layout
from warehouse.publish import publish
files.swap_in = lambda fresh, target: os.kill(os.getpid(), 9)
publish(Layout(Path(sys.argv[1])))
"""


def test_a_kill_before_the_swap_leaves_the_old_snapshot(layout: Layout) -> None:
    put(layout, [source(), article("b1")])
    ended = subprocess.run([sys.executable, "-c", KILLED, layout.root], check=False)
    assert ended.returncode == -9
    assert n_articles(layout) == 2
    assert publish(layout) == layout.snapshot
    assert n_articles(layout) == 3
    assert os.listdir(layout.snapshot.parent) == [layout.snapshot.name]


def test_a_failed_copy_leaves_the_old_snapshot(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    put(layout, [source(), article("b1")])
    monkeypatch.setattr("warehouse.files.shutil.copyfile", full)
    with pytest.raises(OSError, match="no room for the snapshot"):
        publish(layout)
    assert n_articles(layout) == 2


def test_a_snapshot_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="nothing is published.*polemos run"):
        query(Layout(tmp_path), COUNT)


def test_a_broken_snapshot_is_explained(layout: Layout) -> None:
    layout.snapshot.write_bytes(b"broken" * 1000)
    with pytest.raises(QueryError, match="is damaged.*makes it anew"):
        query(layout, COUNT)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nope FROM events", "nope"),
        ("FROM nowhere", "nowhere"),
        ("SELECT end FROM claims", "syntax error"),
        ("DELETE FROM events", "read-only"),
        ("CREATE TABLE x (a INTEGER)", "read-only"),
        ("SELECT 'x'::INTEGER", "Could not convert"),
    ],
)
def test_a_wrong_query_gets_duckdbs_explanation(layout, sql: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        query(layout, sql)


@pytest.mark.parametrize("sql", ["", "  ", "-- nothing"])
def test_an_empty_query_has_an_empty_answer(layout: Layout, sql: str) -> None:
    assert query(layout, sql).is_empty()


def test_several_statements_give_the_last_answer(layout: Layout) -> None:
    assert query(layout, f"SELECT 1; {COUNT}").columns == ["n"]


def test_the_snapshot_is_closed_after_a_query(layout: Layout) -> None:
    with open_snapshot(layout) as con:
        pass
    with pytest.raises(duckdb.ConnectionException):
        con.execute(COUNT)
