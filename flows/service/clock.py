"""What the service does about clocks: see jumps, and never date a run backwards."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Seconds = Callable[[], float]
JUMP_SECONDS = 60.0
"""More than any correction in small steps makes between two looks."""


def steady_seconds() -> float:
    """Seconds that no setting of the clock changes; sleep of the machine counts."""
    # Without the boot time (outside Linux), a sleep looks like a jump, which costs a
    # new start of the schedules and nothing else.
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(slots=True)
class ClockWatch:
    """Tells how far the clock has jumped since the last look."""

    wall: Seconds = time.time
    steady: Seconds = steady_seconds
    _seen: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = (self.wall(), self.steady())

    def jump(self) -> float:
        """Seconds the clock was set forward, or back if below zero; 0 for none."""
        wall, steady = self.wall(), self.steady()
        before = self._seen
        self._seen = (wall, steady)
        jumped = (wall - before[0]) - (steady - before[1])
        return jumped if abs(jumped) > JUMP_SECONDS else 0.0


def day_of_run(today: dt.date, last: dt.date | None) -> dt.date:
    """The day a run of the service counts as: never before the last one's.

    Histories run forwards. After a clock that ran ahead, what is loaded counts as of
    the last day it told, until the calendar has come there.
    """
    return today if last is None else max(today, last)
