"""Pages of the documentation that are made from the schemas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def write_or_check(path: Path, text: str, arguments: Sequence[str], module: str) -> int:
    """Write a page; with ``--check`` say whether it is current (0, 1)."""
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{path} is not current: run python -m {module}\n")
    return 1
