"""The actor dictionary: names of states, seats, people, groups and organisations.

The facts lie in ``data/*.csv``, each with its source and the days it holds.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation
from spacy.lang.en.stop_words import STOP_WORDS

from transforms.document import Mention
from transforms.lexicon import LexiconError, read_table

PACKAGE = "transforms.actors"
# Tables whose rows are entities; offices are written in people.csv.
ENTITY_TABLES = {
    "states.csv": "state",
    "people.csv": "person",
    "armed_groups.csv": "group",
    "parties.csv": "party",
    "organisations.csv": "organisation",
}
NAMED_KINDS = frozenset({"group", "party", "organisation"})
BODIES = frozenset({"group", "party", "org"})
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
_ODD = re.compile(r"[^\x00-\x7f]")
_SHORTEST_UPPER = 4  # "IRAN" is safe in capitals, "MAY" is not


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a fact table, with the days it holds (open ends are None)."""

    entity_id: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    sectors: tuple[str, ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str = ""
    is_plural: bool = False

    @property
    def base(self) -> str:
        """The id without the term of office: one value per person."""
        return self.entity_id.split("#")[0]

    def holds(self, on: dt.date | None) -> bool:
        """Whether the entry holds on a day; an entry holds if the day is unknown."""
        if on is None:
            return True
        after = self.valid_from is None or self.valid_from <= on
        return after and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, eq=False)
class ActorDictionary:
    """All known actors with an index over their names; load it once per process."""

    entries: Mapping[str, Entry]
    ids_of: Mapping[str, tuple[str, ...]]
    patterns: tuple[str, ...]
    index: AhoCorasick
    states: Mapping[str, Entry]
    words: frozenset[str]

    @classmethod
    def load(cls) -> ActorDictionary:
        """The dictionary of the package's own tables, built once and cached."""
        return _load()

    def entry(self, entity_id: str) -> Entry:
        """The row behind an id of a mention; KeyError if there is none."""
        return self.entries[entity_id]

    def state(self, country: str | None) -> Entry | None:
        """The state with an ISO 3166 alpha-3 code, if it is one."""
        return self.states.get(country or "")

    def find_mentions(self, text: str) -> list[Mention]:
        """Names in a text, in order and without overlap, the longest one first.

        Case counts, except that a name may stand in capitals as a whole. Offsets are
        code points of ``text``; the span leaves a possessive ending out.
        """
        folded = fold(text)
        hits = self.index.find_matches_as_indexes(folded, overlapping=True)
        padded = f" {folded} "
        whole = [
            hit
            for hit in hits
            if not (padded[hit[1]].isalnum() or padded[hit[2] + 1].isalnum())
        ]
        whole.sort(key=lambda hit: (hit[1], -hit[2]))
        found: list[Mention] = []
        last = 0
        for number, start, end in whole:
            if start < last or _is_shouted_word(text, start, end):
                continue
            last = end
            ids = self.ids_of[self.patterns[number]]
            found += self._twin_before(text, start, end)
            found.append(Mention(start, end, text[start:end], ids))
        return found

    def _twin_before(self, text: str, start: int, end: int) -> list[Mention]:
        """The first name of "North and South Korea", which shares its last word."""
        name = text[start:end]
        direction, twin = _DIRECTION.match(name), _TWIN.search(text[:start][-16:])
        if direction is None or twin is None:
            return []
        ids = self.ids_of.get(twin[1] + name[direction.end() :])
        first = start - len(twin[0])
        word = twin[1]
        return [Mention(first, first + len(word), word, ids)] if ids else []


_DIRECTION = re.compile(r"(?:North|South|East|West)(?:ern)?\b")
_TWIN = re.compile(r"\b((?:North|South|East|West)(?:ern)?) and $")


def find_mentions(text: str) -> list[Mention]:
    """Names of the actor dictionary in a text; see ActorDictionary.find_mentions."""
    return ActorDictionary.load().find_mentions(text)


@cache
def acronyms() -> frozenset[str]:
    """Names that are printed in capitals alone, such as FMLN."""
    ids_of = ActorDictionary.load().ids_of
    forms = {row["acronym"] for row in read_table(PACKAGE, "acronyms.csv")}
    return frozenset(
        name
        for name in ids_of
        if name.isalpha()
        and name.isupper()
        and name.lower() not in STOP_WORDS
        and (name in forms or name.title() not in ids_of)
    )


@cache
def bodies() -> frozenset[str]:
    """Names that only groups, parties and organisations bear."""
    ids_of = ActorDictionary.load().ids_of
    return frozenset(
        name
        for name, ids in ids_of.items()
        if all(each.partition(":")[0] in BODIES for each in ids)
    )


def fold(text: str) -> str:
    """The text with plain quotes, hyphens, blanks and letters, of the same length."""
    if text.isascii():
        return text
    table = _folding()
    # Odd letters are few: a search for them is ten times as fast as translate.
    return _ODD.sub(lambda found: table.get(ord(found[0]), found[0]), text)


