"""Score whole articles against hand-coded events: found, right, sides, place, date.

Run: python benchmarks/articles.py --gold DIR --news DIR [--errors 40]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from schemas.records import Claim
from transforms.document import CleanArticle, RawArticle
from transforms.extract import Extractor
from transforms.text.clean import clean

SHOWN = ("actors", "recipients", "place", "date", "country")
PHYSICAL = ("completed", "ongoing")


def texts(gold: Path, news: Path) -> dict[str, str]:
    """Article texts by the id of the gold file."""
    found = {}
    for line in (news / "guardian_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = row["text"]
    lgl = (gold / "lgl.xml").read_text("utf-8")
    for block in re.findall(r"<article docid=.*?</article>", lgl, re.S):
        number = re.search(r'docid="(\d+)"', block)
        text = re.search(r"<text><!\[CDATA\[(.*?)\]\]>", block, re.S)
        if text is None:
            text = re.search(r"<text>(.*?)</text>", block, re.S)
        if number and text:
            found[f"lgl-{number.group(1)}"] = text.group(1).strip()
    return found


def plain(text: str) -> str:
    """Text without quotes and spaces that cleaning may change."""
    return re.sub(r"[\s“”\"'‘’]+", " ", text).lower()


def fits(claim: Claim, event: dict[str, Any]) -> bool:
    """Whether a claim tells the event: its sentence and its type."""
    codes = {event["type"], *(alt["type"] for alt in event.get("alt", []))}
    quote = plain(claim.quote)
    return claim.event_type in codes and any(
        plain(words).strip() in quote for words in event["evidence"]
    )


def field_scores(claim: Claim, event: dict[str, Any]) -> dict[str, bool]:
    """Which fields of a found event are right."""
    modes = {event.get("mode")} | {a.get("mode") for a in event.get("alt", [])}
    scores = {"mode": claim.mode in modes}
    for side, parties in (("actors", claim.actors), ("recipients", claim.recipients)):
        gold = set(event[side])
        extra = event.get(f"alt_{side}", [])
        if claim.direction == "mutual" and side == "recipients":
            gold, extra = gold, [*extra, None]
        mine = {p.country for p in parties if p.country}
        allowed = gold | {x for x in extra if x}
        empty_ok = not gold or None in extra
        scores[side] = (mine <= allowed and bool(mine)) or (not mine and empty_ok)
    scores["sides"] = scores["actors"] and scores["recipients"]
    country = claim.place.country if claim.place else None
    scores["country"] = country in {event.get("country"), *event.get("alt_country", [])}
    if event.get("place"):
        told = claim.place is not None and claim.place.precision != "country"
        name = claim.place.name if claim.place and told else None
        wanted = {event["place"], *event.get("alt_place", [])}
        scores["place"] = name in wanted or any(
            name and w and (name.lower() in w.lower() or w.lower() in name.lower())
            for w in wanted
        )
    if event.get("date_start") and event.get("date_precision") != "unknown":
        spans = [(event["date_start"], event["date_end"])]
        if event.get("alt_date"):
            spans.append(tuple(event["alt_date"]))
        mine_span = (str(claim.date.date_start), str(claim.date.date_end))
        scores["date"] = mine_span in spans
        scores["date_overlap"] = claim.date.date_start is not None and any(
            mine_span[0] <= b and a <= mine_span[1] for a, b in spans
        )
    directions = {event["direction"], *event.get("alt_direction", [])}
    scores["direction"] = claim.direction in directions
    scores["factuality"] = claim.factuality in event["factuality"]
    if not event.get("background_either"):
        scores["background"] = claim.is_background == event["is_background"]
    return scores


def in_default(claim: Claim) -> bool:
    """Whether the default view shows the claim."""
    return claim.factuality in PHYSICAL and not claim.is_background


def main() -> None:
    """Print recall, precision and field accuracy, then the errors asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    bodies = texts(options.gold, options.news)
    extractor = Extractor.load()
    recall: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    missed, wrong, unfit = [], [], []
    for line in (options.gold / "articles_dev.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        raw = RawArticle(
            gold["id"], "text", bodies[gold["id"]], published=gold["published"]
        )
        article = clean(raw, dt.date(2026, 1, 1)).article
        if not isinstance(article, CleanArticle):
            raise SystemExit(f"{gold['id']}: refused")
        claims = extractor.extract([article])[0].claims
        used: set[str] = set()
        for event in gold["must"]:
            found = [c for c in claims if fits(c, event)]
            key = event["type"]
            totals[key] += 1
            if not event["is_background"]:
                totals["event"] += 1
                recall["event"] += bool(found)
            if not found:
                missed.append(
                    (gold["id"], key, event.get("mode"), event["evidence"][0])
                )
                continue
            recall[key] += 1
            best = max(found, key=lambda c: sum(field_scores(c, event).values()))
            used.update(c.claim_id for c in found)
            for name, right in field_scores(best, event).items():
                fields[name] += right
                if not right and name in (
                    "actors",
                    "recipients",
                    "place",
                    "date",
                    "country",
                ):
                    unfit.append((name, gold["id"], event, best))
                totals[f"field {name}"] += 1
        for claim in filter(in_default, claims):
            totals["claim"] += 1
            optional = any(fits(claim, event) for event in gold["may"])
            if claim.claim_id in used or optional:
                fields["claim"] += 1
            else:
                wrong.append((gold["id"], claim))
    print(
        f"events found with their type {recall['event']}/{totals['event']}"
        f" = {recall['event'] / totals['event']:.3f}"
    )
    print(
        f"default claims that are right {fields['claim']}/{totals['claim']}"
        f" = {fields['claim'] / max(1, totals['claim']):.3f}"
    )
    for name in sorted(totals):
        if name.startswith("field "):
            key = name[6:]
            print(
                f"  {key:<14}{fields[key]}/{totals[name]}"
                f" = {fields[key] / totals[name]:.3f}"
            )
    print("  by type", {k: f"{recall[k]}/{totals[k]}" for k in totals if k.isupper()})
    for name, place, event, claim in unfit[: options.errors]:
        print(
            "FIELD",
            name,
            place,
            "want",
            event.get(name, event.get("date_start")),
            event.get(f"alt_{name}"),
            "got",
            claim.place and (claim.place.name, claim.place.basis)
            if name in ("place", "country")
            else str(claim.date.date_start) + str(claim.date.date_end)
            if name == "date"
            else [(p.text, p.country) for p in getattr(claim, name)],
            claim.trigger.text,
            "|",
            claim.quote[:250],
        )
    for row in missed[: options.errors]:
        print("MISSED", *row)
    for name, claim in wrong[: options.errors]:
        print(
            "WRONG",
            name,
            claim.event_type,
            claim.mode,
            claim.trigger.text,
            "|",
            [p.text for p in claim.actors],
            [p.text for p in claim.recipients],
            "|",
            claim.quote[:220],
        )


if __name__ == "__main__":
    main()
