"""A made-up store of five articles for the tests of reviews."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.relating import relate
from flows.reviews.outcome import work_out
from schemas.ontology import ontology
from schemas.records import (
    Article,
    Claim,
    Party,
    Place,
    Quantity,
    Source,
    Span,
    Version,
    When,
    Whose,
)
from schemas.tables import frames_of
from transforms.ids import stable_id
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import batch, open_store

AS_OF = dt.date(2024, 6, 1)
DAY = dt.date(2024, 5, 6)
CODES = Version(name=ontology().name, version=ontology().version)
RAID = "Raiders burned a depot in Zinder on Monday, killing 12 guards."
TEXTS = {
    "lamp": f"A quiet week had ended. {RAID} Nobody claimed it.",
    "post": "Raiders burned the fuel depot in Zinder on Monday, killing 14 guards.",
    "echo": "Soldiers shelled herders at a well outside Maradi on Tuesday; 3 died.",
    "bell": "Envoys of Niger and Chad met in Maradi on Monday.",
    "horn": "A novel tells how raiders burned a depot in Zinder.",
}
ACTS = {
    "lamp": ("burned", "ASSAULT", "destroy", "12", 0.55),
    "post": ("burned", "ASSAULT", "destroy", "14", 0.8),
    "echo": ("shelled", "ASSAULT", "heavy-weapons", "3", 0.9),
    "bell": ("met", "CONSULT", "visit", "", 0.7),
    "horn": ("burned", "ASSAULT", "destroy", "", 0.35),
}


def article(name: str) -> Article:
    text = TEXTS[name]
    return Article(
        article_id=name,
        source_id="s",
        external_id=None,
        location=f"in/{name}.txt",
        url=None,
        title=f"The {name} of the day",
        byline=None,
        dateline=None,
        publisher=f"The {name.title()}",
        published=DAY + dt.timedelta(days=1),
        language="en",
        text=text,
        n_characters=len(text),
        n_sentences=1,
        n_claims=1,
        voice_id=name,
        duplicate_of=None,
        similarity=None,
        duplicate_reason=None,
    )


def claim(name: str, **values: Any) -> Claim:
    text, (word, kind, mode, toll, confidence) = TEXTS[name], ACTS[name]
    start = text.find(RAID) if RAID in text else 0
    quote = RAID if RAID in text else text
    place = "Maradi" if "Maradi" in text else "Zinder"
    victims = "herders" if name == "echo" else "guards"
    trigger = span(text, word)
    base: dict[str, Any] = {
        "claim_id": stable_id(name, str(trigger.start), kind),
        "article_id": name,
        "sentence_index": 1 if start else 0,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "trigger": trigger,
        "event_type": kind,
        "mode": mode if (kind, mode) in ontology().modes else None,
        "contexts": ("territory",),
        "ontology": CODES,
        "cameo_root": ontology().cameo_root(kind),
        "direction": "directed" if kind == "ASSAULT" else "mutual",
        "actors": envoys(text) if kind == "CONSULT" else (doer(text),),
        "recipients": (party(text, victims, "CVL"),) if toll else (),
        "mediators": (),
        "claimant": None,
        "place": where(text, place),
        "date": when(text),
        "quantities": (number(text, toll),) if toll else (),
        "factuality": "completed",
        "is_background": False,
        "confidence": confidence,
        "decided_by": "rule",
        "extractor": Version(name="test", version="0"),
    }
    return Claim(**{**base, **values})


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def party(text: str, words: str, sector: str = "REB", country: str = "NER") -> Party:
    found = span(text, words)
    return Party(
        **found.model_dump(),
        entity_id=None,
        name=words.title(),
        country=country,
        sector=sector,
        sectors=(sector,),
    )


def doer(text: str) -> Party:
    is_army = "Soldiers" in text
    return party(text, "oldiers" if is_army else "aiders", "MIL" if is_army else "REB")


def envoys(text: str) -> tuple[Party, ...]:
    return party(text, "Niger", "GOV"), party(text, "Chad", "GOV", "TCD")


def where(text: str, name: str) -> Place:
    known = {"Zinder": (2437798, 13.8, 8.99), "Maradi": (2441291, 13.5, 7.1)}
    number, latitude, longitude = known[name]
    return Place(
        **span(text, name).model_dump(),
        name=name,
        geonames_id=number,
        country="NER",
        admin1=name,
        latitude=latitude,
        longitude=longitude,
        precision="city",
        basis="stated",
    )


def when(text: str) -> When:
    words = next((word for word in ("Monday", "Tuesday") if word in text), None)
    blank = {"text": None, "start": None, "end": None}
    day = DAY + dt.timedelta(days=words == "Tuesday")
    return When(
        **(span(text, words).model_dump() if words else blank),
        date_start=day,
        date_end=day,
        precision="day",
        basis="relative" if words else "publication",
    )


def number(text: str, digits: str) -> Quantity:
    value = float(digits)
    return Quantity(
        **span(text, digits).model_dump(),
        low=value,
        best=value,
        high=value,
        unit="guard",
        counted="killed",
        qualifier="exact",
        whose=Whose(role="recipients", index=0),
        is_each=False,
    )


CLAIMS = {name: claim(name) for name in TEXTS}
ID = {name: item.claim_id for name, item in CLAIMS.items()}


def store(folder: Path, claims: dict[str, Claim] | None = None) -> Layout:
    """A published store of the articles and claims, with their events."""
    layout = Layout(folder)
    source = Source(source_id="s", name="in", publisher=None, kind="text", n_articles=5)
    found = (claims or CLAIMS).values()
    everything = [source, *map(article, TEXTS), *found]
    with open_store(layout) as con, batch(con):
        frames = frames_of(everything)
        names = ("sources", "articles", *(n for n in frames if n.startswith("claim")))
        load(con, {name: frames[name] for name in names}, AS_OF)
        related = relate(con, set(TEXTS), work_out(con))
        load(con, related.frames, AS_OF, scope=related.scope)
    publish(layout)
    return layout


def reread(layout: Layout, claims: dict[str, Claim], as_of: dt.date) -> None:
    """Claims as another version of the extractor reads them."""
    frames = frames_of(list(claims.values()))
    names = [name for name in frames if name.startswith("claim")]
    with open_store(layout) as con, batch(con):
        load(con, {name: frames[name] for name in names}, as_of, set(TEXTS))
        related = relate(con, set(TEXTS), work_out(con))
        load(con, related.frames, as_of, scope=related.scope)
