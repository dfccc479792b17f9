"""Clusters of made-up claims with every awkward mixture of values, from a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, Final, get_args

from schemas.records import Claim, Factuality, Party, Place, PlaceBasis, Quantity, Whose
from tests.event_claims import DAY, PLACES, claim, number, party, place, when
from transforms.events.views import ArticleFacts

# Words, entity, country, sector.
PARTIES: Final[Sequence[tuple[str, str | None, str | None, str | None]]] = (
    ("Niger", "state:NER", "NER", None),
    ("Niger", "state:NER", "NER", "GOV"),
    ("the army", None, "NER", "MIL"),
    ("the army of Niger", "org:ner-army", "NER", "MIL"),
    ("Niger's soldiers", None, "NER", "MIL"),
    ("Niger", None, "NER", None),
    ("Ana Dow", "person:dow-ana#mayor-2020", "NER", "GOV"),
    ("Ana Dow", "person:dow-ana#minister-2021", "NER", "GOV"),
    ("the Front", "group:front", "TCD", "REB"),
    ("the Union", "group:union", "TCD", "REB"),
    ("rebels", None, "TCD", "REB"),
    ("rebels of the hills", None, "TCD", "REB"),
    ("Chad", "state:TCD", "TCD", "GOV"),
    ("the League", "org:league", "IMG", "UAF"),
    ("the Council", "org:council", "UNO", None),
    ("at least 19 people", None, "NER", "CVL"),
    ("Two farmers", None, "NER", "CVL"),
    ("dozens of farmers", None, "NER", "CVL"),
    ("three of the farmers", None, None, "CVL"),
    ("Five Star Movement", None, None, "PTY"),
    ("gunmen", None, None, "UAF"),
    ("four gunmen", None, None, "UAF"),
    ("them", None, None, None),
)
NUMBERS: Final[Sequence[dict[str, Any]]] = (
    {"best": 3},
    {"best": 0},
    {"best": 7},
    {"best": 29},
    {"best": 41},
    {"best": 12, "low": 12, "qualifier": "at_least"},
    {"best": 40, "low": 40, "qualifier": "at_least"},
    {"best": 40, "low": None, "high": 40, "qualifier": "at_most"},
    {"best": 5, "low": None, "high": 5, "qualifier": "at_most"},
    {"best": 30, "low": None, "high": None, "qualifier": "about"},
    {"best": None, "low": 24, "high": 99, "qualifier": "vague"},
    {"best": None, "low": 24, "high": None, "qualifier": "vague"},
    {"best": 8, "low": 6, "high": 10, "qualifier": "range"},
)
MODES: Final = (None, None, "drone", "aerial", "heavy-weapons", "firearms")


def clusters(seed: int, count: int) -> dict[str, list[Claim]]:
    """Clusters by event id."""
    rng = random.Random(seed)
    return {f"e{n:04}": _cluster(rng, f"e{n:04}") for n in range(count)}


def facts_of(claims: Sequence[Claim], seed: int) -> dict[str, ArticleFacts]:
    """A day, or none, for every article, and few enough voices for copies."""
    rng = random.Random(seed)
    names = sorted({item.article_id for item in claims})
    days = [None, *(DAY + dt.timedelta(days=n) for n in range(3))]
    return {
        name: ArticleFacts(rng.choice(days), f"{name[:5]} {rng.randrange(4)}")
        for name in names
    }


def _cluster(rng: random.Random, name: str) -> list[Claim]:
    size = rng.choice((1, 2, 3, 5, 8, 13))
    few = rng.sample(PARTIES, rng.randint(1, 8))
    return [_claim(rng, f"{name} {n}", name, few) for n in range(size)]


def _claim(rng: random.Random, claim_id: str, name: str, parties: Any) -> Claim:
    sentence = rng.randrange(3)
    event_type = rng.choice(("ASSAULT",) * 9 + ("COERCE",))
    made = claim(
        f"{name} {rng.randrange(6)}",
        sentence,
        event_type,
        rng.choice(MODES) if event_type == "ASSAULT" else rng.choice((None, "arrest")),
        where=_place(rng),
        date=_date(rng),
        direction=rng.choice(("directed", "directed", "directed", "mutual", "unknown")),
        factuality=rng.choice(get_args(Factuality)),
        is_background=rng.random() < 0.4,
        confidence=round(rng.random(), 3),
        contexts=tuple(sorted(rng.sample(("military", "terrorism", "legal"), 2))),
        mediators=_parties(rng, parties, (0, 0, 0, 1)),
        actors=(),
    )
    sides = {
        name: _parties(rng, parties, (0, 1, 1, 2)) for name in ("actors", "recipients")
    }
    numbers = tuple(_number(rng, sides) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    return made.model_copy(
        update={"claim_id": claim_id, **sides, "quantities": numbers}
    )


def _parties(rng: random.Random, pool: Any, sizes: Sequence[int]) -> tuple[Party, ...]:
    size = min(rng.choice(sizes), len(pool))
    return tuple(
        party(words).model_copy(
            update={
                "entity_id": entity,
                "name": None if rng.random() < 0.2 else words,
                "country": country,
                "sector": sector,
            }
        )
        for words, entity, country, sector in rng.sample(pool, size)
    )


def _number(rng: random.Random, sides: dict[str, tuple[Party, ...]]) -> Quantity:
    role = rng.choice(("actors", "recipients", "recipients", "unknown", "civilians"))
    index = rng.choice((None, *range(len(sides.get(role, ())))))
    made = number(
        rng.choice(("killed", "killed", "injured", "people")),
        unit=rng.choice(("person", "person", "soldier")),
        **rng.choice(NUMBERS),
    )
    start = rng.randrange(3)
    return made.model_copy(
        update={
            "whose": Whose.model_validate({"role": role, "index": index}),
            "start": start,
            "end": start + 1,
            "is_each": rng.random() < 0.1,
        }
    )


def _place(rng: random.Random) -> Place | None:
    if rng.random() < 0.2:
        return None
    found = place(rng.choice(list(PLACES)), rng.choice(get_args(PlaceBasis)))
    changes: dict[str, Any] = rng.choice(
        ({}, {}, {}, {"country": None, "geonames_id": None}, {"precision": "exact"})
    )
    return found.model_copy(update=changes)


def _date(rng: random.Random) -> Any:
    if rng.random() < 0.1:
        return when(None)
    start = DAY + dt.timedelta(days=rng.randrange(-3, 3))
    last = start + dt.timedelta(days=rng.choice((0, 0, 0, 1, 6, 30)))
    basis = rng.choice(("stated", "relative", "publication"))
    made = when(start, last, basis)
    if made.date_start != made.date_end and rng.random() < 0.5:
        return made.model_copy(update={"precision": rng.choice(("week", "month"))})
    return made
