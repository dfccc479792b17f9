"""Remains of markup, wrong encodings and broken words are mended, text is not."""

from __future__ import annotations

import pytest

from transforms.text.remains import mend_remains

CASES = [
    ("<p>Peru &amp; Chile met.</p><br/>", "\nPeru & Chile met.\n"),
    ('A <a href="/x">bus</a> stop', "A bus stop"),
    ("a border&nbsp;post", "a border\u00a0post"),
    ("AT&T; R&D", "AT&T; R&D"),
    ("fewer than <10> men, x < y", "fewer than <10> men, x < y"),
    ("near the bor-\nder post", "near the border post"),
    ("a long-\nrange gun", "a long-range gun"),
    ("the Paris-\nBonn road", "the Paris-\nBonn road"),
    ("â€œNoâ€\u009d, he said", "“No”, he said"),
    ("theyâ€™re in BogotÃ¡", "they’re in Bogotá"),
    ("Âge and château", "Âge and château"),
]


@pytest.mark.parametrize(("text", "mended"), CASES)
def test_remains_go_and_words_stay(text: str, mended: str) -> None:
    assert mend_remains(text) == mended
    assert mend_remains(mended) == mended
