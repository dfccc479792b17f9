"""One input at a time: what it raises, and how long it takes."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


class TooSlowError(Exception):
    """An input took longer than one of its size may."""


class ProblemError(Exception):
    """An input broke a promise: an offset, a reject, or the same answer twice."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is tried: ``make`` gives an input, ``run`` raises what is wrong.

    ``allowed`` are the documented exceptions. An input of ``n`` bytes or characters
    may take ``seconds + n * per_unit`` seconds of work.
    """

    name: str
    make: Callable[[random.Random], bytes | str]
    run: Callable[[bytes | str], None]
    allowed: tuple[type[Exception], ...] = ()
    seconds: float = 2.0
    per_unit: float = 20e-6


@dataclass(frozen=True, slots=True)
class Tried:
    """What one input gave: the problem, None if there is none, and seconds of work."""

    problem: BaseException | None
    seconds: float


def tried(target: Target, data: bytes | str) -> Tried:
    """Run a target on an input; nothing that it raises comes out of here."""
    began = time.process_time()
    problem: BaseException | None = None
    try:
        with _at_most(target.seconds + len(data) * target.per_unit):
            target.run(data)
    except target.allowed:
        pass
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever comes is looked for
        problem = error
    return Tried(problem, time.process_time() - began)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in the block after so much work of this process (POSIX)."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds:.1f} seconds of work")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
