"""Build claims for the tests of events: short to write, complete as records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from schemas.records import (
    Claim,
    Event,
    Party,
    Place,
    Quantity,
    Span,
    Version,
    When,
    Whose,
)
from schemas.restore import records_of
from schemas.tables import frames_of
from transforms.events import aggregate_events, articles_frame
from transforms.events.views import ArticleFacts, ClaimView, view_of
from transforms.ids import stable_id

DAY = dt.date(2021, 3, 4)
PLACES = {
    "Zinder": (2437798, "NER", "Zinder", 13.8, 8.99, "city"),
    "Maradi": (2441291, "NER", "Maradi", 13.5, 7.1, "city"),
    "Mirriah": (2438300, "NER", "Zinder", 13.71, 9.15, "city"),
    "Zinder Region": (2437797, "NER", "Zinder", 14.5, 9.5, "admin1"),
    "Maradi Region": (2441289, "NER", "Maradi", 14.2, 7.2, "admin1"),
    "Niger": (2440476, "NER", None, None, None, "country"),
    "Chad": (2434508, "TCD", None, None, None, "country"),
}


def span(text: str, start: int = 0) -> Span:
    return Span(text=text, start=start, end=start + len(text))


def party(code: str) -> Party:
    """``"NER MIL"``, ``"NER"``, ``"TCD REB group:fact"`` or ``"- CVL"``."""
    country, sector, entity, *_ = [*code.split(), "", "", ""]
    return Party(
        text=code,
        start=0,
        end=len(code),
        entity_id=entity or None,
        name=entity.partition(":")[2].upper() or None,
        country=None if country == "-" else country,
        sector=sector or None,
    )


def place(name: str, basis: str = "stated") -> Place:
    geonames, country, admin1, latitude, longitude, precision = PLACES[name]
    return Place.model_validate(
        {
            "text": name,
            "start": 0,
            "end": len(name),
            "name": name,
            "geonames_id": geonames,
            "country": country,
            "admin1": admin1,
            "latitude": latitude,
            "longitude": longitude,
            "precision": precision,
            "basis": basis,
        }
    )


def when(day: dt.date | None, last: dt.date | None = None, basis: str = "") -> When:
    last = last or day
    precision = "unknown" if day is None else "day" if day == last else "range"
    return When.model_validate(
        {
            "text": None,
            "start": None,
            "end": None,
            "date_start": day,
            "date_end": last,
            "precision": precision,
            "basis": basis or ("none" if day is None else "stated"),
        }
    )


def number(
    counted: str,
    best: float | None,
    low: float | None = None,
    high: float | None = None,
    whose: str = "recipients",
    unit: str = "person",
    qualifier: str = "exact",
) -> Quantity:
    if qualifier == "exact":
        low, high = (best, best) if low is None else (low, high)
    return Quantity.model_validate(
        {
            "text": "n",
            "start": 0,
            "end": 1,
            "low": low,
            "best": best,
            "high": high,
            "unit": unit,
            "counted": counted,
            "qualifier": qualifier,
            "whose": Whose.model_validate({"role": whose, "index": None}),
            "is_each": False,
        }
    )


def claim(
    article: str = "a",
    sentence: int = 0,
    event_type: str = "ASSAULT",
    mode: str | None = None,
    actors: Sequence[str] = (),
    recipients: Sequence[str] = (),
    where: Place | str | None = None,
    date: When | dt.date | None = DAY,
    quote: str = "",
    trigger: str = "attacked",
    **other: Any,
) -> Claim:
    quote = quote or f"{article}{sentence}."
    values: dict[str, Any] = {
        "claim_id": stable_id(article, str(sentence), event_type, trigger, quote),
        "article_id": article,
        "sentence_index": sentence,
        "start": sentence * 100,
        "end": sentence * 100 + len(quote),
        "quote": quote,
        "trigger": span(trigger, sentence * 100),
        "event_type": event_type,
        "mode": mode,
        "ontology": Version(name="PLOVER", version="2.0"),
        "cameo_root": None,
        "direction": "directed",
        "actors": tuple(party(code) for code in actors),
        "recipients": tuple(party(code) for code in recipients),
        "claimant": None,
        "place": place(where) if isinstance(where, str) else where,
        "date": date if isinstance(date, When) else when(date),
        "factuality": "completed",
        "is_background": False,
        "confidence": 0.8,
        "decided_by": "rule",
        "extractor": Version(name="test", version="0"),
    }
    return Claim(**(values | other))


def facts(*claims: Claim, published: dt.date | None = DAY) -> dict[str, ArticleFacts]:
    """Each article its own voice, all published on one day."""
    return {
        item.article_id: ArticleFacts(published, f"voice-{item.article_id}")
        for item in claims
    }


def view(item: Claim, published: dt.date | None = DAY) -> ClaimView:
    return view_of(item, ArticleFacts(published, f"voice-{item.article_id}"))


def aggregated(claims: Sequence[Claim], articles: Mapping[str, ArticleFacts]) -> Event:
    """The event that these claims make, as a record."""
    members = pl.DataFrame({"claim_id": [item.claim_id for item in claims]})
    found = aggregate_events(
        frames_of(claims),
        articles_frame(articles),
        members.with_columns(event_id=pl.lit("e")),
    )
    (event,) = records_of(Event, found)
    return event
