"""How far reviewers agree: Krippendorff's alpha.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability. A unit is what
several reviewers coded; a value that somebody did not give is simply not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal

Level = Literal["nominal", "interval"]
PAIR = 2


def alpha(
    units: Iterable[Sequence[Hashable]], level: Level = "nominal"
) -> float | None:
    """1 for perfect agreement, 0 for that of chance, below 0 for less.

    ``units`` are the values that each unit was given; for ``interval`` they are
    numbers. None where alpha says nothing: no unit was coded twice, or all values
    are the same.
    """
    paired = [tuple(values) for values in units if len(values) >= PAIR]
    everything = [value for values in paired for value in values]
    spread = _nominal if level == "nominal" else _interval
    expected = spread(everything)
    if not expected:
        return None
    observed = sum(spread(values) / (len(values) - 1) for values in paired)
    return 1 - (len(everything) - 1) * observed / expected


def share_agreed(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Share of the pairs of values within units that are equal; None without pairs."""
    same = pairs = 0
    for values in units:
        pairs += len(values) * (len(values) - 1)
        same += sum(count * (count - 1) for count in Counter(values).values())
    return same / pairs if pairs else None


def _nominal(values: Sequence[Hashable]) -> float:
    """Ordered pairs of values that differ."""
    return len(values) ** 2 - sum(count**2 for count in Counter(values).values())


def _interval(values: Sequence[Hashable]) -> float:
    """Squared differences of all ordered pairs of values."""
    numbers = [float(value) for value in values]  # type: ignore[arg-type]  # numbers, by contract
    middle = sum(numbers) / len(numbers) if numbers else 0.0
    return 2 * len(numbers) * sum((number - middle) ** 2 for number in numbers)
