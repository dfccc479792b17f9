"""Apply the corrections of one claim to it, the earliest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.records import Claim, Correction
from transforms.corrections.draft import CLAIMANT, NUMBER, Draft, Item, Result
from transforms.corrections.standing import Standing
from transforms.corrections.values import (
    Values,
    as_text,
    as_values,
    fingerprint_of,
    fingerprint_of_field,
    fingerprint_of_items,
)

BARE: Final[Mapping[str, None]] = dict.fromkeys(("text", "start", "end"))
Slot = tuple[str, str]
VERDICT: Final[Slot] = ("claim", "verdict")
HERE: Final = "is there"
ENTITY: Final = ("entity_id", "name", "country", "sector", "sectors")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim as reviewers left it (None: rejected), and what became of each."""

    result: Result | None
    standings: dict[str, Standing]


@dataclass(slots=True)
class _Desk:
    """The claim in work: who wrote each slot last, and what is noted."""

    draft: Draft
    owner: dict[Slot, str] = field(default_factory=dict)
    slots: dict[str, tuple[Slot, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    idle: set[str] = field(default_factory=set)
    items: dict[str, Item] = field(default_factory=dict)

    def write(self, item: Correction, *slots: Slot) -> None:
        """The correction is the last to decide these slots."""
        self.slots[item.correction_id] = slots
        self.owner.update(dict.fromkeys(slots, item.correction_id))

    def mark(self, item: Correction, note: str, is_idle: bool = False) -> None:
        """What it corrects is read otherwise now; idle if it cannot hold any more."""
        self.stale.add(item.correction_id)
        self.notes[item.correction_id] = note
        if is_idle:
            self.idle.add(item.correction_id)


def rewrite(claim: Claim, corrections: Sequence[Correction]) -> Outcome:
    """The claim with its corrections, given in order; none of them undone.

    Raises CorrectionError if together they make a claim that the model refuses.
    """
    desk = _Desk(Draft.of(claim))
    for item in corrections:
        STEPS[item.kind](desk, item)
    _drop_lost_modes(desk)
    verdict = next(
        (c.kind for c in corrections if c.correction_id == desk.owner.get(VERDICT)),
        None,
    )
    standings = {c.correction_id: _standing(desk, c, verdict) for c in corrections}
    if verdict == "reject":
        return Outcome(None, standings)
    if verdict == "accept":
        desk.draft.fields["confidence"] = 1.0
    return Outcome(desk.draft.finish(), standings)


def _standing(desk: _Desk, item: Correction, verdict: str | None) -> Standing:
    name = item.correction_id
    note = desk.notes.get(name)
    if name in desk.idle:
        return Standing("stale", False, note)
    changed = desk.items.get(name)
    holds = any(desk.owner[slot] == name for slot in desk.slots[name])
    if not holds or (changed is not None and changed.is_gone):
        return Standing("superseded", False, _successor(desk, name))
    is_shown = verdict != "reject" or item.kind in ("accept", "reject")
    if name in desk.stale:
        return Standing("stale", is_shown, note)
    return Standing("applied", is_shown, None if is_shown else "the claim is rejected")


def _successor(desk: _Desk, name: str) -> str:
    slots = desk.slots[name]
    if name in desk.items:
        slots = (*slots, (desk.items[name].key, HERE))
    later = {desk.owner[slot] for slot in slots if slot in desk.owner}
    return f"by {', '.join(sorted(later - {name}))}"


def _judge(desk: _Desk, item: Correction) -> None:
    desk.write(item, VERDICT)
    if item.fingerprint != fingerprint_of(desk.draft.claim):
        desk.mark(item, "the claim is read otherwise now")


def _change(desk: _Desk, item: Correction) -> None:
    if item.table_name == "claims":
        _change_field(desk, item)
        return
    found = _item_of(desk, item)
    if found is None:
        desk.mark(item, "what it changes is no longer read so", is_idle=True)
        return
    if found.is_gone:
        found.is_gone = False
        desk.owner[found.key, HERE] = item.correction_id
    desk.items[item.correction_id] = found
    written = _write_item(found, item.column_name or "", item.new_value)
    desk.write(item, *((found.key, name) for name in written))


def _change_field(desk: _Desk, item: Correction) -> None:
    name = item.column_name or ""
    fields = desk.draft.fields
    if item.fingerprint != fingerprint_of_field(desk.draft.claim, name):
        now = as_text(_shown(desk.draft.claim, name))
        if now != item.new_value:
            desk.mark(item, f"the extractor reads {now or 'none'} now")
    fields[name] = FIELDS.get(name, str)(item.new_value) if item.new_value else None
    if name == "contexts":
        fields[name] = fields[name] or ()
    slots = [("claim", name)]
    if name == "event_type":
        # A mode has a meaning within its type only; one set later stands again.
        fields["mode"] = None
        slots.append(("claim", "mode"))
    desk.write(item, *slots)


def _shown(claim: Claim, name: str) -> Any:
    """A field of a claim in the shape in which corrections store it."""
    return reading(claim)[name]


def reading(claim: Claim) -> Values:
    """The fields that can be corrected, each in the shape in which it is stored."""
    found = claim.model_dump(mode="json")
    for name in ("place", "date"):
        if found[name] is not None:
            found[name] = {k: v for k, v in found[name].items() if k not in BARE}
    return found


def _add(desk: _Desk, item: Correction) -> None:
    role = item.column_name or ""
    values = as_values(item.new_value or "{}")
    draft = desk.draft
    if item.fingerprint != fingerprint_of_items(draft.claim, _list_of(role)):
        if _is_read(draft, role, values):
            desk.mark(item, "the extractor reads it itself now", is_idle=True)
            return
        desk.mark(item, "the extractor reads other ones now")
    items = draft.numbers if role == NUMBER else draft.parties
    if role == CLAIMANT:
        for other in draft.parties:
            other.is_gone = other.is_gone or other.role == CLAIMANT
    key = item.correction_id if role == NUMBER else f"{role}/{item.correction_id}"
    items.append(Item(key, role, values, ""))
    slots = [(key, HERE)]
    if role == CLAIMANT:
        slots.append((CLAIMANT, HERE))
    desk.write(item, *slots)


def _list_of(role: str) -> str:
    return "quantities" if role == NUMBER else role


def _is_read(draft: Draft, role: str, values: Values) -> bool:
    """Whether the extractor now finds what a reviewer had to add."""
    names = (
        ("counted", "low", "best", "high") if role == NUMBER else ("name", "country")
    )
    items = draft.numbers if role == NUMBER else draft.parties
    return any(
        item.role == role and all(item.values[n] == values[n] for n in names)
        for item in items
    )


def _remove(desk: _Desk, item: Correction) -> None:
    found = _item_of(desk, item)
    if found is None:
        desk.mark(item, "what it removes is no longer read so", is_idle=True)
        return
    found.is_gone = True
    desk.write(item, (found.key, HERE))


def _item_of(desk: _Desk, item: Correction) -> Item | None:
    """The party or number a correction means; one that was added is found by its id."""
    key = item.row_id.partition("/")[2]
    everything = (*desk.draft.parties, *desk.draft.numbers)
    added = [
        found for found in everything if found.key == key and not found.fingerprint
    ]
    if added:
        return added[0]
    return desk.draft.find(item.table_name, key, item.fingerprint)


def _write_item(item: Item, column: str, value: str | None) -> tuple[str, ...]:
    """Set columns of a party or number; gives the names of those it decides."""
    values = item.values
    if column == "role":
        item.role = value or item.role
        return ("role",)
    if column in ("bounds", "entity"):
        found = as_values(value or "{}")
        values.update(found)
        return tuple(found)
    if column == "is_each":
        values[column] = value == "true"
        return (column,)
    values[column] = value
    if column == "sector":
        values["sectors"] = (value,) if value else ()
        return "sector", "sectors"
    if column == "name":
        # The entity of another name is another entity.
        values["entity_id"] = None
        return "name", "entity_id"
    return (column,)


def _drop_lost_modes(desk: _Desk) -> None:
    """A mode that was set for another type than the claim ends up with."""
    fields = desk.draft.fields
    owner = desk.owner.get(("claim", "mode"))
    before = fields["mode"]
    desk.draft.fit_codes()
    if before is not None and fields["mode"] is None and owner is not None:
        desk.stale.add(owner)
        desk.idle.add(owner)
        desk.notes[owner] = f"{fields['event_type']} has no mode {before}"


def _place(value: str) -> Values:
    return {**BARE, **as_values(value)}


def _contexts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";"))


FIELDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "place": _place,
    "date": _place,
    "contexts": _contexts,
    "is_background": lambda value: value == "true",
}
STEPS: Final[Mapping[str, Callable[[_Desk, Correction], None]]] = {
    "accept": _judge,
    "reject": _judge,
    "change": _change,
    "add": _add,
    "remove": _remove,
}
