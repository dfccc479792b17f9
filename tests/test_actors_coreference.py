"""Pronouns and definite phrases, over small articles written for the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from spacy.language import Language
from spacy.tokens import Span

from schemas.records import Party
from transforms.actors.compose import is_party_like, resolve_phrase
from transforms.actors.dictionary import find_mentions
from transforms.document import Sentence
from transforms.english.anaphors import anaphora
from transforms.english.antecedents import traits_of
from transforms.english.coreference import Discourse

Read = Callable[..., dict[str, list[str]]]


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    """Resolve all noun phrases of a text in order: codes by phrase, the last wins."""

    def run(text: str, home: str | None = None) -> dict[str, list[str]]:
        doc, mentions, discourse = nlp(text), find_mentions(text), Discourse()
        found: dict[str, list[str]] = {}
        for number, span in enumerate(doc.sents):
            sentence = Sentence(number, span.start_char, span.end_char, 0, span, "body")
            for chunk in _phrases(span):
                parties = resolve_phrase(
                    chunk, mentions, sentence, dt.date(2022, 6, 1), discourse, home
                )
                found[chunk.text] = [_code(party) for party in parties]
        return found

    return run


def _phrases(sentence: Span) -> Iterator[Span]:
    """Noun phrases with all that hangs on their head."""
    for chunk in sentence.noun_chunks:
        if chunk.root.dep_ == "conj" or not is_party_like(chunk):
            continue
        yield sentence.doc[chunk.start : chunk.root.right_edge.i + 1]


def _code(party: Party) -> str:
    return f"{party.country or '-'} {party.sector or '-'}"


CASES = [
    (
        "Ukraine and Russia met. Both sides agreed.",
        "Both sides",
        ["UKR GOV", "RUS GOV"],
    ),
    (
        "Israel and Hamas met. The two sides left.",
        "The two sides",
        ["ISR GOV", "PSE REB"],
    ),
    (
        "Peru warned Chile. Both countries have agreed.",
        "Both countries",
        ["PER GOV", "CHL GOV"],
    ),
    (
        "Peruvian troops fired at Chilean troops. Both governments apologised.",
        "Both governments",
        ["PER GOV", "CHL GOV"],
    ),
    ("Kenya sent soldiers. It has warned the rebels.", "It", ["KEN GOV"]),
    ("Kenyan President Otieno Mbeki arrived. He praised the army.", "He", ["KEN GOV"]),
    ("Queen Sofia of Norway arrived. She praised the army.", "She", ["NOR GOV"]),
    (
        "Hamas fired rockets at Israel. The group has denied this.",
        "The group",
        ["PSE REB"],
    ),
    ("Colombian rebels attacked a village. They fled.", "They", ["COL REB"]),
    (
        "Thai police arrived. Later the police arrested two men.",
        "the police",
        ["THA COP"],
    ),
    ("Chadian soldiers arrived. The army opened fire.", "The army", ["TCD MIL"]),
    (
        "Mali accused France. The country's military denied it.",
        "The country's military",
        ["FRA MIL"],
    ),
    (
        "Norwegian Foreign Minister Kari Dahl spoke. Dahl urged peace.",
        "Dahl",
        ["NOR GOV"],
    ),
    (
        "Egyptian officials spoke. The officials urged peace.",
        "The officials",
        ["EGY GOV"],
    ),
    ("A Turkish minister spoke. The ministry denied it.", "The ministry", ["TUR GOV"]),
    ("Ghana and Togo met. They signed.", "They", ["GHA GOV", "TGO GOV"]),
]


@pytest.mark.parametrize(("text", "phrase", "expected"), CASES)
def test_phrase_stands_for_the_party_before(
    read: Read, text: str, phrase: str, expected: list[str]
) -> None:
    assert read(text)[phrase] == expected


@pytest.mark.parametrize(
    "text",
    [
        "He left early.",
        "They left early.",
        "Both sides left early.",
        "It left early.",
        "The group left early.",
        "The talks failed. She left early.",
    ],
)
def test_nothing_fits_nothing_is_returned(read: Read, text: str) -> None:
    assert not any(read(text).values())


def test_gender_bars_an_antecedent(read: Read) -> None:
    found = read("King Olav of Norway arrived. She left.")
    assert found["She"] == []


def test_pronoun_does_not_look_back_for_ever(read: Read) -> None:
    filler = "The rain fell. The wind rose. The bridge broke. The road closed. "
    found = read(f"Kenyan President Otieno Mbeki arrived. {filler}He left.")
    assert found["He"] == []


def test_rebels_do_not_take_the_country_they_are_attacked_by(read: Read) -> None:
    assert read("Israel attacked the rebels.")["the rebels"] == ["- REB"]


def test_referring_party_keeps_its_own_place(nlp: Language) -> None:
    text = "Kenya sent troops. It warned Somalia."
    doc, discourse = nlp(text), Discourse()
    first, second = doc.sents
    one = Sentence(0, 0, first.end_char, 0, first, "body")
    two = Sentence(1, second.start_char, len(text), 0, second, "body")
    resolve_phrase(doc[0:1], find_mentions(text), one, None, discourse)
    (party,) = resolve_phrase(doc[4:5], find_mentions(text), two, None, discourse)
    assert (party.text, text[party.start : party.end]) == ("It", "It")
    assert party.country == "KEN"


def _party(start: int, country: str | None, sector: str | None) -> Party:
    return Party(
        text="x" * 3,
        start=start,
        end=start + 3,
        entity_id=None,
        name="xxx",
        country=country,
        sector=sector,
    )


def test_order_of_noting_does_not_matter() -> None:
    early, late = _party(0, "KEN", "GOV"), _party(40, "TZA", "GOV")
    one, two = Discourse(), Discourse()
    for discourse, order in ((one, (early, late)), (two, (late, early))):
        for party in order:
            discourse.note([party], 0 if party is early else 1)
    codes = [
        [noted.party.country for noted in discourse.refer("both countries", 90, 2)]
        for discourse in (one, two)
    ]
    assert codes == [["KEN", "TZA"], ["KEN", "TZA"]]


def test_the_same_party_is_noted_once() -> None:
    discourse = Discourse()
    for _ in range(3):
        discourse.note([_party(0, "KEN", "GOV")], 0)
    assert discourse.refer("both countries", 50, 1) == []


def test_traits_are_guessed_from_a_record() -> None:
    party = _party(0, "KEN", "GOV").model_copy(update={"entity_id": "state:KEN"})
    assert traits_of(party).kind == "state"


def test_anaphoric_phrases_are_in_lower_case() -> None:
    assert all(phrase == phrase.lower() for phrase in anaphora())
