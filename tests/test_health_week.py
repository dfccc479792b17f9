"""A made-up week of six sources, three of which go bad: what its operator sees."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from flows.health.metrics import as_metrics, write_metrics
from flows.health.overview import Overview, SourceState, overview
from flows.health.show import show
from tests.health_week import SOUND, fortnight
from warehouse.layout import Layout

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")


def parsed(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """The samples of a text in Prometheus' format 0.0.4, read strictly.

    Each family is told once, by HELP, then TYPE, then its samples, none twice.
    """
    assert text.endswith("\n")
    samples: dict[tuple[str, frozenset[tuple[str, str]]], float] = {}
    helped, typed, current = set(), set(), ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            current, _, words = line.removeprefix("# HELP ").partition(" ")
            assert NAME.fullmatch(current)
            assert words
            assert current not in helped
            helped.add(current)
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {current} gauge"
            assert current not in typed
            typed.add(current)
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            name, labels, value = match.groups()
            assert name == current
            assert name in typed
            key = name, frozenset(labels_of(labels or ""))
            assert key not in samples, line
            samples[key] = float(value)
            assert math.isfinite(samples[key])
    assert helped == typed == {name for name, _ in samples}
    return samples


def labels_of(text: str) -> list[tuple[str, str]]:
    pairs, place = [], 0
    while place < len(text):
        match = LABEL.match(text, place)
        assert match, text
        value = re.sub(
            r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], match.group(2)
        )
        pairs.append((match.group(1), value))
        place = match.end()
    assert len({name for name, _ in pairs}) == len(pairs)
    return pairs


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Overview, Path]]:
    root = tmp_path_factory.mktemp("week")
    with fortnight(root) as (sources, last):
        at = last + dt.timedelta(hours=5)
        yield write_metrics(sources, Layout(root), at), root


def test_the_bad_sources_ring_and_the_others_do_not(seen) -> None:
    found, _ = seen
    rings = {(one.source, one.check, one.level) for one in found.findings}
    assert rings == {
        ("Dale Mail", "dead", "alarm"),
        ("Moor News", "empty", "alarm"),
        ("Port Gazette", "unread", "alarm"),
    }
    states = {source.name: source.state for source in found.sources}
    assert {name for name, state in states.items() if state == "ok"} == set(SOUND)


def test_the_text_begins_with_the_verdict_and_the_worst(seen) -> None:
    found, _ = seen
    out = io.StringIO()
    show(found, Console(file=out, width=200, highlight=False))
    lines = out.getvalue().splitlines()
    assert lines[0].endswith("3 alarms, 0 warnings; 3 of 6 sources ok")
    assert any(re.search("Dale Mail +│ alarm", line) for line in lines)
    assert any("server_error │ list" in line for line in lines)


def test_the_metrics_file_is_in_the_text_format(seen) -> None:
    found, root = seen
    text = (root / "metrics.prom").read_text("utf-8")
    samples = parsed(text)
    of = frozenset({("source", "Dale Mail")})
    assert samples["polemos_source_alarms", of] == 1
    dead = frozenset({("check", "dead"), ("level", "alarm")})
    assert samples["polemos_findings", dead] == 1
    assert len(list(root.glob("*metrics*"))) == 1


def test_names_are_escaped_in_the_metrics() -> None:
    name = 'a "b"\\c\nd'
    at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    samples = parsed(
        as_metrics(Overview(at, (SourceState(name, None, None, ()),), None))
    )
    assert samples["polemos_source_alarms", frozenset({("source", name)})] == 0


def test_without_a_sources_file_the_inbox_is_shown(seen) -> None:
    _, root = seen
    at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    assert len(overview(None, Layout(root), at).sources) == 6
