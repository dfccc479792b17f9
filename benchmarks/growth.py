"""How work grows with the length of an input: about as fast, or faster.

Run: python -m benchmarks.growth

Each text is read at one size and at four times that size. ``power`` is the exponent of
the growth: 1 is linear, 2 quadratic. The time of a reading is the least of three, and
``steps`` (calls of Python functions, the same in each run) grow without the work of
regular expressions and of the parser, so both are told.

Exit status: 0 no power of time is above 1.7; 1 one is.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType
from typing import Any

from benchmarks.fuzz.readers import TODAY
from transforms.document import RawArticle
from transforms.extract import Extractor
from transforms.text.clean import clean

TIMES = 4
MOST = 1.7
REPEATS = 3

TEXTS: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "acts with numbers": (
        12,
        lambda n: (
            "On Monday, "
            + "a car bomb killed 32 people and injured 212 in Orsa on Friday, and " * n
            + "nothing more is known."
        ),
    ),
    "dates": (60, lambda n: "Troops shelled the town on Monday, " * n),
    "quotes": (3_000, lambda n: "Troops left " + '"' * n + " on Monday."),
    "brackets": (3_000, lambda n: f"Troops left {'(' * n} on Monday."),
    "letters": (3_000, lambda n: f"Troops left {'a' * n} on Monday."),
    "digits": (3_000, lambda n: f"Troops left {'1,' * n} on Monday."),
    "dots": (3_000, lambda n: f"Troops left {'.' * n}ha on Monday."),
    "lines": (15_000, lambda n: "Troops left Orsa.\n\n" + "a\n" * n),
}


def main() -> int:
    """Measure, print."""
    extractor = Extractor.load()
    read(extractor, "Troops left Orsa on Monday.")
    sys.stdout.write("| text | size | ms | four times | ms | power | of steps |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    worst = 0.0
    for name, (size, made) in TEXTS.items():
        small, large = made(size), made(size * TIMES)
        readings = [partial(read, extractor, text) for text in (small, large)]
        times = [seconds(reading) for reading in readings]
        counts = [steps(reading) for reading in readings]
        worst = max(worst, power(*times))
        sys.stdout.write(
            f"| {name} | {size:,} | {times[0] * 1000:.0f} | {size * TIMES:,} | "
            f"{times[1] * 1000:.0f} | {power(*times):.2f} | {power(*counts):.2f} |\n"
        )
    return 1 if worst > MOST else 0


def read(extractor: Extractor, text: str) -> None:
    """Lay out, parse and extract a text."""
    raw = RawArticle("growth", "text", text, language="en", published="2026-11-09")
    article = clean(raw, TODAY).article
    if article is not None:
        extractor.extract([article])


def power(small: float, large: float) -> float:
    """The exponent of the growth from one size to ``TIMES`` that size."""
    return math.log(large / small) / math.log(TIMES)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of work of this process, the least of three runs."""
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def steps(work: Callable[[], object]) -> int:
    """Calls of Python functions while something is done."""
    count = 0

    def called(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


if __name__ == "__main__":
    sys.exit(main())
