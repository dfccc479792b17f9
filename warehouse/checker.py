"""Great Expectations in a process of its own, which imports it while others work.

The import takes 8 to 15 s, which nobody should have to wait for: the process starts
with the block ``checking_aside``, and is asked when claims are read and related.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
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


class _Checker:
    """A process that answers what ``unexpected_rows`` would, one table after another.

    It ends when its pipe is closed, as it is when this process is killed.
    """

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        with closing(theirs):
            number = theirs.fileno()
            command = [sys.executable, "-m", "warehouse.checker", str(number)]
            self.process = subprocess.Popen(command, pass_fds=[number])

    def ask(self, request: Request) -> Found:
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
        self.pipe.close()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_AROUND: ContextVar[_Checker | None] = ContextVar("_AROUND", default=None)


@contextmanager
def checking_aside() -> Iterator[None]:
    """Check what is checked in this block in another process, which starts at once."""
    if _AROUND.get() is not None:
        yield
        return
    with closing(_Checker()) as checker:
        token = _AROUND.set(checker)
        try:
            yield
        finally:
            _AROUND.reset(token)


def look_again(
    table: Table,
    frame: pl.DataFrame,
    holds: pl.DataFrame,
    expectations: Sequence[Expectation],
) -> Found:
    """What ``unexpected_rows`` gives, from the process of the block around if any.

    Raises CheckerError when that has ended.
    """
    around = _AROUND.get()
    if around is None:
        return unexpected_rows(table, frame, holds, expectations)
    return around.ask((table.name, frame, holds, tuple(expectations)))


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
