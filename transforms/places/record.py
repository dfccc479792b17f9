"""Places as records: of a claim, taken over from a neighbour, and the table of all."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.records import KnownPlace, Place, PlaceBasis
from transforms.document import FoundPlace
from transforms.places.find import UNLISTED
from transforms.places.gazetteer import GEONAMES, overlay
from transforms.places.support import compass_words

COARSE = frozenset({"country", "region"})


def to_record(place: FoundPlace, basis: PlaceBasis = "stated") -> Place:
    """A found place as a claim holds it: no coordinates at country level or coarser."""
    coarse = place.precision in COARSE
    return Place(
        text=place.text, start=place.start, end=place.end, name=place.name,
        geonames_id=place.geonames_id, country=place.country, admin1=place.admin1,
        latitude=None if coarse else place.latitude,
        longitude=None if coarse else place.longitude,
        precision=place.precision, basis=basis,
    )  # fmt: skip


def inherit_place(
    previous: Place | None, *, same_paragraph: bool, distance: int, same_kind: bool
) -> Place | None:
    """The place of a neighbouring claim, taken over for one that names none.

    Only from the same paragraph, at most one sentence away, or two when both tell the
    same kind of act; ``distance`` counts sentences. Marked ``inherited``.
    """
    if previous is None or previous.basis == "inherited" or not same_paragraph:
        return None
    if distance > (2 if same_kind else 1):
        return None
    return previous.model_copy(
        update={"text": None, "start": None, "end": None, "basis": "inherited"}
    )


def known_places(found: Iterable[FoundPlace]) -> list[KnownPlace]:
    """One row per gazetteer entry used, by place id; unlisted places have none."""
    sources = {entry.place_id: entry.source for entry, _ in overlay()}
    rows = {
        place.place_id: KnownPlace(
            place_id=place.place_id, geonames_id=place.geonames_id,
            name=_plain_name(place), country=place.country, admin1=place.admin1,
            latitude=place.latitude, longitude=place.longitude,
            precision="country" if place.place_id == place.country else place.precision,
            source=sources.get(place.place_id, GEONAMES),
        )
        for place in found
        if not place.place_id.startswith(UNLISTED)
    }  # fmt: skip
    return [rows[key] for key in sorted(rows)]


def _plain_name(place: FoundPlace) -> str:
    first, _, rest = place.name.partition(" ")
    return rest if rest and first in compass_words() else place.name
