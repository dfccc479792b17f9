"""Short texts written for the project, many in pairs that differ in a word or two.

A text is right as a whole when every expected event is told with all the fields that a
careful reader would insist on, and the default view tells nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality.behaviour_fields import marks, tells
from benchmarks.quality.fields import Wanted
from benchmarks.quality.matching import is_shown
from benchmarks.quality.reading import Folders, Row, article, read_rows, sampled
from benchmarks.quality.report import Counts, Figure, Report, TypeRow, share
from schemas.records import Claim
from transforms.extract import Extractor

NAME = "behaviour"
FOLDER = "own/tests/data/behaviour"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Told:
    """An expected event with the claim that fits it best, and its marks by field."""

    wanted: Wanted
    claim: Claim | None
    marks: dict[str, bool]

    @property
    def is_right(self) -> bool:
        """Whether it is told with every field right."""
        return self.claim is not None and all(self.marks.values())


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with what was told of it."""

    row: Row
    events: tuple[Told, ...]
    wrong: tuple[Claim, ...]

    @property
    def is_right(self) -> bool:
        """Whether the text is right as a whole."""
        return not self.wrong and all(event.is_right for event in self.events)


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Share of texts that are right as a whole, by kind and by field."""
    return report(judged(sampled(rows(folders), sample), extractor))


def rows(folders: Folders) -> list[Row]:
    """Every text of the set, kind by kind."""
    paths = sorted(folders.path(FOLDER).glob("*.jsonl"))
    return [row for path in paths for row in read_rows(path)]


def judged(rows: Sequence[Row], extractor: Extractor) -> list[Judged]:
    """Each text with the events found in it and the claims that should not be."""
    articles = [
        article(row["id"], row["text"], row["published"], row.get("title"))
        for row in rows
    ]
    found = extractor.extract(articles)
    return [judge(row, item.claims) for row, item in zip(rows, found, strict=True)]


def judge(row: Row, claims: Sequence[Claim]) -> Judged:
    """One text: an expected event each takes the claim that fits it best."""
    free = list(claims)
    events = []
    for wanted in row["expect"]:
        best = _best(wanted, free, claims)
        if best.claim is not None:
            free.remove(best.claim)
        events.append(best)
    shown = [claim for claim in claims if is_shown(claim)]
    return Judged(row, tuple(events), tuple(c for c in shown if _is_wrong(c, row)))


def _best(wanted: Wanted, free: Iterable[Claim], claims: Sequence[Claim]) -> Told:
    tried = [
        Told(wanted, claim, marks(claim, wanted, claims))
        for claim in free
        if tells(claim, wanted)
    ]
    return max(
        tried, key=lambda told: sum(told.marks.values()), default=Told(wanted, None, {})
    )


def _is_wrong(claim: Claim, row: Row) -> bool:
    """Whether a claim of the default view is forbidden, or of a type nobody expects."""
    codes = {ANY, claim.event_type, f"{claim.event_type}/{claim.mode}"}
    if any(_code(item) in codes for item in row.get("forbid", ())):
        return True
    types = {
        item["event_type"]
        for wanted in row["expect"]
        for item in (wanted, *wanted.get("alt", ()))
    }
    return claim.event_type not in types | set(row.get("may", ()))


def _code(item: Wanted) -> str:
    mode = item.get("mode")
    return f"{item['event_type']}/{mode}" if mode else str(item["event_type"])


def report(texts: Sequence[Judged]) -> Report:
    """The figures over all texts, and every text that is not right."""
    events = [event for text in texts for event in text.events]
    found = [event for event in events if event.claim is not None]
    return Report(
        NAME,
        (
            share("entirely right", sum(text.is_right for text in texts), len(texts)),
            *_by_kind(texts),
            share("pairs right", *_pairs(texts)),
            share("events found", len(found), len(events)),
            *_by_field(found),
        ),
        _by_type(texts),
        tuple(line for text in texts for line in faults(text)),
    )


def _by_kind(texts: Sequence[Judged]) -> tuple[Figure, ...]:
    wanted = Counter(str(text.row["kind"]) for text in texts)
    right = Counter(str(text.row["kind"]) for text in texts if text.is_right)
    return tuple(share(f"{kind} right", right[kind], n) for kind, n in wanted.items())


def _pairs(texts: Sequence[Judged]) -> tuple[int, int]:
    """How many pairs are right on both sides, of how many."""
    halves = Counter(text.row["pair"] for text in texts if "pair" in text.row)
    right = Counter(text.row.get("pair") for text in texts if text.is_right)
    whole = [pair for pair, n in halves.items() if n > 1]
    return sum(right[pair] == halves[pair] for pair in whole), len(whole)


def _by_field(found: Sequence[Told]) -> tuple[Figure, ...]:
    names = dict.fromkeys(name for event in found for name in event.marks)
    values = {name: [e.marks[name] for e in found if name in e.marks] for name in names}
    return tuple(share(name, sum(held), len(held)) for name, held in values.items())


def _by_type(texts: Sequence[Judged]) -> tuple[TypeRow, ...]:
    events = [event for text in texts for event in text.events]
    wanted = Counter(str(event.wanted["event_type"]) for event in events)
    right = Counter(str(e.wanted["event_type"]) for e in events if e.claim is not None)
    wrong = Counter(claim.event_type for text in texts for claim in text.wrong)
    return tuple(
        TypeRow(name, Counts(right[name], right[name] + wrong[name], n))
        for name, n in wanted.most_common()
    )


def faults(text: Judged) -> list[str]:
    """What is wrong with a text, one line per fault."""
    head = f"{text.row['id']} {text.row['text']}"
    lines = [
        f"{_code(event.wanted)}: "
        + (
            ", ".join(name for name, right in event.marks.items() if not right)
            if event.claim
            else "not told"
        )
        for event in text.events
        if not event.is_right
    ]
    lines += [f"told {c.event_type}/{c.mode} of {c.trigger.text!r}" for c in text.wrong]
    return [f"{head} | {line}" for line in lines]
