"""Single sentences with their PLOVER type and two spans, read end to end.

A type counts as told when a claim of the sentence has it; CONCEDE and RETREAT are one
type here, as the data set has them. A side is right when a party of a claim of the
right type shares its words with the marked span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quality.reading import (
    Folders,
    Row,
    article,
    read_rows,
    sampled,
    shortened,
)
from benchmarks.quality.report import (
    Counts,
    Figure,
    Report,
    TypeRow,
    f1_figures,
    macro_f1,
    share,
)
from schemas.records import Claim
from transforms.extract import Extractor

NAME = "plv_train"
JOINED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of the data set with the claims found in it."""

    row: Row
    claims: tuple[Claim, ...]

    @property
    def wanted(self) -> str:
        """The type of the data set."""
        return str(self.row["event_type"])

    @property
    def told(self) -> frozenset[str]:
        """The types of the claims, as the data set names them."""
        return frozenset(map(joined_type, self.claims))

    @property
    def is_found(self) -> bool:
        """Whether a claim has the type."""
        return self.wanted in self.told


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Type, actor and recipient of single sentences."""
    rows = sampled(read_rows(folders.path("gold/plv_train.jsonl")), sample)
    found = extractor.extract([article(row["id"], row["text"]) for row in rows])
    reads = [Read(row, item.claims) for row, item in zip(rows, found, strict=True)]
    types = type_rows(reads)
    return Report(
        NAME,
        (*type_figures(reads, types), *side_figures(reads)),
        types,
        tuple(error_lines(reads)),
    )


def joined_type(claim: Claim) -> str:
    """The type as the data set names it."""
    return JOINED.get(claim.event_type, claim.event_type)


def type_rows(reads: Sequence[Read]) -> tuple[TypeRow, ...]:
    """Counts by type, the commonest first."""
    wanted = Counter(read.wanted for read in reads)
    told = Counter(name for read in reads for name in read.told)
    right = Counter(read.wanted for read in reads if read.is_found)
    return tuple(
        TypeRow(name, Counts(right[name], told[name], number))
        for name, number in wanted.most_common()
    )


def type_figures(
    reads: Sequence[Read], types: tuple[TypeRow, ...]
) -> tuple[Figure, ...]:
    """Type told, over all sentences and as the mean over types."""
    found = sum(read.is_found for read in reads)
    told = sum(len(read.told) for read in reads)
    return (
        *f1_figures("type", Counts(found, told, len(reads))),
        macro_f1("type macro F1", types),
        share("with a claim", sum(bool(read.claims) for read in reads), len(reads)),
    )


def side_figures(reads: Sequence[Read]) -> tuple[Figure, ...]:
    """Sides of the sentences whose type was found, and all three together."""
    found = [read for read in reads if read.is_found]
    sides = [sides_right(read) for read in found]
    both = sum(actor and recipient for actor, recipient in sides)
    told = sum(len(read.told) for read in reads)
    return (
        share("actor of found", sum(actor for actor, _ in sides), len(sides)),
        share("recipient of found", sum(other for _, other in sides), len(sides)),
        share("both sides of found", both, len(sides)),
        *f1_figures("type and sides", Counts(both, told, len(reads))),
    )


def sides_right(read: Read) -> tuple[bool, bool]:
    """Whether actor and recipient are told by claims of the right type."""
    typed = [claim for claim in read.claims if joined_type(claim) == read.wanted]
    actor, recipient = (span_words(read.row, side) for side in ("actor", "recipient"))
    is_other = _overlaps(typed, "recipients", recipient) or _overlaps(
        [claim for claim in typed if claim.direction == "mutual"], "actors", recipient
    )
    return _overlaps(typed, "actors", actor), is_other


def span_words(row: Row, side: str) -> str:
    """The text of a marked span."""
    return str(row["text"][row[side]["start"] : row[side]["end"]])


def _overlaps(claims: Iterable[Claim], side: str, words: str) -> bool:
    return any(
        party.text and (party.text in words or words in party.text)
        for claim in claims
        for party in getattr(claim, side)
    )


def error_lines(reads: Sequence[Read]) -> list[str]:
    """Sentences whose type was missed, those of the commonest confusion first."""
    missed = [read for read in reads if not read.is_found]
    kinds = {id(read): _confusion(read) for read in missed}
    often = Counter(kinds.values())
    missed.sort(key=lambda read: (-often[kinds[id(read)]], kinds[id(read)]))
    return [f"{kinds[id(read)]} | {_shown(read.row)}" for read in missed]


def _confusion(read: Read) -> str:
    return f"{read.wanted} read as {', '.join(sorted(read.told)) or 'nothing'}"


def _shown(row: Row) -> str:
    sides = f"{span_words(row, 'actor')} > {span_words(row, 'recipient')}"
    return f"{row['id']} [{sides}] {shortened(row['text'])}"
