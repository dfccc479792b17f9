"""Copies of one text fold into one voice, whatever the order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.document import CleanArticle, RawArticle
from transforms.text.clean import clean
from transforms.text.duplicates import Fold, fold_duplicates

TODAY = dt.date(2025, 7, 1)
WIRE = [
    "Soldiers of Karsia crossed the river Orn early on Friday and took three villages.",
    "The defence ministry in Ansel said that the operation would last for some weeks.",
    "In Dorn the president called the crossing an act of war and closed all borders.",
    "Witnesses saw columns of smoke above the market town of Marl until the evening.",
    "Aid workers said that hundreds of families were on the road towards the south.",
    "The two neighbours have quarrelled about the valley since the treaty of Tarn.",
]
OTHER = [
    "Teachers in the capital walked out on Monday over wages that were never paid.",
    "Their union said schools would stay shut until the treasury sends the money.",
]
FOOTER = (
    "The Orn Herald is an independent paper that reports on the valley and its people. "
    "It has been printed in Ansel since the end of the last war and is owned by its "
    "readers, who elect the board every other year in a meeting open to the public. "
    "The paper takes no money from parties, states or churches and says so every day."
)


def article(
    text: str, day: int | None = 1, publisher: str | None = None
) -> CleanArticle:
    published = f"2025-06-{day:02d}" if day else None
    raw = RawArticle("in", "text", text, publisher=publisher, published=published)
    found = clean(raw, TODAY).article
    assert found is not None
    return found


def folds(*articles: CleanArticle) -> dict[str, Fold]:
    return {fold.article_id: fold for fold in fold_duplicates(articles)}


def voices(*articles: CleanArticle) -> int:
    return len({fold.voice_id for fold in fold_duplicates(articles)})


def test_different_texts_are_their_own_voices() -> None:
    found = fold_duplicates([article(" ".join(WIRE)), article(" ".join(OTHER))])
    assert all(fold.duplicate_of is None for fold in found)
    assert all(fold.voice_id == fold.article_id for fold in found)


def test_the_same_body_under_another_headline_is_an_exact_copy() -> None:
    first = article("Karsia crosses the Orn\n\n" + "\n".join(WIRE), 1)
    second = article("War in the valley\n\n" + "\n".join(WIRE), 2)
    found = folds(second, first)[second.article_id]
    assert (found.duplicate_of, found.reason) == (first.article_id, "exact")
    assert found.similarity == 1.0


def test_a_dateline_and_a_notice_make_no_difference() -> None:
    first = article("ANSEL (AP) — " + "\n".join(WIRE), 1)
    second = article("\n".join(WIRE) + "\nAll rights reserved.", 2)
    assert folds(first, second)[second.article_id].reason == "exact"


def test_a_slightly_edited_copy_is_near() -> None:
    first = article("\n".join(WIRE), 1, "Herald")
    second = article("\n".join(WIRE).replace("some weeks", "many weeks"), 2, "Post")
    found = folds(first, second)[second.article_id]
    assert (found.reason, found.voice_id) == ("near", first.article_id)
    assert 0.7 <= (found.similarity or 0) < 1


def test_a_shortened_copy_is_contained() -> None:
    first = article("\n".join(WIRE), 1, "Herald")
    second = article("\n".join(WIRE[:4]), 2, "Post")
    assert voices(first, second) == 1


def test_the_earliest_copy_is_the_voice_then_the_smallest_id() -> None:
    late, early, undated = (
        article(f"Headline number {word}\n\n" + "\n".join(WIRE), day)
        for word, day in (("one", 9), ("two", 3), ("three", None))
    )
    assert {fold.voice_id for fold in fold_duplicates([late, early, undated])} == {
        early.article_id
    }
    twins = [article(f"{word} words\n\n" + "\n".join(WIRE)) for word in ("Some", "New")]
    assert folds(*twins)[twins[0].article_id].voice_id == min(
        t.article_id for t in twins
    )


@pytest.mark.parametrize("publishers", [("Herald", "Herald"), (None, None)])
def test_a_common_footer_makes_no_copy(publishers: tuple[str, str]) -> None:
    first = article(f"{WIRE[0]}\n{WIRE[1]}\n{FOOTER}", 1, publishers[0])
    second = article(f"{OTHER[0]}\n{OTHER[1]}\n{FOOTER}", 2, publishers[1])
    assert voices(first, second) == 2


def test_a_form_filled_in_day_by_day_is_no_copy() -> None:
    form = (
        "The general staff of Karsia said that over the past day {} clashes took place "
        "along the river, that {} shells were fired at villages in the valley and that "
        "{} drones were shot down by its air defence in the east and in the south."
    )
    assert (
        voices(article(form.format(31, 204, 17)), article(form.format(45, 190, 9), 2))
        == 2
    )
    assert (
        voices(article(form.format(31, 204, 17)), article(form.format(31, 204, 18), 2))
        == 1
    )


def test_short_bodies_are_told_apart_by_their_headlines() -> None:
    first = article("Shells hit Marl\n\nMore details will follow here soon.", 1)
    second = article("Dorn votes today\n\nMore details will follow here soon.", 2)
    assert voices(first, second) == 2


def test_one_fold_per_text() -> None:
    first, again = article(WIRE[0], 2, "Herald"), article(WIRE[0], 1, "Post")
    assert first.article_id == again.article_id
    assert len(fold_duplicates([first, again])) == 1
    assert fold_duplicates([]) == []


@settings(max_examples=40)
@given(st.permutations(range(7)))
def test_the_order_of_the_input_does_not_matter(order: list[int]) -> None:
    lines = "\n".join(WIRE)
    texts = [
        lines,
        f"One headline here\n\n{lines}",
        lines.replace("hundreds", "thousands"),
        "\n".join(WIRE[:4]),
        "\n".join(OTHER),
        f"{WIRE[0]}\n{FOOTER}",
        f"{OTHER[0]}\n{FOOTER}",
    ]
    articles = [article(text, 1 + number % 3) for number, text in enumerate(texts)]
    assert fold_duplicates([articles[n] for n in order]) == fold_duplicates(articles)
