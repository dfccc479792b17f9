"""Try made-up inputs on every reader and on extraction until the time is over.

Run: python -m benchmarks.fuzz --minutes 10 [--seed N] [--only NAME] [--keep DIR]

Exit status: 0 nothing was found; 1 an input broke something, each is told in a line.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz import extraction, readers
from benchmarks.fuzz.watch import Target, tried
from transforms.extract import Extractor

EXTRACTION_SHARE = 0.6


@dataclass
class Tally:
    """What trying a target gave."""

    n_inputs: int = 0
    n_units: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    problems: dict[str, str] = field(default_factory=dict)


def main() -> int:
    """Read the options, try, print."""
    options = _parser().parse_args()
    found = list(_chosen(options.only))
    tallies = {
        target.name: fuzz(target, options.seed, _share(target, found, options.minutes))
        for target in found
    }
    _print(tallies, options.keep)
    return 1 if any(tally.problems for tally in tallies.values()) else 0


def fuzz(target: Target, seed: int, seconds: float, most: int | None = None) -> Tally:
    """Try inputs for some seconds, or at most so many; ``problems`` by their place."""
    tally = Tally()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and (most is None or tally.n_inputs < most):
        name = f"{seed} {target.name} {tally.n_inputs}"
        data = target.make(random.Random(name))
        done = tried(target, data)
        tally.n_inputs += 1
        tally.n_units += len(data)
        tally.seconds += done.seconds
        tally.slowest = max(tally.slowest, done.seconds)
        if done.problem is not None:
            tally.problems.setdefault(place(done.problem), name)
    return tally


def place(error: BaseException) -> str:
    """The kind of an error and where our code raised it: one line for each mistake."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [step for step in steps if "site-packages" not in step.filename]
    at = ours[-1] if ours else steps[-1]
    told = str(error).partition("\n")[0][:120]
    return f"{type(error).__name__} in {Path(at.filename).name}:{at.lineno}: {told}"


def _chosen(only: Sequence[str] | None) -> Iterator[Target]:
    for target in readers.targets():
        if not only or target.name in only:
            yield target
    if not only or "extract" in only:
        yield extraction.target(Extractor.load())


def _share(target: Target, found: Sequence[Target], minutes: float) -> float:
    """Seconds for a target: extraction has more to go wrong than all readers."""
    if len(found) == 1:
        return minutes * 60
    if target.name == "extract":
        return minutes * 60 * EXTRACTION_SHARE
    return minutes * 60 * (1 - EXTRACTION_SHARE) / (len(found) - 1)


def _print(tallies: dict[str, Tally], keep: Path | None) -> None:
    write = sys.stdout.write
    write("| target | inputs | MB | inputs a second | slowest s | problems |\n")
    write("|---|---|---|---|---|---|\n")
    for name, tally in tallies.items():
        rate = tally.n_inputs / max(tally.seconds, 0.001)
        write(
            f"| {name} | {tally.n_inputs:,} | {tally.n_units / 1e6:.1f} | {rate:.0f} | "
            f"{tally.slowest:.2f} | {len(tally.problems)} |\n"
        )
    for name, tally in tallies.items():
        for problem, seed in tally.problems.items():
            sys.stderr.write(f"{name}: {problem} (input {seed!r})\n")
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        made = {target.name: target.make for target in _chosen(list(tallies))}
        for name, tally in tallies.items():
            for number, seed in enumerate(tally.problems.values()):
                data = made[name](random.Random(seed))
                raw = (
                    data if isinstance(data, bytes) else data.encode("utf-8", "replace")
                )
                (keep / f"{name}-{number}").write_bytes(raw)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="a target; may be repeated")
    parser.add_argument("--keep", type=Path, help="folder for inputs that broke it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
