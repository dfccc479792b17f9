"""The model, with numpy's arithmetic and tag rules asked once, says the same."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Token

from transforms.extract import DEFAULT_MODEL
from transforms.parse import load_model
from transforms.tag_rules import ask_once

TEXTS = [
    "You ain't seen nothing yet. I'm gonna go, and they gotta leave; let's see.",
    "Y'all, c'mon: there's no one there. There were 3, and there are two now.",
    "Vostania's 2,000 soldiers, who'd been shelling Orsa's port, didn't withdraw.",
    "THE TOWN FELL ON MONDAY  \t, he said -- that he'd better see to it himself.",
    "Which of the men whose guns were taken will have been feeding her? An ox's.",
]


@pytest.fixture(scope="module")
def bare() -> Language:
    return spacy.load(DEFAULT_MODEL)


def told(token: Token) -> tuple[str, ...]:
    parsed = (token.dep_, token.head.text, token.ent_type_)
    return (token.text, token.tag_, token.pos_, token.lemma_, str(token.morph), *parsed)


def test_words_are_as_the_model_alone_leaves_them(bare: Language) -> None:
    own, quick = bare.pipe(TEXTS), load_model(DEFAULT_MODEL).pipe(TEXTS * 2)
    expected = [told(token) for doc in own for token in doc]
    assert [told(token) for doc in quick for token in doc] == expected * 2
    assert {pos for _, _, pos, *_ in expected} >= {"AUX", "PRON", "PROPN", "SPACE"}
    assert ("ai", "VBP", "AUX", "be") in {row[:4] for row in expected}


def test_rules_that_read_more_of_a_word_are_left_alone() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add(patterns=[[{"SHAPE": "Xxx"}]], attrs={"POS": "PROPN"})  # type: ignore[attr-defined]
    ask_once(nlp)
    assert nlp.pipe_names == ["attribute_ruler"]


def test_a_model_without_tag_rules_is_left_alone() -> None:
    nlp = spacy.blank("en")
    ask_once(nlp)
    assert nlp.pipe_names == []
