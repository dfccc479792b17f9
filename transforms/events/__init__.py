"""From claims to events: which claims tell one happening, and what it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from schemas.records import Claim, Event, Merge
from schemas.restore import records_of
from schemas.tables import frames_of
from transforms.events.aggregate import aggregate_events
from transforms.events.cluster import Clustering, cluster_claims
from transforms.events.views import ArticleFacts

__all__ = [
    "ArticleFacts",
    "Clustering",
    "EventResult",
    "aggregate_events",
    "articles_frame",
    "cluster_claims",
    "events_of",
]

ARTICLE_FACTS = pl.Schema(
    {
        "article_id": pl.String(),
        "published": pl.Date(),
        "voice_id": pl.String(),
        "opening": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class EventResult:
    """Events by id, and the judgements on pairs of claims that led to them."""

    events: tuple[Event, ...]
    merges: tuple[Merge, ...]


def events_of(
    claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]
) -> EventResult:
    """Cluster records of claims into events; their order does not matter.

    ``articles`` tells of every article_id its day of publication and its voice.
    Raises KeyError for a claim whose article is missing there. A claim given twice
    counts once.
    """
    frames = frames_of({claim.claim_id: claim for claim in claims}.values())
    facts = articles_frame(articles)
    found = cluster_claims(frames, facts)
    events = aggregate_events(frames, facts, found.members)
    merges = {"merges": found.merges}
    return EventResult(
        tuple(records_of(Event, events)), tuple(records_of(Merge, merges))
    )


def articles_frame(articles: Mapping[str, ArticleFacts]) -> pl.DataFrame:
    """Facts of articles as a frame: article_id, published, voice_id and opening."""
    rows = [
        (name, facts.published, facts.voice_id, facts.opening)
        for name, facts in articles.items()
    ]
    return pl.DataFrame(rows, schema=ARTICLE_FACTS, orient="row")
