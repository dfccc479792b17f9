"""Memory of this process and of all that it started, sampled while it works (Linux).

What is counted is the proportional set size: memory that several processes share is
divided between them, so that the sum is what the machine has to hold.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SECONDS: Final = 0.25
# Looking through the pages of gigabytes takes time from those who use them: no more of
# it than this share.
SHARE: Final = 0.02


class Peak:
    """The most megabytes seen since the last ``reset``."""

    def __init__(self) -> None:
        self.megabytes = 0
        self._ended = threading.Event()

    def reset(self) -> int:
        """What was seen so far, which is then forgotten."""
        seen, self.megabytes = max(self.megabytes, megabytes()), 0
        return seen

    @contextmanager
    def watched(self) -> Iterator[Peak]:
        """Sample in a thread until the block ends."""
        thread = threading.Thread(target=self._sample, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def _sample(self) -> None:
        pause = SECONDS
        while not self._ended.wait(pause):
            start = time.perf_counter()
            self.megabytes = max(self.megabytes, megabytes())
            pause = max(SECONDS, (time.perf_counter() - start) / SHARE)


def megabytes() -> int:
    """Megabytes of this process and of its descendants at this moment."""
    return sum(_kilobytes(pid) for pid in _family(os.getpid())) // 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [(task / "children").read_text() for task in tasks]
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in " ".join(children).split():
        yield from _family(int(child))


def _kilobytes(pid: int) -> int:
    try:
        content = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    rows = (line.split() for line in content.splitlines())
    return next((int(row[1]) for row in rows if row[0] == "Pss:"), 0)
