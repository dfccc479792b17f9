"""Place names of news and their points: Local-Global Lexicon and GeoVirus.

Tagging counts a name as told when a found place ends where it ends: the sets do not
agree on articles and titles in front. Resolution is measured on the given names, so
that it does not depend on tagging; a name left without a point is a miss.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.reading import Folders, one_block, sampled, shortened
from benchmarks.quality.report import Counts, Report, f1_figures, share
from benchmarks.quality.spans import added
from transforms.document import Document, FoundPlace
from transforms.extract import Extractor
from transforms.parse import parse_articles
from transforms.places.find import find_places, resolve_mentions
from transforms.places.resolve import distance_km

NEAR_KM = 161
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name of the gold, with its point if it has one."""

    start: int
    end: int
    point: Point | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The places of one text: tagging counts, and each given name with its answer."""

    tagging: Counts
    given: tuple[tuple[str, Point, FoundPlace | None], ...]


def score_lgl(
    folders: Folders, extractor: Extractor, sample: int | None = None
) -> Report:
    """Articles of local newspapers."""
    return _score("lgl", list(lgl(folders.path("gold/lgl.xml"))), extractor, sample)


def score_geovirus(
    folders: Folders, extractor: Extractor, sample: int | None = None
) -> Report:
    """News on epidemics."""
    articles = list(geovirus(folders.path("gold/geovirus.xml")))
    return _score("geovirus", articles, extractor, sample)


def _score(
    name: str,
    articles: Sequence[tuple[str, list[Toponym]]],
    extractor: Extractor,
    sample: int | None,
) -> Report:
    chosen = sampled(articles, sample)
    texts = [one_block(f"{name}-{n}", text) for n, (text, _) in enumerate(chosen)]
    documents = parse_articles(texts, extractor.nlp)
    judged = [
        judge(document, gold)
        for document, (_, gold) in zip(documents, chosen, strict=True)
    ]
    given = [item for one in judged for item in one.given]
    near = sum(is_near(place, point) for _, point, place in given)
    return Report(
        name,
        (
            *f1_figures("tagging", added(one.tagging for one in judged)),
            share(f"within {NEAR_KM} km given the mention", near, len(given)),
        ),
        errors=tuple(error_lines(given)),
    )


def judge(document: Document, gold: Sequence[Toponym]) -> Judged:
    """Tag the names of a text, and resolve the given ones."""
    text = document.article.text
    told = {place.end for found in find_places(document).values() for place in found}
    wanted = {item.end for item in gold}
    pointed = [item for item in gold if item.point]
    answers = resolve_mentions(document, [(t.start, t.end) for t in pointed])
    return Judged(
        Counts(len(told & wanted), len(told), len(wanted)),
        tuple(
            (text[t.start : t.end], t.point, answers.get((t.start, t.end)))
            for t in pointed
            if t.point
        ),
    )


def is_near(place: FoundPlace | None, point: Point) -> bool:
    """Whether a place lies within 161 km of a point."""
    if place is None or place.latitude is None or place.longitude is None:
        return False
    return distance_km((place.latitude, place.longitude), point) <= NEAR_KM


def error_lines(given: Sequence[tuple[str, Point, FoundPlace | None]]) -> list[str]:
    """Names resolved to another place, the commonest first."""
    far = Counter(
        (name, f"{place.name} ({place.country})" if place else "nothing", _shown(point))
        for name, point, place in given
        if not is_near(place, point)
    )
    return [
        f"{number} x {shortened(name, 60)}: told {told}, is at {point}"
        for (name, told, point), number in far.most_common()
    ]


def _shown(point: Point) -> str:
    return f"{point[0]:.0f}, {point[1]:.0f}"


def lgl(path: Path) -> Iterator[tuple[str, list[Toponym]]]:
    """Articles of the Local-Global Lexicon with their toponyms."""
    for article in ElementTree.parse(path).getroot():
        found = []
        for item in article.iter("toponym"):
            tag = item.find("gaztag")
            point = None if tag is None else (_number(tag, "lat"), _number(tag, "lon"))
            start, end = int(_number(item, "start")), int(_number(item, "end"))
            found.append(Toponym(start, end, point))
        yield article.findtext("text") or "", found


def geovirus(path: Path) -> Iterator[tuple[str, list[Toponym]]]:
    """Articles of GeoVirus; its offsets count from 1, some are off by one more."""
    for article in ElementTree.parse(path).getroot():
        text = article.findtext("text") or ""
        found = []
        for item in article.iter("location"):
            name = item.findtext("name") or ""
            rough = int(_number(item, "start")) - 1
            start = text.find(name, max(rough - 2, 0))
            point = _number(item, "lat"), _number(item, "lon")
            found.append(Toponym(start, start + len(name), point))
        yield text, found


def _number(item: ElementTree.Element, name: str) -> float:
    return float(item.findtext(name) or "nan")
