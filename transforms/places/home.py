"""The country whose local life a text tells, by names of its offices and schools."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from transforms.lexicon import read_table
from transforms.places.gazetteer import PACKAGE, Entry

TABLE = "local.csv"
# What a place abroad loses in a text of local life that does not name its country:
# a town where other countries are named, a town where none is, a country whose name
# may be that of a town and whose people are not named. Fitted by hand on local
# news; see benchmarks/quality/toponyms.py.
TOWN, LONE_TOWN, LONE_COUNTRY = 3.0, 6.0, 12.0


@dataclass(frozen=True, slots=True)
class Home:
    """The country of a text of local life, with all countries and peoples it names."""

    country: str
    named: frozenset[str]
    peoples: frozenset[str]

    def cost(self, entry: Entry) -> float:
        """What speaks against a place abroad; 0 at home and where it is named."""
        is_country = entry.kind == "country"
        owner = entry.place_id if is_country else entry.country
        if owner in (self.country, None):
            return 0.0
        others = self.named - {self.country, owner}
        if is_country:
            return 0.0 if others or owner in self.peoples else LONE_COUNTRY
        if owner in self.named:
            return 0.0
        return TOWN if others else LONE_TOWN


def home_of(text: str) -> str | None:
    """The one country the local words of a text belong to; None if none or several."""
    found = Counter(known_words()[m.group()] for m in _pattern().finditer(text))
    return next(iter(found)) if len(found) == 1 else None


@cache
def known_words() -> Mapping[str, str]:
    """Words for local offices ("County Jail"), with the country that has them."""
    return {row["phrase"]: row["country"] for row in read_table(PACKAGE, TABLE)}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(known_words(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
