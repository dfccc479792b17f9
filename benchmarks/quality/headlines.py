"""Headlines of coded events: the violence told, its parties, place and deaths.

A headline may stand with several events of its day; it is right when it fits one. Only
headlines that name death are expected to tell an act of force, and only those that give
a number beside it a number of killed, which often sums up more than the events coded.
The place of most events is not in the headline: a place told is right within 161 km, or
when it is no more exact than a province.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from benchmarks.quality import clusters
from benchmarks.quality.reading import Folders, Row, article, read_rows, sampled
from benchmarks.quality.report import Figure, Report, share
from schemas.records import Claim, Place
from transforms.events import ArticleFacts, events_of
from transforms.extract import Extraction, Extractor
from transforms.places.resolve import distance_km

NAME = "ucdp_ukraine"
NEAR_KM = 161
WEEK = 7
HALF_A_YEAR = 183
COUNTRY = "UKR"
DEATH = re.compile(r"\b(?:kill(?:s|ed|ing)?|dead|deaths?|dies?|died)\b", re.I)
NUMBER = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.I,
)
DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "best", "low", "high")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline of one day with the events it stands with, and its claims."""

    text: str
    day: dt.date
    events: tuple[Row, ...]
    extraction: Extraction

    @property
    def attacks(self) -> list[Claim]:
        """Its claims of force."""
        claims = self.extraction.claims
        return [claim for claim in claims if claim.event_type == "ASSAULT"]

    @property
    def names_death(self) -> bool:
        """Whether it says that somebody died."""
        return DEATH.search(self.text) is not None

    @property
    def names_number(self) -> bool:
        """Whether it gives a number too."""
        return self.names_death and NUMBER.search(self.text) is not None

    @property
    def killed(self) -> set[float]:
        """The numbers of killed its claims tell."""
        return {
            value
            for claim in self.extraction.claims
            for number in claim.quantities
            if number.counted == "killed"
            for value in (number.best, number.low, number.high)
            if value is not None
        }

    @property
    def is_deaths_right(self) -> bool:
        """Whether a number told is one of those coded for its events, or their sum."""
        coded = {float(event[name]) for event in self.events for name in DEATHS}
        coded.add(sum(float(event["best"]) for event in self.events))
        return bool(self.killed & coded)


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Headlines on the war in the east of Ukraine since 2014."""
    headlines = read(folders, extractor, sample)
    force = [item for item in headlines if item.names_death]
    return Report(
        NAME,
        (*figures(force), *same_event(headlines)),
        errors=tuple(error_lines(force)),
        note=f"{len(headlines) - len(force)} of {len(headlines)} headlines do not "
        "name death and are used for the same event only",
    )


def read(folders: Folders, extractor: Extractor, sample: int | None) -> list[Headline]:
    """The headlines, each day's once, with what is extracted from them."""
    events: dict[tuple[str, str], list[Row]] = {}
    for row in read_rows(folders.path("gold/ucdp_ukraine.jsonl")):
        for source in row["sources"]:
            if source["headline"]:
                key = source["headline"], source["date"]
                events.setdefault(key, []).append(row)
    keys = sampled(sorted(events), sample)
    texts = [
        article(f"headline-{number}", text, day)
        for number, (text, day) in enumerate(keys)
    ]
    found = extractor.extract(texts)
    return [
        Headline(key[0], dt.date.fromisoformat(key[1]), tuple(events[key]), extraction)
        for key, extraction in zip(keys, found, strict=True)
    ]


def figures(force: Sequence[Headline]) -> Iterator[Figure]:
    """Violence, parties, place and deaths of the headlines that name death."""
    told = [item for item in force if item.attacks]
    yield share("force told", len(told), len(force))
    parties = [
        [p.country for p in (*c.actors, *c.recipients) if p.country]
        for item in told
        for c in item.attacks[:1]
    ]
    yield share("a side has a country", sum(map(bool, parties)), len(parties))
    named = [countries for countries in parties if countries]
    yield share(
        "countries right", sum(set(names) == {COUNTRY} for names in named), len(named)
    )
    placed = [(item, p) for item in told if (p := item.attacks[0].place) is not None]
    yield share("a place is told", len(placed), len(told))
    near = sum(any(is_near(p, event) for event in item.events) for item, p in placed)
    yield share("place within 161 km or the country", near, len(placed))
    numbered = [item for item in force if item.names_number]
    yield share(
        "killed told", sum(bool(item.killed) for item in numbered), len(numbered)
    )
    yield share(
        "killed as coded", sum(item.is_deaths_right for item in numbered), len(numbered)
    )


