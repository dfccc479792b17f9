"""The place of the act of a marked verb, in sentences most of which name none.

A place is right when it overlaps a marked span. Some rows of the set were never read
for places and look as if they had none; the figures are given with and without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.quality.reading import (
    Folders,
    Row,
    one_block,
    read_rows,
    sampled,
    shortened,
)
from benchmarks.quality.report import Counts, Figure, Report, f1_figures, share
from transforms.document import Document
from transforms.extract import Extractor
from transforms.parse import parse_articles
from transforms.places.act import loose_names, place_of_act
from transforms.places.find import find_places

NAME = "event_location_dev"
# From this number on the "masdar_kill" rows were never given a place.
FIRST_UNREAD = 400
# Some rows count a marked place in tokens instead of characters: it looks as if it
# were one or two characters long, and is looked up by its text.
SHORTEST = 3
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with the place told for its verb."""

    row: Row
    told: Span | None

    @property
    def wanted(self) -> list[Span]:
        """The marked places of the verb."""
        return marked_places(self.row)

    @property
    def is_right(self) -> bool:
        """Whether the place told overlaps one that is marked."""
        told = self.told
        return told is not None and any(
            told[0] < end and start < told[1] for start, end in self.wanted
        )

    @property
    def was_read(self) -> bool:
        """Whether somebody read the row for places."""
        return was_read(self.row)


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """The span of each verb's place, and whether "none" is told where there is none."""
    rows = sampled(read_rows(folders.path("gold/event_location_dev.jsonl")), sample)
    texts = [one_block(str(row["_id"]), row["text"]) for row in rows]
    documents = parse_articles(texts, extractor.nlp)
    judged = [
        Judged(row, act_place(document, verb_start(row)))
        for row, document in zip(rows, documents, strict=True)
    ]
    read = [item for item in judged if item.was_read]
    return Report(
        NAME,
        (*figures(read, ""), *figures(judged, ", all rows")),
        errors=tuple(error_lines(read)),
        note=f"{len(judged) - len(read)} rows that nobody read for places are counted "
        "in the figures of all rows only",
    )


def was_read(row: Row) -> bool:
    """Whether somebody read a row for places."""
    name, _, tail = str(row["_id"]).rpartition("_")
    return name != "masdar_kill" or int(tail) < FIRST_UNREAD


def marked_places(row: Row) -> list[Span]:
    """The marked places of the verb of a row."""
    return [
        marked_span(row["text"], span)
        for span in row["spans"]
        if span["label"] != "VERB"
    ]


def marked_span(text: str, span: Row) -> Span:
    """A marked place in characters, also where it was counted in tokens."""
    start, end, words = int(span["start"]), int(span["end"]), span.get("text", "")
    hits = [match.start() for match in re.finditer(re.escape(words.strip()), text)]
    if end - start >= SHORTEST or not words.strip() or not hits:
        return start, end
    nearest = min(hits, key=lambda hit: abs(len(text[:hit].split()) - start))
    return nearest, nearest + len(words.strip())


def verb_start(row: Row) -> int:
    """Where the marked verb begins."""
    return int(next(s for s in row["spans"] if s["label"] == "VERB")["start"])


def act_place(document: Document, start: int) -> Span | None:
    """The span of the place of the act at an offset."""
    places = find_places(document)
    for sentence in document.sentences:
        for token in sentence.span:
            if token.idx <= start < token.idx + len(token):
                listed = places.get(sentence.index, [])
                found = [*listed, *loose_names(sentence, listed)]
                place = place_of_act(token, sentence, found)
                if place is None or place.start is None or place.end is None:
                    return None
                return place.start, place.end
    return None


def figures(judged: Sequence[Judged], rows: str) -> Iterator[Figure]:
    """F1 of the span, and accuracy where no place is marked."""
    placed = [item for item in judged if item.wanted]
    none = [item for item in judged if not item.wanted]
    told = sum(item.told is not None for item in judged)
    right = sum(item.is_right for item in judged)
    yield from f1_figures(f"place of the act{rows}", Counts(right, told, len(placed)))
    yield share(f"none{rows}", sum(item.told is None for item in none), len(none))


def error_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """Rows with a wrong place, a missed one, or one where there is none."""
    for item in judged:
        if item.is_right or (item.told is None and not item.wanted):
            continue
        text = item.row["text"]
        wanted = [text[start:end] for start, end in item.wanted]
        told = text[slice(*item.told)] if item.told else None
        verb = text[verb_start(item.row) :].split(" ", 1)[0]
        yield f"{verb!r}: told {told!r}, is {wanted} | {shortened(text)}"
