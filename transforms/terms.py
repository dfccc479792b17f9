"""Find the terms of a weighted lexicon in a text, whole words only, fast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.lexicon import LexiconError, read_table

PLURALS = ("s", "es", "'s", "’s")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a lexicon: what it stands for, and how strongly."""

    text: str
    label: str
    weight: float


class Terms:
    """The terms of one lexicon, found longest first and never inside a word.

    Terms in small letters are found in any case and with a plural ending; a term with
    capitals (an acronym) only as it stands.
    """

    def __init__(self, terms: Iterator[Term]) -> None:
        self._by_key: dict[str, list[Term]] = {}
        for term in terms:
            self._by_key.setdefault(term.text.lower(), []).append(term)
        self._keys = list(self._by_key)
        self._finder = AhoCorasick(self._keys, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Start, end and term of each hit, in order; a term of two labels twice."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = "".join(c if len(low := c.lower()) != 1 else low for c in text)
        for index, start, end in self._finder.find_matches_as_indexes(lower):
            if _is_inside_word(lower, start, end):
                continue
            for term in self._by_key[self._keys[index]]:
                if term.text.islower() or text[start:end] == term.text:
                    yield start, end, term


def _is_inside_word(text: str, start: int, end: int) -> bool:
    if start and text[start - 1].isalnum() and text[start].isalnum():
        return True
    if end == len(text) or not text[end].isalnum():
        return False
    ends = (end + len(plural) for plural in PLURALS if text.startswith(plural, end))
    return not any(after == len(text) or not text[after].isalnum() for after in ends)


@cache
def terms_of(package: str, name: str, label: str) -> Terms:
    """The lexicon ``data/name`` of a package: columns term, ``label``, weight.

    Raises LexiconError for a weight that is no number above 0.
    """
    return Terms(
        Term(row["term"], row[label], _weight(row, name))
        for row in read_table(package, name)
    )


def _weight(row: dict[str, str], name: str) -> float:
    try:
        weight = float(row["weight"])
    except ValueError as error:
        raise LexiconError(f"{name}, {row['term']}, weight: {error}") from error
    if weight <= 0:
        raise LexiconError(f"{name}, {row['term']}: weight {weight} is not above 0")
    return weight
