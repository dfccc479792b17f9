"""A claim, a pair, an event in plain lines: readable without colour, and in a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from flows.reviews.desk import Paper
from schemas.records import Claim
from transforms.corrections.seen import shown
from transforms.corrections.standing import claim_of

WIDTH: Final = 88
INDENT: Final = "      "


def claim_lines(paper: Paper, is_blind: bool = False) -> Iterator[str]:
    """The sentence between its neighbours, then every field with what was read.

    Blind, what other reviewers decided is left out.
    """
    seen = paper.seen
    claim = seen.claim
    yield f"claim {claim.claim_id} (confidence {claim.confidence:.2f}, {_event(paper)})"
    yield from _source(paper)
    yield ""
    yield from wrapped(paper.source.before, INDENT)
    yield from wrapped(marked(claim), "    > ")
    yield from wrapped(paper.source.after, INDENT)
    yield ""
    now = shown(seen.now.claim)
    read = shown(claim)
    for path, value in now.items():
        was = read.get(path)
        note = "" if was == value else f"   (read: {was or 'none'})"
        yield f"  {path:<14} {value or '-'}{note}"
    if not is_blind:
        yield from _history(paper)


def brief_lines(number: int, paper: Paper) -> Iterator[str]:
    """A claim of an event or a pair in short, with its number."""
    claim = paper.seen.now.claim
    fields = shown(claim)
    state = " rejected" if paper.seen.is_rejected else ""
    kind = " ".join(part for part in (claim.event_type, claim.mode) if part)
    where = fields["place"] or "no place"
    when = fields["date"] or "no date"
    yield (
        f"  {number}. {kind}, {claim.factuality}, {where}, {when}{state} "
        f"(claim {claim.claim_id}, {claim.confidence:.2f})"
    )
    yield from wrapped(marked(claim), "    > ")
    sides = [f"{p}: {v}" for p, v in fields.items() if "." in p]
    yield from wrapped("; ".join(sides), INDENT)
    yield from _source(paper, INDENT)


def marked(claim: Claim) -> str:
    """The sentence with the word that tells the act in brackets."""
    start = claim.trigger.start - claim.start
    end = claim.trigger.end - claim.start
    quote = claim.quote
    return f"{quote[:start]}[{quote[start:end]}]{quote[end:]}"


def wrapped(text: str, lead: str) -> Iterator[str]:
    """A text in lines of the terminal's usual width."""
    yield from textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * min(len(lead), len(INDENT)),
    )


def _event(paper: Paper) -> str:
    if paper.event is None:
        return "in no event"
    event = paper.event
    claims = _counted(event.n_claims)
    return f"event {event.event_id} of {claims}, {event.corroboration}"


def _counted(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _source(paper: Paper, lead: str = "") -> Iterator[str]:
    source = paper.source
    day = str(source.published) if source.published else "day unknown"
    parts = [source.publisher, day, source.title, source.address]
    yield from wrapped(", ".join(part for part in parts if part), lead)


def _history(paper: Paper) -> Iterator[str]:
    for item in paper.seen.corrections:
        standing = paper.seen.standings[item.correction_id]
        where = item.row_id.removeprefix(claim_of(item)).strip("/")
        what = " ".join(p for p in (item.kind, where, item.column_name) if p)
        state = standing.status if standing.status != "applied" else ""
        note = ", ".join(part for part in (state, standing.note) if part)
        yield (
            f"  * {what} by {item.reviewer}: {item.reason} "
            f"[{item.correction_id}]{f' ({note})' if note else ''}"
        )


def event_lines(event_id: str | None, papers: Sequence[Paper]) -> Iterator[str]:
    """An event as the claims that tell it, in short."""
    yield f"event {event_id or '?'} of {_counted(len(papers))}"
    for number, paper in enumerate(papers, start=1):
        yield from brief_lines(number, paper)
