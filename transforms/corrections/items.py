"""Parties and numbers as reviewers write them, in one line each.

A party is ``name | country | sector | entity``, a number ``counted | bounds | unit |
whose``; what is unknown is left empty, and empty cells at the end are left out. Bounds
are one number if all three are equal, else ``low/best/high``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args

from schemas.ontology import ontology
from schemas.records import WhoseRole
from schemas.vocabulary import counted_kinds
from transforms.corrections.errors import CorrectionError
from transforms.corrections.values import Values
from transforms.places.gazetteer import countries

PARTY: Final = ("name", "country", "sector", "entity")
NUMBER: Final = ("counted", "bounds", "unit", "whose")
Check = Callable[[str, str], Any]


def cells_of(line: str, names: Sequence[str], field: str) -> dict[str, str]:
    """The cells of a line by their names; those left out are empty."""
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > len(names):
        raise CorrectionError(
            f"{field}: {line!r} has {len(cells)} parts; it has the form "
            f"{' | '.join(names)}"
        )
    return dict(zip(names, [*cells, *[""] * len(names)], strict=False))


def shown_party(values: Values) -> str:
    """A party as ``party_of`` reads it; its words where it has no standard name."""
    name = values["name"] or values["text"]
    cells = [name, values["country"], values["sector"], values["entity_id"]]
    return _line(cells)


def shown_number(values: Values) -> str:
    """A number as ``number_of`` reads it; ``whose`` must be in words already."""
    cells = [values["counted"], shown_bounds(values), values["unit"], values["whose"]]
    return _line(cells)


def shown_bounds(values: Values) -> str:
    """One number if low, best and high are equal, else the three with slashes."""
    bounds = [values[name] for name in ("low", "best", "high")]
    if len(set(bounds)) == 1 and bounds[0] is not None:
        return f"{bounds[0]:.15g}"
    return "/".join("" if value is None else f"{value:.15g}" for value in bounds)


def party_of(line: str, field: str) -> Values:
    """A party that a reviewer adds; raises CorrectionError for unknown codes."""
    cells = cells_of(line, PARTY, field)
    if cells["entity"]:
        found = entity(field, cells["entity"])
        told = {name: cells[name] for name in ("name", "country", "sector")}
        return {**found, **{k: PARTY_CHECKS[k](field, v) for k, v in told.items() if v}}
    if not cells["name"]:
        raise CorrectionError(
            f"{field}: a party needs a name, as in 'Rebels | SDN | REB'"
        )
    sector_code = sector(field, cells["sector"])
    return {
        "entity_id": None,
        "name": name_of(field, cells["name"]),
        "country": country(field, cells["country"]),
        "sector": sector_code,
        "sectors": [sector_code] if sector_code else [],
    }


def number_of(line: str, field: str) -> Values:
    """A number that a reviewer adds; raises CorrectionError for what is not allowed."""
    cells = cells_of(line, NUMBER, field)
    return {
        **bounds_of(field, cells["bounds"]),
        "unit": unit(field, cells["unit"]),
        "counted": counted(field, cells["counted"]),
        "whose": whose(field, cells["whose"] or "unknown"),
        "is_each": False,
    }


def bounds_of(field: str, text: str) -> Values:
    """Low, best and high of ``12``, ``10/12/15``, ``12/12/`` (at least 12)."""
    parts = text.split("/")
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3 or not any(part.strip() for part in parts):  # noqa: PLR2004
        raise CorrectionError(
            f"{field}: {text!r} are no bounds; write 12, or low/best/high as 10/12/15, "
            "12/12/ for at least 12, /12/12 for at most 12"
        )
    low, best, high = (_number(field, part) for part in parts)
    known = [value for value in (low, best, high) if value is not None]
    if known != sorted(known):
        raise CorrectionError(f"{field}: {text!r} is not in order low/best/high")
    qualifier = _qualifier(low, best, high)
    return {"low": low, "best": best, "high": high, "qualifier": qualifier}


def name_of(field: str, text: str) -> str:
    """A name, which is never empty."""
    if not text:
        raise CorrectionError(f"{field}: a party needs a name; remove it instead")
    return text


def country(field: str, text: str) -> str | None:
    """ISO 3166 alpha-3 or an international code; empty for none."""
    if not text:
        return None
    code = text.upper()
    if code not in _countries():
        known = ", ".join(ontology().international)
        raise CorrectionError(
            f"{field}: {text!r} is no country; write the three letters of ISO 3166 "
            f"(KOS for Kosovo), one of {known}, or none"
        )
    return code


def sector(field: str, text: str) -> str | None:
    """A PLOVER sector; empty for none."""
    if not text:
        return None
    return one_of(field, text.upper(), tuple(ontology().sectors))


def counted(field: str, text: str) -> str:
    """What is counted."""
    return one_of(field, text, tuple(counted_kinds()))


def unit(field: str, text: str) -> str:
    """A singular noun."""
    if not text:
        raise CorrectionError(f"{field}: a number needs a unit, such as soldier")
    return text


def whose(field: str, text: str) -> str:
    """A role, or a party by role and position: ``recipients``, ``recipient.0``."""
    role, dot, position = text.partition(".")
    if dot and role in ("actor", "recipient") and position.isdecimal():
        return text
    return one_of(field, text, get_args(WhoseRole), "or a party such as recipient.0")


def entity(field: str, text: str) -> Values:
    """The party that an id of the actor dictionary stands for."""
    # The dictionary imports the language library, which takes a second.
    from transforms.actors.dictionary import ActorDictionary  # noqa: PLC0415

    try:
        found = ActorDictionary.load().entry(text)
    except KeyError:
        raise CorrectionError(
            f"{field}: the actor dictionary has no {text!r}; ids look like state:SDN "
            "or group:islamic-state, see the table entities"
        ) from None
    return {
        "entity_id": found.entity_id,
        "name": found.name,
        "country": found.country,
        "sector": found.sector,
        "sectors": list(found.sectors),
    }


def one_of(field: str, text: str, allowed: Sequence[str], more: str = "") -> str:
    """The text, if it is one of the allowed codes."""
    if text not in allowed:
        words = ", ".join(allowed)
        raise CorrectionError(
            f"{field}: {text!r} is not one of {words}{more and ' '}{more}"
        )
    return text


PARTY_CHECKS: Final[Mapping[str, Check]] = {
    "name": name_of,
    "country": country,
    "sector": sector,
    "entity": entity,
}
NUMBER_CHECKS: Final[Mapping[str, Check]] = {
    "counted": counted,
    "bounds": bounds_of,
    "unit": unit,
    "whose": whose,
}


def _line(cells: Sequence[str | None]) -> str:
    plain = [(cell or "").replace("|", "/").replace(";", ",") for cell in cells]
    while plain and not plain[-1]:
        plain.pop()
    return " | ".join(plain)


def _number(field: str, text: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        raise CorrectionError(f"{field}: {text.strip()!r} is no number") from None
    if not 0 <= value < float("inf"):
        raise CorrectionError(f"{field}: {text.strip()!r} is not from 0 upwards")
    return value


def _qualifier(low: float | None, best: float | None, high: float | None) -> str:
    if high is None and low is not None:
        return "at_least"
    if low is None and high is not None:
        return "at_most"
    return "exact" if low == best == high else "range"


@cache
def _countries() -> frozenset[str]:
    return frozenset(item.iso3 for item in countries()) | set(ontology().international)
