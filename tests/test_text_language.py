"""Language: declared, detected, or not told."""

from __future__ import annotations

import pytest

from transforms.text.language import detect_language, language_code

ENGLISH = (
    "Soldiers of the northern army crossed the river on Friday and took the town "
    "after two days of fighting, the defence ministry said in a short statement."
)
FRENCH = (
    "Des soldats de l'armée du nord ont franchi la rivière vendredi et ont pris la "
    "ville après deux jours de combats, a annoncé le ministère de la défense dans un "
    "bref communiqué publié dans la nuit de vendredi à samedi par ses services."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (FRENCH, "fr"),
        ("Солдаты северной армии перешли реку в пятницу и взяли город.", "ru"),
        ("军队星期五越过河流并占领了该镇,国防部在一份简短声明中说。", "zh"),
        ("Russian missile hits Kharkiv", "en"),
        ("REBELS SHELL MARL", "en"),
        ("12:30 - 14", "und"),
        ("", "und"),
    ],
)
def test_detected(text: str, code: str) -> None:
    assert detect_language(text) == code


def test_the_declared_language_wins_on_short_texts() -> None:
    assert detect_language("Marl attaque Dorn", "fr-FR") == "fr"
    assert detect_language(ENGLISH, "en-GB") == "en"


def test_a_clearly_wrong_declaration_loses() -> None:
    assert detect_language(FRENCH, "en") == "fr"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"),
        ("EN_us", "en"),
        ("English", "en"),
        ("eng", "en"),
        ("zh-Hans", "zh"),
        ("Klingon", None),
        ("", None),
        (None, None),
    ],
)
def test_codes(declared: str | None, code: str | None) -> None:
    assert language_code(declared) == code
