"""Which pairs of claims are worth judging: those that share a key and a time.

A key is a type with something both claims tell: the article, or a country together
with a place, a number, the sides or telling words. Within a key the claims are
sorted by day and each is paired with the next ones whose days still touch, at most
``MAX_NEIGHBOURS``, so that the work grows with the number of claims and not with its
square.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from transforms.events.evidence import (
    BROAD_DAYS,
    FINE,
    REPORT_DELAY_DAYS,
    width_days,
)
from transforms.events.views import ClaimView

MAX_NEIGHBOURS = 40
TELLING_WORDS = 4
Key = tuple[str, ...]


def candidate_pairs(views: Sequence[ClaimView]) -> list[tuple[int, int]]:
    """Index pairs to judge, each once, the smaller index first, sorted.

    ``views`` must be in their own order (``ClaimView.order``).
    """
    blocks: dict[Key, list[int]] = defaultdict(list)
    for index, view in enumerate(views):
        for key in set(_keys(view)):
            blocks[key].append(index)
    spans = [_window(view) for view in views]
    pairs = {pair for block in blocks.values() for pair in _near(block, spans)}
    return sorted(pairs)


def _keys(view: ClaimView) -> Iterator[Key]:
    kind = view.event_type
    yield kind, "article", view.article_id
    reach = "broad" if width_days(view) > BROAD_DAYS else "day"
    for country in _countries(view):
        base = (kind, reach, country)
        for sharp in _sharp(view):
            yield base + sharp


def _countries(view: ClaimView) -> set[str]:
    found = {member.country for member in view.parties if member.country}
    if view.place and view.place.country:
        found.add(view.place.country)
    return found or {""}


def _sharp(view: ClaimView) -> Iterator[Key]:
    place = view.place
    if place and place.precision in FINE:
        yield "place", str(place.geonames_id or place.name)
        if place.latitude is not None and place.longitude is not None:
            yield "cell", f"{place.latitude:.0f}", f"{place.longitude:.0f}"
    for number in view.numbers:
        yield "number", number.counted, str(number.best)
    yield "sides", *sorted({member.country for member in view.parties})
    for word in sorted(view.words, key=lambda word: (-len(word), word))[:TELLING_WORDS]:
        yield "word", word


def _window(view: ClaimView) -> tuple[int, int]:
    """First and last day, as ordinals, on which a report of the act could put it."""
    start, end = view.date_start, view.date_end
    if start is None or end is None:
        start = end = view.published or dt.date.max
    before = 1 if view.is_dated else REPORT_DELAY_DAYS
    return start.toordinal() - before, end.toordinal() + 1


def _near(block: list[int], spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs of a block whose windows touch, each with its next neighbours only."""
    ordered = sorted(block, key=lambda index: (spans[index][0], index))
    for position, index in enumerate(ordered):
        until = spans[index][1]
        for other in ordered[position + 1 : position + 1 + MAX_NEIGHBOURS]:
            if spans[other][0] > until:
                break
            yield (index, other) if index < other else (other, index)
