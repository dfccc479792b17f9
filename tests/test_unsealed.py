"""A run killed between two batches, taken up by a Polemos of a later schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.batch_runs import AS_OF, DiedError, run, state
from tests.test_batches import Corpus, corpus, given
from warehouse.layout import Layout
from warehouse.store import migrations, open_store, schema_number

__all__ = ["corpus"]

BEFORE = AS_OF - dt.timedelta(days=30)
NEW_IN_10 = ("articles", "sources", "entities", "places")


def killed(layout: Layout, corpus: Corpus) -> None:
    """A sealed day, and a later run of all articles that ends between two batches."""
    articles, found = corpus
    run(layout, given(*articles[2:6]), found, as_of=BEFORE)
    with pytest.raises(DiedError):
        run(layout, given(*articles), found, 2, die_before=2)


@pytest.fixture(scope="module")
def calm(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """What the same runs leave when nothing comes between them."""
    layout = Layout(tmp_path_factory.mktemp("calm"))
    articles, found = corpus
    run(layout, given(*articles[2:6]), found, as_of=BEFORE)
    run(layout, given(*articles), found, 2)
    return layout


def changed(layout: Layout, statements: Sequence[str]) -> None:
    with duckdb.connect(str(layout.warehouse)) as con:
        for statement in statements:
            con.execute(statement)


def without(tables: dict[str, list[tuple]], *names: str) -> dict[str, list[tuple]]:
    return {name: rows for name, rows in tables.items() if name not in names}


def merges(layout: Layout) -> list[tuple]:
    """Judgements without their day, which the earlier schema did not know."""
    with open_store(layout) as con:
        query = "SELECT * EXCLUDE since FROM merges ORDER BY ALL"
        return con.sql(query).fetchall()


def test_a_run_of_the_schema_before_the_last_is_sealed(
    calm: Layout, corpus: Corpus, tmp_path: Path
) -> None:
    assert max(migrations()) == 10, "make a store of the schema before the new one"
    layout = Layout(tmp_path / "out")
    killed(layout, corpus)
    changed(
        layout,
        [
            *(
                f"ALTER TABLE {schema}merges DROP COLUMN since"
                for schema in ("", "history.", "pending.")
            ),
            *(f"DROP TABLE history.{name}" for name in NEW_IN_10),
            *(f"DROP TABLE IF EXISTS pending.{name}" for name in NEW_IN_10),
            f"DELETE FROM pending.keys WHERE table_name IN {NEW_IN_10}",
            f"DELETE FROM history.openings WHERE table_name IN {NEW_IN_10}",
            "DELETE FROM schema_migrations WHERE number = 10",
        ],
    )
    with open_store(layout) as con:
        assert schema_number(con) == 10
        assert con.sql("FROM pending.keys").fetchall()
    articles, found = corpus
    works = run(layout, given(*articles), found, 2)
    assert works[0].fresh != ()
    assert merges(layout) == merges(calm)
    unknown = ("main.merges", "history.openings", "history.merges")
    unknown += tuple(f"history.{name}" for name in NEW_IN_10)
    ended, expected = state(layout), state(calm)
    names = {name for name in ended if "schema" not in name}
    assert {n for n in names if ended[n] != expected[n]} <= set(unknown)
    assert expected["history.events"]
    assert ended["history.events"] == expected["history.events"]


@pytest.mark.parametrize(
    "statements",
    [
        ["ALTER TABLE pending.events DROP COLUMN ontology_name"],
        ["ALTER TABLE pending.claims DROP COLUMN extractor_name"],
        ["ALTER TABLE pending.events ALTER COLUMN n_claims TYPE VARCHAR"],
        ["DROP TABLE pending.event_contexts"],
        ["ALTER TABLE pending.events ADD COLUMN no_more VARCHAR DEFAULT 'x'"],
    ],
)
def test_what_a_run_has_kept_takes_the_shape_of_its_tables(
    calm: Layout, corpus: Corpus, tmp_path: Path, statements: list[str]
) -> None:
    layout = Layout(tmp_path / "out")
    killed(layout, corpus)
    changed(layout, statements)
    articles, found = corpus
    run(layout, given(*articles), found, 2)
    assert state(layout) == state(calm)
