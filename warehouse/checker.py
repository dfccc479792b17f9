"""Great Expectations in a process of its own, which imports it while others work.

The import takes 8 to 15 s, which nobody should have to wait for: the process starts
with the block ``checking_aside``, and is asked when claims are read and related.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final

import polars as pl

from schemas.expectations import Expectation
from schemas.tables import TABLES, Table
from warehouse.suites import unexpected_rows

Found = list[tuple[int, list[int]]]
Request = tuple[str, pl.DataFrame, pl.DataFrame, tuple[Expectation, ...]]
GRACE_SECONDS: Final = 30


class CheckerError(RuntimeError):
    """The process that checks has ended before it answered."""


class Checker:
    """A process that answers what ``unexpected_rows`` would, one table after another.

    A thread waits for it, so that whoever asks can go on. It ends when its pipe is
    closed, as it is when this process is killed.
    """

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        with closing(theirs):
            number = theirs.fileno()
            command = [sys.executable, "-m", "warehouse.checker", str(number)]
            self.process = subprocess.Popen(command, pass_fds=[number])
        self.line = ThreadPoolExecutor(1, "checker")

    def ask(self, request: Request) -> Future[Found]:
        """Begin to look at the rows of a table."""
        return self.line.submit(self._answer_to, request)

    def _answer_to(self, request: Request) -> Found:
        try:
            self.pipe.send(request)
            answer: Found | RuntimeError = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise CheckerError(
                "nothing was published: the process that runs Great Expectations "
                f"ended before it had checked {request[0]}"
            ) from error
        if isinstance(answer, RuntimeError):
            raise answer
        return answer

    def close(self) -> None:
        """End the process; what is still asked is dropped."""
        self.line.shutdown(cancel_futures=True)
        self.pipe.close()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_AROUND: ContextVar[Checker | None] = ContextVar("_AROUND", default=None)


@contextmanager
def checking_aside(checker: Checker | None = None) -> Iterator[None]:
    """Check what is checked in this block in another process, which starts at once.

    One that was started before can be given; it goes on after the block.
    """
    if _AROUND.get() is not None:
        yield
        return
    with ExitStack() as stack:
        token = _AROUND.set(checker or stack.enter_context(closing(Checker())))
        try:
            yield
        finally:
            _AROUND.reset(token)


def look_again(
    table: Table,
    frame: pl.DataFrame,
    holds: pl.DataFrame,
    expectations: Sequence[Expectation],
) -> Callable[[], Found]:
    """Begin to look, and return what waits for the result: that of ``unexpected_rows``.

    The process of the block around looks, if there is one; its result raises
    CheckerError when that process has ended.
    """
    around = _AROUND.get()
    if around is None:
        return partial(unexpected_rows, table, frame, holds, expectations)
    return around.ask((table.name, frame, holds, tuple(expectations))).result


def _serve(pipe: Connection) -> None:
    import_module("great_expectations")
    while True:
        try:
            name, *given = pipe.recv()
        except EOFError:
            return
        try:
            answer: Found | RuntimeError = unexpected_rows(TABLES[name], *given)
        except RuntimeError as error:  # A check that broke: told where it was asked.
            answer = error
        pipe.send(answer)


if __name__ == "__main__":
    # The process that asks ends this one; Ctrl-C is told to both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(int(sys.argv[1])) as own:
        _serve(own)
