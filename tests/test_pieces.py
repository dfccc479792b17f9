"""Where a text is cut that is too long to be parsed at once."""

from __future__ import annotations

import random

import pytest

from tests.pipeline import claims_of
from transforms.pieces import MAX_CHARACTERS, MAX_SENTENCE, pieces

SENTENCE = "Vostania expelled two envoys of Orsa on Monday. "
LIST = "the mill at Orsa, the bridge at Marl, "
PARTS = ["a", "bc. ", "d, ", "e; ", "  ", "\n", "x" * 600, "long ", "! ", "word " * 200]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in pieces(text, 0, len(text))]


def test_a_text_of_a_usual_kind_is_one_piece() -> None:
    text = SENTENCE * 200
    assert cut(text) == [text]


def test_a_long_text_is_cut_between_sentences() -> None:
    parts = cut(SENTENCE * 1_000)
    assert len(parts) == 3
    assert all(part.endswith("Monday. ") for part in parts)


def test_a_sentence_without_end_is_cut_behind_a_comma() -> None:
    parts = cut(SENTENCE + LIST * 100 + "fell. " + SENTENCE)
    assert len(parts) == 3
    assert parts[0].startswith(SENTENCE)
    assert all(part.endswith(", ") for part in parts[:-1])
    assert parts[-1].endswith(f"fell. {SENTENCE}")


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_left_out_and_nothing_is_too_long(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(PARTS, k=chance.randint(0, 400)))
    last = 0
    for start, end in pieces(text, 0, len(text)):
        assert last <= start < end <= len(text)
        assert end - start <= MAX_CHARACTERS
        assert not text[last:start].strip()
        assert not text[start].isspace()
        last = end
    assert not text[last:].strip()


def test_what_stands_behind_an_endless_sentence_is_read() -> None:
    text = f"They saw {LIST * (2 * MAX_SENTENCE // len(LIST))}and left. {SENTENCE}"
    assert [claim.event_type for claim in claims_of(text)] == ["SANCTION"]
