"""A claim as a reviewer sees it: what was read, and what corrections made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Claim, Correction, Quantity
from transforms.corrections.draft import NUMBER, Draft, Result
from transforms.corrections.errors import CorrectionError
from transforms.corrections.fields import shown_fields
from transforms.corrections.items import shown_number, shown_party
from transforms.corrections.rewrite import rewrite
from transforms.corrections.standing import Standing
from transforms.corrections.values import ROLES, Values

VERDICTS = frozenset({"accept", "reject"})
HAPPENED = frozenset({"completed", "ongoing"})


@dataclass(frozen=True, slots=True)
class Seen:
    """``claim`` is what the extractor read, ``now`` what corrections made of it.

    ``corrections`` are those on this claim that nobody took back, in order, splits and
    merges left out. ``now`` of a rejected claim is as if it were not rejected.
    """

    claim: Claim
    now: Result
    corrections: tuple[Correction, ...]
    standings: dict[str, Standing]
    is_rejected: bool
    published: dt.date | None = None

    @property
    def in_force(self) -> tuple[Correction, ...]:
        """The corrections that made the claim what it is now; no verdicts."""
        return tuple(
            item
            for item in self.corrections
            if item.kind not in VERDICTS and self.standings[item.correction_id].in_force
        )

    def with_(self, *corrections: Correction) -> Seen:
        """The claim with more corrections; raises CorrectionError if they cannot be."""
        known = (*self.corrections, *corrections)
        seen = see(self.claim, known, self.published)
        _check(seen.now.claim, self.published)
        return seen

    def as_read(self) -> Seen:
        """The claim as the extractor read it, for a reviewer who must not see more."""
        return see(self.claim, (), self.published)


def see(
    claim: Claim, corrections: Sequence[Correction], published: dt.date | None = None
) -> Seen:
    """A claim with the corrections on it that nobody took back, in order."""
    outcome = rewrite(claim, corrections)
    result = outcome.result
    if result is None:
        others = [item for item in corrections if item.kind != "reject"]
        result = rewrite(claim, others).result or Draft.of(claim).finish()
    return Seen(
        claim=claim,
        now=result,
        corrections=tuple(corrections),
        standings=outcome.standings,
        is_rejected=outcome.result is None,
        published=published,
    )


def shown(claim: Claim) -> dict[str, str]:
    """All fields, parties and numbers of a claim by their paths, as one writes them."""
    found = shown_fields(claim)
    for role, name in ROLES.items():
        for position, party in enumerate(getattr(claim, name)):
            found[f"{role}.{position}"] = shown_party(party.model_dump())
    if claim.claimant is not None:
        found["claimant.0"] = shown_party(claim.claimant.model_dump())
    for position, number in enumerate(claim.quantities):
        found[f"{NUMBER}.{position}"] = shown_number(number_values(number))
    return found


def number_values(number: Quantity) -> Values:
    """A number's columns, with whose it is in words: ``recipients``, ``actor.0``."""
    whose = number.whose
    words: str = whose.role
    if whose.index is not None:
        words = f"{whose.role.removesuffix('s')}.{whose.index}"
    return {**number.model_dump(), "whose": words}


def _check(claim: Claim, published: dt.date | None) -> None:
    first = claim.date.date_start
    if published is None or first is None or claim.factuality not in HAPPENED:
        return
    if first > published + dt.timedelta(days=1):
        raise CorrectionError(
            f"date: {first} is after the day of publication {published}, and the act "
            f"is told as {claim.factuality}; correct the date, or the factuality"
        )
