"""What a run has to do: texts and copies, what is known, what is fresh."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from flows.assemble import source_of
from flows.ingest import Ingest
from flows.memory import clean_stored
from flows.plan import Plan, Work, plan_run, work_of
from flows.versions import Versions
from schemas.records import Article, Claim, Event, Merge, Source
from schemas.restore import records_of
from schemas.tables import frames_of
from tests.batch_runs import VERSIONS, run
from tests.warehouse_records import corpus
from transforms.document import CleanArticle, RawArticle
from transforms.text.clean import clean
from warehouse.layout import Layout
from warehouse.spool import Size, open_spool
from warehouse.store import open_store

DAY = dt.date(2025, 6, 1)
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


def given(*articles: CleanArticle) -> list[Ingest]:
    return [Ingest((item,), (), is_incomplete=False) for item in articles]


@dataclass(frozen=True)
class Planned:
    """A plan, and what all its batches work on."""

    plan: Plan
    batches: tuple[Work, ...]

    @property
    def fresh(self) -> list[CleanArticle]:
        return [item for work in self.batches for item in work.fresh]

    @property
    def reasons(self) -> list[str]:
        return [reject.reason for work in self.batches for reject in work.rejects]

    @property
    def superseded(self) -> dict[str, str]:
        return {k: v for work in self.batches for k, v in work.superseded.items()}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "out")


def planned(
    layout: Layout,
    *articles: CleanArticle,
    versions: Versions = VERSIONS,
    size: Size = Size(),  # noqa: B008 - frozen
) -> Planned:
    with open_store(layout) as con, open_spool(con, layout):
        plan = plan_run(con, given(*articles), versions, size)
        works = [work_of(con, plan, number) for number in range(plan.n_batches)]
        return Planned(plan, tuple(works))


def remember(layout: Layout, *articles: CleanArticle) -> None:
    run(layout, given(*articles), {})


def test_new_articles_are_fresh(layout: Layout) -> None:
    found = planned(layout, article(), article(PORT, "b.txt"))
    assert found.fresh == [article(), article(PORT, "b.txt")]
    assert found.plan.n_articles == 2


def test_the_same_text_twice_is_one_article_and_one_row_of_rejects(
    layout: Layout,
) -> None:
    twice = article(location="z.txt"), article(location="b.txt")
    found = planned(layout, *twice)
    assert [item.location for item in found.fresh] == ["b.txt"]
    assert found.reasons == ["same_text"]
    assert (found.plan.n_copies, found.plan.n_articles) == (1, 1)


def test_a_known_article_is_not_read_again(layout: Layout) -> None:
    remember(layout, article())
    found = planned(layout, article())
    assert not found.fresh
    assert found.plan.n_articles == 1


def test_a_known_text_from_elsewhere_leaves_a_row_only(layout: Layout) -> None:
    remember(layout, article())
    found = planned(layout, article(location="b.txt"))
    assert not found.fresh
    assert [item.value for work in found.batches for item in work.rejects] == ["a.txt"]


def test_a_known_article_with_another_date_is_read_again(layout: Layout) -> None:
    remember(layout, article(day=1))
    found = planned(layout, article(day=2))
    assert [item.published for item in found.fresh] == [dt.date(2025, 5, 2)]


@pytest.mark.parametrize("field", ["code", "ontology", "lexicon", "model", "gazetteer"])
def test_everything_known_is_read_again_when_a_version_changes(
    layout: Layout, field: str
) -> None:
    remember(layout, article(), article(PORT, "b.txt"))
    changed = replace(VERSIONS, **{field: "new"})
    found = planned(layout, article(), versions=changed, size=Size(1))
    assert [[item.article_id for item in work.fresh] for work in found.batches] == [
        [article().article_id],
        [article(PORT).article_id],
    ]


def test_a_stored_article_comes_back_as_it_was(layout: Layout) -> None:
    text = f"Pact signed in Belo\n\nBELO — {RIVER}\n\n{PORT}"
    original = article(text)
    remember(layout, original)
    with open_store(layout) as con:
        (known,) = clean_stored(con, [original.article_id])
    assert known == replace(original, source_id=source_of(original).source_id)


def test_batches_are_cut_by_number_and_by_length(layout: Layout) -> None:
    texts = [article(f"{RIVER} It was day {n}.", f"{n}.txt") for n in range(5)]
    by_number = planned(layout, *texts, size=Size(2))
    assert [len(work.fresh) for work in by_number.batches] == [2, 2, 1]
    by_length = planned(layout, *texts, size=Size(100, n_bytes=2 * len(texts[0].text)))
    assert [len(work.fresh) for work in by_length.batches] == [2, 2, 1]
    one_by_one = planned(layout, *texts, size=Size(100, n_bytes=1))
    assert [len(work.fresh) for work in one_by_one.batches] == [1] * 5
    assert by_number.fresh == by_length.fresh == one_by_one.fresh == texts


def test_the_same_input_is_the_same_run_in_any_order(layout: Layout) -> None:
    one, other = article(), article(PORT, "b.txt")
    found = planned(layout, one, other)
    remember(layout, one, other)
    assert planned(layout, other, one).plan.run_id == found.plan.run_id
    changed = replace(VERSIONS, lexicon="new")
    again = planned(layout, one, other, versions=changed)
    assert again.plan.run_id != found.plan.run_id


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


def test_the_later_version_of_a_page_supersedes_the_stored_one(layout: Layout) -> None:
    old, new = page(RIVER), page(f"{RIVER} The governor signed too.")
    remember(layout, old)
    found = planned(layout, new)
    assert found.superseded == {old.article_id: new.article_id}
    assert found.batches[0].reread == {old.article_id, new.article_id}
    assert [item.article_id for item in found.fresh] == [new.article_id]


def test_of_two_versions_in_one_input_the_last_is_used(layout: Layout) -> None:
    old, new = page(RIVER), page(PORT)
    found = planned(layout, old, new)
    assert [item.article_id for item in found.fresh] == [new.article_id]
    assert found.reasons == ["superseded"]
    assert found.plan.n_articles == 1
    assert found.superseded == {}


def test_a_page_that_returns_to_its_old_text_holds_again(layout: Layout) -> None:
    old, new = page(RIVER), page(PORT)
    remember(layout, old)
    remember(layout, new)
    found = planned(layout, old)
    assert found.superseded == {new.article_id: old.article_id}
    assert [item.article_id for item in found.fresh] == [old.article_id]


def test_files_that_give_one_address_to_many_articles_keep_them(
    layout: Layout,
) -> None:
    one, other = article(RIVER, "a.txt"), article(PORT, "b.txt")
    two = [replace(item, url=PAGE) for item in (one, other)]
    assert len(planned(layout, *two).fresh) == 2


def at(location: str, text: str, day: int = 1) -> CleanArticle:
    found = article(text, location, day)
    return replace(found, url=location, publisher=location)


ONE, OTHER = "https://one.example/a", "https://other.example/b"


def used(layout: Layout) -> dict[str, str]:
    """Texts in use by their place."""
    query = "SELECT location, text FROM articles WHERE superseded_by IS NULL"
    with open_store(layout) as con:
        return dict(con.sql(query).fetchall())


def test_a_text_that_another_page_has_stays_in_use_there(layout: Layout) -> None:
    remember(layout, at(ONE, RIVER))
    remember(layout, at(OTHER, RIVER))
    remember(layout, at(ONE, PORT))
    assert used(layout) == {ONE: PORT, OTHER: RIVER}
    with open_store(layout) as con:
        row = con.execute(
            "SELECT a.url, a.publisher, a.source_id = r.source_id FROM articles a "
            "JOIN rejects r ON r.location = a.location WHERE a.location = ?",
            [OTHER],
        ).fetchall()
    assert row == [(OTHER, OTHER, True)]
    remember(layout, at(OTHER, f"{PORT} No one was hurt."))
    assert used(layout) == {ONE: PORT, OTHER: f"{PORT} No one was hurt."}


def test_a_text_goes_out_of_use_when_the_copy_has_changed_too(layout: Layout) -> None:
    remember(layout, at(ONE, RIVER))
    remember(layout, at(OTHER, RIVER))
    remember(layout, at(OTHER, f"{PORT} No one was hurt."))
    remember(layout, at(ONE, PORT))
    assert used(layout) == {ONE: PORT, OTHER: f"{PORT} No one was hurt."}


def test_pages_that_change_with_their_copy_in_one_input(layout: Layout) -> None:
    remember(layout, at(ONE, RIVER), at(OTHER, RIVER, 2), at(ONE, PORT, 3))
    assert used(layout) == {ONE: PORT, OTHER: RIVER}


def test_a_known_text_moves_to_the_page_that_shows_it_now(layout: Layout) -> None:
    remember(layout, at(ONE, RIVER))
    remember(layout, at(ONE, PORT), at(OTHER, RIVER))
    assert used(layout) == {ONE: PORT, OTHER: RIVER}


def test_a_page_that_becomes_the_copy_of_another_leaves_its_text(
    layout: Layout,
) -> None:
    remember(layout, at(ONE, RIVER), at(OTHER, PORT))
    remember(layout, at(OTHER, RIVER))
    assert used(layout) == {ONE: RIVER}
