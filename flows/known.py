"""The known actors and places that claims name, as rows of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from schemas.records import Claim, Entity, KnownPlace, Party, Place
from transforms.actors.frames import entity_records
from transforms.places.gazetteer import Entry, load_gazetteer


def entities_of(claims: Iterable[Claim]) -> tuple[Entity, ...]:
    """The entries of the actor dictionary that the claims name."""
    named = {party.entity_id for claim in claims for party in _parties(claim)}
    known = _entities()
    return tuple(known[name] for name in sorted(filter(None, named)) if name in known)


def places_of(claims: Iterable[Claim]) -> tuple[KnownPlace, ...]:
    """The gazetteer entries of the claims' places; one without an entry has no row."""
    places = {_key(claim.place): claim.place for claim in claims if claim.place}
    entries = (_entry(place) for place in places.values())
    found = {entry.place_id: entry for entry in entries if entry}
    return tuple(_known(entry) for _, entry in sorted(found.items()))


@cache
def _entities() -> dict[str, Entity]:
    return {entity.entity_id: entity for entity in entity_records()}


def _parties(claim: Claim) -> Iterator[Party]:
    yield from claim.actors
    yield from claim.recipients
    yield from claim.mediators
    if claim.claimant is not None:
        yield claim.claimant


def _key(place: Place) -> tuple[str | int | None, ...]:
    return place.name, place.geonames_id, place.country, place.admin1


def _entry(place: Place) -> Entry | None:
    """The entry with the place's GeoNames id, or without one with its country."""
    for candidate in load_gazetteer().lookup(place.name or ""):
        entry = candidate.entry
        if (entry.geonames_id, entry.country) == (place.geonames_id, place.country):
            return entry
    return None


def _known(entry: Entry) -> KnownPlace:
    return KnownPlace(
        place_id=entry.place_id,
        geonames_id=entry.geonames_id,
        name=entry.name,
        country=entry.country,
        admin1=entry.admin1,
        latitude=entry.latitude,
        longitude=entry.longitude,
        precision=entry.precision,
        source=entry.source,
    )
