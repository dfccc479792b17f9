"""The operator's page: each alarm has its entry, and no entry is of an alarm gone."""

from __future__ import annotations

import re
from pathlib import Path

from flows.health.limits import limits

PAGE = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")


def test_every_alarm_has_an_entry_that_says_what_to_do() -> None:
    _, _, entries = PAGE.partition("## When an alarm rings")
    parts = re.split(r"^### (.+)$", entries, flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(told) == list(limits())
    assert all(len(text.split()) >= 8 for text in told.values())
