"""From the claims of a cluster to one event: a stated rule for every value.

* head: the claim published first (without a date of publication: last), then by
  article, offset of the trigger and id; ``event_id`` is the hash of its claim id.
* mode: the one most claims give; of equals the first by name.
* direction: the one most claims give, unknown only if all say so; of equals directed.
* factuality: the most certain one, in the order of ``schemas/data/factuality.csv``.
* is_background: true if every claim is; contexts: all that any claim gives.
* place: the most exact one, then the best founded, then the earliest told.
* date: where claims state one, the days all stated intervals share; if they share
  none, the interval most claims state, then the narrowest, then the earliest. Where
  none states one, the earliest date taken from a publication.
* corroboration: single for one voice; conflicted if one voice denies what another
  tells, or if the best numbers of two voices differ by more than a factor of 2.
* confidence: the best claim's, and each further voice's best claim closes half of
  its share of what is missing; conflicted events keep 0.8 of it.

Parties and quantities have their rules in ``parties.py`` and ``quantities.py``. The
offsets of place and date belong to a claim's article, so an event has none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from typing import get_args

import polars as pl

from schemas.ontology import ontology
from schemas.records import (
    Claim,
    Corroboration,
    Direction,
    Event,
    Factuality,
    Place,
    PlaceBasis,
    PlacePrecision,
    When,
)
from schemas.restore import records_of
from schemas.tables import companions, frames_of
from transforms.events.parties import parties_of
from transforms.events.quantities import is_disputed, quantities_of
from transforms.events.views import ArticleFacts
from transforms.ids import stable_id

EVENT_TABLES = ("events", *(table.name for table in companions("events")))
UNTOLD = frozenset({"denied", "negated"})
TOLD = frozenset({"completed", "ongoing", "alleged"})
FURTHER_VOICE_SHARE = 0.5
CONFLICTED_SHARE = 0.8
MAX_CONFIDENCE = 0.99


def aggregate_events(
    frames: Mapping[str, pl.DataFrame], articles: pl.DataFrame, members: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The tables of events, and their companions, from the frames of their claims.

    ``articles`` has article_id, published and voice_id; ``members`` event_id and
    claim_id. Raises KeyError for a claim or an article that is missing.
    """
    facts = {
        row["article_id"]: ArticleFacts(row["published"], row["voice_id"])
        for row in articles.iter_rows(named=True)
    }
    claims = {claim.claim_id: claim for claim in records_of(Claim, frames)}
    clusters = members.group_by("event_id").agg("claim_id").iter_rows()
    events = [
        aggregate([claims[name] for name in names], facts).model_copy(
            update={"event_id": event_id}
        )
        for event_id, names in clusters
    ]
    found = frames_of(events)
    return {name: found[name] for name in EVENT_TABLES}


def aggregate(cluster: Sequence[Claim], articles: Mapping[str, ArticleFacts]) -> Event:
    """One event from the claims of a cluster. Raises ValueError for no claims."""
    if not cluster:
        raise ValueError("an event needs at least one claim")
    claims = sorted(cluster, key=lambda claim: claim_order(claim, articles))
    head, plover = claims[0], ontology()
    mode, direction = _mode(claims), _direction(claims)
    corroboration = _corroboration(claims, articles)
    published = sorted(
        day for claim in claims if (day := articles[claim.article_id].published)
    )
    return Event(
        event_id=stable_id("event", head.claim_id),
        event_type=head.event_type,
        mode=mode,
        ontology=head.ontology,
        quad_class=plover.quad_class(head.event_type),
        score=plover.score(head.event_type, mode),
        direction=direction,
        parties=parties_of(claims, direction),
        contexts=tuple(sorted({code for claim in claims for code in claim.contexts})),
        place=_place(claims),
        date=_date(claims),
        quantities=quantities_of(claims, articles),
        claims=tuple(claim.claim_id for claim in claims),
        factuality=_factuality(claims),
        is_background=all(claim.is_background for claim in claims),
        n_claims=len(claims),
        n_articles=len({claim.article_id for claim in claims}),
        n_independent_sources=len(_voices(claims, articles)),
        corroboration=corroboration,
        confidence=_confidence(claims, articles, corroboration),
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        version=1,
        valid_from=None,
        valid_to=None,
    )


