"""What the service says while it runs: lines on standard error, which systemd keeps."""

from __future__ import annotations

import logging

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr() -> None:
    """Show what the service and its jobs log, unless somebody else does so already."""
    # Prefect sets up the root logger, and shows on it what is critical only.
    ours = logging.getLogger("polemos")
    if ours.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORM))
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    ours.propagate = False
