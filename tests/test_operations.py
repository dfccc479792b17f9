"""The operator's page: each alarm has its entry, and no entry is of an alarm gone."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from flows.health.limits import limits
from flows.health.metrics import OF_SOURCES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_alarm_has_an_entry_that_says_what_to_do() -> None:
    _, _, entries = PAGE.partition("## When an alarm rings")
    parts = re.split(r"^### (.+)$", entries, flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(told) == list(limits())
    assert all(len(text.split()) >= 8 for text in told.values())


def test_rules_for_prometheus_ask_for_metrics_that_are_written() -> None:
    written = (ROOT / "flows" / "health" / "metrics.py").read_text("utf-8")
    names = {f"polemos_source_{name}" for name in OF_SOURCES}
    names |= set(re.findall(r'"(polemos_[a-z_]+)"', written))
    rules = yaml.safe_load((ROOT / "examples/service/alerts.yml").read_text("utf-8"))
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(asked) >= 3
    for expression in asked:
        found = set(re.findall(r"polemos_[a-z_]+", expression))
        assert found
        assert found <= names
