"""A run in many batches, or in several attempts, leaves what one batch leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from flows.ingest import Ingest
from flows.pool import Found, extract_batch
from flows.versions import Versions
from tests.batch_runs import AS_OF, VERSIONS, DiedError, run, state
from transforms.document import CleanArticle, RawArticle
from transforms.extract import DEFAULT_MODEL
from transforms.text.clean import clean
from transforms.text.refusals import refuse
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.store import open_store

PAGE = "https://news.example/raid"
RAID = (
    "Rebels attacked a village near Goma on Monday, "
    "killing {} civilians, the army said."
)
FEAR = "Families fled to the next town, and traders closed the market for a whole week."
TALKS = "Envoys of Peru and Chile met in Geneva on Thursday for talks about the border."
ARREST = (
    "Police arrested nine protesters in Lima on Friday after a march against taxes."
)
Corpus = tuple[list[CleanArticle], Mapping[str, Found]]


def article(
    text: str, name: str, day: int, publisher: str, url: str | None = None
) -> CleanArticle:
    day_of = f"2025-05-{day:02}"
    raw = RawArticle(
        url or name, "text", text, url=url, publisher=publisher, published=day_of
    )
    found = clean(raw, AS_OF).article
    assert found is not None
    return found


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Copies told before and after, one event in several papers, pages that change."""
    ten, forty = RAID.format("ten"), RAID.format("forty")
    articles = [
        article(f"Raid near Goma\n\n{ten} {FEAR}", "copy.txt", 9, "The Copyist"),
        article(f"{ten} {FEAR} {TALKS}", "wire.txt", 6, "The Wire"),
        article(f"{ten} {FEAR}", "early.txt", 5, "The Lamp"),
        article(f"{TALKS} {FEAR}", "talks.txt", 9, "The Lamp"),
        article(forty, "page", 6, "Herald", PAGE),
        article(f"{forty} {ARREST}", "page", 7, "Herald", PAGE),
        article(ARREST, "arrest.txt", 10, "Post"),
        article(ten, "same.txt", 7, "Post"),
        article(ten, "again.txt", 6, "Herald"),
        article(f"{ARREST} {TALKS}", "more.txt", 11, "Wire"),
    ]
    return articles, {f.article_id: f for f in extract_batch(articles, DEFAULT_MODEL)}


def given(*articles: CleanArticle) -> list[Ingest]:
    reject = refuse("empty_file", "e.txt: the file is empty", "e.txt")
    parts = [Ingest((item,), (), is_incomplete=False) for item in articles]
    return [*parts, Ingest((), (reject,), is_incomplete=True)]


def exported(layout: Layout) -> dict[str, bytes]:
    publish(layout)
    return {
        path.name: path.read_bytes()
        for path in export(layout)
        if path.parent != layout.log
    }


