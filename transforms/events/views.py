"""A claim as the judge sees it: sides, place, day and words, ready to compare."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from schemas.records import Claim, Factuality, Party, Place, Quantity
from transforms.lexicon import read_table

PACKAGE = "transforms.events"
WORD = re.compile(r"[^\W\d_]{5,}")
# "the attack", "this second brutal attack": a noun that takes its act for known.
DEFINITE = re.compile(r"\b(?:the|this|that|these|those)(?:\s+[\w-]+){0,2}\s+$", re.I)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What clustering needs to know of an article; the voice folds its copies."""

    published: dt.date | None
    voice_id: str


@dataclass(frozen=True, slots=True)
class Member:
    """A party reduced to what tells it apart; empty text where unknown."""

    entity: str
    country: str
    group: str
    name: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with everything the judgement of a pair looks at."""

    claim_id: str
    article_id: str
    published: dt.date | None
    voice_id: str
    sentence_index: int
    start: int
    event_type: str
    mode: str | None
    is_mutual: bool
    actors: frozenset[Member]
    recipients: frozenset[Member]
    place: Place | None
    date_start: dt.date | None
    date_end: dt.date | None
    is_dated: bool
    factuality: Factuality
    is_background: bool
    refers_back: bool
    numbers: tuple[Quantity, ...]
    trigger: str
    words: frozenset[str]

    @property
    def parties(self) -> frozenset[Member]:
        """Both sides together, for mutual acts."""
        return self.actors | self.recipients

    @property
    def order(self) -> tuple[bool, dt.date, str, int, str]:
        """Earliest report first; claims without a date of publication last."""
        day = self.published or dt.date.max
        return (self.published is None, day, self.article_id, self.start, self.claim_id)


@cache
def sector_groups() -> dict[str, str]:
    """Sector code to the group whose members can stand for one another."""
    return {
        row["sector"]: row["group"] for row in read_table(PACKAGE, "sector_groups.csv")
    }


def view_of(claim: Claim, article: ArticleFacts) -> ClaimView:
    """The claim as the judge sees it."""
    date = claim.date
    return ClaimView(
        claim_id=claim.claim_id,
        article_id=claim.article_id,
        published=article.published,
        voice_id=article.voice_id,
        sentence_index=claim.sentence_index,
        start=claim.trigger.start,
        event_type=claim.event_type,
        mode=claim.mode,
        is_mutual=claim.direction == "mutual",
        actors=_members(claim.actors),
        recipients=_members(claim.recipients),
        place=claim.place,
        date_start=date.date_start or date.date_end,
        date_end=date.date_end or date.date_start,
        is_dated=date.basis in {"stated", "relative"} and date.date_start is not None,
        factuality=claim.factuality,
        is_background=claim.is_background,
        refers_back=_refers_back(claim),
        numbers=claim.quantities,
        trigger=claim.trigger.text.lower(),
        words=frozenset(WORD.findall(claim.quote.lower())),
    )


@cache
def _known_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_table(PACKAGE, "known_acts.csv"))


def _refers_back(claim: Claim) -> bool:
    """Whether the words only point to an act: "the attack", with no day or victim."""
    if claim.trigger.text.lower() not in _known_nouns() or claim.date.text:
        return False
    if any(p.start is not None and _holds(claim, p.start) for p in claim.recipients):
        return False
    before = claim.quote[: claim.trigger.start - claim.start]
    return DEFINITE.search(before) is not None


def _holds(claim: Claim, position: int) -> bool:
    return claim.start <= position < claim.end


def _members(parties: Iterable[Party]) -> frozenset[Member]:
    return frozenset(_member(party) for party in parties)


def _member(party: Party) -> Member:
    return Member(
        entity=(party.entity_id or "").partition("#")[0],
        country=party.country or "",
        group=sector_groups().get(party.sector or "", ""),
        name=(party.name or party.text).lower(),
    )
