"""Actor phrases with the country and the role they stand for.

A phrase is read by itself, as of the day the case gives. A case is right when country
and role are, or when nothing is coded where nothing should be; roles that PLOVER does
not have are not asked for. Cases whose answer names an encyclopaedia article, or that
come with words around them, are counted apart: they ask for a look-up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.quality.reading import (
    TODAY,
    Folders,
    Row,
    one_block,
    read_rows,
    sampled,
    shortened,
)
from benchmarks.quality.report import Figure, Report, share
from schemas.ontology import ontology
from schemas.records import Party
from transforms.actors.compose import resolve_phrase
from transforms.actors.dictionary import find_mentions
from transforms.document import Document
from transforms.extract import Extractor
from transforms.parse import parse_articles
from transforms.places.find import find_places

NAME = "ngec_actor_cases"
READ_HERE = frozenset({"agent_to_code", "short_text_to_agent", "search_nat"})
LOOK_UPS = frozenset({"wiki", "actor_wiki_job"})
NOBODY = frozenset({"", "UNK"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the parties its phrase was read as."""

    row: Row
    parties: tuple[Party, ...]

    @property
    def is_looked_up(self) -> bool:
        """Whether the answer needs an encyclopaedia: a name, or words around it."""
        return bool(self.row.get("context") or LOOK_UPS & set(self.row["expect"]))

    @property
    def is_country_right(self) -> bool | None:
        """Whether the country is right; None when the case does not ask for it."""
        accepted = _accepted(self.row, "country", "cc")
        countries = {party.country for party in self.parties if party.country}
        return _fits(accepted, countries) if accepted else None

    @property
    def is_role_right(self) -> bool | None:
        """Whether the role is right; None when the case does not ask for it."""
        accepted = _accepted(self.row, "code_1") & set(ontology().sectors)
        sectors = {sector for party in self.parties for sector in party.sectors}
        return _fits(accepted, sectors) if accepted else None

    @property
    def is_right(self) -> bool:
        """Whether all that the case asks for is right."""
        if is_nobody(self.row):
            return not any(party.country or party.sector for party in self.parties)
        return self.is_country_right is not False and self.is_role_right is not False


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Country and role of actor phrases."""
    rows = read_rows(folders.path("gold/ngec_actor_cases.jsonl"))
    asked = [row for row in rows if row["fn"] in READ_HERE and _asks(row)]
    kept = sampled(asked, sample)
    texts = [one_block(str(n), row["text"]) for n, row in enumerate(kept)]
    documents = parse_articles(texts, extractor.nlp)
    judged = [
        Judged(row, tuple(read(document, day_of(row))))
        for row, document in zip(kept, documents, strict=True)
    ]
    here = [item for item in judged if not item.is_looked_up]
    return Report(
        NAME,
        (
            *figures(here, ""),
            *figures(
                [item for item in judged if item.is_looked_up], ", encyclopaedia cases"
            ),
        ),
        errors=tuple(error_lines(judged)),
        note=f"{len(rows) - len(asked)} cases ask for an article or a pattern only "
        "and are left out",
    )


def is_nobody(row: Row) -> bool:
    """Whether nothing should be coded."""
    return any("is None" in other or "== None" in other for other in row["other"])


def _asks(row: Row) -> bool:
    return bool({"country", "cc", "code_1"} & set(row["expect"])) or is_nobody(row)


def _accepted(row: Row, *names: str) -> set[str]:
    """The accepted codes, given as one or as a list; empty if none is asked for."""
    values = [row["expect"][name] for name in names if name in row["expect"]]
    return {
        code
        for value in values
        for code in (value if isinstance(value, list) else [value])
    }


def _fits(accepted: set[str], told: set[str]) -> bool:
    """Whether a code told is accepted, or none is told and none accepted."""
    return bool(accepted & told) or (bool(accepted & NOBODY) and told <= NOBODY)


def day_of(row: Row) -> dt.date:
    """The day the case is asked for; the present where it says so or nothing."""
    try:
        return dt.date.fromisoformat(row.get("query_date", ""))
    except ValueError:
        return TODAY


def read(document: Document, on: dt.date) -> Iterator[Party]:
    """The parties of a text that is a phrase."""
    places = find_places(document)
    mentions = find_mentions(document.article.text)
    for sentence in document.sentences:
        yield from resolve_phrase(
            sentence.span,
            mentions,
            sentence,
            on,
            places=places.get(sentence.index, []),
        )


def figures(judged: Sequence[Judged], cases: str) -> Iterator[Figure]:
    """Share right, and of country and role by themselves."""
    yield share(f"all right{cases}", sum(item.is_right for item in judged), len(judged))
    for name, marks in (
        ("country", [item.is_country_right for item in judged]),
        ("role", [item.is_role_right for item in judged]),
    ):
        asked = [mark for mark in marks if mark is not None]
        yield share(f"{name}{cases}", sum(asked), len(asked))


def error_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """Wrong cases, those that need no encyclopaedia first."""
    for item in sorted(judged, key=lambda item: item.is_looked_up):
        if not item.is_right:
            told = [(party.country, *party.sectors) for party in item.parties]
            text = shortened(item.row["text"], 80)
            wanted = "nobody" if is_nobody(item.row) else item.row["expect"]
            yield f"{text!r}: told {told}, is {wanted}"
