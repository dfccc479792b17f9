"""Possessives without their apostrophe: "Chinas navy", "Mondays raid"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from transforms.lexicon import read_table
from transforms.slips.edits import Edit
from transforms.slips.marks import slips

OWNED = re.compile(r"\b(?<!['’])([A-Z][a-z]{2,})s (?=([a-z]{3,})\b)")
DAY = re.compile(r"\b(yesterday|today|tonight|tomorrow)s (?=[a-z]{3,}\b)")
SHORTEST = 4


@cache
def _owners() -> dict[str, str]:
    """States, capitals and days of the week, with their kind."""
    states = [r["name"] for r in read_table("transforms.actors", "states.csv")]
    towns = [r["word"] for r in read_table("transforms.actors", "capitals.csv")]
    found = dict.fromkeys((name for name in (*states, *towns)), "name")
    for row in read_table("transforms.english", "dates_words.csv"):
        if row["kind"] == "weekday" and len(row["word"]) > SHORTEST:
            found[row["word"].title()] = "weekday"
    return found


def find_possessives(text: str, is_noun: Callable[[str], bool]) -> Iterator[Edit]:
    """Apostrophes that a text lacks, before a word that can be a noun.

    "On Mondays guards ..." tells a habit, "the two Koreas" are two.
    """
    for match in OWNED.finditer(text):
        kind = _owners().get(match[1])
        if kind is None or not is_noun(match[2]) or match[1] + "s" in _owners():
            continue
        before = text[: match.start()].rstrip().rpartition(" ")[2].lower()
        if before not in slips("plural"):
            yield Edit(match.end(1), match.end(1), "'")
    for match in DAY.finditer(text):
        yield Edit(match.end(1), match.end(1), "'")
