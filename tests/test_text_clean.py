"""Cleaning: normal form, metadata found in the text, dates never guessed."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.document import CleanArticle, RawArticle
from transforms.ids import stable_id
from transforms.text.clean import CleanResult, clean
from transforms.text.normalise import normalise
from transforms.text.published import parse_published

TODAY = dt.date(2025, 6, 1)
ANY = frozenset({"en", "und", "fr", "de"})
STORY = "The army of Karsia shelled the town of Marl on Friday, killing nine people."


def cleaned(body: str, **fields: str) -> CleanResult:
    return clean(RawArticle("in", "text", body, language="en", **fields), TODAY)


def article(body: str, **fields: str) -> CleanArticle:
    found = cleaned(body, **fields).article
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u00a0b\u2009c\td", "a b c d"),
        ("a\u200bb\u00adc\ufeffd\x07e", "abcde"),
        ("Cafe\u0301", "Café"),
        ("“quoted” – it’s", "“quoted” – it’s"),
        ("a \n \n\n\n b", "a\n\nb"),
        ("x\ud800y", "xy"),
    ],
)
def test_normal_form(raw: str, text: str) -> None:
    assert normalise(raw) == text


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    raw = (
        "   The army of Karsia shelled the town of Marl on\n"
        "Friday, and nine people were killed when a shell\n"
        "hit the market, the mayor of the town said later\n"
        "that day.\n\n   The army denied it.\n"
    )
    assert normalise(raw).split("\n\n")[0].count("\n") == 0


def test_a_line_may_break_before_a_name() -> None:
    raw = (
        "Marl.\n\nKarsia and Dorn held long talks in Ansel on May 16, led by Foreign\n"
        "Minister Bo Moe. He said that both sides agreed to meet again in Tarn."
    )
    assert "Foreign Minister Bo" in normalise(raw)


def test_a_line_that_stops_at_a_preposition_goes_on_below() -> None:
    raw = (
        "Karsia and Dorn were swapping 1,000 captives on\nFriday, Dorn said.\nDorn won."
    )
    assert normalise(raw).split("\n")[0].endswith("on Friday, Dorn said.")


def test_a_sentence_a_link_broke_into_lines_is_joined() -> None:
    raw = (
        "Also on Friday, the ministry said, the Karsian-led \ncoalition\n struck Marl."
    )
    assert "Karsian-led coalition struck" in normalise(raw)


@pytest.mark.parametrize(
    "lines",
    [
        "Shells hit Marl\nRebels take Dorn\nMayor flees",
        "Karsian jets hit rebel camps in Orn valley, envoys meet\nMarl Ledger\nMay 3",
        "Karsian jets hit rebel camps in the Orn valley\nKarsian jets hit rebel camps.",
        f"A.\n\nEnvoys Meet in Ansel After Weeks of War Over Marl\n{STORY[:50]}.",
        "- one point of the list\n- two points of the list",
        f"{STORY}\n{STORY} It was the third attack of the week, the mayor said.",
    ],
)
def test_lines_of_their_own_stay(lines: str) -> None:
    assert normalise(lines) == lines


def test_title_stands_above_the_body() -> None:
    found = article(STORY, title="Marl shelled")
    assert found.text == f"Marl shelled\n\n{STORY}"
    assert found.title == "Marl shelled"


@pytest.mark.parametrize("mark", [". ", "\n\n", "\n", " - "])
def test_a_title_the_body_starts_with_is_not_repeated(mark: str) -> None:
    found = article(
        f"Marl's market shelled{mark}{STORY}", title="Marl’s market Shelled"
    )
    assert found.text.count("shelled") == 2
    assert [block.kind for block in found.blocks] == ["headline", "body"]


def test_the_publisher_behind_a_title_is_cut() -> None:
    found = article(STORY, title="Marl shelled | Marl Post", publisher="Marl Post")
    assert found.title == "Marl shelled"


def test_a_headline_alone_is_an_article() -> None:
    found = article("", title="Rebels shell Marl")
    assert (found.text, [block.kind for block in found.blocks]) == (
        "Rebels shell Marl",
        ["headline"],
    )


@pytest.mark.parametrize("body", ["", " \n\u200b\n"])
def test_nothing_left_is_refused(body: str) -> None:
    result = cleaned(body)
    assert result.article is None
    assert [reject.reason for reject in result.rejects] == ["no_text"]


def test_a_page_is_read_here_too() -> None:
    raw = RawArticle("in", "json", f"<h1>Marl shelled</h1><p>{STORY}</p>", is_html=True)
    found = clean(raw, TODAY).article
    assert found is not None
    assert found.text.endswith(STORY)
    assert found.title == "Marl shelled"


def test_a_date_in_2087_is_refused_and_the_article_kept() -> None:
    result = cleaned(STORY, published="2087-01-01")
    assert result.article is not None
    assert result.article.published is None
    (reject,) = result.rejects
    assert (reject.reason, reject.field) == ("future_date", "published")
    assert (reject.value, reject.article_id) == (
        "2087-01-01",
        result.article.article_id,
    )


def test_tomorrow_is_allowed_for_time_zones() -> None:
    assert article(STORY, published="2025-06-02").published == dt.date(2025, 6, 2)


@pytest.mark.parametrize("value", ["03/04/2025", "May 2025", "soon", "2025-13-01"])
def test_dates_that_need_guessing_are_refused(value: str) -> None:
    result = cleaned(STORY, published=value)
    assert result.article is not None
    assert result.article.published is None
    assert [reject.reason for reject in result.rejects] == ["bad_date"]


def test_a_missing_date_is_none_and_no_reject() -> None:
    result = cleaned(STORY)
    assert result.article is not None
    assert result.article.published is None
    assert not result.rejects


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-05-23", (2025, 5, 23)),
        ("2025-05-23T23:30:00-05:00", (2025, 5, 23)),
        ("2025-05-23 12:24:52.002364-05", (2025, 5, 23)),
        ("20250523", (2025, 5, 23)),
        ("20250523T101500Z", (2025, 5, 23)),
        ("2025/5/3", (2025, 5, 3)),
        ("Fri, 23 May 2025 10:00:00 GMT", (2025, 5, 23)),
        ("23 May 2025", (2025, 5, 23)),
        ("May 23, 2025 10:14 am EDT", (2025, 5, 23)),
        ("Friday, May 23rd, 2025", (2025, 5, 23)),
        ("23-Sept-2024", (2024, 9, 23)),
        ("23.05.2025", (2025, 5, 23)),
        ("23/05/2025", (2025, 5, 23)),
        ("05/23/2025", (2025, 5, 23)),
        ("05/05/2025", (2025, 5, 5)),
        ("1747958400", (2025, 5, 23)),
        ("1747958400000", (2025, 5, 23)),
        ("1747958400.0", (2025, 5, 23)),
    ],
)
def test_publication_dates(value: str, day: tuple[int, int, int]) -> None:
    assert parse_published(value) == dt.date(*day)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "03/04/2025",
        "2025",
        "May 2025",
        "30 February 2025",
        "0",
        "2025-05",
        "0001-01-01",
    ],
)
def test_no_date_is_guessed(value: str) -> None:
    assert parse_published(value) is None


def test_articles_no_coder_reads_are_refused_with_the_language() -> None:
    body = (
        "L'armée a bombardé la ville de Marl vendredi, tuant neuf personnes, selon le "
        "maire de la ville, qui a fui avec sa famille vers la capitale du pays voisin."
    )
    result = clean(RawArticle("in", "text", body), TODAY)
    assert result.article is None
    (reject,) = result.rejects
    assert (reject.reason, reject.value) == ("unsupported_language", "fr")
    assert clean(RawArticle("in", "text", body), TODAY, ANY).article is not None


def test_nothing_but_a_notice_is_kept_and_told() -> None:
    result = cleaned("Sign up for our newsletter")
    assert result.article is not None
    assert [reject.reason for reject in result.rejects] == ["no_claim_text"]


def test_nothing_but_bullets_is_the_text() -> None:
    found = article("- Shells hit Marl\n- Rebels take Dorn")
    told = [found.text[b.start : b.end] for b in found.blocks if b.kind == "body"]
    assert told == ["Shells hit Marl", "Rebels take Dorn"]


def test_bullets_beside_prose_are_a_list() -> None:
    found = article(
        "Rebels shelled the town of Marl on Monday, the army said.\n\n"
        "- Shells hit Marl\n- Rebels take Dorn"
    )
    assert [b.kind for b in found.blocks] == ["body", "list", "list"]


def test_white_space_does_not_change_the_id() -> None:
    assert article("a\nb c").article_id == article("a b\n\nc").article_id


def test_ids_are_stable_and_tell_parts_apart() -> None:
    assert stable_id("a", None, "b") == stable_id("a", "", "b")
    assert stable_id("a", "b") != stable_id("ab")
    assert stable_id("a") == "ca978112ca1bbdca"
    assert len(stable_id("\ud800")) == 16


TEXTS = st.text(
    st.sampled_from("aB .,\n\r\t-–—/#:()!?“”'’\u00a0\u200b\u0301é9•*KYIV\x00")
    | st.characters(),
    max_size=300,
)


@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(max_examples=150)
@given(TEXTS, st.none() | TEXTS)
def test_cleaning_twice_changes_nothing(body: str, title: str | None) -> None:
    raw = RawArticle("in", "text", body, title=title, language="en")
    once = clean(raw, TODAY, ANY).article
    if once:
        again = clean(RawArticle("in", "text", once.text, language="en"), TODAY, ANY)
        assert again.article is not None
        assert again.article.text == once.text
        assert again.article.article_id == once.article_id
