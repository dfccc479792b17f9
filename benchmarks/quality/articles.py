"""Whole articles with hand-coded events: found, right in each field, traps broken.

Events that must be found count for recall unless they are background; fields are
scored on found events, on the claim that fits best. A claim of the default view that
tells no event of the article is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.fields import Wanted, fields_right
from benchmarks.quality.matching import Found, is_accepted, is_shown, match, sprung
from benchmarks.quality.reading import (
    Folders,
    GoldError,
    Row,
    article,
    read_rows,
    sampled,
    shortened,
)
from benchmarks.quality.report import (
    Counts,
    Figure,
    Report,
    TypeRow,
    f1_figures,
    share,
)
from schemas.records import Claim
from transforms.extract import Extractor

NAME = "articles_dev"
ARTICLE = re.compile(r'<article docid="(\d+)">(.*?)</article>', re.S)
BODY = re.compile(r"<text>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</text>", re.S)


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with its claims and the expected events they find."""

    name: str
    gold: Row
    claims: tuple[Claim, ...]
    found: tuple[Found, ...]

    @property
    def shown(self) -> list[Claim]:
        """Its claims of the default view."""
        return [claim for claim in self.claims if is_shown(claim)]

    @property
    def wrong(self) -> list[Claim]:
        """Claims of the default view that tell no event of the article."""
        matched = {claim.claim_id for item in self.found for claim in item.claims}
        return [
            claim
            for claim in self.shown
            if claim.claim_id not in matched
            and not is_accepted(claim, self.gold["may"])
        ]

    @property
    def traps(self) -> list[tuple[Wanted, Claim]]:
        """Traps with the claims of the default view that fell into them."""
        return sprung(self.claims, self.found, self.gold["must_not"])


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Events of whole articles, whose texts lie beside the gold folder."""
    rows = sampled(read_rows(folders.path("gold/articles_dev.jsonl")), sample)
    bodies = texts(
        folders.path("news/guardian_dev.jsonl"), folders.path("gold/lgl.xml")
    )
    if lost := [row["id"] for row in rows if row["id"] not in bodies]:
        raise GoldError(f"articles_dev.jsonl: no text for {', '.join(lost)}")
    articles = [article(row["id"], bodies[row["id"]], row["published"]) for row in rows]
    found = extractor.extract(articles)
    return report(
        NAME,
        [
            judge(row["id"], row, item.claims)
            for row, item in zip(rows, found, strict=True)
        ],
    )


def texts(news: Path, lgl: Path) -> dict[str, str]:
    """Article texts by the id of the gold file."""
    found = {row["id"]: row["text"] for row in read_rows(news)}
    for number, block in ARTICLE.findall(lgl.read_text("utf-8")):
        if body := BODY.search(block):
            found[f"lgl-{number}"] = body.group(1).strip()
    return found


def judge(name: str, gold: Row, claims: tuple[Claim, ...]) -> Judged:
    """Match the claims of an article with its expected events."""
    return Judged(name, gold, claims, tuple(match(claims, gold["must"])))


def report(name: str, articles: Sequence[Judged]) -> Report:
    """Figures, counts by type and errors over all articles."""
    return Report(
        name,
        (
            *event_figures(articles),
            *side_figures(articles),
            *field_figures(articles),
        ),
        type_rows(articles),
        tuple(error_lines(articles)),
    )


def event_figures(articles: Sequence[Judged]) -> Iterator[Figure]:
    """Recall of events, share of default claims that are right, traps kept."""
    current = [
        item for item in _events(articles) if not item.wanted.get("is_background")
    ]
    yield share("events found", sum(bool(i.claims) for i in current), len(current))
    shown = sum(len(item.shown) for item in articles)
    wrong = sum(len(item.wrong) for item in articles)
    yield share("default claims right", shown - wrong, shown)
    traps = sum(len(item.gold["must_not"]) for item in articles)
    broken = sum(len({id(trap) for trap, _ in item.traps}) for item in articles)
    yield share("traps kept", traps - broken, traps)


def side_figures(articles: Sequence[Judged]) -> Iterator[Figure]:
    """F1 of the type alone, with the countries, and with the sectors of both sides.

    Wanted are the events that must be found and are not background; told are those
    found and the wrong claims of the default view. Countries are right as for ``both
    sides``; sectors are compared where both the coder and the claim give one.
    """
    current = [i for i in _events(articles) if not i.wanted.get("is_background")]
    found = [item for item in current if item.claims]
    wrong = sum(len(item.wrong) for item in articles)
    marks = [fields_right(item.claims[0], item.wanted) for item in found]
    sided = [mark for mark in marks if all(mark["both sides"])]
    coded = [mark for mark in sided if all(mark["sectors"])]
    for name, right in (
        ("type", found),
        ("type and countries", sided),
        ("type, countries and sectors", coded),
    ):
        counts = Counts(len(right), len(found) + wrong, len(current))
        yield from f1_figures(name, counts)


def field_figures(articles: Sequence[Judged]) -> Iterator[Figure]:
    """Share right of each field over the events found."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for item in _events(articles):
        if item.claims:
            best, *others = item.claims
            for field, marks in fields_right(best, item.wanted, others).items():
                right[field] += sum(marks)
                total[field] += len(marks)
    return (share(field, right[field], number) for field, number in total.items())


