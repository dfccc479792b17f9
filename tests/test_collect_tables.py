"""Declared sources that are files and tables, and the inbox, as one input."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from flows.collect.load import collect, note_taken
from flows.collect.pages import Taken
from flows.ingest import joined
from schemas.sources import SourcesFile, read_sources
from warehouse.inbox import Announced, open_inbox
from warehouse.layout import Layout
from warehouse.rows import RowsError, read_rows

TODAY = dt.date(2026, 11, 2)
NOW = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
STORY = "Delegates of the two valleys met in Orsa on Monday and agreed to talk. "


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "newsroom.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(
            "CREATE TABLE stories AS SELECT * FROM (VALUES "
            f"(1, '{STORY * 4}', 'Talks', DATE '2026-11-01'), "
            "(2, NULL, NULL, DATE '2026-11-01')) t(id, body, headline, day)"
        )
    return path


def declared(text: str) -> SourcesFile:
    return read_sources(text, "test")


def table(database: Path, query: str) -> SourcesFile:
    return declared(
        f"[[source]]\nname = 'Newsroom'\nkind = 'sql'\nlanguage = 'en'\n"
        f'database = \'{database}\'\nquery = """{query}"""'
    )


SELECT = "SELECT id, body AS text, headline AS title, day AS published FROM stories"


def test_rows_of_a_table_become_articles(tmp_path: Path, database: Path) -> None:
    layout = Layout(tmp_path / "out")
    found = joined(collect(table(database, SELECT), layout, TODAY, Taken()))
    (article,) = found.articles
    assert (article.title, article.publisher) == ("Talks", "Newsroom")
    assert article.published == dt.date(2026, 11, 1)
    assert article.location == "Newsroom:1"
    (reject,) = found.rejects
    assert (reject.reason, reject.location) == ("no_text", "Newsroom:2")


def test_files_that_duckdb_reads_need_no_database(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(f"id,text\n1,{STORY * 3}\n", "utf-8")
    rows = list(read_rows(f"FROM '{file}'", None))
    assert [row["id"] for row in rows] == [1]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE stories",
        "SELECT 1; SELECT 2",
        "COPY (SELECT 1) TO 'x.csv'",
        "ATTACH 'other.duckdb'",
        "SELECT * FROM nowhere",
        "no SQL",
    ],
)
def test_only_one_select_is_run(database: Path, query: str) -> None:
    with pytest.raises(RowsError):
        list(read_rows(query, str(database)))
    assert len(list(read_rows(SELECT, str(database)))) == 2


def test_a_query_that_fails_is_told_and_the_other_sources_are_read(
    tmp_path: Path, database: Path
) -> None:
    story = tmp_path / "drop" / "one.txt"
    story.parent.mkdir()
    story.write_text(f"Road stays open\n\n{STORY * 4}", "utf-8")
    text = (
        f"[[source]]\nname = 'Drop'\nkind = 'files'\npaths = ['{story.parent}']\n"
        f"[[source]]\nname = 'Gone'\nkind = 'sql'\nquery = 'SELECT 1'\n"
        f"database = '{tmp_path / 'none.duckdb'}'"
    )
    layout = Layout(tmp_path / "out")
    found = joined(collect(declared(text), layout, TODAY, Taken()))
    assert [article.publisher for article in found.articles] == ["Drop"]
    assert [reject.reason for reject in found.rejects] == ["broken_query"]
    assert found.is_incomplete


def test_the_inbox_is_taken_until_it_is_marked(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "out")
    item = Announced("Wire", "https://n.example/a", "https://n.example/a")
    with open_inbox(layout.inbox) as inbox:
        inbox.keep(
            item,
            f"<html><title>Road</title><p>{STORY * 5}</p></html>".encode(),
            final_url=item.url,
            content_type="text/html",
            charset="utf-8",
            etag=None,
            last_modified=None,
            fetched_at=NOW,
        )
    sources = declared(
        "[[source]]\nname = 'Wire'\nkind = 'feed'\nlanguage = 'en'\n"
        "urls = ['https://n.example/rss']"
    )
    for _ in range(2):
        taken = Taken()
        found = joined(collect(sources, layout, TODAY, taken))
        assert len(found.articles) == len(taken.page_ids) == 1
    note_taken(layout, taken, NOW)
    assert joined(collect(sources, layout, TODAY, Taken())).articles == ()
