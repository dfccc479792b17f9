"""Commas that a sentence lacks behind the time it opens with.

"In March Sudanese jets bombed" and "the following day its neighbour struck" are read
as one name and as a clause on the day; a comma tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from transforms.english import date_tables as tables
from transforms.english.number_words import any_of
from transforms.slips.edits import Edit
from transforms.slips.marks import slips


@cache
def _pattern() -> re.Pattern[str]:
    month, weekday = any_of(tables.months()), any_of(tables.weekdays())
    unit, amount = any_of(slips("unit")), tables.amount_pattern()
    which, edge = any_of(slips("which")), any_of(slips("edge"))
    times = (
        rf"(?:the|that) (?:very )?(?:{which}) (?:{unit})",
        rf"that (?:{unit})",
        rf"(?:{amount}) (?:{unit})s? (?:later|earlier|ago)",
        rf"(?:in|by|during|since) (?:(?:{edge})[ -])?(?:{month})(?: \d{{4}})?",
        rf"(?:in|on|at|by) the (?:first|last|second|third|final|small) (?:{unit})s?"
        rf"(?: of (?:{month}|the (?:{unit})))?",
        rf"(?:last|this) (?:{unit}|{weekday})",
        rf"(?:late|early) (?:on )?(?:{weekday})(?: (?:{unit}))?",
    )
    follow = any_of(slips("follow"))
    return re.compile(
        rf"(?:\A|(?<=[.!?…] )|(?<=[.!?][\"”’] ))(?:{'|'.join(times)})(?= )"
        rf"(?= (?:(?-i:[A-Z][a-z]+)|(?:{follow})\b))(?! (?:{month}|{weekday})\b)",
        re.IGNORECASE,
    )


def find_fronted(text: str) -> Iterator[Edit]:
    """A comma behind each time that opens a sentence, where its subject follows."""
    for match in _pattern().finditer(text):
        yield Edit(match.end(), match.end(), ",")
