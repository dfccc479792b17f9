"""Give a text in capitals, as old wire copy is, back its small letters.

Names keep a capital and acronyms all of theirs, so that a parser trained on prose can
read it. Editors' brackets become round ones, or blanks where they only mark words put
in. Lengths never change, so offsets stay valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from transforms.lexicon import read_table

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
ACRONYM_IN_BRACKETS = re.compile(r"[\[(]([A-Z]{2,7})(?:-[A-Z]+)?[\])]")
EXPANSION = re.compile(r"\b([A-Z]{2,7}) ?[\[(]([^\[\]()]{5,90})[\])]")
OPENING = " \"“'‘(["
MAX_EXPANSION = 90
Test = Callable[[str], bool]
Span = tuple[int, int]


@cache
def letter_case(kind: str) -> frozenset[str]:
    """Words of one kind whose letters are not told by commonness alone."""
    table = read_table("transforms", "letter_case.csv")
    return frozenset(row["word"] for row in table if row["kind"] == kind)


def lower_shouted(
    text: str,
    names: Sequence[Span],
    acronyms: frozenset[str],
    is_common: Test,
    is_plain: Test,
) -> str:
    """A text in capitals as prose.

    ``names`` are stretches that belong to known names, ``acronyms`` known words that
    are never written in small letters. ``is_common`` says whether a
    word in lower case is in the word list, ``is_plain`` whether it is there as
    anything but a noun: such a word is no name on its own.
    """
    reading = _Reading(text, names, acronyms, is_common, is_plain)
    return _without_brackets("".join(reading.pieces()), reading.acronyms)


class _Reading:
    """One text being read from left to right, each word once."""

    def __init__(
        self,
        text: str,
        names: Sequence[Span],
        acronyms: frozenset[str],
        is_common: Test,
        is_plain: Test,
    ) -> None:
        self.text = text
        self.found = list(WORD.finditer(text))
        self.is_common, self.is_plain = is_common, is_plain
        self.in_name = bytearray(len(text) + 1)
        for start, end in names:
            self.in_name[start:end] = b"\x01" * (end - start)
        self.acronyms = acronyms | frozenset(self._acronyms())
        for start, end in _expansions(text, self.acronyms):
            self.in_name[start:end] = b"\x01" * (end - start)
        self.was_name = False

    def pieces(self) -> Iterator[str]:
        """The text in parts: each word mended, what stands between as it is."""
        last = 0
        for index, match in enumerate(self.found):
            yield self.text[last : match.start()]
            yield self._mended(index, match)
            last = match.end()
        yield self.text[last:]

    def _mended(self, index: int, match: re.Match[str]) -> str:
        word = match.group()
        base, mark, ending = word.partition("'")
        lowered = base.lower()
        if len(lowered) != len(base):
            return word
        if match.start() and self.text[match.start() - 1].isdigit():
            return word.lower()
        if mark and len(ending) > 2:
            base, lowered, mark, ending = word, word.lower(), "", ""
        tail = mark + ending.lower()
        if self._is_upper(match, base):
            self.was_name = True
            return base + tail
        if lowered in letter_case("link") and self.was_name:
            return lowered + tail
        self.was_name = self._is_name(index, match, lowered)
        if self.was_name or self._starts(match.start()):
            return base[0] + lowered[1:] + tail
        return lowered + tail

    def _is_upper(self, match: re.Match[str], base: str) -> bool:
        """Acronyms, initials and the letters of model numbers."""
        after = self.text[match.end() : match.end() + 1]
        if len(base) == 1:
            return base != "A" or after == "." or self.text[match.end() :][:2] == "-1"
        return base in self.acronyms

    def _is_name(self, index: int, match: re.Match[str], lowered: str) -> bool:
        if self.in_name[match.start()]:
            return lowered not in letter_case("inner")
        if lowered in letter_case("abbreviation"):
            has_point = self.text[match.end() : match.end() + 1] == "."
            return has_point or not self.is_common(lowered)
        if lowered in letter_case("title") and self._is_named(index + 1):
            return True
        if lowered in letter_case("weekday") or lowered in letter_case("month"):
            return True
        if lowered in letter_case("doubtful_month"):
            return self._is_month(index, match)
        if lowered in letter_case("name") or lowered in letter_case("particle"):
            return True
        if lowered in letter_case("word") or self.is_plain(lowered):
            return False
        if not self.is_common(lowered):
            return True
        return self._follows(index, "particle")

    def _is_month(self, index: int, match: re.Match[str]) -> bool:
        near = self.text[max(0, match.start() - 3) : match.end() + 3]
        if any(letter.isdigit() for letter in near):
            return True
        return index > 0 and self._word(index - 1) in letter_case("before_month")

    def _is_named(self, index: int) -> bool:
        """Whether a word can only be a name."""
        word = self._word(index)
        if not word or word in letter_case("word") or self.is_plain(word):
            return False
        return word in letter_case("name") or not self.is_common(word)

    def _follows(self, index: int, kind: str) -> bool:
        if not index or self._word(index - 1) not in letter_case(kind):
            return False
        return self.found[index].start() - self.found[index - 1].end() == 1

    def _word(self, index: int) -> str:
        return self.found[index].group().lower() if index < len(self.found) else ""

    def _starts(self, start: int) -> bool:
        """Whether a sentence starts here: not after "GEN." or an initial."""
        before = self.text[max(0, start - 12) : start].rstrip(OPENING)
        if not before.strip():
            return start < 12 or "\n" in self.text[max(0, start - 12) : start]
        if before.endswith(("!", "?", "\n")):
            return True
        if not before.endswith("."):
            return False
        last = re.split(r"[^A-Za-z]", before[:-1])[-1].lower()
        is_short = len(last) == 1 or last in letter_case("abbreviation")
        return not is_short

    def _acronyms(self) -> Iterator[str]:
        for found in ACRONYM_IN_BRACKETS.finditer(self.text):
            before = self.text[max(0, found.start() - MAX_EXPANSION) : found.start()]
            last = before.rstrip()[-1:]
            if last.isalpha() and _spells(before, found.group(1)):
                yield found.group(1)
        for found in EXPANSION.finditer(self.text):
            if _spells(found.group(2), found.group(1)):
                yield found.group(1)
        for match in self.found:
            word = match.group().partition("'")[0]
            if self._is_acronym(word):
                yield word

    def _is_acronym(self, word: str) -> bool:
        lowered = word.lower()
        if not 2 <= len(word) <= 7 or lowered in letter_case("abbreviation"):
            return False
        return not set(lowered) & set("aeiouyáéíóú") and not self.is_common(lowered)


def _expansions(text: str, acronyms: frozenset[str]) -> Iterator[Span]:
    """Where the words of an acronym are written out, after it or before it."""
    for found in EXPANSION.finditer(text):
        if found.group(1) in acronyms and _spells(found.group(2), found.group(1)):
            yield found.span(2)
    for found in ACRONYM_IN_BRACKETS.finditer(text):
        start = _spelled_from(text, found.start(), found.group(1))
        if start is not None:
            yield start, found.start()


def _spells(words: str, acronym: str) -> bool:
    """Whether at least half of an acronym's letters begin a word (in any order)."""
    initials = [m.group()[0] for m in WORD.finditer(words)]
    return sum(letter in initials for letter in set(acronym)) * 2 >= len(set(acronym))


def _spelled_from(text: str, end: int, acronym: str) -> int | None:
    """Where the words begin whose initials, in some order, are the acronym's."""
    first = max(0, end - MAX_EXPANSION)
    initials: list[str] = []
    for match in reversed(list(WORD.finditer(text, first, end))):
        if match.group().lower() in letter_case("inner") | letter_case("link"):
            continue
        initials.append(match.group()[0])
        if sorted(initials) == sorted(acronym):
            return match.start()
        if len(initials) >= len(acronym):
            return None
    return None


def _without_brackets(text: str, acronyms: frozenset[str]) -> str:
    """Square brackets made round, blank, or blanked with the editor's note in them."""

    def mend(found: re.Match[str]) -> str:
        inside, before = found.group(1), text[: found.start()].rstrip()
        if inside.strip().lower() in letter_case("tag"):
            return " " * len(found.group())
        last = re.split(r"[^\w-]", before[-12:])[-1]
        is_apart = not before or before[-1] in ".!?\n" or inside.strip() in acronyms
        if is_apart or last in acronyms or last[-1:].isdigit():
            return f"({inside})"
        return f" {inside} "

    return BRACKETS.sub(mend, text)
