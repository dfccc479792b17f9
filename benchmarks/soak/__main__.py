"""A simulated week of many feeds, fetched and loaded; prints figures, checks sums.

Run: python -m benchmarks.soak --feeds 1000 --articles 200000 [--no-load] [--out DIR]
     python -m benchmarks.soak --resume DIR, where --out DIR was stopped or killed

Exit status: 0 every sum is met; 1 some is not, each is told in a line.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.soak.progress import NAME, Progress
from benchmarks.soak.week import Week, run_week
from benchmarks.soak.world import World


def main() -> int:
    """Read the options, run, print."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = options.resume or options.out or Path(folder)
        week = Week(
            progress=Progress.read(out) if options.resume else _begun(options, out),
            out=out,
            workers=options.workers,
            has_loads=not options.no_load,
            minutes=options.minutes,
        )
        result = run_week(week, lambda line: sys.stderr.write(f"{line}\n"))
    sys.stdout.write(result.table())
    for problem in result.problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if result.problems else 0


def _begun(options: argparse.Namespace, out: Path) -> Progress:
    if (out / NAME).exists():
        sys.exit(f"{out} holds a soak already: --resume {out} goes on with it")
    world = World(options.feeds, options.articles, options.days, options.seed)
    return Progress(world, options.rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument(
        "--rounds", type=int, default=4, help="rounds of fetching a day"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, help="begin no day after that")
    parser.add_argument("--no-load", action="store_true", help="fetch only")
    folder = parser.add_mutually_exclusive_group()
    folder.add_argument("--out", type=Path, help="an empty folder to keep")
    folder.add_argument(
        "--resume", type=Path, help="go on in the --out of before, in its world"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
