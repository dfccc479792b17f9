"""The trained type model: scores of types and modes for a pair of marked sides.

A MiniLM encoder of 22 million parameters with int8 weights, fine-tuned on the project's
own corpus (``benchmarks/corpus``, ``benchmarks/training/types.py``), run by
onnxruntime on one thread; no network and no torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import onnxruntime

from transforms.typing.encode import PACKAGE, Sides, token_ids

BATCH = 32
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Guess:
    """Probability of each type (``NONE`` included) and the best mode of each."""

    types: dict[str, float]
    modes: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of the model's outputs, in order; modes are written ``TYPE mode``."""

    types: tuple[str, ...]
    modes: tuple[str, ...]


@cache
def labels() -> Labels:
    """The labels the model was trained with."""
    text = (files(PACKAGE) / "data" / "labels.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return Labels(tuple(found["types"]), tuple(found["modes"]))


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    model = (files(PACKAGE) / "data" / "model.onnx").read_bytes()
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"]
    )


def guesses(questions: Sequence[Sides]) -> list[Guess]:
    """One guess for each question, in order."""
    coded = [token_ids(sides) for sides in questions]
    # Sentences of like length share a batch, so that little is spent on padding.
    order = sorted(range(len(coded)), key=lambda i: len(coded[i]))
    found: dict[int, Guess] = {}
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        found.update(zip(rows, _batch([coded[i] for i in rows]), strict=True))
    return [found[i] for i in range(len(coded))]


def _batch(coded: Sequence[Sequence[int]]) -> Iterator[Guess]:
    length = max(map(len, coded))
    ids = np.zeros((len(coded), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, numbers in enumerate(coded):
        ids[row, : len(numbers)] = numbers
        mask[row, : len(numbers)] = 1
    types, modes = _session().run(None, {"input_ids": ids, "attention_mask": mask})
    for type_scores, mode_scores in zip(types, modes, strict=True):
        shares = _softmax(type_scores)
        yield Guess(
            dict(zip(labels().types, map(float, shares), strict=True)),
            {name: _mode_of(name, mode_scores) for name in labels().types},
        )


def _softmax(scores: Scores) -> Scores:
    powers = np.exp(scores - scores.max())
    shares: Scores = powers / powers.sum()
    return shares


def _mode_of(event_type: str, scores: Scores) -> str | None:
    """The best mode among those of the type and none at all."""
    names = [
        (float(score), name)
        for name, score in zip(labels().modes, scores, strict=True)
        if not name or name.startswith(f"{event_type} ")
    ]
    best = max(names)[1]
    return best.partition(" ")[2] or None
