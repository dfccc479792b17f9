"""Blocks: what may yield claims and what never does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.document import CLAIM_BLOCKS, RawArticle
from transforms.text.clean import clean
from transforms.text.datelines import find_dateline
from transforms.text.headers import read_byline, read_date_line, slash_header
from transforms.text.layout import Layout, lay_out

TODAY = dt.date(2025, 7, 1)
FIRST = "Soldiers of Karsia crossed the river Orn on Friday, the ministry said."
SECOND = "The government of Dorn called it an invasion and closed the border."
SEED = Path(__file__).parents[2] / "shared" / "seed" / "prisoner_swap.txt"


def kinds(text: str) -> list[tuple[str, str]]:
    return [
        (block.kind, text[block.start : block.end]) for block in lay_out(text).blocks
    ]


def kind_of_line(line: str) -> str:
    text = f"{FIRST}\n\n{line}\n\n{SECOND}"
    (found,) = (kind for kind, words in kinds(text) if words == line)
    return found


def test_one_long_paragraph_is_one_body_block() -> None:
    text = f"{FIRST} {SECOND} " * 20
    assert [kind for kind, _ in kinds(text.strip())] == ["body"]


def test_headline_byline_date_dateline_and_body() -> None:
    text = (
        "Karsia crosses the Orn\n\nBy Ada Lund, Foreign Correspondent\n"
        "Published: May 23, 2025, 10:14 am GMT\n\n"
        f"PORT ANSEL, Karsia (AP) — {FIRST}\n{SECOND}"
    )
    found = lay_out(text)
    assert kinds(text) == [
        ("headline", "Karsia crosses the Orn"),
        ("byline", "By Ada Lund, Foreign Correspondent"),
        ("byline", "Published: May 23, 2025, 10:14 am GMT"),
        ("dateline", "PORT ANSEL, Karsia (AP) —"),
        ("lead", FIRST),
        ("body", SECOND),
    ]
    assert (found.byline, found.dateline) == ("Ada Lund", "PORT ANSEL, Karsia")
    assert found.published == dt.date(2025, 5, 23)


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("KYIV, Ukraine (AP) — ", "KYIV, Ukraine"),
        ("BAGHDAD, March 3 - ", "BAGHDAD"),
        ("CHERNIHIV REGION, Ukraine — ", "CHERNIHIV REGION, Ukraine"),
        ("PARIS (Reuters) - ", "PARIS"),
        ("BEIRUT: ", "BEIRUT"),
        ("ROME (Italy), 11 Jan 1990 (ANSA) -- ", "ROME, Italy"),
        ("CHARLESTON, W.Va. -- ", "CHARLESTON, W.Va."),
        ("PORT-AU-PRINCE, Haiti, Aug. 4 (Reuters) – ", "PORT-AU-PRINCE, Haiti"),
        ("KHARTOUM/PORT SUDAN — ", "KHARTOUM/PORT SUDAN"),
        ("SANA’A (AFP) ", "SANA’A"),
        ("Nairobi, 3 May 2024 (IPS) - ", "Nairobi"),
        ("Beirut (AFP) – ", "Beirut"),
        ("Kabul – ", "Kabul"),
        ("LIMA, 9 JAN 90 (EFE) -- [TEXT] ", "LIMA"),
    ],
)
def test_datelines(opening: str, place: str) -> None:
    found = find_dateline(opening + FIRST)
    assert found is not None
    assert (found.place, (opening + FIRST)[found.end :].lstrip()) == (place, FIRST)


@pytest.mark.parametrize(
    "text",
    [
        f"BREAKING — {FIRST}",
        f"EXCLUSIVE: {FIRST}",
        "NATO: Allies agreed on Friday to send more aid.",
        "UNIFIL: Two shells hit a post on Friday.",
        "Trump – who was in Rome – said he would not yield.",
        "Moscow: We will never accept this, the spokesman said.",
        "The talks — the first in years — ended on Friday.",
        "Ukraine, Russia - the two sides met on Friday.",
        "Friday - The talks ended.",
        "THE ARMY -- WHICH LOST TEN MEN -- WITHDREW FROM THE TOWN.",
        "KYIV",
        "",
    ],
)
def test_what_looks_like_a_dateline_is_none(text: str) -> None:
    assert find_dateline(text) is None


def test_a_dateline_with_a_full_date_tells_the_publication() -> None:
    found = lay_out(f"LIMA, 9 JAN 90 (EFE) -- [TEXT] {FIRST.upper()}")
    assert found.published == dt.date(1990, 1, 9)
    assert lay_out(f"BAGHDAD, March 3 - {FIRST}").published is None


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Orn Valley Herald", None),
        ("23 May 2025 | Orn Valley Herald", dt.date(2025, 5, 23)),
        ("Orn Valley Herald - May 23, 2025", dt.date(2025, 5, 23)),
    ],
)
def test_a_paper_named_above_the_text_is_the_publisher(
    line: str, published: dt.date | None
) -> None:
    found = lay_out(f"Karsia crosses the Orn\n{line}\n\n{FIRST}\n{SECOND}")
    assert (found.publisher, found.published) == ("Orn Valley Herald", published)
    assert [block.kind for block in found.blocks[:2]] == ["headline", "byline"]


def test_headline_and_dateline_in_one_paragraph() -> None:
    text = f"Karsia crosses the Orn. PORT ANSEL — {FIRST}"
    assert [kind for kind, _ in kinds(text)] == ["headline", "dateline", "lead"]


def test_agency_header_between_slashes() -> None:
    line = (
        "Karsia and Dorn Swap Envoys in Tarn/ Orn Herald/ PORT ANSEL/ A. Lund/ "
        f"Evening Edition/ {FIRST}"
    )
    found = slash_header(line)
    assert found is not None
    assert (found.publisher, found.dateline) == ("Orn Herald", "PORT ANSEL")
    assert found.byline == "A. Lund"
    assert line[found.body_start :] == FIRST
    assert kinds(line)[-1] == ("lead", FIRST)


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "He won 3/ 4 of the vote/ and left.",
        "The army and/ or the police shot at him, officials said on Friday.",
    ],
)
def test_prose_with_a_slash_is_no_header(line: str) -> None:
    assert slash_header(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "You must register or login to post a comment.",
        "Please log in to read this story",
        "We use cookies to improve your experience on our site.",
        "Sign up for our newsletter",
        "Read more: Who are the rebels of Dorn?",
        "Follow us on social media",
        "© 2024 The Orn Herald. All rights reserved.",
        "(Reporting by A. Lund in Ansel; editing by B. Moe)",
        "Advertisement",
        "This article was originally published by The Orn Herald.",
    ],
)
def test_notices(line: str) -> None:
    assert kind_of_line(line) == "notice"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: a bridge over the Orn",
        "FILE - Soldiers march in Ansel, March 3, 2021. (AP Photo/Ada Lund)",
        "File photo",
        "A bridge over the Orn. Photograph: A. Lund/AFP",
    ],
)
def test_captions(line: str) -> None:
    assert kind_of_line(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "The reporting by local media was denied by the ministry on Friday.",
        "He signed up for the army and was killed in Marl on Friday.",
        "More than 40 people were killed in the strike on Marl.",
        "Copyright law was the subject of the talks between the two states.",
        "“We will follow them,” the general said of the rebels on Friday.",
        "By Friday evening the rebels had taken the bridge over the Orn.",
        "The minister spoke on his Telegram channel and threatened Dorn with war.",
    ],
)
def test_prose_with_cue_words_stays_body(line: str) -> None:
    assert kind_of_line(line) == "body"


def test_a_notice_at_the_end_of_the_last_paragraph_is_cut_off() -> None:
    text = f"{FIRST} {SECOND} You must register or login to post a comment."
    assert kinds(text)[-1] == (
        "notice",
        "You must register or login to post a comment.",
    )
    assert kinds(text)[0] == ("body", f"{FIRST} {SECOND}")


def test_lists_under_a_list_heading() -> None:
    text = (
        f"{FIRST}\n\nWar on the Orn – Quick Looks\n- Talks: Envoys met in Tarn\n"
        f"- No truce: Dorn refuses\n\n{SECOND}"
    )
    assert [kind for kind, _ in kinds(text)] == ["body", "list", "list", "list", "body"]


def test_bare_lines_under_a_list_heading_are_items() -> None:
    text = f"Key points:\nEnvoys met in Tarn\nDorn refuses a truce\n\n{FIRST}\n{SECOND}"
    assert [kind for kind, _ in kinds(text)] == ["list", "list", "list", "body", "body"]


def test_numbered_paragraphs_are_text() -> None:
    text = f"{FIRST}\n1. {SECOND}\n2. The people of Dorn will fight for every village."
    assert {kind for kind, _ in kinds(text)} == {"body"}


def test_subheadings_between_paragraphs() -> None:
    text = f"Karsia crosses the Orn\n{FIRST}\nBorder Closed to All\n{SECOND}\n{FIRST}"
    assert [kind for kind, _ in kinds(text)] == [
        "headline",
        "body",
        "subheading",
        "body",
        "body",
    ]


def test_headings_of_a_page_are_subheadings_whatever_they_end_in() -> None:
    raw = RawArticle("in", "html", f"{FIRST}\n\n## Who shot first?\n\n{SECOND}")
    found = clean(raw, TODAY).article
    assert found is not None
    assert [block.kind for block in found.blocks] == ["body", "subheading", "body"]
    assert "#" not in found.text


def test_quotes_standing_alone_are_body() -> None:
    assert kind_of_line("“We will not yield”") == "body"


def test_an_article_without_sentence_ends_survives() -> None:
    text = "Shells hit Marl\nRebels take Dorn\nMayor of Ansel flees\nArmy denies it"
    assert [kind for kind, _ in kinds(text)] == ["body"] * 4


def test_a_single_short_line_is_a_headline_and_a_sentence_is_body() -> None:
    assert [kind for kind, _ in kinds("Rebels shell Marl, killing nine")] == [
        "headline"
    ]
    assert [kind for kind, _ in kinds(FIRST)] == ["body"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ada Lund", "Ada Lund"),
        ("BY ADA LUND", "ADA LUND"),
        ("By Ada Lund and Bo Moe, Reuters", "Ada Lund and Bo Moe"),
        ("By Ada Lund | May 23, 2025", "Ada Lund"),
        ("By J. R. al-Amin in Ansel", "J. R. al-Amin"),
        ("By Reuters", "Reuters"),
        ("By Staff Writer", "Staff Writer"),
        ("By Friday", None),
        ("By May 2024 the war was over.", None),
        ("By all accounts the army fled.", None),
    ],
)
def test_bylines(line: str, name: str | None) -> None:
    assert read_byline(line) == name


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 23, 2025 10:14 am", (2025, 5, 23)),
        ("2025-05-23", (2025, 5, 23)),
        ("Posted on Friday, 23 May 2025", (2025, 5, 23)),
    ],
)
def test_date_lines(line: str, day: tuple[int, int, int]) -> None:
    assert read_date_line(line) == dt.date(*day)


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    assert read_date_line("The war began on 23 May 2025.") is None
    assert read_date_line("Shells hit Marl, 23 May 2025") is None


def test_the_day_of_an_update_is_not_the_day_of_publication() -> None:
    text = f"Karsia crosses the Orn\nUpdated: May 25, 2025\n{FIRST}\n{SECOND}"
    assert lay_out(text).published is None


def check(text: str, found: Layout) -> None:
    end = 0
    for block in found.blocks:
        assert end <= block.start < block.end <= len(text)
        words = text[block.start : block.end]
        assert words == words.strip()
        end = block.end


PARTS = st.sampled_from(
    [
        FIRST,
        SECOND,
        "KYIV, Ukraine (AP) — ",
        "Head Line Words/ Paper/ CITY/ ",
        "By Ada Lund",
        "- item",
        "Key points",
        "1. ",
        "\n",
        "\n\n",
        " ",
        "Read more: x",
        "Karsia crosses the Orn",
        "March 24, 2009 MARL -- ",
    ]
)


@settings(max_examples=200)
@given(st.lists(PARTS | st.text(max_size=30), max_size=12).map("".join))
def test_blocks_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    raw = RawArticle("in", "text", text, language="en")
    found = clean(raw, TODAY, frozenset({"en", "und"})).article
    if found:
        check(found.text, Layout(found.blocks))
        assert found.blocks


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not at hand")
def test_seed_article() -> None:
    raw = RawArticle("in", "text", SEED.read_text(encoding="utf-8"))
    found = clean(raw, TODAY).article
    assert found is not None
    assert found.dateline == "CHERNIHIV REGION, Ukraine"
    assert found.publisher == "Newslooks"
    assert (found.title or "").endswith("Begin POW Swap")
    by_kind = {b.kind: found.text[b.start : b.end] for b in reversed(found.blocks)}
    assert by_kind["notice"].startswith("You must Register")
    assert by_kind["lead"].startswith("A significant prisoner swap")
    claimed = " ".join(
        found.text[b.start : b.end] for b in found.blocks if b.kind in CLAIM_BLOCKS
    )
    assert "Quick Looks" not in claimed
    assert "No Ceasefire Yet" not in claimed
    assert "You must Register" not in claimed
    assert "underway, Ukrainian officials confirmed" in claimed
