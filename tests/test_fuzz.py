"""Half a minute of inputs nobody would write; ``python -m benchmarks.fuzz`` is longer.

The same inputs each time: one that fails is named by its seed.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import extraction, readers
from benchmarks.fuzz.__main__ import fuzz
from benchmarks.fuzz.mutate import changed_bytes, changed_text
from benchmarks.fuzz.watch import ProblemError, Target, TooSlowError, tried
from tests.pipeline import extractor

TARGETS = {target.name: target for target in readers.targets()}
SECONDS = 0.5
MOST = 60
quick = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
letters = st.characters(exclude_categories=())


@pytest.mark.parametrize("name", TARGETS)
def test_a_changed_file_breaks_no_reader(name: str) -> None:
    tally = fuzz(TARGETS[name], seed=7, seconds=SECONDS, most=MOST)
    assert tally.problems == {}
    assert tally.n_inputs > 0


@pytest.mark.parametrize(
    "seed", ["2 feed 1565", "2 sitemap 1182", "2 sitemap 1379", "1 sources 367"]
)
def test_an_input_that_broke_its_reader_breaks_it_no_more(seed: str) -> None:
    target = TARGETS[seed.split()[1]]
    assert tried(target, target.make(random.Random(seed))).problem is None


@quick
@given(st.sampled_from(sorted(TARGETS)), st.binary(max_size=400))
def test_any_bytes_break_no_reader(name: str, data: bytes) -> None:
    assert tried(TARGETS[name], data).problem is None


@quick
@given(st.sampled_from(("text", "jsonl", "csv", "html", "feed")), st.text(letters))
def test_any_text_breaks_no_reader(name: str, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert tried(TARGETS[name], data).problem is None


def test_a_changed_article_breaks_no_offset() -> None:
    tally = fuzz(extraction.target(extractor()), seed=7, seconds=6.0, most=40)
    assert tally.problems == {}
    assert tally.n_inputs > 0


@quick
@given(st.text(letters, max_size=300))
def test_any_text_breaks_no_extraction(text: str) -> None:
    extraction.check_text(f"Troops shelled Orsa on Monday. {text}", extractor())


def test_a_mistake_is_found_and_told_by_its_place() -> None:
    def run(data: bytes | str) -> None:
        if data == b"loop":
            while True:
                pass
        raise ProblemError(f"no {len(data)}")

    target = Target("broken", lambda chance: b"a" * chance.randint(1, 2), run)
    tally = fuzz(target, seed=1, seconds=5.0, most=20)
    assert len(tally.problems) == 2
    assert all("ProblemError in test_fuzz.py" in told for told in tally.problems)
    slow = Target("slow", lambda _: b"loop", run, seconds=0.1)
    assert isinstance(tried(slow, b"loop").problem, TooSlowError)
    allowed = Target("allowed", lambda _: b"", run, (ProblemError,))
    assert tried(allowed, b"").problem is None


def test_the_same_chance_gives_the_same_change() -> None:
    first, second = random.Random("seed"), random.Random("seed")
    data = b"<p>Troops left Orsa on Monday.</p>" * 3
    for _ in range(50):
        assert changed_bytes(first, data, 3) == changed_bytes(second, data, 3)
        text = data.decode()
        assert changed_text(first, text, 3) == changed_text(second, text, 3)
