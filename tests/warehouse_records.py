"""A tiny made-up corpus for the tests of tables, store, checks and exports."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from pydantic import BaseModel

from schemas.ontology import ontology
from schemas.records import (
    Article,
    Claim,
    Correction,
    Entity,
    Event,
    EventParty,
    EventQuantity,
    EventRedirect,
    KnownPlace,
    Merge,
    Party,
    Place,
    Quantity,
    Reject,
    Run,
    Source,
    Span,
    Version,
    When,
    Whose,
)

TEXT = (
    "Rebels shelled Port Vell on Monday, killing at least 12 soldiers, the mayor said."
)
MONDAY = dt.date(2025, 5, 26)
TUESDAY = dt.date(2025, 5, 27)
AS_OF = dt.date(2025, 6, 1)
JUNE = dt.date(2025, 6, 3)
CODES = Version(name=ontology().name, version=ontology().version)
Kind = TypeVar("Kind", bound=BaseModel)


def found(model: type[Kind], words: str, **values: Any) -> Kind:
    """A span of TEXT as a record of the model."""
    start = TEXT.index(words)
    span = {"text": words, "start": start, "end": start + len(words)}
    return model(**{**span, **values})


def party(words: str, **values: Any) -> Party:
    """A party of TEXT; unknown in every respect unless told."""
    blank = {"entity_id": None, "name": None, "country": None, "sector": None}
    return found(Party, words, **{**blank, **values})


def source(**values: Any) -> Source:
    """The one source."""
    base = {
        "source_id": "s1",
        "name": "The Lamp",
        "publisher": "The Lamp",
        "kind": "text",
        "n_articles": 1,
    }
    return Source(**{**base, **values})


def article(article_id: str = "a1", **values: Any) -> Article:
    """An article that says TEXT."""
    base: dict[str, Any] = {
        "article_id": article_id,
        "source_id": "s1",
        "external_id": None,
        "location": f"in/{article_id}.txt",
        "url": None,
        "title": None,
        "byline": None,
        "dateline": None,
        "publisher": "The Lamp",
        "published": TUESDAY,
        "language": "en",
        "text": TEXT,
        "n_characters": len(TEXT),
        "n_sentences": 1,
        "n_claims": 1,
        "voice_id": article_id,
        "duplicate_of": None,
        "similarity": None,
        "duplicate_reason": None,
    }
    return Article(**{**base, **values})


def rebels() -> Party:
    """The side that acts."""
    values = {"entity_id": "vell_rebels", "name": "Rebels of Vell", "country": "SDN"}
    return party("Rebels", **values, sector="REB", sectors=("REB", "UAF"))


def place(**values: Any) -> Place:
    """Where it happens."""
    base = {
        "name": "Port Vell",
        "geonames_id": 7,
        "country": "SDN",
        "admin1": "Coast",
        "latitude": 15.5,
        "longitude": 32.5,
        "precision": "city",
        "basis": "stated",
    }
    return found(Place, "Port Vell", **{**base, **values})


def day(date: dt.date = MONDAY, **values: Any) -> When:
    """One day, told relative to publication."""
    base = {
        "date_start": date,
        "date_end": date,
        "precision": "day",
        "basis": "relative",
    }
    return found(When, "on Monday", **{**base, **values})


def toll(best: float = 12, **values: Any) -> Quantity:
    """Soldiers killed."""
    base: dict[str, Any] = {
        "low": best,
        "best": best,
        "high": None,
        "unit": "soldier",
        "counted": "killed",
        "qualifier": "at_least",
        "whose": Whose(role="recipients"),
        "is_each": False,
    }
    return found(Quantity, "at least 12 soldiers", **{**base, **values})


def claim(claim_id: str = "c1", **values: Any) -> Claim:
    """The shelling, as the one sentence tells it."""
    base: dict[str, Any] = {
        "claim_id": claim_id,
        "article_id": "a1",
        "sentence_index": 0,
        "start": 0,
        "end": len(TEXT),
        "quote": TEXT,
        "trigger": found(Span, "shelled"),
        "event_type": "ASSAULT",
        "mode": "heavy-weapons",
        "contexts": ("military", "territory"),
        "ontology": CODES,
        "cameo_root": "19",
        "direction": "directed",
        "actors": (rebels(),),
        "recipients": (party("soldiers", country="SDN", sector="MIL"),),
        "claimant": party("the mayor", sector="GOV", sectors=("GOV",)),
        "place": place(),
        "date": day(),
        "quantities": (toll(),),
        "factuality": "completed",
        "is_background": False,
        "confidence": 0.8,
        "decided_by": "rule",
        "extractor": Version(name="polemos", version="0.1.0"),
    }
    return Claim(**{**base, **values})


def event(event_id: str = "e1", **values: Any) -> Event:
    """The shelling itself, made of claim c1."""
    base: dict[str, Any] = {
        "event_id": event_id,
        "event_type": "ASSAULT",
        "mode": "heavy-weapons",
        "ontology": CODES,
        "quad_class": 4,
        "score": -9.5,
        "direction": "directed",
        "parties": (
            event_party("actor", "Rebels of Vell", entity_id="vell_rebels"),
            event_party("recipient", "soldiers", sector="MIL"),
        ),
        "contexts": ("military",),
        "place": place(text=None, start=None, end=None),
        "date": day(text=None, start=None, end=None),
        "quantities": (
            EventQuantity(
                counted="killed",
                unit="soldier",
                whose_role="recipients",
                whose_country="SDN",
                low=12,
                best=12,
                high=None,
                n_claims=1,
            ),
        ),
        "claims": ("c1",),
        "factuality": "completed",
        "is_background": False,
        "n_claims": 1,
        "n_articles": 1,
        "n_independent_sources": 1,
        "corroboration": "single",
        "confidence": 0.8,
        "first_published": TUESDAY,
        "last_published": TUESDAY,
        "version": 1,
        "valid_from": None,
        "valid_to": None,
    }
    return Event(**{**base, **values})


def event_party(role: str, name: str, **values: Any) -> EventParty:
    """A party of an event, Sudanese unless told."""
    base: dict[str, Any] = {
        "role": role,
        "name": name,
        "entity_id": None,
        "country": "SDN",
        "sector": "REB",
        "n_claims": 1,
    }
    return EventParty(**{**base, **values})


NEIGHBOURS = (
    event_party("actor", "Vell", country="SDN"),
    event_party("actor", "Mara", country="TCD"),
)


def five_events() -> list[BaseModel]:
    """Two in May, one in June between countries, one planned, one without a day."""
    long_ago = day(
        dt.date(2025, 1, 1), precision="year", date_end=dt.date(2025, 12, 31)
    )
    return [
        event("e1"),
        event("e2", quantities=()),
        event(
            "e3",
            event_type="RETREAT",
            mode="release",
            quad_class=2,
            score=6.5,
            direction="mutual",
            parties=NEIGHBOURS,
            date=day(JUNE),
        ),
        event("e4", factuality="planned"),
        event("e5", date=long_ago, place=None),
    ]


def corpus() -> list[BaseModel]:
    """At least one sound record of every kind."""
    copy = article(
        "a2",
        voice_id="a1",
        duplicate_of="a1",
        similarity=0.9,
        duplicate_reason="near",
    )
    moment = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
    return [
        source(),
        article(),
        copy,
        claim(),
        claim("c2", article_id="a2", factuality="planned"),
        event(),
        event("e2", claims=("c2",), factuality="planned"),
        Entity(
            entity_id="vell_rebels",
            name="Rebels of Vell",
            country="SDN",
            sector="REB",
            valid_from=None,
            valid_to=None,
            source="project",
        ),
        KnownPlace(
            place_id="7",
            geonames_id=7,
            name="Port Vell",
            country="SDN",
            admin1="Coast",
            latitude=15.5,
            longitude=32.5,
            precision="city",
            source="project",
        ),
        Merge(
            merge_id="m1",
            claim_id="c1",
            other_claim_id="c2",
            judgement="unsure",
            reason="one is planned",
            score=0.5,
            reversible=True,
        ),
        EventRedirect(
            old_event_id="e0", event_id="e1", since=AS_OF, reason="earlier_report"
        ),
        Correction(
            correction_id="k1",
            kind="change",
            table_name="claims",
            row_id="c1",
            other_rows=None,
            column_name="mode",
            old_value="aerial",
            new_value="heavy-weapons",
            fingerprint="f1",
            reviewer="R. Reader",
            reason="the text says shelled",
            created_at=moment,
        ),
        Reject(
            reject_id="r1",
            stage="read",
            reason="empty_file",
            message="the file is empty",
            location="in/empty.txt",
        ),
        Run(
            run_id="x1",
            started_at=moment,
            ended_at=moment,
            code_version="0.1.0",
            ontology_version="PLOVER",
            lexicon_version="1",
            model_version="1",
            gazetteer_version="1",
            input_hash="1",
            n_articles=2,
            n_duplicates=1,
            n_claims=2,
            n_events=2,
            n_rejects=1,
        ),
    ]
