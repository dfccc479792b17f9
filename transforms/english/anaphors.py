"""Words and phrases that stand for somebody told before: "they", "his host"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from transforms.actors.words import plural_of
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
# Possessive pronouns, with the pronoun of whose it is.
OWNERS = {"its": "it", "their": "they", "his": "he", "her": "she"}


@cache
def anaphora() -> dict[str, tuple[str, str]]:
    """Anaphoric phrases in lower case, with kind and form."""
    rows = read_table(PACKAGE, "anaphora.csv")
    told = {row["phrase"]: (row["kind"], row["form"]) for row in rows}
    return told | {phrase: ("pair_other", own) for phrase, own in _others()}


def _others() -> Iterator[tuple[str, str]]:
    """Phrases for the other of two, with whose it is: "his host", "its old foe"."""
    rows = read_table(PACKAGE, "others.csv")
    adjectives = ["", *(f"{r['noun']} " for r in rows if r["kind"] == "adjective")]
    nouns = [row["noun"] for row in rows if row["kind"] != "adjective"]
    for own, owner in OWNERS.items():
        for adjective in adjectives:
            for noun in nouns:
                yield f"{own} {adjective}{noun}", owner
                yield f"{own} {adjective}{plural_of(noun)}", owner
