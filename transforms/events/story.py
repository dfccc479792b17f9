"""Do two articles tell one story? By the names and the words they open with.

Reports of one happening share its names and its words long before they share a date
or a place that can be compared. An opening is kept as two sets of bits, one for the
names and one for the words, each word a bit: 160 bytes, compared in a microsecond.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from math import sqrt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.lexicon import read_table

PACKAGE: Final = "transforms.events"
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

# What an article is about stands in its first paragraphs.
OPENING_CHARACTERS: Final = 1000
FEWEST_WORDS: Final = 12
TELLING_NAMES: Final = 4
NAME_BITS: Final = 256
WORD_BITS: Final = 1024
# Not behind what ends a sentence or opens a quote: a capital there tells no name.
NAME = re.compile(r"(?<=[^\s.!?:;\"“”‘'(–—|/-] )[^\W\d_a-z][\w’'-]{2,}")
LONG: Final = 5
BLANKED = str.maketrans(dict.fromkeys(".,;:!?()[]{}\"“”‘'’/|–—-_", " "))


class Story(NamedTuple):
    """The names and the words of an opening, each as a set of bits."""

    names: int
    words: int


NO_STORY: Final = Story(0, 0)


def story_of(text: str | None) -> Story:
    """The story of an article, from the opening of its text; headline first."""
    if not text:
        return NO_STORY
    opening = text[:OPENING_CHARACTERS]
    words = {w for w in opening.lower().translate(BLANKED).split() if len(w) >= LONG}
    return Story(bits_of(set(_names(opening)), NAME_BITS), bits_of(words, WORD_BITS))


def telling_names(text: str | None) -> tuple[str, ...]:
    """The names an opening tells most often, of equals the longest; at most four."""
    found = Counter(_names((text or "")[:OPENING_CHARACTERS]))
    ranked = sorted(found, key=lambda name: (-found[name], -len(name), name))
    return tuple(ranked[:TELLING_NAMES])


def _names(opening: str) -> list[str]:
    found = (_plain(name) for name in NAME.findall(opening) if name[0].isupper())
    return [name for name in found if name not in _untelling()]


def _plain(name: str) -> str:
    return name.lower().removesuffix("'s").removesuffix("’s")


@cache
def _untelling() -> frozenset[str]:
    """Names that stand in stories of every kind: days, months, titles, agencies."""
    return frozenset(row["name"] for row in read_table(PACKAGE, "untelling_names.csv"))


def bits_of(words: Iterable[str], size: int) -> int:
    """A bit for each word, out of so many that few words share one."""
    bits = 0
    for word in words:
        bits |= _bit(word, size)
    return bits


@lru_cache(maxsize=131_072)
def _bit(word: str, size: int) -> int:
    return 1 << zlib.crc32(word.encode()) % size


def likeness(a: Story, b: Story) -> float | None:
    """Cosine of the names and of the words, added up: 0 to 2; None where one is bare.

    Articles on one story stand at .6 to .9, articles on anything else below .4.
    """
    if not (a.words and b.words):
        return None
    return _cosine(a.names, b.names) + _cosine(a.words, b.words)


def are_long(a: Story, b: Story) -> bool:
    """Whether both have enough words to differ by more than chance, as headlines do."""
    return min(a.words.bit_count(), b.words.bit_count()) >= FEWEST_WORDS


def _cosine(a: int, b: int) -> float:
    size = a.bit_count() * b.bit_count()
    return (a & b).bit_count() / sqrt(size) if size else 0.0


class Stories:
    """The stories of many articles, to be compared many at a time."""

    def __init__(self, openings: Iterable[str | None]) -> None:
        stories = [story_of(text) for text in openings]
        self.names = _packed([story.names for story in stories], NAME_BITS)
        self.words = _packed([story.words for story in stories], WORD_BITS)
        self.n_words = np.bitwise_count(self.words).sum(axis=1, dtype=np.int64)

    def likeness(self, one: Ints, other: Ints) -> Floats:
        """``likeness`` of stories by number, pair by pair; NaN for None."""
        found = _cosines(self.names, one, other) + _cosines(self.words, one, other)
        is_bare = np.minimum(self.n_words[one], self.n_words[other]) == 0
        return np.where(is_bare, np.nan, found)

    def are_long(self, one: Ints, other: Ints) -> Bools:
        """``are_long`` of stories by number, pair by pair."""
        fewest: Ints = np.minimum(self.n_words[one], self.n_words[other])
        return fewest >= FEWEST_WORDS


def _packed(bits: list[int], size: int) -> Bits:
    content = b"".join(item.to_bytes(size // 8, "little") for item in bits)
    return np.frombuffer(content, np.uint64).reshape(len(bits), size // 64)


def _cosines(bits: Bits, one: Ints, other: Ints) -> Floats:
    counts = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    size = counts[one] * counts[other]
    shared = np.bitwise_count(bits[one] & bits[other]).sum(axis=1, dtype=np.int64)
    root = np.sqrt(np.maximum(size, 1).astype(np.float64))
    found: Floats = np.where(size > 0, shared / root, 0.0)
    return found
