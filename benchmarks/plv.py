"""Score single sentences against their PLOVER type: is a claim of that type found?

Run: python benchmarks/plv.py --gold DIR [--errors 40] [--type ACCUSE]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.records import Claim
from transforms.document import Document, RawArticle
from transforms.english.triggers import find_matches
from transforms.extract import Extraction, Extractor
from transforms.parse import parse_articles
from transforms.text.clean import clean

TODAY = dt.date(2026, 1, 1)
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


@dataclass
class Scores:
    """Counts over the sentences read so far."""

    n: int = 0
    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)


def gold_type(claim: Claim) -> str:
    """The type as the gold file names it."""
    return YIELD.get(claim.event_type, claim.event_type)


def article_of(row: dict[str, Any]) -> Any:
    """The sentence as an article in English without a date; None when refused."""
    raw = RawArticle(row["id"], "text", row["text"], language="en")
    return clean(raw, TODAY).article


def overlaps(claims: list[Claim], side: str, words: str) -> bool:
    """Whether a party on that side of a claim shares words with the gold span."""
    return any(
        party.text and (party.text in words or words in party.text)
        for claim in claims
        for party in getattr(claim, side)
    )


def span_words(row: dict[str, Any], side: str) -> str:
    """The text of a gold span."""
    return str(row["text"][row[side]["start"] : row[side]["end"]])


def count(scores: Scores, row: dict[str, Any], claims: list[Claim]) -> bool:
    """Add a sentence to the counts; whether its type was found."""
    wanted = row["event_type"]
    types = {gold_type(claim) for claim in claims}
    scores.n += 1
    scores.gold[wanted] += 1
    scores.told.update(types)
    scores.facts["none"] += not claims
    scores.facts["first"] += bool(claims) and gold_type(claims[0]) == wanted
    if wanted in types:
        scores.right[wanted] += 1
        typed = [c for c in claims if gold_type(c) == wanted]
        actor = overlaps(typed, "actors", span_words(row, "actor"))
        other = overlaps(typed, "recipients", span_words(row, "recipient"))
        is_mutual = any(c.direction == "mutual" for c in typed)
        if is_mutual and not other:
            other = overlaps(typed, "actors", span_words(row, "recipient"))
        scores.facts["actor"] += actor
        scores.facts["recipient"] += other
        scores.facts["both"] += actor and other
        return True
    for name in types or {"(nothing)"}:
        scores.pairs[wanted, name] += 1
    return False


def show(scores: Scores) -> None:
    """Print the totals, the table of types and the commonest confusions."""
    right, told = sum(scores.right.values()), sum(scores.told.values())
    recall, precision = right / scores.n, right / max(1, told)
    f1 = 2 * recall * precision / max(1e-9, recall + precision)
    print(f"type found {right}/{scores.n} = {recall:.3f}")
    print(f"types told that are right {right}/{told} = {precision:.3f}, F1 {f1:.3f}")
    for name in ("first", "none"):
        print(f"  {name:<12}{scores.facts[name]}/{scores.n}")
    for name in ("actor", "recipient", "both"):
        print(f"  {name:<12}{scores.facts[name]}/{right} of those found")
    macro = []
    for name, total in scores.gold.most_common():
        hit, said = scores.right[name], max(1, scores.told[name])
        single = 2 * hit / (total + scores.told[name])
        macro.append(single)
        print(
            f"  {name:<10} recall {hit:>3}/{total:<3} {hit / total:.2f}"
            f"  precision {hit:>3}/{said:<3} {hit / said:.2f}  F1 {single:.2f}"
        )
    print(f"macro F1 {sum(macro) / len(macro):.3f}")
    for (wanted, got), number in scores.pairs.most_common(24):
        print(f"  {wanted:<10} read as {got:<12} {number}")


def describe(
    row: dict[str, Any], extraction: Extraction, document: Document
) -> list[str]:
    """A missed sentence with the triggers that matched and the refusals."""
    matches = [
        f"{match.token.text}:{match.rule.event_type}"
        + ("(content)" if match.is_content else "")
        for sentence in document.sentences
        for match in find_matches(sentence.span)
    ]
    rejects = [reject.reason for reject in extraction.rejects]
    told = [
        f"{c.event_type}:{c.trigger.text}:{c.factuality}" for c in extraction.claims
    ]
    actor, recipient = span_words(row, "actor"), span_words(row, "recipient")
    return [
        f"{row['id']} {row['event_type']} [{actor} > {recipient}] {row['text']}",
        f"      claims {told} triggers {matches} rejects {rejects}",
    ]


def main() -> None:
    """Print the scores, then the sentences missed or wrongly given a type."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--type", default=None, help="show misses of one gold type")
    parser.add_argument("--extra", default=None, help="show where a type is wrong")
    options = parser.parse_args()
    extractor = Extractor.load()
    lines = (options.gold / "plv_train.jsonl").read_text("utf-8").splitlines()
    scores, missed = Scores(), []
    for row in map(json.loads, lines):
        article = article_of(row)
        if article is None:
            raise SystemExit(f"{row['id']}: refused")
        extraction = extractor.extract([article])[0]
        is_found = count(scores, row, list(extraction.claims))
        told = {gold_type(claim) for claim in extraction.claims}
        if options.extra:
            is_shown = options.extra in told and options.extra != row["event_type"]
        else:
            is_shown = not is_found and options.type in (None, row["event_type"])
        if options.errors and is_shown:
            document = next(iter(parse_articles([article], extractor.nlp)))
            missed += describe(row, extraction, document)
    show(scores)
    print("\n".join(missed[: 2 * options.errors]))


if __name__ == "__main__":
    main()
