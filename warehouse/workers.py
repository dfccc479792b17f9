"""Processes of pools: what each does first, so that none is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
from threading import Thread


def begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when it is gone.

    To be given to a pool as ``initializer``.
    """
    # The parent ends its workers; they must not print tracebacks of their own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # If it is killed it ends none: each worker and the process that forked it hold an
    # end of the other's pipe, and would wait for work for ever.
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
