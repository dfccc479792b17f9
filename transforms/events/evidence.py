"""What speaks for or against two claims being one: named pieces of evidence.

The names, weights and reasons are the rows of ``data/evidence.csv``; the functions
here only say which of them hold for a pair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import asin, cos, log, radians, sqrt

from transforms.events.sides import match
from transforms.events.views import PACKAGE, ClaimView, NumberView, PlaceView
from transforms.lexicon import LexiconError, read_table

EARTH_DIAMETER_KM = 12_742.0
SAME_PLACE_KM = 5.0
NEAR_KM = 25.0
BROAD_DAYS = 10
REPORT_DELAY_DAYS = 4
SURELY_APART_DAYS = 10
LIKELY_SIDE = 0.5
# From three times as many on, numbers are as different as they can be.
FAR_APART = log(3.0)
PEOPLE = "people"
FINE = frozenset({"exact", "city"})
TOLD_OR_INHERITED = frozenset({"stated", "inherited"})
# What the evidence of a place becomes where one of the two is inferred.
INFERRED = {
    "same_place": "same_place_inferred",
    "country_differs": "place_apart_weak",
    "admin1_differs": "place_apart_weak",
    "place_differs": "place_apart_weak",
}
Found = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of evidence.csv: its weight in log odds, or a veto.

    A held weight is judged by hand, and no fit changes it. Of others
    ``prior`` is the weight judged by hand that fitted ones are drawn to. A veto with a
    weight ``in_story`` only weighs where two articles tell one story: a
    detail that differs there was more often misread than told of another act.
    """

    name: str
    is_veto: bool
    is_held: bool
    prior: float
    weight: float
    in_story: float | None
    reason: str

    def adds(self, degree: float) -> float:
        """What it adds to the log odds, where it does not rule the pair out."""
        return self.weight * degree if self.in_story is None else self.in_story


@cache
def table() -> dict[str, Evidence]:
    """All evidence by name. Raises LexiconError for a weight that is no number."""
    return {row["name"]: _evidence(row) for row in read_table(PACKAGE, "evidence.csv")}


def _evidence(row: dict[str, str]) -> Evidence:
    is_veto = row["kind"] == "veto"
    return Evidence(
        row["name"],
        is_veto,
        row["kind"] == "held",
        _number(row, "prior") if row["prior"] else 0.0,
        0.0 if is_veto else _number(row, "weight"),
        _number(row, "in_story") if row["in_story"] else None,
        row["reason"],
    )


