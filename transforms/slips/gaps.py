"""Nouns that a text leaves to be heard: "killed one policeman, wounded another".

A parser takes "another" for anybody; with its noun back it is a policeman.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms.actors.words import agent_nouns
from transforms.english import date_tables as tables
from transforms.lexicon import read_table
from transforms.slips.edits import Edit

NO_PEOPLE = frozenset({"building", "vehicle", "weapon", "place", "attack"})
SENTENCE = re.compile(r"[^.!?\n]+")
FIRST = re.compile(
    r"\b(?i:an?|one|the first|two|three|four|five|six) "
    r"(?=(?P<words>(?:[a-z-]+ ?){1,4}))"
)
GAP = re.compile(
    r"\b(?:another|an? (?:second|third|fourth|fifth)|the (?:second|third|fourth))"
    r"(?=[,.;:]| (?:and|but|in|on|at|near|was|were|is|had|has|who|by|died|escaped)\b|$)"
)


def find_gaps(text: str) -> Iterator[Edit]:
    """The noun behind each "another" and "a third" that stands without one."""
    if not GAP.search(text):
        return
    for sentence in SENTENCE.finditer(text):
        noun = ""
        for match in _parts(text, *sentence.span()):
            if match.re is FIRST:
                known = map(_singular, match["words"].split())
                noun = next(filter(None, known), noun)
            elif noun:
                yield Edit(*match.span(), f"{match[0]} {noun}")


def _parts(text: str, start: int, end: int) -> list[re.Match[str]]:
    gaps = {match.start(): match for match in GAP.finditer(text, start, end)}
    first = {match.start(): match for match in FIRST.finditer(text, start, end)}
    return [match for _, match in sorted((first | gaps).items())]


@cache
def _singular(noun: str) -> str:
    """A noun for people, as one of them; empty for any other word."""
    if noun in tables.words("ordinal"):
        return ""
    forms = (noun.removesuffix("s"), re.sub("men$", "man", noun))
    is_known = noun in _people() or any(form in _people() for form in forms)
    return next((form for form in forms if form != noun), noun) if is_known else ""


@cache
def _people() -> frozenset[str]:
    """Nouns for people: those who act, and those who are counted."""
    rows = read_table("transforms.english", "numbers_nouns.csv")
    counted = {row["noun"] for row in rows if row["class"] not in NO_PEOPLE}
    acting = {noun for noun, known in agent_nouns().items() if known is not None}
    return frozenset(counted | acting)
