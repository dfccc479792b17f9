"""What the user sees while work goes on: always on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.logs import event, is_json

Count = Callable[..., None]


@contextmanager
def counter(what: str) -> Iterator[Count]:
    """A function to call once per thing done, with lines to show above the count.

    The moving count is shown on a terminal only; the lines are shown anywhere.
    """
    console = _console()
    with _bar(console, "{task.completed} {task.description}") as bar:
        task = bar.add_task(what, total=None)

        def count(*lines: str) -> None:
            for line in lines:
                console.print(f"polemos: {line}", markup=False)
            bar.advance(task)

        yield count


@contextmanager
def step(what: str) -> Iterator[Callable[[str], None]]:
    """Show a step while it runs, then a line with its result and seconds.

    The function it gives sets the words of the result.
    """
    console = _console()
    started = time.monotonic()
    told = [""]
    with _bar(console, "{task.description}") as bar:
        task = bar.add_task(what, total=None)

        def tell(result: str) -> None:
            told[0] = result
            bar.update(task, description=f"{what}: {result}")

        yield tell
    seconds = time.monotonic() - started
    event("step.ended", step=what, result=told[0] or None, seconds=round(seconds, 3))
    words = f"{what}: {told[0]}" if told[0] else what
    console.print(f"  {words} ({seconds:.1f} s)", markup=False)


def tell(words: str) -> None:
    """Show a line of its own."""
    _console().print(f"  {words}", markup=False)


def _console() -> Console:
    # What stands among JSON must be JSON.
    return Console(stderr=True, soft_wrap=True, highlight=False, quiet=is_json())


def _bar(console: Console, words: str) -> Progress:
    columns = (SpinnerColumn(), TextColumn(words, markup=False), TimeElapsedColumn())
    shown = console.is_terminal
    return Progress(*columns, console=console, transient=True, disable=not shown)
