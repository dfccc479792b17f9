"""Undo title case and capitals, so that a parser trained on prose can read headlines.

The article's own body tells which words are names: a word that stands there in lower
case is no name. Lengths never change, so offsets stay valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Share of words with a capital from which a line counts as title case.
TITLE_SHARE = 0.6
MIN_WORDS = 3


def is_shouted(text: str) -> bool:
    """Whether a text is (nearly) all in capitals, as old wire reports are."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(1 for character in letters if character.isupper())
    return len(letters) > 20 and capitals > 0.9 * len(letters)


def is_whispered(text: str) -> bool:
    """Whether a text of some length has no capital at all."""
    letters = sum(1 for character in text if character.isalpha())
    return letters > 20 and text == text.lower() and len(text.upper()) == len(text)


def is_title_case(text: str, names: Sequence[tuple[int, int]] = ()) -> bool:
    """Whether most words of a line that are no names begin with a capital."""
    words = [
        match.group()
        for match in WORD.finditer(text)
        if not _is_inside(match.span(), names)
    ]
    telling = [word for word in words[1:] if len(word) > 3]
    if len(words) < MIN_WORDS or len(telling) < 2:
        return False
    return sum(word[0].isupper() for word in telling) >= TITLE_SHARE * len(telling)


def lower_words_of(text: str) -> frozenset[str]:
    """Words that stand in lower case somewhere in a text."""
    return frozenset(
        match.group() for match in WORD.finditer(text) if match.group().islower()
    )


def sentence_case(
    line: str, is_common: Callable[[str], bool], names: Sequence[tuple[int, int]]
) -> str:
    """The line with its common words in lower case; names and acronyms stay.

    ``is_common`` says of a word in lower case whether it is an ordinary one; ``names``
    are stretches of the line that belong to known names.
    """

    def mend(match: re.Match[str]) -> str:
        word, lowered = match.group(), match.group().lower()
        is_acronym = word.isupper() and len(word) > 1
        if match.start() == 0 or is_acronym or _is_inside(match.span(), names):
            return word
        is_same_length = len(lowered) == len(word)
        return lowered if is_same_length and is_common(lowered) else word

    return WORD.sub(mend, line)


def _is_inside(span: tuple[int, int], names: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in names)