@pytest.fixture(scope="module")
def whole(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout(tmp_path_factory.mktemp("whole"))
    articles, found = corpus
    assert len(run(layout, given(*articles), found)) == 1
    return layout


def test_the_corpus_has_what_batches_could_get_wrong(whole: Layout) -> None:
    tables = state(whole)
    assert len({row[0] for row in tables["main.merges"]}) > 0
    told = {value for row in tables["main.rejects"] for value in row}
    assert {"superseded", "empty_file"} <= told
    assert {"near", "exact"} & {v for row in tables["main.articles"] for v in row}
    assert len(tables["main.event_claims"]) > len(tables["main.events"])


@pytest.mark.parametrize("size", [1, 3])
def test_batches_leave_the_tables_and_bytes_of_one(
    whole: Layout, corpus: Corpus, tmp_path: Path, size: int
) -> None:
    layout = Layout(tmp_path / "out")
    articles, found = corpus
    works = run(layout, given(*articles), found, size)
    assert len(works) == -(-len([a for w in works for a in w.fresh]) // size)
    assert state(layout) == state(whole)
    if size == 3:
        assert exported(layout) == exported(whole)


@pytest.mark.parametrize("number", [1, 3])
def test_a_run_that_died_reads_on_where_it_was(
    whole: Layout, corpus: Corpus, tmp_path: Path, number: int
) -> None:
    layout = Layout(tmp_path / "out")
    articles, found = corpus
    with pytest.raises(DiedError):
        run(layout, given(*articles), found, 2, die_before=number)
    works = run(layout, given(*articles), found, 2)
    n_texts = len(state(whole)["main.articles"])
    assert sum(len(work.fresh) for work in works) == n_texts - 2 * number
    assert state(layout) == state(whole)


def test_a_text_that_was_passed_over_and_returns_is_counted_once(
    corpus: Corpus, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "out")
    first, second = (item for item in corpus[0] if item.location == PAGE)
    third = article(f"{TALKS} {ARREST}", "page", 8, "Herald", PAGE)
    found = dict(corpus[1]) | {
        item.article_id: item for item in extract_batch([third], DEFAULT_MODEL)
    }

    def texts() -> tuple[set[str], set[str]]:
        with open_store(layout) as con:
            used = con.sql("SELECT article_id FROM articles").fetchall()
            passed = con.sql(
                "SELECT article_id FROM rejects WHERE reason = 'superseded'"
            ).fetchall()
        return {name for (name,) in used}, {name for (name,) in passed}

    a, b, c = (item.article_id for item in (first, second, third))
    run(layout, given(first, second, third), found)
    assert texts() == ({c}, {a, b})
    run(layout, given(first), found)
    assert texts() == ({a, c}, {b})


def test_a_batch_may_move_an_event_that_a_redirect_leads_to(
    corpus: Corpus, tmp_path: Path
) -> None:
    layout, (_, found) = Layout(tmp_path / "out"), corpus
    told = {item.location: item for item in corpus[0]}
    run(layout, given(told["copy.txt"]), found)
    run(layout, given(told["wire.txt"]), found)
    (before,) = redirects(layout).values()
    works = run(
        layout, given(told["early.txt"], told["more.txt"]), found, 1, has_checks=True
    )
    assert len(works) == 2
    events = {row[0] for row in state(layout)["main.events"]}
    assert before not in events
    assert redirects(layout)[before] in events


def redirects(layout: Layout) -> dict[str, str]:
    with open_store(layout) as con:
        rows = con.sql("SELECT old_event_id, event_id FROM event_redirects").fetchall()
    return dict(rows)


def test_the_row_of_a_resumed_run_is_that_of_an_undisturbed_one(
    whole: Layout, corpus: Corpus, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "out")
    articles, found = corpus
    with pytest.raises(DiedError):
        run(layout, given(*articles), found, 2, die_before=2)
    run(layout, given(*articles), found, 2)
    assert runs(layout) == runs(whole)


def runs(layout: Layout) -> list[tuple]:
    with open_store(layout) as con:
        return con.sql("FROM runs").fetchall()


@pytest.mark.parametrize("die_before", [None, 2])
def test_later_runs_make_the_same_versions_in_batches(
    corpus: Corpus, tmp_path: Path, die_before: int | None
) -> None:
    """Half of it is there; the rest comes later, with new versions of the code."""
    articles, found = corpus
    later = AS_OF + dt.timedelta(days=3)
    upgraded: Versions = replace(VERSIONS, code="0.2.0")
    # What the new code no longer finds: the claims of one article.
    lost = articles[3].article_id
    fewer = {**found, lost: Found(lost, (), (), 1)}
    layouts = [Layout(tmp_path / name) for name in ("one", "many")]
    for layout, size in zip(layouts, (100, 2), strict=True):
        run(layout, given(*articles[3:8]), found, 100)
        again = given(*articles[:3], *articles[8:])
        more = {"versions": upgraded, "as_of": later}
        if size == 2 and die_before is not None:
            with pytest.raises(DiedError):
                run(layout, again, fewer, size, die_before=die_before, **more)
        run(layout, again, fewer, size, **more)
    one, many = map(state, layouts)
    assert one == many
    assert one["history.events"]
    assert len(one["history.claims"]) == len(found[lost].claims) > 0
