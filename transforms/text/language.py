"""In which language a text is written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from transforms.lexicon import read_table

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"
SAMPLE = 20_000
FEW_LETTERS = 60
"""Below this the identifier guesses; English then only has to be among its best."""
MANY_LETTERS = 120
SURE = 0.99
FAIRLY_SURE = 0.9
CANDIDATES = 5
CODE = re.compile(r"[a-z]{2}")


def detect_language(text: str, declared: str | None = None) -> str:
    """ISO 639-1 of a text, ``und`` if it cannot be told.

    What the source declares counts unless a text of 120 letters or more is surely
    something else. A text of few letters in Latin script counts as English if English
    is among the five likeliest languages.
    """
    code = language_code(declared)
    sample = _lowered(text[:SAMPLE])
    letters = sum(char.isalpha() for char in sample)
    if code and letters < MANY_LETTERS:
        return code
    if not letters:
        return UNDETERMINED
    ranked = _identifier().rank(sample)
    best, probability = ranked[0]
    if code:
        return str(best) if probability > SURE else code
    if letters >= FEW_LETTERS or probability > FAIRLY_SURE:
        return str(best)
    likely = {name for name, _ in ranked[:CANDIDATES]}
    return "en" if "en" in likely and _is_latin(sample) else UNDETERMINED


def language_code(declared: str | None) -> str | None:
    """ISO 639-1 of a declared language: a tag, a code or an English name.

    >>> language_code("en-GB"), language_code("English"), language_code("")
    ('en', 'en', None)
    """
    name = (declared or "").strip().lower().replace("_", "-")
    known = _names().get(name) or _names().get(name.split("-")[0])
    if known:
        return known
    primary = name.split("-")[0]
    return primary if CODE.fullmatch(primary) else None


def _lowered(text: str) -> str:
    """Capitals throughout would be read as another language."""
    small = any(char.islower() for char in text)
    return text if small else text.lower()


def _is_latin(text: str) -> bool:
    return all(char < "\u0250" for char in text if char.isalpha())


@cache
def _names() -> dict[str, str]:
    rows = read_table("transforms.text", "languages.csv")
    return {row["name"]: row["code"] for row in rows}


@cache
def _identifier() -> LanguageIdentifier:
    # Takes most of a second to import and load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Without ISO 639-1 code are small languages that short news is mistaken for.
    identifier.set_languages([name for name in identifier.labels if len(name) == 2])
    return identifier
