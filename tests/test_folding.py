"""Copies are found batch by batch as they are found in one go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.assemble import article_of, source_of, unique_sources
from flows.folding import fold_batch
from schemas.tables import frames_of
from tests.test_text_duplicates import FOOTER, OTHER, WIRE, article
from transforms.document import CleanArticle
from transforms.text.duplicates import Fold, fold_duplicates
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.store import batch, open_store

AS_OF = dt.date(2025, 7, 1)
LINES = "\n".join(WIRE)
TEXTS = [
    LINES,
    f"One headline here\n\n{LINES}",
    f"Another headline\n\n{LINES}",
    LINES.replace("hundreds", "thousands"),
    LINES.replace("hundreds", "thousands").replace("some weeks", "many weeks"),
    LINES.replace("some weeks", "many weeks").replace("columns", "clouds"),
    "\n".join(WIRE[:4]),
    "\n".join(WIRE[1:]),
    "\n".join(OTHER),
    f"{WIRE[0]}\n{FOOTER}",
    f"{OTHER[0]}\n{FOOTER}",
    "\n".join([*OTHER, *WIRE[:3]]),
]
Case = list[tuple[int, int, str]]
CASES = st.lists(
    st.tuples(
        st.integers(0, len(TEXTS) - 1),
        st.integers(1, 5),
        st.sampled_from(["Herald", "Post"]),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda item: item[0],
)


def stored(con: duckdb.DuckDBPyConnection) -> list[Fold]:
    rows = con.sql(
        "SELECT article_id, voice_id, duplicate_of, similarity, duplicate_reason "
        "FROM articles WHERE superseded_by IS NULL ORDER BY 1"
    )
    return [Fold(*row) for row in rows.fetchall()]


def take(con: duckdb.DuckDBPyConnection, articles: list[CleanArticle]) -> None:
    """Fold and store, as a batch of the main job does."""
    known = {item.article_id: item for item in articles}
    with batch(con):
        for name, fold in fold_batch(con, articles).items():
            if name in known:
                rows = [article_of(known[name], fold, 1, 0)]
                sources = unique_sources([source_of(known[name])])
                load(con, frames_of([*sources, *rows]), AS_OF)
            else:
                con.execute(
                    "UPDATE articles SET voice_id = ?, duplicate_of = ?, "
                    "similarity = ?, duplicate_reason = ? WHERE article_id = ?",
                    [
                        fold.voice_id,
                        fold.duplicate_of,
                        fold.similarity,
                        fold.reason,
                        name,
                    ],
                )


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    with open_store(Layout(tmp_path_factory.mktemp("folding"))) as store:
        yield store


def empty(con: duckdb.DuckDBPyConnection) -> None:
    for table in ("articles", "sources", "folding.keys", "folding.bodies"):
        con.execute(f"DELETE FROM {table}")


@settings(max_examples=10, deadline=None)
@given(CASES, st.integers(1, 4), st.integers(0, 9))
def test_batches_fold_as_one_does(
    con: duckdb.DuckDBPyConnection, case: Case, size: int, changed: int
) -> None:
    empty(con)
    articles = [article(TEXTS[text], day, paper) for text, day, paper in case]
    for start in range(0, len(articles), size):
        take(con, articles[start : start + size])
    assert stored(con) == fold_duplicates(articles)
    # One of them turns out to be older than all others.
    number = changed % len(articles)
    articles[number] = replace(articles[number], published=dt.date(2025, 5, 1))
    take(con, [articles[number]])
    assert stored(con) == fold_duplicates(articles)


def test_what_copied_a_lost_article_is_told_anew(tmp_path: Path) -> None:
    texts = (TEXTS[0], TEXTS[3], TEXTS[4])
    first, *copies = (article(text, day) for day, text in enumerate(texts, start=1))
    with open_store(Layout(tmp_path)) as con:
        take(con, [first, *copies])
        assert {fold.voice_id for fold in stored(con)} == {first.article_id}
        with batch(con):
            found = fold_batch(con, [], [first.article_id])
        expected = {fold.article_id: fold for fold in fold_duplicates(copies)}
        assert found == expected
