"""The annotated corpus of the type model, read from ``benchmarks/corpus``."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.typing.encode import Sides

CORPUS = Path(__file__).parent.parent / "corpus"
MARK = re.compile(r"\{(\d) ([^{}]+)\}")
ACT = re.compile(r"([A-Z]+) (\S+) (\d)([>=])(\d) (\S+)")
# Per cent of the frames held out for the test and for choosing settings.
TEST_SHARE, DEV_SHARE = 10, 5


class CorpusError(ValueError):
    """A corpus row that cannot be read; says file, row and what is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """One act of a corpus sentence: both sides, type, mode and its frame."""

    sides: Sides
    event_type: str
    mode: str
    frame: str
    split: str


def split_of(frame: str) -> str:
    """Part a frame belongs to: train, dev or test; the same for ever."""
    number = int(hashlib.sha256(frame.encode()).hexdigest(), 16) % 100
    if number < TEST_SHARE:
        return "test"
    return "dev" if number < TEST_SHARE + DEV_SHARE else "train"


def read_corpus(folder: Path = CORPUS) -> list[Example]:
    """All acts of all corpus files; mutual ones in both orders.

    A sentence belongs to the strictest split of its frames, so that neither a
    sentence nor a frame is on both sides; its other acts are left out there.
    Raises CorpusError.
    """
    return [
        example for path in sorted(folder.glob("*.csv")) for example in _examples(path)
    ]


def _examples(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            yield from _of_row(row, f"{path.name}, row {number}")


def _of_row(row: dict[str, str], where: str) -> Iterator[Example]:
    text, spans = unmarked(row["sentence"])
    acts = [parse_act(act, where) for act in row["acts"].split("; ")]
    splits = {split_of(act[-1]) for act in acts}
    split = next(name for name in ("test", "dev", "train") if name in splits)
    for event_type, mode, first, sign, second, frame in acts:
        if split_of(frame) != split:
            continue
        pairs = [(first, second), (second, first)] if sign == "=" else [(first, second)]
        for actor, recipient in pairs:
            if actor not in spans or recipient not in spans:
                raise CorpusError(f"{where}: no mark {actor} or {recipient}")
            sides = Sides(text, spans[actor], spans[recipient])
            mode = "" if mode == "-" else mode
            yield Example(sides, event_type, mode, frame, split)


def unmarked(sentence: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The plain sentence and the span of each mark."""
    parts: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    here = length = 0
    for mark in MARK.finditer(sentence):
        before, words = sentence[here : mark.start()], mark.group(2)
        start = length + len(before)
        spans[mark.group(1)] = (start, start + len(words))
        parts += [before, words]
        length = start + len(words)
        here = mark.end()
    return "".join([*parts, sentence[here:]]), spans


def parse_act(act: str, where: str) -> tuple[str, str, str, str, str, str]:
    """Type, mode, actor mark, sign, recipient mark and frame of an act."""
    found = ACT.fullmatch(act.strip())
    if found is None:
        raise CorpusError(f"{where}: act {act!r} is not 'TYPE mode i>j frame'")
    event_type, mode, first, sign, second, frame = found.groups()
    return event_type, mode, first, sign, second, frame
