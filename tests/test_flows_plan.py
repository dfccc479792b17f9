"""What a run has to do: texts and copies, what is known, what is fresh."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from flows.assemble import article_of, source_of
from flows.ingest import Ingest
from flows.memory import Memory
from flows.plan import plan_run
from flows.versions import Versions
from schemas.records import Article, Claim, Event, Merge, Source
from schemas.restore import records_of
from schemas.tables import frames_of
from tests.warehouse_records import corpus
from transforms.document import CleanArticle, RawArticle
from transforms.text.clean import clean

VERSIONS = Versions("0.1.0", "PLOVER 2.0", "abc", "model 1", "places 1")
DAY = dt.date(2025, 6, 1)
EMPTY = Memory({}, {}, None)
RIVER = (
    "Farmers and herders met in the river town of Belo on Monday to end a year of "
    "raids on each other's cattle, and signed a pact that elders had drawn up."
)
PORT = (
    "Dockers in the southern port walked out on Friday, and police arrested nine of "
    "them after stones were thrown at a customs office near the old harbour."
)


def article(text: str = RIVER, location: str = "a.txt", day: int = 1) -> CleanArticle:
    raw = RawArticle(location, "text", text, published=f"2025-05-{day:02}")
    found = clean(raw, DAY).article
    assert found is not None
    return found


def given(*articles: CleanArticle) -> Ingest:
    return Ingest(articles, (), False)


def remembered(*articles: CleanArticle, versions: Versions = VERSIONS) -> Memory:
    folds = plan_run(given(*articles), EMPTY, versions).folds
    rows = [article_of(item, folds[item.article_id], 1, 0) for item in articles]
    kinds = {source_of(item).source_id: item.kind for item in articles}
    return Memory({row.article_id: row for row in rows}, kinds, versions)


def test_new_articles_are_fresh() -> None:
    plan = plan_run(given(article(), article(PORT, "b.txt")), EMPTY, VERSIONS)
    assert len(plan.fresh) == 2
    assert plan.n_duplicates == 0


def test_the_same_text_twice_is_one_article_and_one_row_of_rejects() -> None:
    twice = given(article(location="z.txt"), article(location="b.txt"))
    plan = plan_run(twice, EMPTY, VERSIONS)
    assert [item.location for item in plan.fresh] == ["b.txt"]
    assert [reject.reason for reject in plan.rejects] == ["same_text"]
    assert plan.n_duplicates == 1


def test_a_known_article_is_not_read_again() -> None:
    plan = plan_run(given(article()), remembered(article()), VERSIONS)
    assert not plan.fresh
    assert plan.used == {article().article_id}


def test_a_known_text_from_elsewhere_leaves_a_row_only() -> None:
    plan = plan_run(given(article(location="b.txt")), remembered(article()), VERSIONS)
    assert not plan.fresh
    assert [reject.value for reject in plan.rejects] == ["a.txt"]


def test_a_known_article_with_another_date_is_read_again() -> None:
    plan = plan_run(given(article(day=2)), remembered(article(day=1)), VERSIONS)
    assert [item.published for item in plan.fresh] == [dt.date(2025, 5, 2)]


@pytest.mark.parametrize("field", ["code", "ontology", "lexicon", "model", "gazetteer"])
def test_everything_known_is_read_again_when_a_version_changes(field: str) -> None:
    memory = remembered(article(), article(PORT, "b.txt"))
    plan = plan_run(given(article()), memory, replace(VERSIONS, **{field: "new"}))
    assert plan.reread == {article().article_id, article(PORT).article_id}


def test_a_stored_article_comes_back_as_it_was() -> None:
    text = f"Pact signed in Belo\n\nBELO — {RIVER}\n\n{PORT}"
    original = article(text)
    memory = remembered(original)
    known = memory.as_clean(without=())[original.article_id]
    assert known == replace(original, source_id=source_of(original).source_id)


def test_a_near_copy_shares_the_voice_of_the_first() -> None:
    copy = article(RIVER.replace("Monday", "Tuesday") + " " + PORT, "b.txt", day=3)
    first = article(RIVER + " " + PORT)
    plan = plan_run(given(copy, first), EMPTY, VERSIONS)
    assert plan.folds[copy.article_id].voice_id == first.article_id
    assert plan.n_duplicates == 1


def test_the_same_input_is_the_same_run_in_any_order() -> None:
    one, other = article(), article(PORT, "b.txt")
    plan = plan_run(given(one, other), EMPTY, VERSIONS)
    again = plan_run(given(other, one), remembered(one, other), VERSIONS)
    assert plan.run_id == again.run_id
    changed = replace(VERSIONS, lexicon="new")
    assert plan_run(given(one, other), EMPTY, changed).run_id != plan.run_id


@pytest.mark.parametrize("model", [Article, Claim, Event, Merge, Source])
def test_records_come_back_from_the_tables_as_they_went_in(
    model: type[Article],
) -> None:
    records = [item for item in corpus() if isinstance(item, model)]
    key = f"{model.__name__.lower()}_id"
    found = records_of(model, frames_of(corpus()))
    assert sorted(found, key=lambda item: getattr(item, key)) == sorted(
        records, key=lambda item: getattr(item, key)
    )


PAGE = "https://news.example/road"


def page(text: str) -> CleanArticle:
    return replace(article(text, PAGE), url=PAGE)


def test_the_later_version_of_a_page_supersedes_the_stored_one() -> None:
    old, new = page(RIVER), page(f"{RIVER} The governor signed too.")
    plan = plan_run(given(new), remembered(old), VERSIONS)
    assert plan.superseded == {old.article_id: new.article_id}
    assert plan.reread == {old.article_id, new.article_id}
    assert [item.article_id for item in plan.fresh] == [new.article_id]


def test_of_two_versions_in_one_input_the_last_is_used() -> None:
    old, new = page(RIVER), page(PORT)
    plan = plan_run(given(old, new), EMPTY, VERSIONS)
    assert [item.article_id for item in plan.fresh] == [new.article_id]
    assert [reject.reason for reject in plan.rejects] == ["superseded"]
    assert plan.superseded == {}
    assert plan.n_duplicates == 1


def test_a_page_that_returns_to_its_old_text_holds_again() -> None:
    old, new = page(RIVER), page(PORT)
    memory = remembered(new)
    stored = remembered(old).articles[old.article_id]
    memory.articles[old.article_id] = stored.model_copy(
        update={"superseded_by": new.article_id}
    )
    plan = plan_run(given(old), memory, VERSIONS)
    assert plan.superseded == {new.article_id: old.article_id}
    assert [item.article_id for item in plan.fresh] == [old.article_id]


def test_files_that_give_one_address_to_many_articles_keep_them() -> None:
    one, other = article(RIVER, "a.txt"), article(PORT, "b.txt")
    two = [replace(item, url=PAGE) for item in (one, other)]
    plan = plan_run(given(*two), EMPTY, VERSIONS)
    assert len(plan.fresh) == 2
