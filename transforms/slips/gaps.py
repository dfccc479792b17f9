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
from transforms.slips.marks import slips

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


LET_GO = re.compile(
    r"\b(?P<let>let|lets|letting) "
    r"(?P<who>(?:\d|[a-z]+(?<!\bit)(?<!\bthis)(?<!\bthat)(?<!\bthings)\b)"
    r"(?:[^.;:!?\n ]| (?!go\b)){0,60}?)(?P<go> go)\b"
    r"(?! (?:to|of|into|ahead|home|back|hungry|unpunished|down|up|through|with)\b)"
)
FREED = {"let": "freed", "lets": "frees", "letting": "freeing"}


def find_let_go(text: str) -> Iterator[Edit]:
    """ "Let 15 go" freed them; an employer's staff are dismissed."""
    for match in LET_GO.finditer(text):
        start = text.rfind(".", 0, match.start()) + 1
        words = set(re.findall(r"[a-z]+", text[start : match.end()].lower()))
        if words.isdisjoint(slips("employer")):
            yield Edit(*match.span("let"), FREED[match["let"]])
            yield Edit(*match.span("go"), "")


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
