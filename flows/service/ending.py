"""Whether this service is about to end, so that jobs it stops are no failures."""

from __future__ import annotations

import threading

ENDING = threading.Event()