def _number(row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError as error:
        raise LexiconError(f"evidence.csv, {row['name']}, {column}: {error}") from error


@cache
def _alike_modes() -> frozenset[tuple[str, str, str]]:
    rows = read_table(PACKAGE, "modes_alike.csv")
    pairs = [(row["event_type"], row["mode"], row["other_mode"]) for row in rows]
    return frozenset(pairs) | {(kind, b, a) for kind, a, b in pairs}


@cache
def _factuality_pairs() -> dict[tuple[str, str], str]:
    rows = read_table(PACKAGE, "factuality_pairs.csv")
    pairs = {(row["factuality"], row["other"]): row["evidence"] for row in rows}
    return pairs | {(b, a): found for (a, b), found in pairs.items()}


def of_kind(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from type and mode."""
    if a.event_type != b.event_type:
        yield "type_differs", 1.0
    elif a.mode and b.mode:
        yield _of_modes(a.event_type, a.mode, b.mode), 1.0


def of_factuality(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from whether the act is told as done, planned, denied and so on."""
    if a.factuality != b.factuality:
        found = _factuality_pairs().get((a.factuality, b.factuality))
        if found != "":
            yield found or "factuality_differs", 1.0


def of_background(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from what is recalled from the past."""
    if a.is_background != b.is_background and not _one_day(a, b):
        yield ("described" if _describes(a, b) else "background_differs"), 1.0


def _describes(a: ClaimView, b: ClaimView) -> bool:
    """Whether the recalled one may be the other act of its article, with no own day.

    "Gunmen shot four farmers. ... The four people killed were named."
    """
    recalled = a if a.is_background else b
    return a.article_id == b.article_id and not recalled.is_dated


def _of_modes(event_type: str, mode: str, other: str) -> str:
    if mode == other:
        return "same_said_mode" if event_type in spoken_types() else "same_mode"
    alike = (event_type, mode, other) in _alike_modes()
    return "mode_alike" if alike else "mode_differs"


def of_sides(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from who did it to whom; mutual sides have no order."""
    if a.is_mutual or b.is_mutual:
        yield from _of_mutual(a, b)
        return
    actor, recipient = match(a.actors, b.actors), match(a.recipients, b.recipients)
    if actor == 0 or recipient == 0:
        yield ("sides_swapped" if _swapped(a, b) else "parties_differ"), 1.0
        return
    if actor is not None:
        yield _of_actors(a.event_type, actor), 1.0
    if recipient is not None:
        yield _of_recipients(a, b, recipient), 1.0


def _of_recipients(a: ClaimView, b: ClaimView, degree: float) -> str:
    """Soldiers and civilians of one country are seldom the victims of one act."""
    if degree >= LIKELY_SIDE:
        return "recipient_match"
    mine, theirs = ({m.group for m in v.recipients if m.group} for v in (a, b))
    is_other = mine and theirs and mine.isdisjoint(theirs)
    return "recipient_other_kind" if is_other else "recipient_doubtful"


def _of_actors(event_type: str, degree: float) -> str:
    """Whoever speaks makes a statement what it is; two speakers are two statements."""
    if degree >= LIKELY_SIDE:
        return "actor_match"
    return "speaker_doubtful" if event_type in spoken_types() else "actor_doubtful"


@cache
def spoken_types() -> frozenset[str]:
    """Types of act that are done by saying something."""
    rows = read_table(PACKAGE, "spoken_types.csv")
    return frozenset(row["event_type"] for row in rows)


def _swapped(a: ClaimView, b: ClaimView) -> bool:
    crossed = (match(a.actors, b.recipients), match(a.recipients, b.actors))
    return all(found is not None and found >= LIKELY_SIDE for found in crossed)


def _of_mutual(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    if a.is_mutual != b.is_mutual:
        yield "direction_differs", 1.0
    degree = match(a.parties, b.parties)
    if degree is None:
        return
    is_partial = degree <= 0.5 and min(len(a.parties), len(b.parties)) > 1
    if degree == 0 or is_partial:
        yield "parties_differ", 1.0
    else:
        yield "parties_match" if degree > 0.5 else "parties_partly", degree


def of_places(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from where; what was inferred speaks more softly than what was told.

    A country taken from the dateline or a party speaks for the same act, never against.
    """
    if a.place is None or b.place is None:
        return
    found = _of_places(a.place, b.place)
    bases = {a.place.basis, b.place.basis}
    if bases <= {"stated"}:
        yield found, 1.0
    elif bases <= TOLD_OR_INHERITED or not table()[found].is_veto:
        yield INFERRED.get(found, found), 1.0


def _of_places(a: PlaceView, b: PlaceView) -> str:
    if a.country and b.country and a.country != b.country:
        return "country_differs"
    if _place_key(a) == _place_key(b):
        coarse = a.precision in {"country", "region"}
        return "same_country" if coarse else "same_place"
    distance = distance_km(a, b)
    if a.precision in FINE and b.precision in FINE and distance is not None:
        return _of_distance(distance)
    if a.admin1 and b.admin1 and a.admin1 != b.admin1:
        return "admin1_differs"
    if a.precision == b.precision and a.precision not in {"country", "region"}:
        return "place_differs"
    return "place_contained" if a.country and b.country else "same_country"


def _of_distance(km: float) -> str:
    if km <= SAME_PLACE_KM:
        return "same_place"
    return "near_place" if km <= NEAR_KM else "place_differs"


def _place_key(place: PlaceView) -> tuple[object, ...]:
    if place.geonames_id is not None:
        return (place.geonames_id,)
    return (place.name, place.country, place.admin1, place.precision)


def distance_km(a: PlaceView, b: PlaceView) -> float | None:
    """Great-circle distance; None where one has no coordinates."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat_a, lat_b = radians(a.latitude or 0.0), radians(b.latitude or 0.0)
    d_lon = radians((b.longitude or 0.0) - (a.longitude or 0.0))
    haversine = (1 - cos(lat_b - lat_a)) / 2
    haversine += cos(lat_a) * cos(lat_b) * (1 - cos(d_lon)) / 2
    return EARTH_DIAMETER_KM * asin(min(1.0, sqrt(haversine)))


def of_dates(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from when; a date taken from the publication speaks softly."""
    if a.date_start is None or b.date_start is None:
        return
    if a.date_end is None or b.date_end is None:
        return
    if points_back(a, b) and not (a.is_dated and b.is_dated):
        return
    apart = _days_apart(a.date_start, a.date_end, b.date_start, b.date_end)
    if a.is_dated and b.is_dated:
        yield _of_stated(a, b, apart), 1.0
    elif a.article_id != b.article_id or apart > SURELY_APART_DAYS:
        yield _of_reported(a, b, apart), 1.0


def points_back(a: ClaimView, b: ClaimView) -> bool:
    """Whether the later of two claims of one article only points to an act."""
    later = max(a, b, key=lambda view: view.sentence_index)
    is_later = a.sentence_index != b.sentence_index
    return is_later and a.article_id == b.article_id and later.refers_back


def _days_apart(
    start: dt.date, end: dt.date, other_start: dt.date, other_end: dt.date
) -> int:
    return max(0, (max(start, other_start) - min(end, other_end)).days)


def _of_stated(a: ClaimView, b: ClaimView, apart: int) -> str:
    if apart == 1 and a.article_id != b.article_id:
        return "dates_adjacent"
    if apart:
        return "date_differs"
    if _one_day(a, b):
        return "same_day"
    broad = max(width_days(a), width_days(b)) > BROAD_DAYS
    return "dates_overlap_broad" if broad else "dates_overlap"


def _of_reported(a: ClaimView, b: ClaimView, apart: int) -> str:
    if apart > SURELY_APART_DAYS:
        return "date_differs"
    if a.is_dated or b.is_dated:
        if apart <= 1 and not _is_told_before(a, b):
            return "published_fits"
        is_late = apart <= REPORT_DELAY_DAYS
        return "published_fits_late" if is_late else "published_apart"
    if apart > REPORT_DELAY_DAYS:
        return "date_differs"
    return (
        ("published_together", "published_next_day")[apart]
        if apart < 2
        else "published_near"
    )


def _is_told_before(a: ClaimView, b: ClaimView) -> bool:
    """Whether the one was reported before the day that the other tells."""
    told, other = (a, b) if a.is_dated else (b, a)
    if told.date_start is None or other.date_end is None:
        return False
    return told.date_start > other.date_end


def width_days(view: ClaimView) -> int:
    """Days between the first and the last possible day of the act."""
    if view.date_start is None or view.date_end is None:
        return 0
    return (view.date_end - view.date_start).days


def _one_day(a: ClaimView, b: ClaimView) -> bool:
    is_day = a.is_dated and b.is_dated and width_days(a) == width_days(b) == 0
    return is_day and a.date_start == b.date_start


def of_numbers(a: ClaimView, b: ClaimView) -> Iterator[Found]:
    """Evidence from numbers of the same thing; the strongest one only."""
    if not (a.numbers and b.numbers):
        return
    pairs = [
        (mine, theirs)
        for mine in a.numbers
        for theirs in b.numbers
        if mine.counted == theirs.counted
    ]
    if any(_equal(m, t) for m in a.numbers for t in b.numbers if _may_be_one(m, t)):
        yield "same_number", 1.0
    elif any(_overlap(mine, theirs) for mine, theirs in pairs):
        yield "numbers_overlap", 1.0
    elif pairs:
        is_one_article = a.article_id == b.article_id
        name = "numbers_apart_one_article" if is_one_article else "numbers_apart"
        yield name, min(_far(mine, theirs) for mine, theirs in pairs)


def _may_be_one(a: NumberView, b: NumberView) -> bool:
    """Whether the same is counted; "six people" may be the six who were killed."""
    if a.counted == b.counted:
        return True
    is_one_unit = a.unit == b.unit or not _people_units().isdisjoint((a.unit, b.unit))
    return PEOPLE in (a.counted, b.counted) and is_one_unit


@cache
def _people_units() -> frozenset[str]:
    """Words that count people of any kind: "lives", "persons"."""
    return frozenset(row["unit"] for row in read_table(PACKAGE, "people_units.csv"))


def _equal(a: NumberView, b: NumberView) -> bool:
    return a.best is not None and a.best == b.best and a.best > 1


def _far(a: NumberView, b: NumberView) -> float:
    """How many times as many: 0 where equal, 1 from three times on."""
    if not a.best or not b.best:
        return 1.0
    return min(1.0, abs(log(a.best / b.best)) / FAR_APART)


def _overlap(a: NumberView, b: NumberView) -> bool:
    low_a, high_a = bounds(a)
    low_b, high_b = bounds(b)
    return low_a <= high_b and low_b <= high_a


def bounds(number: NumberView) -> tuple[float, float]:
    """Least and greatest value the words allow; an open bound is 0 or infinite."""
    least = number.low if number.low is not None else 0.0
    greatest = number.high if number.high is not None else float("inf")
    return least, greatest
