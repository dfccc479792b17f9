"""Triggers and arguments of conflict events, as WikiEvents marks them.

Their types are mapped to PLOVER types; others are left out on both sides. A claim has
a marked trigger when the spans overlap and the types agree. Polemos tells one act once
where the set marks an attack, a death and an injury in one sentence, so the figure by
sentence asks only whether a sentence with such a type is told with it. Arguments count
over the events whose trigger is told: the last word of the argument has to stand in a
party or the place of the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.quality.reading import Folders, Row, read_rows, sampled, shortened
from benchmarks.quality.report import Counts, Figure, Report, TypeRow, f1_figures, share
from benchmarks.quality.spans import Span, added, overlap
from schemas.records import Claim
from transforms.document import Block, CleanArticle
from transforms.extract import Extractor
from transforms.lexicon import read_table

NAME = "wikievents_dev"
PACKAGE = "benchmarks.quality"


@dataclass(frozen=True, slots=True)
class Marked:
    """An event of the set: its PLOVER type, the span of its trigger, its arguments."""

    event_type: str
    trigger: Span
    sentence: int
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A document with its sentences, marked events and claims."""

    text: str
    sentences: tuple[Span, ...]
    marked: tuple[Marked, ...]
    claims: tuple[Claim, ...]


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Triggers, sentences and arguments of the conflict types."""
    rows = sampled(read_rows(folders.path("gold/wikievents_dev.jsonl")), sample)
    articles = [article_of(row) for row in rows]
    found = extractor.extract(articles)
    judged = [
        Judged(
            article.text,
            tuple((block.start, block.end) for block in article.blocks),
            tuple(marked_events(row)),
            tuple(
                c for c in item.claims if c.event_type in set(_map("types").values())
            ),
        )
        for row, article, item in zip(rows, articles, found, strict=True)
    ]
    types = tuple(
        TypeRow(name, added(sentence_counts(item, name) for item in judged))
        for name in dict.fromkeys(_map("types").values())
    )
    return Report(
        NAME,
        (
            *f1_figures("trigger", added(map(trigger_counts, judged))),
            *f1_figures("sentence and type", added(row.counts for row in types)),
            *argument_figures(judged),
        ),
        types,
        tuple(line for item in judged for line in error_lines(item)),
    )


@cache
def _map(name: str) -> Mapping[str, str]:
    rows = read_table(PACKAGE, f"wikievents_{name}.csv")
    return {row["theirs"]: row["ours"] for row in rows}


def article_of(row: Row) -> CleanArticle:
    """The document with each token at its offset and each sentence as a block."""
    sentences = [tokens for tokens, _ in row["sentences"] if tokens]
    letters = [" "] * sentences[-1][-1][2]
    for tokens in sentences:
        for word, start, end in tokens:
            letters[start:end] = word.ljust(end - start)[: end - start]
    blocks = tuple(Block("body", part[0][1], part[-1][2]) for part in sentences)
    name = str(row["doc_id"])
    return CleanArticle(name, name, "text", "".join(letters), blocks, language="en")


def marked_events(row: Row) -> Iterator[Marked]:
    """The events whose type has a PLOVER type."""
    tokens = [token for part, _ in row["sentences"] for token in part]
    for event in row["event_mentions"]:
        ours = _map("types").get(event["event_type"].rpartition(".")[0])
        if ours is not None:
            trigger = event["trigger"]
            span = tokens[trigger["start"]][1], tokens[trigger["end"] - 1][2]
            yield Marked(ours, span, trigger["sent_idx"], tuple(_arguments(event)))


def _arguments(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for argument in event["arguments"]:
        role = _map("roles").get(argument["role"])
        if role is not None:
            yield role, argument["text"].split()[-1]


def told_by(marked: Marked, claims: Iterable[Claim]) -> Claim | None:
    """The claim of the event's type whose trigger overlaps the event's."""
    return next(
        (
            claim
            for claim in claims
            if claim.event_type == marked.event_type
            and overlap((claim.trigger.start, claim.trigger.end), marked.trigger)
        ),
        None,
    )


def trigger_counts(item: Judged) -> Counts:
    """Triggers told, over claims and marked events of the mapped types."""
    right = sum(told_by(marked, item.claims) is not None for marked in item.marked)
    return Counts(right, max(right, len(item.claims)), len(item.marked))


def sentence_counts(item: Judged, event_type: str) -> Counts:
    """Sentences told with a type, over those that have it."""
    wanted = {
        number
        for marked in item.marked
        if marked.event_type == event_type
        for number, span in enumerate(item.sentences)
        if overlap(span, marked.trigger)
    }
    told = {
        number
        for claim in item.claims
        if claim.event_type == event_type
        for number, span in enumerate(item.sentences)
        if overlap(span, (claim.trigger.start, claim.trigger.end))
    }
    return Counts(len(wanted & told), len(told), len(wanted))


def argument_figures(judged: Sequence[Judged]) -> Iterator[Figure]:
    """Arguments told, by role, over the events whose trigger is told."""
    marks: dict[str, list[bool]] = {role: [] for role in _map("roles").values()}
    for item in judged:
        for marked in item.marked:
            claim = told_by(marked, item.claims)
            if claim is not None:
                for role, word in marked.arguments:
                    marks[role].append(word in _words(claim, role))
    for role, right in marks.items():
        yield share(f"{role} of told", sum(right), len(right))


def _words(claim: Claim, role: str) -> str:
    """The words of a side or of the place; mutual acts have all on one side."""
    if role == "place":
        return claim.place.text or "" if claim.place else ""
    sides = {"actors": claim.actors, "recipients": claim.recipients}
    parties = sides[role] if claim.direction != "mutual" else claim.actors
    return " ".join(party.text for party in parties)


def error_lines(item: Judged) -> Iterator[str]:
    """Events without a claim of their type in their sentence."""
    for marked in item.marked:
        sentence = next(s for s in item.sentences if overlap(s, marked.trigger))
        types = {
            claim.event_type
            for claim in item.claims
            if overlap((claim.start, claim.end), sentence)
        }
        if marked.event_type not in types:
            word, text = item.text[slice(*marked.trigger)], item.text[slice(*sentence)]
            yield f"{marked.event_type} by {word!r} told as {types or 'nothing'}: " + (
                shortened(text)
            )