def type_rows(articles: Sequence[Judged]) -> tuple[TypeRow, ...]:
    """By type: events found of those expected, default claims right of those told.

    The two are counted apart: ``right`` is the number of events found, and ``told``
    is that number and the wrong claims of the type.
    """
    wanted = Counter(item.wanted["type"] for item in _events(articles))
    found = Counter(item.wanted["type"] for item in _events(articles) if item.claims)
    wrong = Counter(claim.event_type for item in articles for claim in item.wrong)
    return tuple(
        TypeRow(name, Counts(found[name], found[name] + wrong[name], wanted[name]))
        for name, _ in (wanted + wrong).most_common()
    )


def _events(articles: Sequence[Judged]) -> Iterator[Found]:
    return (found for item in articles for found in item.found)


def error_lines(articles: Sequence[Judged]) -> Iterator[str]:
    """Wrong claims, missed events, traps broken and wrong fields, one of each in turn.

    In turn, because the first lines are what most readers see.
    """
    kinds = [
        [line for item in articles for line in lines(item)]
        for lines in (_wrong, _missed, _broken, _unfit)
    ]
    for place in range(max(map(len, kinds), default=0)):
        yield from (lines[place] for lines in kinds if place < len(lines))


def _wrong(item: Judged) -> Iterator[str]:
    return (f"wrong claim {item.name}: {_shown(claim)}" for claim in item.wrong)


def _missed(item: Judged) -> Iterator[str]:
    return (
        f"missed {item.name}: {_code(found.wanted)}: {found.wanted['evidence'][0]}"
        for found in item.found
        if not found.claims
    )


def _broken(item: Judged) -> Iterator[str]:
    return (
        f"trap {item.name}: {trap['why']}: {_shown(claim)}"
        for trap, claim in item.traps
    )


def _unfit(item: Judged) -> Iterator[str]:
    for found in item.found:
        if not found.claims:
            continue
        best, *others = found.claims
        marks = fields_right(best, found.wanted, others)
        wrong = [field for field, right in marks.items() if not all(right)]
        if wrong:
            wanted = _wanted(found.wanted)
            shown = f"{_told(best)} | {_shown(best)}"
            yield f"fields {item.name}: {', '.join(wrong)}: want {wanted}; told {shown}"


def _code(wanted: Wanted) -> str:
    return f"{wanted['type']} {wanted['mode'] or ''}".strip()


def _wanted(event: Wanted) -> str:
    sides = f"{'+'.join(event['actors'])} > {'+'.join(event['recipients'])}"
    place = event.get("place") or event.get("country")
    return f"{_code(event)} {sides} @ {place} {event['date_start']}"


def _told(claim: Claim) -> str:
    actors, recipients = (
        "+".join(str(party.country) for party in side)
        for side in (claim.actors, claim.recipients)
    )
    place = claim.place.name if claim.place else None
    return f"{claim.mode} {actors} > {recipients} @ {place} {claim.date.date_start}"


def _shown(claim: Claim) -> str:
    words = f"{claim.event_type} {claim.mode or ''}".strip()
    return f"{words} by {claim.trigger.text!r}: {shortened(claim.quote)}"
