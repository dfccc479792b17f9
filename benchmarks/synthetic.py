"""Made-up claims by the million, with the happening that each of them tells.

A happening has a type, a country, a day, a town, two sides, words of its own and often
a toll. One to thirty reports tell it, some of them copies of one another, some on the
day before or after, some of the province or the country only, some with another toll.
Countries, types, towns and days are as uneven as in real reports.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import polars as pl

from schemas.ontology import ontology
from schemas.tables import TABLES, companions, polars_schema
from transforms.ids import stable_id

START: Final = dt.date(2020, 1, 1)
N_COUNTRIES: Final = 60
TOWNS: Final = 60
VOCABULARY: Final = 12_000
CHUNK: Final = 50_000
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
LETHAL: Final = frozenset({"ASSAULT", "COERCE", "PROTEST"})
SECTORS: Final = ("MIL", "REB", "CVL", "GOV", "PTY", "UAF")
Row = dict[str, Any]
TABLE_NAMES: Final = (
    *("articles", "sources", "claims"),
    *(table.name for table in companions("claims")),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, as nobody tells it whole."""

    number: int
    event_type: str
    mode: str | None
    country: str
    town: int
    day: dt.date
    sides: tuple[str, str, str, str]
    toll: int | None
    words: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Frames of the warehouse's tables, and claim_id with its happening (truth)."""

    frames: dict[str, pl.DataFrame]
    truth: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Report:
    happening: Happening
    published: dt.date
    quote: str
    trigger: tuple[str, int]
    row: Row
    toll: tuple[int, int] | None
    copy_of: int | None
    number: int


def corpus(n_claims: int, seed: int, days: int = 1095, first: int = 0) -> Corpus:
    """About ``n_claims`` claims of happenings on ``days`` days; the same for a seed.

    ``first`` numbers the happenings, so that a later corpus makes none of an earlier.
    """
    source = _reports(random.Random(seed), days, first)
    rows: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLE_NAMES}
    truth = []
    left = n_claims
    while left > 0:
        reports = sorted(
            islice(source, min(CHUNK, left)),
            key=lambda report: (report.published, report.number),
        )
        left -= len(reports)
        tables, told = _tables(reports, random.Random(f"{seed} {left}"))
        truth.append(told)
        for name in rows:
            schema = polars_schema(TABLES[name])
            rows[name].append(pl.DataFrame(tables[name], schema, orient="row"))
    frames = {name: pl.concat(parts) for name, parts in rows.items()}
    frames["sources"] = frames["sources"].unique("source_id")
    return Corpus(frames, pl.concat(truth))


def _reports(chance: random.Random, days: int, first: int) -> Iterator[_Report]:
    code = ontology()
    kinds = sorted(code.types, key=lambda kind: (code.score(kind, None), kind))
    weights = [1 / (rank + 1) for rank in range(len(kinds))]
    words = _vocabulary()
    number, count = first, 0
    while True:
        happening = _happening(
            chance, number, chance.choices(kinds, weights)[0], days, words
        )
        origin = count
        told = _told(chance, happening, count, None)
        for i in range(_n_reports(chance)):
            is_copy = i > 0 and chance.random() < 0.25
            if is_copy:
                published = told.published + dt.timedelta(chance.choice((0, 0, 1)))
                yield _copied(told, published, count, origin)
            else:
                report = _told(chance, happening, count, words) if i else told
                yield report
            count += 1
        number += 1


def _n_reports(chance: random.Random) -> int:
    return 1 if chance.random() < 0.5 else min(30, 1 + int(chance.paretovariate(1.1)))


def _vocabulary() -> list[str]:
    chance = random.Random(11)
    return [
        "".join(chance.choices(LETTERS, k=chance.randint(5, 11)))
        for _ in range(VOCABULARY)
    ]


