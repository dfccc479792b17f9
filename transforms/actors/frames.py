"""The actor dictionary as records of the entities table."""

from __future__ import annotations

from schemas.records import Entity
from transforms.actors.dictionary import ENTITY_TABLES, ActorDictionary

_KINDS = frozenset(ENTITY_TABLES.values())


def entity_records() -> list[Entity]:
    """One record per entity and term of office, sorted by id."""
    entries = ActorDictionary.load().entries
    return [
        Entity(
            entity_id=entry.entity_id,
            name=entry.name,
            country=entry.country,
            sector=entry.sector,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            source=entry.source,
        )
        for _, entry in sorted(entries.items())
        if entry.kind in _KINDS
    ]
