"""What the user sees while work goes on: always on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def counter(what: str) -> Iterator[Callable[..., None]]:
    """A function to call once per thing done, with lines to show above the count.

    The moving count is shown on a terminal only; the lines are shown anywhere.
    """
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} {task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=None)

        def count(*lines: str) -> None:
            for line in lines:
                console.print(f"polemos: {line}", markup=False)
            bar.advance(task)

        yield count
