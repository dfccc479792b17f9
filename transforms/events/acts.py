"""What act a trigger names, whatever its form: "killed", "dies" and "slain" are one."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final, NamedTuple

from transforms.lexicon import read_table

PACKAGE: Final = "transforms.events"
SHORTEST: Final = 3
ENDINGS: Final = ("ings", "ing", "ers", "ed", "es", "er", "s")


class Act(NamedTuple):
    """The stem of a trigger's first word, and the act it names; empty if unknown.

    ``bit`` is the act's own place in a set of acts, 0 for an unknown one.
    """

    stem: str
    name: str
    bit: int


@lru_cache(maxsize=65_536)
def act_of(trigger: str) -> Act:
    """The act of a trigger in lower case, by the longest stem of act_words.csv."""
    word = (trigger.split() or [""])[0]
    for length in range(len(word), SHORTEST - 1, -1):
        name = _names().get(word[:length])
        if name is not None:
            return Act(_stem(word), name, _bits()[name])
    return Act(_stem(word), "", 0)


def _stem(word: str) -> str:
    """The word without its ending and without the letters that endings change."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("ei") if len(word) > SHORTEST else word


@cache
def _bits() -> dict[str, int]:
    return {name: 1 << i for i, name in enumerate(sorted(set(_names().values())))}


@cache
def _names() -> dict[str, str]:
    return {row["stem"]: row["act"] for row in read_table(PACKAGE, "act_words.csv")}
