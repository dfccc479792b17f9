"""The fields of a claim that reviewers can set, and what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from schemas.ontology import OntologyError, ontology
from schemas.records import Claim, Direction, Factuality
from transforms.corrections.dates import date_of, no_date, shown_date
from transforms.corrections.errors import CorrectionError
from transforms.corrections.items import one_of
from transforms.corrections.places import place_of, shown_place
from transforms.corrections.rewrite import reading

NONE: Final = frozenset({"", "none", "null", "-"})
YES_NO: Final[Mapping[str, bool]] = {
    "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False,
}  # fmt: skip


def field_value(claim: Claim, name: str, text: str) -> Any:
    """The value that a text gives a field; ``claim`` is as corrected so far.

    Raises CorrectionError that names the field, the value and what is allowed.
    """
    reader = READERS.get(name)
    if reader is None:
        raise CorrectionError(
            f"{name!r} cannot be corrected; the fields are {', '.join(READERS)}, and "
            "those of a party or number, such as actor.0.country or quantity.0.bounds"
        )
    return reader(claim, text.strip())


def shown_fields(claim: Claim) -> dict[str, str]:
    """Every field of a claim as a reviewer reads and writes it; empty for none."""
    values = reading(claim)
    return {
        "event_type": claim.event_type,
        "mode": claim.mode or "",
        "direction": claim.direction,
        "factuality": claim.factuality,
        "is_background": "yes" if claim.is_background else "no",
        "contexts": "; ".join(claim.contexts),
        "place": shown_place(values["place"]),
        "date": shown_date(values["date"]),
    }


def _event_type(_: Claim, text: str) -> str:
    return one_of("event_type", text.upper(), tuple(ontology().types))


def _mode(claim: Claim, text: str) -> str | None:
    if text in NONE:
        return None
    try:
        ontology().check(claim.event_type, text)
    except OntologyError as error:
        raise CorrectionError(f"mode: {error}") from error
    return text


def _direction(_: Claim, text: str) -> str:
    return one_of("direction", text, get_args(Direction))


def _factuality(_: Claim, text: str) -> str:
    return one_of("factuality", text, get_args(Factuality))


def is_yes(field: str, text: str) -> bool:
    """A yes or a no."""
    if text.lower() not in YES_NO:
        raise CorrectionError(f"{field}: {text!r} is neither yes nor no")
    return YES_NO[text.lower()]


def _is_background(_: Claim, text: str) -> bool:
    return is_yes("is_background", text)


def _contexts(_: Claim, text: str) -> list[str] | None:
    if text in NONE:
        return None
    words = [part.strip() for part in text.replace(",", ";").split(";")]
    allowed = tuple(ontology().contexts)
    return sorted({one_of("contexts", word, allowed) for word in words if word})


def _place(_: Claim, text: str) -> dict[str, Any] | None:
    return None if text in NONE else place_of(text)


def _date(_: Claim, text: str) -> dict[str, Any]:
    return no_date() if text in NONE else date_of(text)


READERS: Final[Mapping[str, Callable[[Claim, str], Any]]] = {
    "event_type": _event_type,
    "mode": _mode,
    "direction": _direction,
    "factuality": _factuality,
    "is_background": _is_background,
    "contexts": _contexts,
    "place": _place,
    "date": _date,
}