def claim_order(
    claim: Claim, articles: Mapping[str, ArticleFacts]
) -> tuple[bool, dt.date, str, int, str]:
    """Earliest report first; claims without a date of publication last."""
    day = articles[claim.article_id].published
    return (
        day is None,
        day or dt.date.max,
        claim.article_id,
        claim.trigger.start,
        claim.claim_id,
    )


def _voices(claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]) -> set[str]:
    return {articles[claim.article_id].voice_id for claim in claims}


def _mode(claims: Sequence[Claim]) -> str | None:
    votes = Counter(claim.mode for claim in claims if claim.mode)
    return min(votes, key=lambda mode: (-votes[mode], mode), default=None)


def _direction(claims: Sequence[Claim]) -> Direction:
    votes: Counter[Direction] = Counter(claim.direction for claim in claims)
    del votes["unknown"]
    return min(votes, key=lambda found: (-votes[found], found), default="unknown")


def _factuality(claims: Sequence[Claim]) -> Factuality:
    terms = ontology().factualities
    return max(
        (claim.factuality for claim in claims), key=lambda code: terms[code].certainty
    )


def _place(claims: Sequence[Claim]) -> Place | None:
    precisions, bases = get_args(PlacePrecision), get_args(PlaceBasis)
    best = min(
        (claim.place for claim in claims if claim.place is not None),
        key=lambda place: (
            precisions.index(place.precision),
            bases.index(place.basis),
        ),
        default=None,
    )
    if best is None:
        return None
    return best.model_copy(update={"text": None, "start": None, "end": None})


def _date(claims: Sequence[Claim]) -> When:
    stated = [c.date for c in claims if c.date.basis in {"stated", "relative"}]
    stated = [date for date in stated if date.date_start and date.date_end]
    if not stated:
        return _reported_date(claims)
    start = max(date.date_start for date in stated if date.date_start)
    end = min(date.date_end for date in stated if date.date_end)
    votes = Counter((date.date_start, date.date_end) for date in stated)
    narrow = min(
        stated,
        key=lambda date: (
            0 if start <= end else -votes[date.date_start, date.date_end],
            _days(date),
            date.date_start or dt.date.max,
            date.basis != "stated",
            date.precision,
        ),
    )
    return _interval(narrow, start, end) if start <= end else _bare(narrow)


def _reported_date(claims: Sequence[Claim]) -> When:
    """The earliest date of publication, or the first claim's date without days."""
    reported = [claim.date for claim in claims if claim.date.date_start]
    first = min(
        reported or [claims[0].date], key=lambda date: date.date_start or dt.date.max
    )
    return _bare(first)


def _days(date: When) -> int:
    if date.date_start is None or date.date_end is None:
        return 0
    return (date.date_end - date.date_start).days


def _bare(date: When) -> When:
    return date.model_copy(update={"text": None, "start": None, "end": None})


def _interval(narrow: When, start: dt.date, end: dt.date) -> When:
    """The days from start to end, with the precision of the narrowest claim."""
    if (narrow.date_start, narrow.date_end) == (start, end):
        return _bare(narrow)
    return When(
        text=None,
        start=None,
        end=None,
        date_start=start,
        date_end=end,
        precision="day" if start == end else "range",
        basis=narrow.basis,
    )


def _corroboration(
    claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]
) -> Corroboration:
    if len(_voices(claims, articles)) == 1:
        return "single"
    untold = _voices([c for c in claims if c.factuality in UNTOLD], articles)
    told = _voices([c for c in claims if c.factuality in TOLD], articles)
    is_denied = bool(untold and told and len(untold | told) > 1)
    if is_denied or is_disputed(claims, articles):
        return "conflicted"
    return "corroborated"


def _confidence(
    claims: Sequence[Claim],
    articles: Mapping[str, ArticleFacts],
    corroboration: Corroboration,
) -> float:
    by_voice: dict[str, float] = {}
    for claim in claims:
        voice = articles[claim.article_id].voice_id
        by_voice[voice] = max(by_voice.get(voice, 0.0), claim.confidence)
    best, *further = sorted(by_voice.values(), reverse=True)
    missing = (1 - best) * prod(1 - FURTHER_VOICE_SHARE * p for p in further)
    share = CONFLICTED_SHARE if corroboration == "conflicted" else 1.0
    return round(min(MAX_CONFIDENCE, (1 - missing) * share), 4)
