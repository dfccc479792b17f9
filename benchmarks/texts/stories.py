"""Made-up reports of three to eight sentences, from templates in data files."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.texts.words import Words
from transforms.lexicon import read_table

SENTENCES = (2, 6)
"""Sentences that follow the first one; the last may be of the past."""
SLOT = re.compile(r"\{(\w+)\}")
LONG_WORD = re.compile(r"\b[a-z]{6,}\b")


@dataclass(frozen=True, slots=True)
class Story:
    """A headline and paragraphs; ``language`` is an ISO 639-1 code."""

    headline: str
    paragraphs: tuple[str, ...]
    language: str = "en"

    @property
    def text(self) -> str:
        """The body, a blank line between paragraphs."""
        return "\n\n".join(self.paragraphs)


def story(key: str) -> Story:
    """The report of a key: the same key gives the same report, on any machine."""
    chance = random.Random(key)
    words = Words(chance)
    act = chance.choice(_acts())
    body = [_filled(chance.choice(_templates(act, "lead")), words)]
    n_details = chance.randint(*SENTENCES)
    details = chance.sample(_templates("any", "detail"), n_details)
    if chance.random() < 0.4:
        details[-1] = chance.choice(_templates("any", "background"))
    body += [_filled(template, words) for template in details]
    return Story(
        _filled(chance.choice(_templates(act, "headline")), words), _in_parts(body)
    )


def varied(told: Story, key: str) -> Story:
    """A near copy: one long word of the text is another one."""
    chance = random.Random(key)
    number = chance.randrange(1, len(told.paragraphs))
    paragraphs = list(told.paragraphs)
    found = list(LONG_WORD.finditer(paragraphs[number])) or list(
        re.finditer(r"\b[a-z]+\b", paragraphs[number])
    )
    at = chance.choice(found)
    text = paragraphs[number]
    paragraphs[number] = (
        f"{text[: at.start()]}{Words(chance)['village']}{text[at.end() :]}"
    )
    return replace(told, paragraphs=tuple(paragraphs))


def advert(key: str) -> Story:
    """An advertisement that stands where an article should."""
    chance = random.Random(key)
    words = Words(chance)
    lines = chance.sample(_templates("advert", "lead"), 4)
    return Story(
        _filled(chance.choice(_templates("advert", "headline")), words),
        tuple(_filled(line, words) for line in lines),
    )


def foreign(key: str) -> Story:
    """A report in a language other than English."""
    chance = random.Random(key)
    words = Words(chance)
    language = chance.choice(sorted(_foreign()))
    lines = [_filled(line, words) for line in _foreign()[language]]
    return Story(lines[0].split(",")[0], tuple(lines), language)


def _in_parts(sentences: list[str]) -> tuple[str, ...]:
    """Paragraphs of one or two sentences."""
    pairs = range(1, len(sentences), 2)
    return (sentences[0], *(" ".join(sentences[at : at + 2]) for at in pairs))


def _filled(template: str, words: Words) -> str:
    text = SLOT.sub(lambda slot: words[slot.group(1)], template)
    return text[0].upper() + text[1:]


@cache
def _acts() -> list[str]:
    rows = read_table("benchmarks.texts", "sentences.csv")
    return sorted({row["act"] for row in rows} - {"any", "advert"})


@cache
def _templates(act: str, part: str) -> list[str]:
    rows = read_table("benchmarks.texts", "sentences.csv")
    return [row["template"] for row in rows if (row["act"], row["part"]) == (act, part)]


@cache
def _foreign() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in read_table("benchmarks.texts", "foreign.csv"):
        found.setdefault(row["language"], []).append(row["template"])
    return found
