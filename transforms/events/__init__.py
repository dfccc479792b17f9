"""From claims to events: which claims tell one happening, and what it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.records import Claim, Event, Merge
from transforms.events.aggregate import aggregate
from transforms.events.cluster import cluster
from transforms.events.views import ArticleFacts, view_of

__all__ = ["ArticleFacts", "EventResult", "events_of"]


@dataclass(frozen=True, slots=True)
class EventResult:
    """Events by id, and the judgements on pairs of claims that led to them."""

    events: tuple[Event, ...]
    merges: tuple[Merge, ...]


def events_of(
    claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]
) -> EventResult:
    """Cluster claims into events; the result does not depend on their order.

    ``articles`` tells of every article_id its day of publication and its voice.
    Raises KeyError for a claim whose article is missing there. A claim given twice
    counts once.
    """
    by_id = {claim.claim_id: claim for claim in claims}
    views = [view_of(claim, articles[claim.article_id]) for claim in by_id.values()]
    found = cluster(views)
    events = [
        aggregate([by_id[claim_id] for claim_id in members], articles)
        for members in found.clusters
    ]
    return EventResult(
        tuple(sorted(events, key=lambda event: event.event_id)), found.merges
    )