@cache
def _folding() -> dict[int, str]:
    table = dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x00B4, 0x0060), "'")
    table |= dict.fromkeys((0x201C, 0x201D, 0x00AB, 0x00BB), '"')
    table |= dict.fromkeys(range(0x2010, 0x2016), "-")
    table |= dict.fromkeys((0x00A0, 0x2009, 0x202F), " ")
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    # Letters that Unicode does not take apart.
    table |= {ord(a): b for a, b in zip("ıłŁøØđĐ", "ilLoOdD", strict=True)}
    return table


def _is_shouted_word(text: str, start: int, end: int) -> bool:
    """Whether a match is an ordinary word in a line of capitals ("WHO", "US")."""
    name = text[start:end]
    if not name.isupper() or name.lower() not in STOP_WORDS:
        return False
    line = text[text.rfind("\n", 0, start) + 1 : end + 40].split("\n")[0]
    return line.isupper() and text[max(0, start - 4) : start].upper() != "THE "


@cache
def _load() -> ActorDictionary:
    rows = [*_entity_rows(), *_seat_rows(), *_demonym_rows()]
    ids: defaultdict[str, list[str]] = defaultdict(list)
    entries: dict[str, Entry] = {}
    for entry, names in rows:
        entries[entry.entity_id] = entry
        for name in names:
            if entry.entity_id not in ids[fold(name)]:
                ids[fold(name)].append(entry.entity_id)
    for name in list(ids):
        if len(name) >= _SHORTEST_UPPER and name.upper() not in ids:
            ids[name.upper()] = ids[name]
    for row in read_table(PACKAGE, "acronyms.csv"):
        if row["acronym"] in ids and row["form"] not in ids:
            ids[row["form"]] = ids[row["acronym"]]
    patterns = tuple(ids)
    index = AhoCorasick(patterns, implementation=Implementation.DFA)
    ids_of = {name: tuple(found) for name, found in ids.items()}
    return ActorDictionary(
        entries, ids_of, patterns, index, _states(entries), frozenset(ids)
    )


def _states(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The present state of each country code."""
    found: dict[str, Entry] = {}
    for entry in entries.values():
        is_own = entry.entity_id == f"state:{entry.country}"
        if entry.kind == "state" and entry.country and is_own:
            found[entry.country] = entry
    return found


def _entity_rows() -> Iterator[tuple[Entry, list[str]]]:
    for table, kind in ENTITY_TABLES.items():
        for row in read_table(PACKAGE, table):
            yield _entry(row, kind, table), _names(row)


def _names(row: Mapping[str, str]) -> list[str]:
    return [name for name in (row["name"], *row["aliases"].split("|")) if name]


def _entry(row: Mapping[str, str], kind: str, table: str) -> Entry:
    sector = row.get("sector") or ("GOV" if kind == "state" else None)
    more = [item for item in row.get("sectors", "").split("|") if item]
    return Entry(
        entity_id=row["entity_id"],
        name=row["name"],
        kind=kind,
        country=row["country"] or None,
        sector=sector,
        sectors=tuple(dict.fromkeys([sector, *more] if sector else more)),
        valid_from=_day(row, "valid_from", table),
        valid_to=_day(row, "valid_to", table),
        source=row["source"],
    )


def _day(row: Mapping[str, str], field: str, table: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row[field]) if row[field] else None
    except ValueError as error:
        raise LexiconError(
            f"{PACKAGE}/data/{table}, {row['entity_id']}, field {field!r}: "
            f"{row[field]!r} is no date"
        ) from error


def _seat_rows() -> Iterator[tuple[Entry, list[str]]]:
    for row in read_table(PACKAGE, "capitals.csv"):
        word, country = row["word"], row["country"]
        entry = Entry(
            entity_id=f"{row['kind']}:{country}:{word}",
            name=word,
            kind=row["kind"],
            country=country,
            sector=row["sector"] or "GOV",
            sectors=(row["sector"] or "GOV",),
            source=row["source"],
        )
        yield entry, [word.removeprefix("the ")]


def _demonym_rows() -> Iterator[tuple[Entry, list[str]]]:
    kinds: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_table(PACKAGE, "demonyms.csv"):
        kinds[row["word"], row["country"]].add(row["kind"])
    for (word, country), uses in kinds.items():
        entry = Entry(
            entity_id=f"demonym:{country}:{word}",
            name=word,
            kind="demonym",
            country=country or None,
            sector=None,
            sectors=(),
            is_plural=uses == {"noun_plural"},
        )
        yield entry, [word]


def entries_of(dictionary: ActorDictionary, ids: Iterable[str]) -> list[Entry]:
    """The rows behind the ids of a mention."""
    return [dictionary.entries[entity_id] for entity_id in ids]


@cache
def person_names() -> frozenset[str]:
    """Last words of the names and aliases of all persons."""
    rows = read_table(PACKAGE, "people.csv")
    names = (n for row in rows for n in (row["name"], *row["aliases"].split("|")))
    return frozenset(name.split()[-1] for name in names if name)
