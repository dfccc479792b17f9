"""Text in capitals: what gets its small letters back and what stays."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.pipeline import claims_of
from transforms.document import Block, CleanArticle
from transforms.parse import name_peoples, readable
from transforms.shouted import lower_shouted

PAD = " THE WEATHER IN THE VALLEY WAS MILD AND THE ROADS WERE DRY."


def read(nlp: Language, text: str) -> str:
    whole = text + PAD
    block = Block("body", 0, len(whole))
    article = CleanArticle("a", "here", "text", whole, (block,))
    got = readable(article, 0, len(whole), nlp)
    assert len(got) == len(whole)
    return got[: len(text)]


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("THE SAME MASS MEETING WILL BEGIN", "The same mass meeting will begin"),
        ("A CAR BOMB HURT TWO GUARDS.", "A car bomb hurt two guards."),
        ("HE SAW HECTOR IN SANTA ELENA.", "He saw Hector in Santa Elena."),
        ("ON 3 MAY HE MAY GO HOME.", "On 3 May he may go home."),
        ("THEY WILL MARCH ON 25 DECEMBER.", "They will march on 25 December."),
        (
            "THE DEPUTIES LEFT GUATEMALA'S COAST.",
            "The deputies left Guatemala's coast.",
        ),
        ("U.S. DIPLOMATS MET GEN. MORA.", "U.S. diplomats met Gen. Mora."),
        ("HE MET PRESIDENT MORALES.", "He met President Morales."),
        ("AN M-16 WAS FOUND AT THE 3D POST.", "An M-16 was found at the 3d post."),
        ("MEN OF THE FMLN FLED.", "Men of the FMLN fled."),
        ("THIS IS WHAT HE SAID: YES.", "This is what he said: yes."),
    ],
)
def test_capitals_become_prose(nlp: Language, printed: str, wanted: str) -> None:
    assert read(nlp, printed) == wanted


def test_an_acronym_spelled_out_stays_in_capitals(nlp: Language) -> None:
    printed = "THE WORKERS LEAGUE OF THE COAST (WLC) MET. THE WLC SAID SO."
    got = read(nlp, printed)
    assert "(WLC)" in got
    assert "The WLC said so" in got
    assert "Workers League of the Coast" in got


def test_brackets_are_read_through(nlp: Language) -> None:
    assert read(nlp, "THE [FORMER] MAYOR FLED.") == "The  former  mayor fled."
    got = read(nlp, "HE LEFT. [WORDS INDISTINCT] HE CAME BACK.")
    assert "[" not in got
    assert "indistinct" not in got.lower()


def test_nothing_known_still_keeps_offsets() -> None:
    text = "ÉL LLEGÓ A LIMA [SIC] Y ßTRASSE."
    got = lower_shouted(text, [], frozenset(), lambda _: False, lambda _: False)
    assert len(got) == len(text)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "Latvia expels two belarusian envoys.",
            "Latvia expels two Belarusian envoys.",
        ),
        ("The iraqi army and turkish jets", "The Iraqi army and Turkish jets"),
        ("Men polish the gate.", "Men polish the gate."),
        ("See news.russian.example/chinese", "See news.russian.example/chinese"),
        ("#syrian and @iranian", "#syrian and @iranian"),
    ],
)
def test_a_people_in_small_letters_gets_its_capital(written: str, wanted: str) -> None:
    assert name_peoples(written) == wanted


def test_a_people_in_small_letters_is_the_recipient() -> None:
    (claim,) = claims_of("Latvia expelled two belarusian diplomats on Monday.")
    assert [party.country for party in claim.actors] == ["LVA"]
    assert [party.country for party in claim.recipients] == ["BLR"]