def is_near(place: Place, event: Row) -> bool:
    """Whether a place is near the event; a province or coarser, in its country."""
    if place.latitude is None or place.longitude is None:
        return place.country == COUNTRY
    if place.precision == "admin1":
        return place.country == COUNTRY and place.admin1 is not None
    there = float(event["latitude"]), float(event["longitude"])
    return distance_km((place.latitude, place.longitude), there) <= NEAR_KM


def same_event(headlines: Sequence[Headline]) -> Iterator[Figure]:
    """How well headlines with one coded event are joined; a text told twice is left."""
    single = alone(headlines)
    told, wanted = _joined(single), _coded(single)
    yield from clusters.figures(told, wanted, "same event")
    yield from pair_figures(told, wanted, {item.text: item.day for item in single})
    sound = with_report_days(single)
    days = {item.text: item.day for item in sound}
    for figure in pair_figures(_joined(sound), _coded(sound), days):
        if figure.name == "pairs F1":
            yield replace(figure, name="pairs F1 without impossible days")


def _joined(single: Sequence[Headline]) -> dict[str, str]:
    """The event that each headline is put into."""
    joined = events_of([item.attacks[0] for item in single], facts_of(single))
    event_of = {claim: e.event_id for e in joined.events for claim in e.claims}
    return {item.text: event_of[item.attacks[0].claim_id] for item in single}


def _coded(single: Sequence[Headline]) -> dict[str, str]:
    return {item.text: str(item.events[0]["id"]) for item in single}


def alone(headlines: Sequence[Headline]) -> list[Headline]:
    """Headlines of force that stand with one coded event, and are told on one day."""
    often = Counter(item.text for item in headlines)
    return [
        item
        for item in headlines
        if len(item.events) == 1 and item.attacks and often[item.text] == 1
    ]


def with_report_days(single: Sequence[Headline]) -> list[Headline]:
    """Without those whose day cannot be that of the report, as of a wrong year."""
    return [item for item in single if is_report_day(item.day, item.events[0])]


def is_report_day(day: dt.date, event: Row) -> bool:
    """Whether an event may be news on a day: not a week before it, nor long after."""
    first, last = (
        dt.date.fromisoformat(event[name][:10]) for name in ("date_start", "date_end")
    )
    return (day - first).days >= -WEEK and (day - last).days <= HALF_A_YEAR


def facts_of(headlines: Sequence[Headline]) -> dict[str, ArticleFacts]:
    """What clustering needs to know of the headlines, each an article of its own."""
    return {
        item.extraction.article_id: ArticleFacts(
            item.day, item.extraction.article_id, item.text
        )
        for item in headlines
    }


def pair_figures(
    told: Mapping[str, str], wanted: Mapping[str, str], days: Mapping[str, dt.date]
) -> Iterator[Figure]:
    """Pairs of one coded event, against as many of two and against all of two.

    The pairs of two events are drawn evenly from those of any days, and from those at
    most a week apart, which one war tells in nearly the same words.
    """
    pairs = list(combinations(sorted(told), 2))
    same = [pair for pair in pairs if wanted[pair[0]] == wanted[pair[1]]]
    apart = [pair for pair in pairs if wanted[pair[0]] != wanted[pair[1]]]
    near = [pair for pair in apart if abs((days[pair[0]] - days[pair[1]]).days) <= WEEK]
    for name, others in (
        ("pairs", sampled(apart, len(same))),
        ("pairs of a week", sampled(near, len(same))),
        ("all pairs", apart),
    ):
        right = sum(told[a] == told[b] for a, b in same)
        wrong = sum(told[a] == told[b] for a, b in others)
        found = clusters.Score(right / (right + wrong or 1), right / (len(same) or 1))
        n = len(same) + len(others)
        yield Figure(f"{name} P", found.precision, n)
        yield Figure(f"{name} R", found.recall, n)
        yield Figure(f"{name} F1", found.f1, n)


def error_lines(force: Sequence[Headline]) -> Iterator[str]:
    """Headlines without force told, and those whose number of killed is wrong."""
    for item in force:
        if not item.attacks:
            yield f"no force told: {item.text}"
        elif item.names_number and not item.is_deaths_right:
            coded = sorted({int(event["best"]) for event in item.events})
            yield f"killed {sorted(item.killed)}, coded {coded}: {item.text}"
