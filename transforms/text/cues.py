"""Cue words of bylines, captions, notices and lists, from cues.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.lexicon import LexiconError, read_table

MATCHES = frozenset({"start", "end", "whole", "within"})
CLOSING = " .:;)]!\"'”’"
LONGEST = 40
"""Characters beyond which a line may be as long as any phrase."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase and where in a line of at most ``max_words`` it has to stand."""

    phrase: str
    match: str
    max_words: int
    in_line: bool

    def fits(self, line: str, words: int) -> bool:
        """True if a line in lower case, of so many words, shows the cue."""
        if words > self.max_words:
            return False
        if self.match == "start":
            return starts_with(line, self.phrase)
        if self.match == "end":
            return ends_with(line.rstrip(CLOSING), self.phrase)
        if self.match == "whole":
            return line.strip(CLOSING) == self.phrase
        return self.phrase in line


@cache
def cues(kind: str) -> tuple[Cue, ...]:
    """The cues of one kind; raises LexiconError for a row that cannot be used."""
    rows = enumerate(read_table("transforms.text", "cues.csv"), start=2)
    return tuple(_cue(row, number) for number, row in rows if row["kind"] == kind)


def shows(kind: str, line: str) -> bool:
    """True if a line shows a cue of the kind.

    >>> shows("caption", "File photo: a street in the capital")
    True
    """
    lowered, words = line.lower().strip(), line.count(" ") + 1
    length = min(len(lowered), LONGEST)
    return any(cue.fits(lowered, words) for cue in _cues_for(kind, words, length))


@lru_cache(10_000)
def _cues_for(kind: str, words: int, length: int) -> tuple[Cue, ...]:
    """The cues that a line of so many words and characters may show."""
    return tuple(
        cue
        for cue in cues(kind)
        if words <= cue.max_words and min(len(cue.phrase), LONGEST) <= length
    )


@cache
def words_of(kind: str) -> frozenset[str]:
    """The bare phrases of a kind, in lower case."""
    return frozenset(cue.phrase for cue in cues(kind))


def starts_with(line: str, phrase: str) -> bool:
    """True if the phrase stands at the start of the line as whole words."""
    if not line.startswith(phrase):
        return False
    after = line[len(phrase) : len(phrase) + 1]
    return not (phrase[-1].isalpha() and after.isalpha())


def ends_with(line: str, phrase: str) -> bool:
    """True if the phrase stands at the end of the line as whole words."""
    if not line.endswith(phrase):
        return False
    before = line[: -len(phrase)][-1:]
    return not (phrase[0].isalpha() and before.isalpha())


def _cue(row: dict[str, str], number: int) -> Cue:
    if row["match"] not in MATCHES:
        raise LexiconError(f"cues.csv, row {number}: match is {row['match']!r}")
    if not row["max_words"].isdigit():
        raise LexiconError(f"cues.csv, row {number}: max_words {row['max_words']!r}")
    return Cue(
        phrase=row["cue"].lower(),
        match=row["match"],
        max_words=int(row["max_words"]),
        in_line=row["in_line"] == "yes",
    )
