"""The example articles of the project, read as the main job reads them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.quality.articles import judge, report
from benchmarks.quality.reading import TODAY, Folders, Row, sampled
from benchmarks.quality.report import Report
from transforms.document import CleanArticle
from transforms.extract import Extractor
from transforms.text.clean import clean
from transforms.text.read import ReadOptions, kind_of, read_bytes

NAME = "examples"


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Events of the example articles against what a reader finds in them."""
    folder = folders.path("own/examples")
    rows = sampled(expected(folder / "expected"), sample)
    articles = read_articles(folder / "articles")
    found = extractor.extract([articles[row["article"]] for row in rows])
    return report(
        NAME,
        [
            judge(row["article"], row, item.claims)
            for row, item in zip(rows, found, strict=True)
        ],
    )


def expected(folder: Path) -> list[Row]:
    """The expected events of each article that is not refused."""
    rows = [json.loads(path.read_text("utf-8")) for path in sorted(folder.iterdir())]
    return [row for row in rows if "rejected" not in row]


def read_articles(folder: Path) -> dict[str, CleanArticle]:
    """The articles by file name, and record where a file holds many."""
    found = {}
    for path in sorted(folder.iterdir()):
        kind = kind_of(path.name)
        if kind is None:
            continue
        read = read_bytes(path.read_bytes(), path.name, kind, ReadOptions())
        for raw in read.articles:
            article = clean(raw, TODAY).article
            if article is not None:
                found[article.location] = article
    return found
