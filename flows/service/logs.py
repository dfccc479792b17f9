"""What the service says while it runs: lines on standard error, which systemd keeps."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from flows.logs import FILE_VARIABLE, FORMAT_VARIABLE, Form, configure

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr() -> None:
    """Show what the service and its jobs log, unless somebody else does so already."""
    # Prefect sets up the root logger, and shows on it what is critical only.
    ours = logging.getLogger("polemos")
    file = os.environ.get(FILE_VARIABLE)
    form: Form = "json" if os.environ.get(FORMAT_VARIABLE) == "json" else "text"
    configure(form, Path(file) if file else None)
    if form == "json":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORM))
    ours.addHandler(handler)
    handler.setLevel(logging.INFO)
    ours.setLevel(min(ours.level, logging.INFO))
    ours.propagate = False
