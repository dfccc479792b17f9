"""Values of corrections as text, and the hashes of what they correct.

A single value is stored as it is written (``true``, ``ASSAULT``), several columns that
belong together (a place, a date, the bounds of a number) as one JSON object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from schemas.records import Claim
from transforms.ids import stable_id

ROLES: Final[Mapping[str, str]] = {
    "actor": "actors",
    "recipient": "recipients",
    "mediator": "mediators",
}
# What may differ between two readings that say the same.
NOT_SAID: Final = frozenset({"confidence", "decided_by", "extractor", "ontology"})
Values = dict[str, Any]


def as_text(value: Any) -> str | None:
    """A value as a correction stores it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return "; ".join(value)


def as_values(text: str) -> Values:
    """The columns of a JSON object that a correction stores."""
    found: Values = json.loads(text)
    return found


def fingerprint_of(claim: Claim) -> str:
    """Hash of everything a claim says, whoever read it and however surely."""
    return _hash(claim.model_dump(mode="json", exclude=set(NOT_SAID)))


def fingerprint_of_pair(claim: Claim, *others: Claim) -> str:
    """Hash of the claims that a reviewer set apart or put together."""
    return stable_id(fingerprint_of(claim), *sorted(map(fingerprint_of, others)))


def fingerprint_of_field(claim: Claim, name: str) -> str:
    """Hash of one field of a claim, a whole place or date for one field."""
    return _hash({name: claim.model_dump(mode="json")[name]})


def fingerprint_of_items(claim: Claim, role: str) -> str:
    """Hash of all parties of a role (claimant included), or of all numbers."""
    name = ROLES.get(role, role)
    return fingerprint_of_field(claim, name)


def fingerprint_of_item(role: str, values: Values) -> str:
    """Hash of one party or number as the extractor read it, wherever it stands."""
    return _hash({role: values})


def _hash(value: Values) -> str:
    return stable_id(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))
