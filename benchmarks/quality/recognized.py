"""The cases of Recognizers-Text, and what checking one gives."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.quality.reading import sampled
from benchmarks.quality.report import Counts
from benchmarks.quality.spans import Span
from transforms.lexicon import read_table
from transforms.slips.marks import SPACES

NOTHING = Counts(0, 0, 0)
# Characters by which the offsets of the files may be too large.
SLACK = 2


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A marked expression: its place, its kind and its value as the file gives it."""

    text: str
    start: int
    end: int
    kind: str
    resolution: dict[str, Any]

    @property
    def span(self) -> Span:
        """Its place in the text."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its marked expressions, and the day it counts from."""

    text: str
    published: dt.date | None
    expressions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What one case gave: counts of values, of values with units, and errors."""

    counts: Counts
    errors: tuple[str, ...] = ()
    left_out: int = 0
    with_unit: Counts = NOTHING


def read_cases(path: Path, sample: int | None = None) -> list[Case]:
    """The cases of one file."""
    rows = json.loads(path.read_text(encoding="utf-8-sig"))
    return [_case(row) for row in sampled(rows, sample)]


def _case(row: dict[str, Any]) -> Case:
    printed = row["Input"]
    text = _one_space(printed)
    shift = len(printed) - len(text) + SLACK
    day = (row.get("Context") or {}).get("ReferenceDateTime")
    found = tuple(
        _expression(text, item, shift)
        for item in row["Results"]
        if item.get("Text") and item.get("Resolution") is not None
    )
    return Case(text, dt.date.fromisoformat(day[:10]) if day else None, found)


def _one_space(text: str) -> str:
    """Runs of spaces as extraction reads them: one."""
    return SPACES.sub(" ", text)


def _expression(text: str, item: dict[str, Any], shift: int) -> Expression:
    """Its place by its words: the offsets of the files are not to be relied on."""
    words = _one_space(str(item["Text"]))
    first = max(item.get("Start", 0) - shift, 0)
    start = max(text.lower().find(words.lower(), first), 0)
    kind = str(item.get("TypeName", ""))
    return Expression(words, start, start + len(words), kind, item["Resolution"])


def is_news(question: str, words: str) -> bool:
    """Whether news would use the words; ``question`` is date, number or range."""
    return _pattern(question).search(words) is None


@cache
def _pattern(question: str) -> re.Pattern[str]:
    rows = read_table("benchmarks.quality", "not_news.csv")
    return re.compile(
        "|".join(row["pattern"] for row in rows if row["question"] == question)
    )
