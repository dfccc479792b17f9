"""Spans of parties, places, times and quantities against those of the re3d reports.

A told span is right when it overlaps a marked one: the set marks whole phrases ("areas
north of the town"), the layers mark names. Of marked spans inside each other the widest
counts. What is told inside a span of another kind ("U.S." in "U.S. forces"), or in one
that the annotators were unsure of, is neither right nor in excess.
Weapons and vehicles have no layer of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from benchmarks.quality.reading import (
    Folders,
    Row,
    one_block,
    read_rows,
    sampled,
    shortened,
)
from benchmarks.quality.report import Report, TypeRow, f1_figures
from benchmarks.quality.spans import Aligned, Span, added, align, overlap
from transforms.extract import Extractor

NAME = "re3d"
SURE = 0.5
KINDS: Mapping[str, frozenset[str]] = {
    "place": frozenset({"Location"}),
    "party": frozenset({"Organisation", "Person", "Nationality"}),
    "time": frozenset({"Temporal"}),
    "quantity": frozenset({"Quantity"}),
    "money": frozenset({"Money"}),
}
# Numbers in these are marked as part of something else, or not at all.
NO_QUANTITY = frozenset({"money", "percent", "age", "duration", "ordinal"})


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """F1 of spans by kind, over all four folders of reports."""
    texts, spans = read(folders.path("gold/re3d"))
    names = sampled(sorted(texts), sample)
    layers = extractor.annotate([one_block(name, texts[name]) for name in names])
    aligned: dict[str, list[tuple[str, Aligned]]] = {kind: [] for kind in KINDS}
    for name, found in zip(names, layers, strict=True):
        for kind, types in KINDS.items():
            told = told_spans(kind, found)
            aligned[kind].append(
                (texts[name], compare(told, spans.get(name, []), types))
            )
    counts = {
        kind: added(a.counts for _, a in items) for kind, items in aligned.items()
    }
    return Report(
        NAME,
        tuple(
            figure for kind, item in counts.items() for figure in f1_figures(kind, item)
        ),
        tuple(TypeRow(kind, item) for kind, item in counts.items()),
        tuple(error_lines(aligned)),
        f"{len(names)} reports; weapons, vehicles and platforms are not told",
    )


def read(folder: Path) -> tuple[dict[str, str], dict[str, list[Row]]]:
    """Texts and marked spans by document."""
    texts: dict[str, str] = {}
    spans: dict[str, list[Row]] = {}
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        texts |= {r["_id"]: r["text"] for r in read_rows(part / "documents.json")}
        for row in read_rows(part / "entities.json"):
            spans.setdefault(row["documentId"], []).append(row)
    return texts, spans


def told_spans(kind: str, layers: Mapping[str, Any]) -> list[Span]:
    """The spans of one kind in the layers of an article."""
    rows: Iterable[Mapping[str, Any]] = {
        "place": layers["places"],
        "party": layers["entities"],
        "time": layers["dates"],
        "quantity": [
            row for row in layers["quantities"] if row["counted"] not in NO_QUANTITY
        ],
        "money": [row for row in layers["quantities"] if row["counted"] == "money"],
    }[kind]
    return [(row["start"], row["end"]) for row in rows]


def compare(told: Iterable[Span], marked: Iterable[Row], types: Set[str]) -> Aligned:
    """Align what is told with the widest spans of these types, marked for sure."""
    rows = [((row["begin"], row["end"]), row) for row in marked]
    wanted = widest(
        span for span, row in rows if row["type"] in types and row["confidence"] > SURE
    )
    others = [
        span for span, _ in rows if not any(overlap(span, other) for other in wanted)
    ]
    counted = [
        span for span in told if not any(overlap(span, other) for other in others)
    ]
    return _folded(align(counted, wanted), wanted)


def _folded(aligned: Aligned, wanted: Iterable[Span]) -> Aligned:
    """Two told inside one wide marked span ("the UN and Iraq") are not in excess."""
    spans = list(wanted)
    excess = [
        span
        for span in aligned.spurious
        if not any(overlap(span, other) for other in spans)
    ]
    return Aligned(aligned.pairs, tuple(excess), aligned.missed)


def widest(spans: Iterable[Span]) -> list[Span]:
    """The spans that lie inside no other one."""
    found: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return found


def error_lines(aligned: Mapping[str, list[tuple[str, Aligned]]]) -> Iterator[str]:
    """Spans missed and told in excess, kind by kind."""
    for kind, items in aligned.items():
        for text, item in items:
            for word, spans in (("missed", item.missed), ("in excess", item.spurious)):
                for start, end in spans:
                    around = text[max(start - 40, 0) : end + 40]
                    yield f"{kind} {word}: {text[start:end]!r} | {shortened(around)}"
