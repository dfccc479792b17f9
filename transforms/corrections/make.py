"""Make corrections of what a reviewer says, each checked before it is a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from schemas.records import Claim
from schemas.reviews import Correction, CorrectionKind
from transforms.corrections.draft import CLAIMANT, NUMBER, Draft
from transforms.corrections.errors import CorrectionError
from transforms.corrections.fields import field_value, is_yes
from transforms.corrections.items import (
    NUMBER_CHECKS,
    PARTY_CHECKS,
    bounds_of,
    number_of,
    one_of,
    party_of,
    shown_number,
    shown_party,
)
from transforms.corrections.rewrite import reading
from transforms.corrections.seen import Seen, number_values
from transforms.corrections.values import (
    ROLES,
    Values,
    as_text,
    fingerprint_of,
    fingerprint_of_field,
    fingerprint_of_items,
    fingerprint_of_pair,
)
from transforms.ids import stable_id

BOUNDS: Final = ("low", "best", "high")
ITEM_ROLES: Final = (*ROLES, CLAIMANT, NUMBER)
FIELDS_OF_PARTY: Final = (*PARTY_CHECKS, "role")
FIELDS_OF_NUMBER: Final = (*NUMBER_CHECKS, *BOUNDS, "is_each")


@dataclass(frozen=True, slots=True)
class By:
    """Who decides, why, and when."""

    reviewer: str
    reason: str
    at: dt.datetime

    def later(self, steps: int = 1) -> By:
        """The same, a moment later: of two corrections the later one holds."""
        return replace(self, at=self.at + dt.timedelta(microseconds=steps))


def accept(seen: Seen, by: By) -> Correction:
    """The claim was reviewed and is right, with the corrections that hold."""
    ids = ";".join(item.correction_id for item in seen.in_force)
    return _judgement("accept", seen.claim, ids or None, by)


def reject(seen: Seen, by: By) -> Correction:
    """There is no such event."""
    return _judgement("reject", seen.claim, None, by)


def change(seen: Seen, path: str, text: str, by: By) -> Correction:
    """Set a field: ``mode``, ``place``, ``actor.0.country``, ``quantity.1.bounds``.

    Raises CorrectionError for an unknown field, a value that is not allowed, a value
    the field has already, and a date that publication forbids.
    """
    if "." not in path:
        made = _field_change(seen, path, text, by)
    else:
        made = _item_change(seen, path, text.strip(), by)
    if made.old_value == made.new_value:
        raise CorrectionError(f"{path}: is {made.new_value or 'none'} already")
    seen.with_(made)
    return made


def add(seen: Seen, role: str, line: str, by: By) -> Correction:
    """Add a party (``name | country | sector | entity``) or a number."""
    one_of("add", role, ITEM_ROLES)
    read = number_of if role == NUMBER else party_of
    values = {**_span(seen.claim, line), **read(line, role)}
    if role == NUMBER:
        values["whose"] = _owner(seen, role, values["whose"])
    name = "quantities" if role == NUMBER else role
    made = _correction(
        by,
        kind="add",
        table_name=_table(role),
        row_id=f"{seen.claim.claim_id}/{role}",
        column_name=role,
        new_value=as_text(values),
        fingerprint=fingerprint_of_items(seen.claim, name),
    )
    seen.with_(made)
    return made


def remove(seen: Seen, path: str, by: By) -> Correction:
    """Take a party or number off the claim: ``actor.0``, ``quantity.1``."""
    role, position = _position(seen, path)
    made = _correction(
        by,
        kind="remove",
        table_name=_table(role),
        row_id=_row(seen, role, position),
        old_value=_shown(seen.now.claim, role, position),
        fingerprint=_fingerprint(seen, role, position),
    )
    seen.with_(made)
    return made


def split(claim: Claim, others: Sequence[Claim], by: By) -> Correction:
    """The claim tells another happening than each of the others."""
    return _pair("split", claim, others, by)


def merge(claim: Claim, others: Sequence[Claim], by: By) -> Correction:
    """The claim tells the same happening as each of the others."""
    return _pair("merge", claim, others, by)


def undo(correction: Correction, by: By) -> Correction:
    """Take a correction back; an undo can be taken back too."""
    at = max(by.at, correction.created_at + dt.timedelta(microseconds=1))
    return _correction(
        replace(by, at=at),
        kind="undo",
        table_name="corrections",
        row_id=correction.correction_id,
        fingerprint=correction.fingerprint,
    )


def _judgement(
    kind: CorrectionKind, claim: Claim, old_value: str | None, by: By
) -> Correction:
    return _correction(
        by,
        kind=kind,
        table_name="claims",
        row_id=claim.claim_id,
        old_value=old_value,
        fingerprint=fingerprint_of(claim),
    )


def _pair(
    kind: CorrectionKind, claim: Claim, others: Sequence[Claim], by: By
) -> Correction:
    names = sorted({other.claim_id for other in others} - {claim.claim_id})
    if not names:
        raise CorrectionError(f"{kind}: needs another claim than {claim.claim_id}")
    kept = [other for other in others if other.claim_id in names]
    return _correction(
        by,
        kind=kind,
        table_name="event_claims",
        row_id=claim.claim_id,
        other_rows=";".join(names),
        fingerprint=fingerprint_of_pair(claim, *kept),
    )


def _field_change(seen: Seen, name: str, text: str, by: By) -> Correction:
    claim = seen.now.claim
    value = as_text(field_value(claim, name, text))
    return _correction(
        by,
        kind="change",
        table_name="claims",
        row_id=claim.claim_id,
        column_name=name,
        old_value=as_text(reading(claim)[name]) or None,
        new_value=value,
        fingerprint=fingerprint_of_field(seen.claim, name),
    )


def _item_change(seen: Seen, path: str, text: str, by: By) -> Correction:
    item, _, column = path.rpartition(".")
    role, position = _position(seen, item)
    allowed = FIELDS_OF_NUMBER if role == NUMBER else FIELDS_OF_PARTY
    one_of(path, column, allowed)
    if role == NUMBER:
        name, old, new = _number_change(seen, position, path, column, text)
    else:
        name, old, new = _party_change(seen, role, position, path, column, text)
    return _correction(
        by,
        kind="change",
        table_name=_table(role),
        row_id=_row(seen, role, position),
        column_name=name,
        old_value=as_text(old),
        new_value=as_text(new),
        fingerprint=_fingerprint(seen, role, position),
    )


def _party_change(
    seen: Seen, role: str, position: int, path: str, column: str, text: str
) -> tuple[str, Any, Any]:
    values = _values(seen.now.claim, role, position)
    if column == "role":
        return column, role, one_of(path, text, (*ROLES, CLAIMANT))
    if column == "entity" and text == "none":
        return column, {"entity_id": values["entity_id"]}, {"entity_id": None}
    value = PARTY_CHECKS[column](path, "" if text == "none" else text)
    if column == "entity":
        return column, {name: values[name] for name in value}, value
    return column, values[column], value


def _number_change(
    seen: Seen, position: int, path: str, column: str, text: str
) -> tuple[str, Any, Any]:
    values = number_values(seen.now.claim.quantities[position])
    if column == "is_each":
        return column, values[column], is_yes(path, text)
    if column == "whose":
        new = _owner(seen, path, NUMBER_CHECKS[column](path, text))
        return column, _owner(seen, path, values["whose"]), new
    if column not in ("bounds", *BOUNDS):
        return column, values[column], NUMBER_CHECKS[column](path, text)
    bounds = bounds_of(path, _bounds(values, column, text))
    return "bounds", {name: values[name] for name in bounds}, bounds


def _bounds(values: Values, column: str, text: str) -> str:
    """The three bounds where one is set; all of them move if they were one number."""
    known = [values[name] for name in BOUNDS]
    if column == "bounds" or len(set(known)) == 1:
        return text
    parts = {
        name: "" if values[name] is None else f"{values[name]:.15g}" for name in BOUNDS
    }
    parts[column] = "" if text == "none" else text
    return "/".join(parts[name] for name in BOUNDS)


def _position(seen: Seen, path: str) -> tuple[str, int]:
    role, _, number = path.partition(".")
    role = one_of(path, role, ITEM_ROLES)
    known = len(seen.now.keys.get(role, ()))
    if not number.isdecimal() or int(number) >= known:
        words = f"{role}.0 to {role}.{known - 1}" if known else f"no {role}"
        raise CorrectionError(f"{path}: the claim has {words}")
    return role, int(number)


def _values(claim: Claim, role: str, position: int) -> Values:
    if role == NUMBER:
        return claim.quantities[position].model_dump()
    if role == CLAIMANT:
        return claim.claimant.model_dump() if claim.claimant else {}
    found: Values = getattr(claim, ROLES[role])[position].model_dump()
    return found


def _shown(claim: Claim, role: str, position: int) -> str:
    if role == NUMBER:
        return shown_number(number_values(claim.quantities[position]))
    return shown_party(_values(claim, role, position))


def _row(seen: Seen, role: str, position: int) -> str:
    return f"{seen.claim.claim_id}/{seen.now.keys[role][position]}"


def _fingerprint(seen: Seen, role: str, position: int) -> str:
    """Hash of the item as it was read; of one that was added, of nothing."""
    key = seen.now.keys[role][position]
    draft = Draft.of(seen.claim)
    items = {item.key: item for item in (*draft.parties, *draft.numbers)}
    return items[key].fingerprint if key in items else stable_id("added", key)


def _owner(seen: Seen, path: str, whose: str) -> str:
    """Whose number it is: a role, or the key of a party, which stays when others go."""
    role, dot, number = whose.partition(".")
    if not dot:
        return whose
    keys = seen.now.keys.get(role, ())
    if int(number) >= len(keys):
        raise CorrectionError(f"{path}: the claim has no {whose}")
    return keys[int(number)]


def _span(claim: Claim, line: str) -> Values:
    """Where the sentence names what is added; an empty stretch if it does not."""
    words = line.split("|")[0].strip()
    place = claim.quote.find(words) if words else -1
    if place < 0:
        return {"text": "", "start": claim.start, "end": claim.start}
    start = claim.start + place
    return {"text": words, "start": start, "end": start + len(words)}


def _table(role: str) -> str:
    return "claim_quantities" if role == NUMBER else "claim_actors"


def _correction(
    by: By,
    kind: CorrectionKind,
    table_name: str,
    row_id: str,
    fingerprint: str,
    other_rows: str | None = None,
    column_name: str | None = None,
    old_value: str | None = None,
    new_value: str | None = None,
) -> Correction:
    for name, value in (("reviewer", by.reviewer), ("reason", by.reason)):
        if not value.strip():
            raise CorrectionError(f"{name}: is empty; say who decides, and why")
    said = (table_name, row_id, other_rows, column_name, old_value, new_value)
    moment = by.at.astimezone(dt.UTC)
    return Correction(
        correction_id=stable_id(
            "correction", kind, *said, fingerprint, by.reviewer, by.reason, str(moment)
        ),
        kind=kind,
        table_name=table_name,
        row_id=row_id,
        other_rows=other_rows,
        column_name=column_name,
        old_value=old_value,
        new_value=new_value,
        fingerprint=fingerprint,
        reviewer=by.reviewer.strip(),
        reason=by.reason.strip(),
        created_at=moment,
    )
