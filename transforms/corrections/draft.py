"""A claim while corrections are being applied to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from schemas.ontology import ontology
from schemas.records import Claim
from transforms.corrections.errors import CorrectionError
from transforms.corrections.values import ROLES, Values, fingerprint_of_item

CLAIMANT: Final = "claimant"
NUMBER: Final = "quantity"
SIDES: Final = frozenset({"actors", "recipients"})


@dataclass(slots=True)
class Item:
    """A party or a number of a claim, found again by its key.

    ``key`` is role/position as the extractor counted, position alone for a number, or
    has the id of the correction that added it for the position.
    """

    key: str
    role: str
    values: Values
    fingerprint: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A corrected claim, and the keys of its parties and numbers in their order."""

    claim: Claim
    keys: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Draft:
    """The claim as read, and what corrections have made of it so far."""

    claim: Claim
    fields: Values
    parties: list[Item] = field(default_factory=list)
    numbers: list[Item] = field(default_factory=list)

    @classmethod
    def of(cls, claim: Claim) -> Draft:
        """Begin with what the extractor read."""
        draft = cls(claim, claim.model_dump())
        for role, name in ROLES.items():
            for position, values in enumerate(draft.fields[name]):
                draft.parties.append(_item(f"{role}/{position}", role, values))
        if claim.claimant is not None:
            values = draft.fields[CLAIMANT]
            draft.parties.append(_item(f"{CLAIMANT}/0", CLAIMANT, values))
        for position, values in enumerate(draft.fields["quantities"]):
            item = _item(str(position), NUMBER, values)
            item.values = {**values, "whose": _owner(values["whose"])}
            draft.numbers.append(item)
        return draft

    def find(self, table: str, key: str, fingerprint: str) -> Item | None:
        """The item a correction means: at its place, or wherever it stands now."""
        items = self.parties if table == "claim_actors" else self.numbers
        same = [item for item in items if item.fingerprint == fingerprint]
        exact = [item for item in same if item.key == key]
        return next(iter(exact or same), None)

    def finish(self) -> Result:
        """The corrected claim; raises CorrectionError if it fits the model no more."""
        self.fit_codes()
        sides = self._sides()
        for role, name in ROLES.items():
            self.fields[name] = tuple(_bare(item) for item in sides.get(role, ()))
        self.fields[CLAIMANT] = next(map(_bare, sides.get(CLAIMANT, ())), None)
        numbers = [item for item in self.numbers if not item.is_gone]
        self.fields["quantities"] = tuple(_placed(item, sides) for item in numbers)
        keys = {
            role: tuple(item.key for item in found) for role, found in sides.items()
        }
        keys[NUMBER] = tuple(item.key for item in numbers)
        try:
            return Result(Claim.model_validate(self.fields), keys)
        except ValidationError as error:
            words = "; ".join(str(item["msg"]) for item in error.errors())
            raise CorrectionError(f"claim {self.claim.claim_id}: {words}") from error

    def fit_codes(self) -> None:
        """No mode that its type does not have; the CAMEO root of type and mode."""
        kind, mode = self.fields["event_type"], self.fields["mode"]
        if (kind, mode) == (self.claim.event_type, self.claim.mode):
            return
        if mode is not None and (kind, mode) not in ontology().modes:
            mode = self.fields["mode"] = None
        self.fields["cameo_root"] = ontology().cameo_root(kind, mode)

    def _sides(self) -> dict[str, list[Item]]:
        """Parties by role; in a mutual act all sides are actors."""
        is_mutual = self.fields["direction"] == "mutual"
        found: dict[str, list[Item]] = {role: [] for role in (*ROLES, CLAIMANT)}
        for item in self.parties:
            if not item.is_gone and not (is_mutual and item.role == "recipient"):
                found[item.role].append(item)
        if is_mutual:
            found["actor"] += [
                item
                for item in self.parties
                if item.role == "recipient" and not item.is_gone
            ]
        return found


def _item(key: str, role: str, values: Values) -> Item:
    return Item(key, role, dict(values), fingerprint_of_item(role, values))


def _owner(whose: Values) -> str:
    """Whose number it is: a role, or the key of a party."""
    role, index = whose["role"], whose["index"]
    if index is None or role not in SIDES:
        return str(role)
    return f"{role.removesuffix('s')}/{index}"


def _bare(item: Item) -> Values:
    return item.values


def _placed(item: Item, sides: Mapping[str, list[Item]]) -> Values:
    owner: str = item.values["whose"]
    return {**item.values, "whose": _whose(owner, sides)}


def _whose(owner: str, sides: Mapping[str, list[Item]]) -> dict[str, Any]:
    role, slash, _ = owner.partition("/")
    if not slash:
        return {"role": owner, "index": None}
    for name, position, key in _positions(sides):
        if key == owner and f"{name}s" in SIDES:
            return {"role": f"{name}s", "index": position}
    return {"role": f"{role}s", "index": None}


def _positions(sides: Mapping[str, list[Item]]) -> Iterator[tuple[str, int, str]]:
    for role, items in sides.items():
        for position, item in enumerate(items):
            yield role, position, item.key
