"""Speed of the whole extraction beside the bare parse of the same text, one process.

The bare parse is that of the spaCy model as it is loaded, over the stretches of text
that extraction parses: nothing is cleaned, recased or mended, and no rule of ours runs.
Seconds are those that the process worked.

Run: python benchmarks/speed.py --news DIR [--articles 60] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import json
import pstats
import time
from pathlib import Path

import spacy

from transforms.document import CLAIM_BLOCKS, CleanArticle, RawArticle
from transforms.extract import DEFAULT_MODEL, Extractor
from transforms.parse import BATCH_SIZE, parse_articles
from transforms.pieces import pieces
from transforms.text.clean import clean


def articles(news: Path, number: int) -> list[CleanArticle]:
    """The first articles of the news file, cleaned."""
    found = []
    for line in (news / "guardian_dev.jsonl").read_text("utf-8").splitlines()[:number]:
        row = json.loads(line)
        raw = RawArticle(row["id"], "text", row["text"], published=row["published"])
        article = clean(raw, dt.date(2026, 1, 1)).article
        if article is not None:
            found.append(article)
    return found


def main() -> None:
    """Print seconds of parse and extraction, their ratio, and words per second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    texts = articles(options.news, options.articles)
    words = sum(len(article.text.split()) for article in texts)
    extractor = Extractor.load()
    bare = spacy.load(DEFAULT_MODEL)
    stretches = [
        article.text[start:end]
        for article in texts
        for block in article.blocks
        if block.kind in CLAIM_BLOCKS
        for start, end in pieces(article.text, block.start, block.end)
    ]
    list(bare.pipe(stretches[:3]))
    extractor.extract(texts[:3])
    ratios = []
    for _ in range(options.rounds):
        start = time.process_time()
        for _ in bare.pipe(stretches, batch_size=BATCH_SIZE):
            pass
        parsed = time.process_time() - start
        start = time.process_time()
        extractor.extract(texts)
        extracted = time.process_time() - start
        ratios.append(parsed / extracted)
        print(
            f"parse {parsed:.1f} s, extraction {extracted:.1f} s,"
            f" speed ratio {ratios[-1]:.2f}, {words / extracted:.0f} words/s"
        )
    print(f"median speed ratio {sorted(ratios)[len(ratios) // 2]:.2f}")
    if options.profile:
        documents = list(parse_articles(texts, extractor.nlp))
        profile = cProfile.Profile()
        from transforms.claims import code_acts
        from transforms.english.reading import read_document

        profile.enable()
        for document in documents:
            code_acts(document.article, read_document(document))
        profile.disable()
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
