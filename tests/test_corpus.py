"""The annotated corpus can be read, and no frame is on both sides of the split."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from benchmarks.training.corpus import (
    CorpusError,
    Example,
    parse_act,
    read_corpus,
    split_of,
    unmarked,
)
from schemas.ontology import ontology


@cache
def corpus() -> tuple[Example, ...]:
    return tuple(read_corpus())


def test_every_act_has_a_type_and_mode_of_the_ontology() -> None:
    for example in corpus():
        if example.event_type != "NONE":
            ontology().check(example.event_type, example.mode or None)


def test_corpus_has_two_thousand_sentences_and_more() -> None:
    assert len({example.sides.text for example in corpus()}) >= 2000


def test_every_type_is_told_in_many_frames() -> None:
    frames: dict[str, set[str]] = {}
    for example in corpus():
        frames.setdefault(example.event_type, set()).add(example.frame)
    assert len(frames) == 17
    assert min(len(names) for names in frames.values()) >= 100


def test_neither_frame_nor_sentence_is_in_two_splits() -> None:
    seen: dict[str, str] = {}
    for example in corpus():
        for key in (example.frame, example.sides.text):
            assert seen.setdefault(key, example.split) == example.split


def test_held_out_frames_are_a_tenth() -> None:
    counts = Counter(example.split for example in corpus())
    assert counts["test"] > 0.08 * len(corpus())


def test_marks_give_the_spans_of_the_plain_sentence() -> None:
    text, spans = unmarked("On Monday {2 Chad} was hit by {1 rebels}.")
    assert text == "On Monday Chad was hit by rebels."
    assert {mark: text[slice(*span)] for mark, span in spans.items()} == {
        "1": "rebels",
        "2": "Chad",
    }


def test_act_without_a_frame_is_refused_with_its_place() -> None:
    with pytest.raises(CorpusError, match=r"force\.csv, row 7"):
        parse_act("ASSAULT - 1>2", "force.csv, row 7")


def test_split_of_a_frame_never_changes() -> None:
    assert [split_of(frame) for frame in ("shell", "hold-talk")] == [
        split_of(frame) for frame in ("shell", "hold-talk")
    ]
