"""Numbers that only divide a number told before: "12 people, five of them women"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.document import FoundQuantity, Sentence
from transforms.lexicon import read_table

# Characters beside a number in which it is said to be a part.
REACH = 32
HARM = frozenset({"killed", "injured", "missing", "casualties"})


def is_part(
    item: FoundQuantity, found: Sequence[FoundQuantity], sentence: Sentence
) -> bool:
    """Whether a number is part of a greater one of its kind in the same sentence."""
    before = [
        other
        for other in found
        if other.start < item.start
        and _is_alike(item, other)
        and (other.low or 0) >= (item.high or item.low or 0)
    ]
    if not before:
        return False
    start, end = item.start - sentence.start, item.end - sentence.start
    text = sentence.text
    left, right = text[max(0, start - REACH) : start], text[end : end + REACH]
    return bool(_cues("before").search(left) or _cues("after").match(right))


def _is_alike(item: FoundQuantity, other: FoundQuantity) -> bool:
    """Whether both count the same: soldiers among the dead are dead."""
    if item.counted == other.counted:
        return True
    return item.counted not in HARM and other.counted in HARM


@cache
def _cues(side: str) -> re.Pattern[str]:
    rows = read_table("transforms.english", "numbers_parts.csv")
    phrases = [row["phrase"] for row in rows if row["side"] == side]
    either = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    if side == "before":
        return re.compile(rf"\b(?:{either})\W+$", re.IGNORECASE)
    return re.compile(rf"(?:\W+\w+)?\W+(?:{either})\b", re.IGNORECASE)
