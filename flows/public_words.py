"""Which words and names are public, so that a release may keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from transforms.lexicon import read_table
from warehouse.release.names import WORD, PublicWords

PACKAGE: Final = "transforms.actors"
BODIES: Final = ("organisations.csv", "armed_groups.csv", "parties.csv")
# Columns of the lexicons whose single words are nobody's own.
WORDS: Final = (
    ("demonyms.csv", "word"),
    ("acronyms.csv", "acronym"),
    ("acronyms.csv", "form"),
    ("titles.csv", "title"),
    ("agent_nouns.csv", "noun"),
    ("agent_nouns.csv", "plural"),
    ("capitals.csv", "word"),
    ("states.csv", "name"),
    ("states.csv", "aliases"),
)


def public_words() -> PublicWords:
    """Words of nations, offices, states and capitals; names of known bodies."""
    words = {
        part
        for name, column in WORDS
        for cell in _cells(name, column)
        for part in re.findall(WORD, cell)
    }
    bodies = {
        cell
        for name in BODIES
        for column in ("name", "aliases")
        for cell in _cells(name, column)
    }
    first_names = frozenset(_cells("first_names.csv", "name"))
    return PublicWords(frozenset(words), frozenset(bodies), first_names)


def _cells(name: str, column: str) -> Iterator[str]:
    for row in read_table(PACKAGE, name):
        yield from (part for part in row[column].split("|") if part)
