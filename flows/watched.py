"""Processes that end with the one that started them, even if that is killed.

``python -m flows.watched MODULE ARGUMENT...`` runs a module so.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

PAUSE_SECONDS = 1.0
GRACE_SECONDS = 10.0


def end_with_parent(parent: int | None = None) -> None:
    """Make this process end soon after ``parent``, which started it, has ended."""
    # Named by who starts the process, where it can: it may be dead by now.
    expected = os.getppid() if parent is None else parent

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(PAUSE_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
