"""How far a soak has come, kept in its folder: another sitting goes on there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.soak.loading import Loaded
from benchmarks.soak.visitor import Fetched
from benchmarks.soak.world import World

NAME = "soak.json"


@dataclass(frozen=True, slots=True)
class Day:
    """The rounds of a day, its load, and sizes in MB at its end."""

    number: int
    rounds: tuple[Fetched, ...]
    loaded: Loaded | None
    sizes: dict[str, float]


@dataclass
class Progress:
    """The world, the days done, and the rounds done of the day under way.

    ``port`` is where the world is served, since its addresses hold it; 0 before it is.
    """

    world: World
    rounds_a_day: int
    port: int = 0
    days: list[Day] = field(default_factory=list)
    rounds: list[Fetched] = field(default_factory=list)

    def keep(self, folder: Path) -> None:
        """Write it at one stroke: a kill leaves the state of before."""
        fresh = folder / f"{NAME}.new"
        fresh.write_bytes(_KIND.dump_json(self))
        fresh.replace(folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> Progress:
        """What a folder holds. Raises FileNotFoundError where no soak has begun."""
        return _KIND.validate_json((folder / NAME).read_bytes())


_KIND = TypeAdapter(Progress)
