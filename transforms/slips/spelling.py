"""Misspelt words: which word was meant, where a single one is near enough.

Only words that no list knows are looked at. A slip of the keyboard leaves a letter
out, doubles or adds one, or swaps two; a scanner takes letters for others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache

from transforms.actors.dictionary import find_mentions
from transforms.actors.words import agent_nouns
from transforms.lexicon import read_table
from transforms.slips.edits import Edit
from transforms.slips.marks import pairs, slips

WORD = re.compile(r"(?<!['’])\b[^\W_]+\b(?!['’]\w)")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LOUD = re.compile(r"(?<![-&/\w.(])[A-Z]{4,}(?![-&/\w]|\.\w)")
SHORTEST = 5
LONGEST = 24
# A word may be swapped for another letter for letter from this length on.
SHORTEST_SWAP = 7
NUMBER = re.compile(r"(?=.*\d)[\dlIOo]*[\dIOo]")
DERIVED = re.compile(r"(?:ism|ists?|ness|ship|like|wide|less|ish)$")
MOST_CACHED = 100_000
Test = Callable[[str], bool]


class Speller:
    """What is meant by words that no list knows; one per process."""

    def __init__(self, is_word: Test, is_name: Test, extra: Iterable[str] = ()) -> None:
        """``is_word`` knows ordinary words in lower case, ``is_name`` proper names."""
        self.is_word, self.is_name = is_word, is_name
        self._extra = frozenset(extra)
        self.meant = lru_cache(maxsize=MOST_CACHED)(self._meant)

    @cached_property
    def targets(self) -> frozenset[str]:
        """Words worth finding: of acts, of people, of things that are counted."""
        return frozenset(filter(self.is_word, _wanted())) | self._extra

    def _meant(self, word: str) -> str | None:
        """The word meant, in the letter case printed; None to leave it as it is."""
        if word.isdigit() or len(word) > LONGEST:
            return None
        if not word.isalpha():
            return self._scanned(word)
        known = _listed(word)
        if known is not None:
            return known
        lower = word.lower()
        if len(word) < SHORTEST or word[1:] != lower[1:] or not word.isascii():
            return None
        if word != lower or DERIVED.search(word):
            return None
        if self.is_word(lower) or lower in self.targets:
            return None
        return self._unscanned(word) or self._near(word)

    def _scanned(self, word: str) -> str | None:
        """A word with digits in it, or a number with letters: "Fr1day", "l5"."""
        digits = sum(map(str.isdigit, word))
        if NUMBER.fullmatch(word):
            return _as_number(word)
        if len(word) < SHORTEST - 1 or digits * 3 > len(word) or word[0].isdigit():
            return None
        found = {
            other
            for other in _readings(word)
            if self.is_word(other.lower()) or self.is_name(other)
        }
        return found.pop() if len(found) == 1 else None

    def _unscanned(self, word: str) -> str | None:
        """ "Govemment": pairs of letters that look like one, and the other way."""
        found = {
            word[: match.start()] + meant + word[match.end() :]
            for printed, meant in pairs("confusion")
            for match in re.finditer(printed, word)
        }
        known = {other for other in found if self.is_word(other)}
        return known.pop() if len(known) == 1 else None

    def _near(self, word: str) -> str | None:
        """The one wanted word that a single slip turns into this one."""
        for forms in (_added(word), _swapped(word), _dropped(word), _changed(word)):
            found = self.targets.intersection(forms)
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None


def find_misspelt(text: str, speller: Speller) -> Iterator[Edit]:
    """Edits of the misspelt words of a text, words cut in two among them."""
    meant = speller.meant
    for match in WORD.finditer(text):
        other = meant(match[0])
        if other is not None:
            yield Edit(*match.span(), other)


def find_loud(text: str, speller: Speller, acronyms: frozenset[str]) -> Iterator[Edit]:
    """Words in capitals for their sound alone: "police ARRESTED ten in HARARE"."""
    for match in LOUD.finditer(text):
        word = match[0]
        lower = word.lower()
        if word in acronyms or lower in slips("acronym"):
            continue
        is_wanted = lower in speller.targets and not find_mentions(word.title())
        if is_wanted and match.start():
            yield Edit(*match.span(), lower)
        elif is_wanted or speller.is_name(word.title()):
            yield Edit(*match.span(), word.title())


def _listed(word: str) -> str | None:
    for kind in ("misspelling", "contraction", "shorthand"):
        meant = slips(kind).get(word) or slips(kind).get(word.lower())
        if meant is not None and meant.lower() != word.lower():
            return meant[0].upper() + meant[1:] if word[0].isupper() else meant
    return None


def _as_number(word: str) -> str | None:
    """The digits meant; a model such as "B52" stays what it is."""
    if word[0].isupper():
        return None
    table = slips("letter")
    return "".join(table.get(letter, letter) for letter in word)


def _readings(word: str) -> Iterator[str]:
    """A word with its digits taken for the letters they look like."""
    forms = [""]
    for letter in word:
        meant = [other for sign, other in pairs("digit") if sign == letter]
        forms = [form + other for form in forms for other in meant or [letter]]
    return iter(forms)


def _added(word: str) -> Iterator[str]:
    """A letter was left out: behind the first one, or at the end."""
    for at in range(1, len(word) + 1):
        for letter in LETTERS:
            yield word[:at] + letter + word[at:]


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _changed(word: str) -> Iterator[str]:
    if len(word) < SHORTEST_SWAP:
        return
    for at in range(1, len(word)):
        for letter in LETTERS:
            yield word[:at] + letter + word[at + 1 :]


def _wanted() -> Iterator[str]:
    """Forms of the words that tell acts, name people and count."""
    for row in read_table("transforms.english", "triggers.csv"):
        for lemma in row["lemmas"].split("|"):
            if lemma.isalpha() and lemma.islower():
                forms = _verb_forms(lemma) if row["pos"] == "verb" else _plural(lemma)
                yield from (lemma, *forms)
    for noun, known in agent_nouns().items():
        if noun.isalpha() and noun.islower() and known is not None:
            yield from (noun, *_plural(noun))
    for row in read_table("transforms.english", "numbers_nouns.csv"):
        noun = row["noun"]
        if noun.isalpha() and noun.islower():
            yield from (noun, *_plural(noun))
    for name in ("numbers_words.csv", "dates_words.csv"):
        rows = read_table("transforms.english", name)
        yield from (row["word"] for row in rows if row["word"].isalpha())


def _plural(noun: str) -> tuple[str, ...]:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return (noun[:-1] + "ies",)
    return (noun + ("es" if noun[-1] in "sxz" or noun[-2:] in ("ch", "sh") else "s"),)


def _verb_forms(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return (verb + "s", verb + "d", verb[:-1] + "ing")
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    ends = verb[-3:]
    is_short = len(verb) <= 4 and len(ends) == 3 and ends[1] in "aeiou"
    if is_short and ends[0] not in "aeiou" and ends[2] not in "aeiouwxy":
        verb_ = verb + verb[-1]
        return (verb + "s", verb_ + "ed", verb_ + "ing")
    return (*_plural(verb), verb + "ed", verb + "ing")