def _happening(
    chance: random.Random, number: int, kind: str, days: int, words: list[str]
) -> Happening:
    country = min(int(chance.paretovariate(0.7)), N_COUNTRIES) - 1
    other = country if chance.random() < 0.7 else chance.randrange(N_COUNTRIES)
    modes = [mode for event_type, mode in ontology().modes if event_type == kind]
    actor, recipient = chance.sample(SECTORS, 2)
    has_toll = kind in LETHAL and chance.random() < 0.7
    return Happening(
        number=number,
        event_type=kind,
        mode=chance.choice(sorted(modes)) if modes and chance.random() < 0.6 else None,
        country=_code(country),
        town=min(int(chance.paretovariate(0.6)), TOWNS) - 1,
        day=START + dt.timedelta(int(days * chance.random())),
        sides=(_code(country), actor, _code(other), recipient),
        toll=1 + int(chance.lognormvariate(1.8, 1.1)) if has_toll else None,
        words=tuple(chance.sample(words, 8)),
        names=tuple(name.capitalize() for name in chance.sample(words, 2)),
    )


def _code(number: int) -> str:
    return "X" + LETTERS[number // 26].upper() + LETTERS[number % 26].upper()


def _copied(told: _Report, day: dt.date, number: int, origin: int) -> _Report:
    return _Report(
        told.happening,
        day,
        told.quote,
        told.trigger,
        told.row,
        told.toll,
        origin,
        number,
    )


def _told(
    chance: random.Random, what: Happening, number: int, words: list[str] | None
) -> _Report:
    """One telling of a happening; with a vocabulary in words partly of its own."""
    own = chance.sample(words, 4) if words else []
    told = [*chance.sample(what.words, 4 if own else 8), *own]
    toll = None
    if what.toll is not None and chance.random() < 0.75:
        share = 1.0 if chance.random() < 0.6 else chance.uniform(0.7, 1.5)
        toll = (max(1, int(what.toll * share)), 0)
    trigger = chance.choice(what.words[:2])
    head = f"{what.sides[0]} {what.sides[1].lower()} "
    names = " ".join(chance.sample(what.names, chance.randint(1, 2)))
    tail = f" {what.sides[2]} {what.sides[3].lower()} with {' '.join(told)} by {names}"
    quote = f"{head}{trigger}{tail}" + (f", {toll[0]} dead" if toll else "") + "."
    if toll:
        toll = (toll[0], len(head) + len(trigger) + len(tail) + 2)
    published = what.day + dt.timedelta(chance.choices((0, 1, 2, 3), (3, 4, 2, 1))[0])
    row = {**_place(chance, what), **_date(chance, what, published)}
    return _Report(
        what, published, quote, (trigger, len(head)), row, toll, None, number
    )


def _place(chance: random.Random, what: Happening) -> Row:
    level = chance.choices(("city", "admin1", "country", None), (60, 15, 15, 10))[0]
    if level is None:
        return {}
    land = (ord(what.country[1]) - 65) * 26 + ord(what.country[2]) - 65
    province, number = what.town % 8, land * 1000 + what.town
    is_city, is_country = level == "city", level == "country"
    names = {"city": f"Town {number}", "admin1": f"Province {land}-{province}"}
    return {
        "place_name": names.get(level, f"Land {land}"),
        "place_geonames_id": number if is_city else 900_000 + land * 10 + province,
        "place_country": what.country,
        "place_admin1": None if is_country else f"Province {land}-{province}",
        "place_latitude": None if is_country else land % 12 * 10 - 50 + province * 1.2,
        "place_longitude": None
        if is_country
        else land // 12 * 30 - 80 + what.town * 0.3,
        "place_precision": level,
        "place_basis": chance.choice(("stated", "stated", "inherited")),
    }


def _date(chance: random.Random, what: Happening, published: dt.date) -> Row:
    kind = chance.choices(("day", "shifted", "published", "range"), (58, 7, 30, 5))[0]
    if kind == "published":
        return _days(published, published, "day", "publication")
    if kind == "range":
        return _days(what.day - dt.timedelta(6), what.day, "range")
    shift = chance.choice((-1, 1)) if kind == "shifted" else 0
    day = min(published, what.day + dt.timedelta(shift))
    return _days(day, day, "day")


def _days(first: dt.date, last: dt.date, precision: str, basis: str = "stated") -> Row:
    return {
        "date_start": first,
        "date_end": last,
        "date_precision": precision,
        "date_basis": basis,
    }


def _tables(
    reports: list[_Report], chance: random.Random
) -> tuple[dict[str, list[Row]], pl.DataFrame]:
    """Rows of all tables; some reports of one day share an article."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLE_NAMES}
    voice_of: dict[int, str] = {}
    truth = []
    source = {"source_id": "made-up", "name": "made-up", "kind": "text"}
    rows["sources"].append(source | {"publisher": None, "n_articles": 0})
    for told in _articles(reports, chance):
        name = stable_id("made-up", *(str(report.number) for report in told))
        text, starts = "", []
        for report in told:
            starts.append(len(text))
            text += report.quote + "\n"
        for index, (report, start) in enumerate(zip(told, starts, strict=True)):
            claim_id = _put_claim(rows, report, name, index, start)
            truth.append((claim_id, report.happening.number))
        copied = told[0].copy_of
        voice = name if copied is None else voice_of.get(copied, name)
        voice_of.update(dict.fromkeys((report.number for report in told), voice))
        rows["articles"].append(_article(name, told[0].published, text, told, voice))
    schema = {"claim_id": pl.String, "happening": pl.Int64}
    return rows, pl.DataFrame(truth, schema, orient="row")


def _articles(reports: list[_Report], chance: random.Random) -> Iterator[list[_Report]]:
    """Reports in articles of one to four, each of one day."""
    at = 0
    while at < len(reports):
        size = chance.choices((1, 2, 3, 4), (5, 3, 1, 1))[0]
        told = reports[at : at + size]
        told = [report for report in told if report.published == told[0].published]
        at += len(told)
        yield told


def _article(
    name: str, day: dt.date, text: str, told: list[_Report], voice: str
) -> Row:
    is_copy = voice != name
    return {
        "article_id": name,
        "source_id": "made-up",
        "location": f"made-up/{name}",
        "published": day,
        "language": "en",
        "text": text,
        "n_characters": len(text),
        "n_sentences": len(told),
        "n_claims": len(told),
        "voice_id": voice,
        "duplicate_of": voice if is_copy else None,
        "similarity": 1.0 if is_copy else None,
        "duplicate_reason": "near" if is_copy else None,
    }


def _put_claim(
    rows: dict[str, list[Row]], report: _Report, article: str, index: int, start: int
) -> str:
    what, (trigger, at) = report.happening, report.trigger
    begins = start + at
    claim_id = stable_id(article, str(begins), what.event_type)
    code = ontology()
    rows["claims"].append(
        {
            "claim_id": claim_id,
            "article_id": article,
            "sentence_index": index,
            "start": start,
            "end": start + len(report.quote),
            "quote": report.quote,
            "trigger_text": trigger,
            "trigger_text_start": begins,
            "trigger_text_end": begins + len(trigger),
            "event_type": what.event_type,
            "mode": what.mode,
            "ontology_name": code.name,
            "ontology_version": code.version,
            "direction": "directed",
            "factuality": "completed",
            "is_background": False,
            "confidence": 0.8,
            "decided_by": "rule",
            "extractor_name": "made-up",
            "extractor_version": "0",
            **report.row,
        }
    )
    _put_parties(rows, report, claim_id, start)
    if report.toll:
        rows["claim_quantities"].append(_number(report.toll, claim_id, start))
    if what.number % 3 == 0:
        rows["claim_contexts"].append({"claim_id": claim_id, "context": "military"})
    return claim_id


def _put_parties(
    rows: dict[str, list[Row]], report: _Report, claim_id: str, start: int
) -> None:
    sides = report.happening.sides
    second = report.quote.index(f" {sides[2]} {sides[3].lower()} with") + 1
    for role, country, sector, at in (
        ("actor", *sides[:2], 0),
        ("recipient", *sides[2:], second),
    ):
        text = f"{country} {sector.lower()}"
        key = {"claim_id": claim_id, "role": role, "position": 0}
        rows["claim_actors"].append(
            {
                **key,
                "text": text,
                "text_start": start + at,
                "text_end": start + at + len(text),
                "name": text,
                "country": country,
                "sector": sector,
            }
        )
        rows["claim_actor_sectors"].append(
            {**key, "sector_position": 0, "sector": sector}
        )


def _number(toll: tuple[int, int], claim_id: str, start: int) -> Row:
    best, at = toll
    return {
        "claim_id": claim_id,
        "position": 0,
        "text": str(best),
        "text_start": start + at,
        "text_end": start + at + len(str(best)),
        "low": float(best),
        "best": float(best),
        "high": float(best),
        "unit": "person",
        "counted": "killed",
        "qualifier": "exact",
        "whose_role": "recipients",
        "whose_index": 0,
        "is_each": False,
    }
