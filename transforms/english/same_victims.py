"""The day of an act of force that another sentence of the article tells.

A report names the day once and then tells the same act again without it: "Judge Mora
was killed on 3 May. ... Mora was shot in his car."
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from schemas.records import Party, When
from transforms.english.told import ReadAct
from transforms.lexicon import read_table

# Sentences that a date reaches, back and forth.
REACH = 12
DATED = frozenset({"stated", "relative"})
UNDATED = frozenset({"publication", "none"})
FORCE = "ASSAULT"


def settle_dates(acts: Sequence[ReadAct]) -> list[ReadAct]:
    """Give acts of force without a day that of the same victims' act nearby.

    Taken over only where all dated acts upon these victims within reach agree on one
    day; the date keeps its basis, and has no words of its own.
    """
    dated: defaultdict[str, list[ReadAct]] = defaultdict(list)
    for read in acts:
        if _can_date(read):
            for key in _victims(read):
                dated[key].append(read)
    return [_settled(read, dated) for read in acts] if dated else list(acts)


def _settled(read: ReadAct, dated: dict[str, list[ReadAct]]) -> ReadAct:
    is_open = read.act.event_type == FORCE and read.date.basis in UNDATED
    if not is_open or read.is_background or read.act.factuality != "completed":
        return read
    near = [
        other.date
        for key in _victims(read)
        for other in dated.get(key, [])
        if abs(other.sentence.index - read.sentence.index) <= REACH
    ]
    if not near or any(_days(date) != _days(near[0]) for date in near):
        return read
    date = near[0].model_copy(update={"text": None, "start": None, "end": None})
    return replace(read, date=date)


def _can_date(read: ReadAct) -> bool:
    return (
        read.act.event_type == FORCE
        and read.act.factuality == "completed"
        and not read.is_background
        and read.date.basis in DATED
        and read.date.precision == "day"
    )


def _days(date: When) -> tuple[object, object]:
    return date.date_start, date.date_end


def _victims(read: ReadAct) -> set[str]:
    """What tells victims apart: the entity, the last name, or the number and noun."""
    numbers = {str(q.best) for q in read.quantities if q.best and q.best > 1}
    return {key for party in read.recipients if (key := _key(party, numbers))}


def _key(party: Party, numbers: set[str]) -> str | None:
    if party.entity_id and not party.entity_id.startswith("state:"):
        return party.entity_id
    last = party.text.split(",")[0].split()[-1:] or [""]
    if last[0][:1].isupper() and party.sector != "GOV":
        return last[0].lower()
    noun = last[0].lower().removesuffix("s")
    if len(numbers) != 1 or noun in _vague():
        return None
    return f"{noun} {min(numbers)}"


@cache
def _vague() -> frozenset[str]:
    rows = read_table("transforms.english", "vague_victims.csv")
    return frozenset(row["noun"] for row in rows)
