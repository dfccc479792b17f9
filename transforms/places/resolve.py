"""Which of the places of one name is meant, by what else the article names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log10

import numpy as np
import numpy.typing as npt
from spacy.tokens import Span

from transforms.document import Sentence
from transforms.lexicon import read_table
from transforms.places.gazetteer import PACKAGE, Candidate, Entry
from transforms.places.home import Home
from transforms.places.names import fold

Floats = npt.NDArray[np.float64]

MAX_CHOICES = 24
EARTH_KM = 6371.0
# Fitted by hand on news with place names; see benchmarks/quality/toponyms.py.
POPULATION = 0.9
MAIN_NAME = 2.0
KIND = {"country": 8.0, "admin1": 5.0, "admin2": -1.6, "city": 0.0}
OTHER_KIND = 5.5
CAPITAL = 7.0
BIG_CAPITAL = 1_500_000
FAME = 6.0
COUNTRY_SHARE = 0.7
LEVEL = 3.0
WITHIN = 6.0
COUNTRY_WEIGHT = 1.5
SEAT = 6.0
SEAT_SIZE = 20_000
NEIGHBOUR = 8.0
NEIGHBOUR_KM = 300.0
LOCAL_KM = 40.0
# What nearness within 300 and 40 km, one country and one division add to closeness.
FAR, NEAR, COUNTRY, DIVISION = 0.7, 0.5, 0.15, 0.3
ROUNDS = 6


@dataclass(frozen=True, slots=True, eq=False)
class PlaceName:
    """A name of a text that is a place, with the entries it may stand for.

    ``level`` is what a designator tells ("province": admin1), ``within`` the entries
    of the name after its comma.
    """

    sentence: Sentence
    span: Span
    key: str
    candidates: tuple[Candidate, ...]
    level: str | None
    confidence: float
    within: tuple[Candidate, ...] = ()

    @property
    def node(self) -> tuple[str, str | None, str]:
        """What is resolved once per article: the name with what is said of it."""
        outer = self.within[0].entry.place_id if self.within else ""
        return self.key, self.level, outer


def resolve_names(
    names: Sequence[PlaceName],
    people: Mapping[str, int],
    hints: Mapping[str, float],
    home: str | None = None,
) -> list[Entry | None]:
    """The entry of each name, None where the gazetteer has none.

    One sense per name and article; ``people`` counts peoples named, by country;
    ``home`` is the country whose local life the article tells.
    """
    nodes: dict[tuple[str, str | None, str], PlaceName] = {}
    count: Counter[tuple[str, str | None, str]] = Counter()
    for name in names:
        count[name.node] += 1
        nodes.setdefault(name.node, name)
    listed = [node for node, name in nodes.items() if name.candidates]
    weights = country_weights(names, people, hints)
    local = Home(home, frozenset(weights), frozenset(people)) if home else None
    entries = _choose([nodes[node] for node in listed], weights, local)
    chosen = dict(zip(listed, entries, strict=True))
    return [chosen.get(name.node) for name in names]


def country_weights(
    names: Sequence[PlaceName],
    people: Mapping[str, int],
    hints: Mapping[str, float],
) -> dict[str, float]:
    """How much each country is what the article is about, at most 1 each."""
    total: Counter[str] = Counter(people)
    for name in names:
        if name.candidates and name.candidates[0].entry.kind == "country":
            total[name.candidates[0].entry.place_id] += 1
    for country, hint in hints.items():
        total[country] += hint  # type: ignore[assignment]  # weights may be fractions
    most = max(total.values(), default=0)
    return {country: value / (most + 1) for country, value in total.items()}


def _choose(
    names: list[PlaceName], weights: Mapping[str, float], home: Home | None
) -> list[Entry]:
    if not names:
        return []
    pools = [_pool(name, weights, home) for name in names]
    owner = np.repeat(np.arange(len(pools)), [len(pool[0]) for pool in pools])
    entries = [entry for pool in pools for entry in pool[0]]
    base = np.concatenate([pool[1] for pool in pools])
    closeness = _closeness(entries) * (owner[:, None] != owner[None, :])
    share = _shares(base, owner)
    for _ in range(ROUNDS):
        support = closeness @ share
        share = _shares(base + NEIGHBOUR * np.log1p(support), owner)
    return [
        entries[int(np.flatnonzero(owner == number)[share[owner == number].argmax()])]
        for number in range(len(pools))
    ]


def _pool(
    name: PlaceName, weights: Mapping[str, float], home: Home | None
) -> tuple[list[Entry], Floats]:
    scores = (
        prior(item, name, weights) - (home.cost(item.entry) if home else 0.0)
        for item in name.candidates
    )
    scored = sorted(((score, -n) for n, score in enumerate(scores)), reverse=True)
    scored = scored[:MAX_CHOICES]
    entries = [name.candidates[-n].entry for _, n in scored]
    return entries, np.array([score for score, _ in scored])


def prior(item: Candidate, name: PlaceName, weights: Mapping[str, float]) -> float:
    """How much speaks for an entry before the other places of the text are seen."""
    entry = item.entry
    score = POPULATION * log10(entry.population + 100)
    is_famous = (name.key, entry.country, entry.kind) in famous()
    score += MAIN_NAME * (item.is_main or is_famous)
    score += FAME * is_famous
    score += _kind_score(entry, name)
    score += CAPITAL * (entry.kind == "city" and _is_capital(entry))
    score += COUNTRY_WEIGHT * weights.get(entry.country or "", 0.0)
    if name.level in ("admin1", "admin2", "city"):
        score += LEVEL * (_level_of(entry) == name.level)
    if any(lies_in(entry, outer.entry) for outer in name.within[:6]):
        score += WITHIN
    if name.level is None and entry.kind in ("admin1", "admin2"):
        score -= SEAT * any(_is_seat(other.entry, entry) for other in name.candidates)
    return score


def _kind_score(entry: Entry, name: PlaceName) -> float:
    """The weight of a kind; a small division yields to a larger town of its name."""
    if entry.kind == "admin1" and name.level is None:
        for other in name.candidates:
            rival = other.entry
            if rival.population <= entry.population:
                break
            is_town = rival.kind == "city" and other.is_main
            if is_town and rival.country != entry.country:
                return KIND["city"]
    return KIND.get(entry.kind, OTHER_KIND)


@cache
def famous() -> frozenset[tuple[str, str, str]]:
    """Names, folded, with country and kind of the place they mean in world news."""
    return frozenset(
        (fold(row["name"]), row["country"], row["kind"])
        for row in read_table(PACKAGE, "famous.csv")
    )


def _is_capital(entry: Entry) -> bool:
    """Whether a town is a large capital, which its bare name then means."""
    is_big = entry.population >= BIG_CAPITAL
    return is_big and (fold(entry.name), entry.country) in capitals()


@cache
def capitals() -> frozenset[tuple[str, str | None]]:
    """Names of capitals, folded, with their country."""
    rows = read_table("transforms.actors", "capitals.csv")
    return frozenset(
        (fold(row["word"]), row["country"]) for row in rows if row["kind"] == "capital"
    )


def _is_seat(city: Entry, division: Entry) -> bool:
    """Whether the division bears the name of this town in it: Kharkiv, of its town."""
    return (
        city.kind == "city"
        and city.country == division.country
        and city.admin1 == division.admin1
        and city.population >= SEAT_SIZE
    )


def lies_in(inner: Entry, outer: Entry) -> bool:
    """Whether the one entry lies in the other country, division or region."""
    if inner.place_id == outer.place_id or inner.country != outer.country:
        return False
    return outer.kind == "country" or (
        outer.precision == "admin1" and inner.admin1 in (outer.name, outer.admin1)
    )


def _level_of(entry: Entry) -> str:
    return entry.precision if entry.precision != "exact" else "city"


def _closeness(entries: Sequence[Entry]) -> Floats:
    """How near all pairs are, 1 for the same spot; countries count by membership."""
    radians = np.radians([[e.latitude, e.longitude] for e in entries])
    latitude, longitude = radians[:, 0], radians[:, 1]
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None])
        * np.cos(latitude)
        * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    country = np.array([e.country or e.place_id for e in entries])
    same = (country[:, None] == country).astype(np.float64)
    # A country's own name already weighs as such; it is no neighbour of all its towns.
    same[:, [e.kind == "country" for e in entries]] *= COUNTRY_SHARE
    parts = np.array([f"{e.country}/{e.admin1}" if e.admin1 else "" for e in entries])
    beside = (parts[:, None] == parts) & (parts != "")
    return np.asarray(
        FAR * np.exp(-km / NEIGHBOUR_KM)
        + NEAR * np.exp(-km / LOCAL_KM)
        + COUNTRY * same
        + DIVISION * beside
    )


def _shares(scores: Floats, owner: npt.NDArray[np.int64]) -> Floats:
    """Softmax of the scores within each name."""
    powers = np.exp(scores - scores.max())
    totals = np.bincount(owner, powers)
    return np.asarray(powers / totals[owner])


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points given as latitude and longitude."""
    (lat1, lon1), (lat2, lon2) = np.radians(a), np.radians(b)
    half = (
        np.sin((lat1 - lat2) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon1 - lon2) / 2) ** 2
    )
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(half)))
