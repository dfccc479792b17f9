"""The parties of an event, agreed between its claims.

* Claims that name one entity name one party; without an entity, one country and
  sector; without a country, the same words.
* A party known only by country and sector is the known entity of that country and
  sector if the role has one; a country without a sector is the role's first party
  of that country.
* Parties that nothing is known of (no entity, no country) are dropped from a role
  where something is known of another.
* A party stays if at least a quarter as many claims name it as the role's most
  named one.
* Mutual events have actors only: everybody who takes part. In directed events a
  mutual claim's parties count only when no directed claim names anybody.
* The name is the one most claims give, the longest of equals, then by alphabet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.records import Claim, Direction, EventParty, Party

Role = Literal["actor", "recipient", "mediator"]
Key = tuple[str, str, str]
ROLES: tuple[Role, ...] = ("actor", "recipient", "mediator")
SUPPORT = 4


@dataclass(slots=True)
class _Votes:
    """Who a key may be: the claims that name it and the forms they give it."""

    claims: set[str] = field(default_factory=set)
    forms: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def add(self, claim_id: str, party: Party) -> None:
        self.claims.add(claim_id)
        name = party.name or party.text
        form = (
            party.entity_id or "",
            name,
            party.country or "",
            party.sector or "",
        )
        self.forms[form] += 1

    def join(self, other: _Votes) -> None:
        self.claims |= other.claims
        self.forms += other.forms


def parties_of(claims: Sequence[Claim], direction: Direction) -> tuple[EventParty, ...]:
    """Parties by role, the most named first, then by name."""
    votes: dict[Role, dict[Key, _Votes]] = {role: {} for role in ROLES}
    for claim in _speaking(claims, direction):
        for role, party in _named(claim, direction):
            votes[role].setdefault(_key(party), _Votes()).add(claim.claim_id, party)
    return tuple(party for role in ROLES for party in _of_role(role, votes[role]))


def _speaking(claims: Sequence[Claim], direction: Direction) -> Sequence[Claim]:
    if direction != "directed":
        return claims
    directed = [
        claim
        for claim in claims
        if claim.direction != "mutual" and (claim.actors or claim.recipients)
    ]
    return directed or claims


def _named(claim: Claim, direction: Direction) -> Iterator[tuple[Role, Party]]:
    for party in claim.actors:
        yield "actor", party
    for party in claim.recipients:
        yield ("actor" if direction == "mutual" else "recipient"), party
    for party in claim.mediators:
        yield "mediator", party


def _key(party: Party) -> Key:
    if party.entity_id:
        return ("entity", party.entity_id, "")
    if party.country:
        return ("country", party.country, party.sector or "")
    return ("words", (party.name or party.text).lower(), party.sector or "")


def _of_role(role: Role, votes: dict[Key, _Votes]) -> list[EventParty]:
    if any(key[0] != "words" for key in votes):
        votes = {key: found for key, found in votes.items() if key[0] != "words"}
    _fold(votes)
    most = max((len(found.claims) for found in votes.values()), default=0)
    kept = [found for found in votes.values() if SUPPORT * len(found.claims) >= most]
    parties = [_party(role, found) for found in kept]
    return sorted(
        parties,
        key=lambda party: (-party.n_claims, party.name, party.entity_id or ""),
    )


def _fold(votes: dict[Key, _Votes]) -> None:
    """Fold what is known less well into what is known better."""
    for key in sorted(key for key in votes if key[0] == "country"):
        better = [other for other in sorted(votes) if _is_better(other, key, votes)]
        if better:
            best = max(better, key=lambda other: len(votes[other].claims))
            votes[best].join(votes.pop(key))


def _is_better(other: Key, key: Key, votes: dict[Key, _Votes]) -> bool:
    if other == key:
        return False
    _, _, country, sector = _form(votes[other])
    if country != key[1]:
        return False
    return not key[2] or (other[0] == "entity" and sector == key[2])


def _form(votes: _Votes) -> tuple[str, str, str, str]:
    """The form most claims give, known entities first."""
    return min(
        votes.forms,
        key=lambda form: (not form[0], -votes.forms[form], -len(form[1]), form),
    )


def _party(role: Role, votes: _Votes) -> EventParty:
    entity, name, country, sector = _form(votes)
    return EventParty(
        role=role,
        entity_id=entity or None,
        name=name,
        country=country or None,
        sector=sector or None,
        n_claims=len(votes.claims),
    )
