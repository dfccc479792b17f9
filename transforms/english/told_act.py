"""An act as the words of one sentence tell it, before anybody is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from schemas.records import Direction, Factuality
from transforms.english.roles import Sides
from transforms.english.triggers import Match


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """An act as the words of one sentence tell it; tokens, not yet parties."""

    match: Match
    event_type: str
    mode: str | None
    direction: Direction
    sides: Sides
    factuality: Factuality
    speaker: Token | None
    also: tuple[Match, ...] = ()
    content: Match | None = None

    @property
    def token(self) -> Token:
        """The trigger word."""
        return self.match.token
