"""The ontology as data: PLOVER types, modes, contexts, sectors and crosswalks."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeVar

QuadClass = Literal[1, 2, 3, 4]
QUAD_CLASSES: Mapping[QuadClass, str] = MappingProxyType(
    {
        1: "verbal cooperation",
        2: "material cooperation",
        3: "verbal conflict",
        4: "material conflict",
    }
)
Row = dict[str, str]
T = TypeVar("T")


class OntologyError(ValueError):
    """A code that the ontology does not have, or a broken row of its files."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event; ``needs_recipient`` if it is nothing without one."""

    code: str
    quad_class: QuadClass
    score: float
    needs_recipient: bool
    definition: str
    example: str
    counter_example: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of a type: how the act was done, with its score (-10 to 10).

    The greater ``generality``, from 1, the less a mode says: where the claims of an
    event tie over modes, the least general one prevails.
    """

    event_type: str
    code: str
    score: float
    generality: int
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its name and meaning: a context, a sector, a kind of actor."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class FactualityTerm:
    """A factuality; the greater ``certainty`` prevails when claims are joined."""

    code: str
    certainty: int
    is_default: bool
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row of the crosswalk to CAMEO; an empty mode stands for the whole type.

    ``direction`` is from_cameo, to_cameo or both; ``loss`` says what gets lost.
    """

    cameo_code: str
    event_type: str
    mode: str
    direction: str
    loss: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """All codes of one version of the ontology, each mapping in the files' order."""

    name: str
    version: str
    types: Mapping[str, EventType]
    modes: Mapping[tuple[str, str], Mode]
    contexts: Mapping[str, Term]
    sectors: Mapping[str, Term]
    international: Mapping[str, Term]
    factualities: Mapping[str, FactualityTerm]
    crosswalk: tuple[Crossing, ...]
    hard_cases: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, str], ...]

    def modes_of(self, event_type: str) -> tuple[str, ...]:
        """Codes of the modes of a type; none if the type has no modes."""
        return tuple(mode for kind, mode in self.modes if kind == event_type)

    def check(self, event_type: str, mode: str | None = None) -> None:
        """Raise OntologyError unless type and mode exist and belong together."""
        if event_type not in self.types:
            known = ", ".join(self.types)
            raise OntologyError(
                f"event type {event_type!r} is not in {self.name} {self.version}; "
                f"its types are {known}"
            )
        if mode is None or (event_type, mode) in self.modes:
            return
        known = ", ".join(self.modes_of(event_type)) or "none at all"
        raise OntologyError(f"{event_type} has no mode {mode!r}; it has {known}")

    def score(self, event_type: str, mode: str | None = None) -> float:
        """Score from -10 (conflict) to 10 (cooperation), the mode's if there is one."""
        self.check(event_type, mode)
        if mode is not None:
            return self.modes[event_type, mode].score
        return self.types[event_type].score

    def quad_class(self, event_type: str) -> QuadClass:
        """Quad class of a type, 1 to 4."""
        self.check(event_type)
        return self.types[event_type].quad_class

    def needs_recipient(self, event_type: str) -> bool:
        """Whether the type is nothing without a recipient."""
        self.check(event_type)
        return self.types[event_type].needs_recipient

    def cameo_root(self, event_type: str, mode: str | None = None) -> str:
        """The nearest CAMEO root, as text ("08"), by the mode's row or the type's."""
        self.check(event_type, mode)
        roots = _roots()
        return roots.get((event_type, mode or "")) or roots[event_type, ""]


def _rows(name: str) -> list[Row]:
    text = (files("schemas") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def _table(
    name: str, build: Callable[[Row], T], key: Callable[[T], str]
) -> Mapping[str, T]:
    items = [_built(name, build, row) for row in _rows(name)]
    return MappingProxyType({key(item): item for item in items})


def _built(name: str, build: Callable[[Row], T], row: Row) -> T:
    try:
        return build(row)
    except (KeyError, ValueError) as error:
        raise OntologyError(f"schemas/data/{name}: {error} in {row}") from error


def _event_type(row: Row) -> EventType:
    quads: dict[str, QuadClass] = {str(quad): quad for quad in QUAD_CLASSES}
    return EventType(
        row["event_type"],
        quads[row["quad_class"]],
        float(row["score"]),
        row["needs_recipient"] == "true",
        row["definition"],
        row["example"],
        row["counter_example"],
    )


def _mode(row: Row) -> Mode:
    return Mode(
        row["event_type"],
        row["mode"],
        float(row["score"]),
        int(row["generality"]),
        row["definition"],
        row["example"],
    )


def _factuality(row: Row) -> FactualityTerm:
    return FactualityTerm(
        row["factuality"],
        int(row["certainty"]),
        row["is_default"] == "true",
        row["definition"],
        row["example"],
    )


def _terms(name: str, code: str) -> Mapping[str, Term]:
    def build(row: Row) -> Term:
        return Term(row[code], row.get("name", row[code]), row["definition"])

    return _table(name, build, lambda term: term.code)


def _pairs(rows: Iterable[Row], left: str, right: str) -> tuple[tuple[str, str], ...]:
    return tuple((row[left], row[right]) for row in rows)


@cache
def _crosswalk() -> tuple[Crossing, ...]:
    return tuple(
        Crossing(
            row["cameo_code"],
            row["event_type"],
            row["mode"],
            row["direction"],
            row["loss"],
        )
        for row in _rows("crosswalk_cameo.csv")
    )


@cache
def _roots() -> Mapping[tuple[str, str], str]:
    return {
        (row.event_type, row.mode): row.cameo_code
        for row in _crosswalk()
        if row.direction in {"to_cameo", "both"}
    }


@cache
def ontology() -> Ontology:
    """The ontology this version codes by, read once from ``schemas/data``.

    Raises OntologyError when a row of its files cannot be used.
    """
    about = tomllib.loads(
        (files("schemas") / "data" / "ontology.toml").read_text(encoding="utf-8")
    )
    modes = [_built("modes.csv", _mode, row) for row in _rows("modes.csv")]
    return Ontology(
        name=about["name"],
        version=about["version"],
        types=_table("types.csv", _event_type, lambda item: item.code),
        modes=MappingProxyType({(item.event_type, item.code): item for item in modes}),
        contexts=_terms("contexts.csv", "context"),
        sectors=_terms("sectors.csv", "sector"),
        international=_terms("international.csv", "code"),
        factualities=_table("factuality.csv", _factuality, lambda item: item.code),
        crosswalk=_crosswalk(),
        hard_cases=_pairs(_rows("hard_cases.csv"), "the_text_says", "code"),
        decisions=_pairs(about["decisions"], "topic", "decision"),
    )
