"""Train the type model on the corpus and write it as ONNX with int8 weights.

Needs ``requirements/training.txt`` beside the product (torch, transformers, onnx).
Run: python -m benchmarks.training.types --weights DIR [--epochs 5] [--out DIR]
The weights are those of all-MiniLM-L6-v2 (Apache-2.0), whatever folder holds them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn
from transformers import BertConfig, BertModel

from benchmarks.training.corpus import Example, read_corpus
from transforms.typing.encode import (
    ACTOR_MARKS,
    RECIPIENT_MARKS,
    Sides,
    token_ids,
    tokenizer,
)

SEED = 20261122
BATCH = 16
PARAMETER_RATE, HEAD_RATE = 1.5e-4, 1e-3
SMOOTHING = 0.05
# Share of examples whose parties are replaced by others of the corpus: the model is
# to read what happens between the marks and not who stands there.
SWAPPED = 0.35


class TypeModel(nn.Module):
    """The encoder, and one linear layer each for type and mode."""

    def __init__(self, encoder: BertModel, n_types: int, n_modes: int) -> None:
        super().__init__()
        self.encoder = encoder
        width = 3 * encoder.config.hidden_size
        self.drop = nn.Dropout(0.2)
        self.types = nn.Linear(width, n_types)
        self.modes = nn.Linear(width, n_modes)
        self.marks = [tokenizer().token_to_id(m[0]) for m in _BOTH]

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of types and of modes, from the first token and both marks."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        found = [states[:, 0]]
        for mark in self.marks:
            is_mark = (input_ids == mark).to(states.dtype).unsqueeze(-1)
            found.append((states * is_mark).sum(1))
        joined = self.drop(torch.cat(found, dim=1))
        return self.types(joined), self.modes(joined)


_BOTH = (ACTOR_MARKS, RECIPIENT_MARKS)


@dataclass(frozen=True)
class Labels:
    """Names of the outputs, in order."""

    types: tuple[str, ...]
    modes: tuple[str, ...]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Labels:
        """All types, and all modes as ``TYPE mode``."""
        types = sorted({e.event_type for e in examples})
        modes = sorted({f"{e.event_type} {e.mode}" for e in examples if e.mode})
        return cls(tuple(types), ("", *modes))

    def mode_of(self, example: Example) -> int:
        """Number of the mode; 0 when there is none."""
        name = f"{example.event_type} {example.mode}" if example.mode else ""
        return self.modes.index(name)


def load_encoder(folder: Path) -> BertModel:
    """The pre-trained encoder."""
    config = BertConfig.from_pretrained(str(folder))
    config._attn_implementation = "eager"
    return BertModel.from_pretrained(
        str(folder), config=config, add_pooling_layer=False
    )


def swapped(example: Example, phrases: Sequence[str], rng: random.Random) -> Sides:
    """The example's text with another party written in place of one of its own."""
    sides = example.sides
    (a, b), (c, d) = sides.actor, sides.recipient
    if b > c and d > a:
        return sides
    phrase = rng.choice(phrases)
    if rng.random() < 0.5:
        text = sides.text[:a] + phrase + sides.text[b:]
        shift = len(phrase) - (b - a)
        move = shift if c >= b else 0
        return Sides(text, (a, a + len(phrase)), (c + move, d + move))
    text = sides.text[:c] + phrase + sides.text[d:]
    shift = len(phrase) - (d - c)
    move = shift if a >= d else 0
    return Sides(text, (a + move, b + move), (c, c + len(phrase)))


def batches(
    examples: Sequence[Example], rng: random.Random, *, swap: bool
) -> Iterator[tuple[torch.Tensor, torch.Tensor, list[Example]]]:
    """Padded batches of examples of like length, in random order."""
    phrases = [e.sides.text[slice(*s)] for e in examples for s in _spans(e)]
    coded = []
    for example in examples:
        sides = example.sides
        if swap and rng.random() < SWAPPED:
            sides = swapped(example, phrases, rng)
        coded.append((token_ids(sides), replace(example, sides=sides)))
    coded.sort(key=lambda pair: (len(pair[0]) // 8, rng.random()))
    groups = [coded[i : i + BATCH] for i in range(0, len(coded), BATCH)]
    if swap:
        rng.shuffle(groups)
    for group in groups:
        length = max(len(ids) for ids, _ in group)
        ids = torch.zeros(len(group), length, dtype=torch.long)
        mask = torch.zeros(len(group), length, dtype=torch.long)
        for row, (numbers, _) in enumerate(group):
            ids[row, : len(numbers)] = torch.tensor(numbers)
            mask[row, : len(numbers)] = 1
        yield ids, mask, [example for _, example in group]


def _spans(example: Example) -> tuple[tuple[int, int], tuple[int, int]]:
    return example.sides.actor, example.sides.recipient


def train(
    model: TypeModel, examples: Sequence[Example], labels: Labels, epochs: int
) -> None:
    """Fine-tune all weights; prints the mean loss of every epoch."""
    rng = random.Random(SEED)
    counts = Counter(e.event_type for e in examples)
    mean = len(examples) / len(counts)
    weight = torch.tensor([(mean / counts[t]) ** 0.5 for t in labels.types])
    type_loss = nn.CrossEntropyLoss(weight=weight, label_smoothing=SMOOTHING)
    mode_loss = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    heads = [*model.types.parameters(), *model.modes.parameters()]
    groups = [
        {"params": list(model.encoder.parameters()), "lr": PARAMETER_RATE},
        {"params": heads, "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * (len(examples) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [PARAMETER_RATE, HEAD_RATE],
        total_steps=steps + epochs,
        pct_start=0.1,
        anneal_strategy="linear",
    )
    for epoch in range(epochs):
        began, total, seen = time.perf_counter(), 0.0, 0
        model.train()
        for ids, mask, group in batches(examples, rng, swap=True):
            types, modes = model(ids, mask)
            loss = type_loss(types, _targets(group, labels)) + 0.5 * mode_loss(
                modes, torch.tensor([labels.mode_of(e) for e in group])
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, seen = total + loss.item() * len(group), seen + len(group)
        took = time.perf_counter() - began
        print(f"epoch {epoch + 1}: loss {total / seen:.3f}, {took:.0f} s", flush=True)


def _targets(group: Sequence[Example], labels: Labels) -> torch.Tensor:
    return torch.tensor([labels.types.index(e.event_type) for e in group])


def measure(
    model: TypeModel, examples: Sequence[Example], labels: Labels
) -> dict[str, float]:
    """Accuracy and macro F1 of the type, and accuracy of type with mode."""
    model.eval()
    wanted, told, both = [], [], 0
    with torch.no_grad():
        for ids, mask, group in batches(examples, random.Random(SEED), swap=False):
            types, modes = model(ids, mask)
            for row, example in enumerate(group):
                name = labels.types[int(types[row].argmax())]
                wanted.append(example.event_type)
                told.append(name)
                is_mode = int(modes[row].argmax()) == labels.mode_of(example)
                both += name == example.event_type and is_mode
    right = sum(w == t for w, t in zip(wanted, told, strict=True))
    return {
        "n": len(wanted),
        "accuracy": right / max(len(wanted), 1),
        "macro_f1": macro_f1(wanted, told),
        "with_mode": both / max(len(wanted), 1),
    }


def macro_f1(wanted: Sequence[str], told: Sequence[str]) -> float:
    """Mean F1 over the classes of the gold labels."""
    scores = []
    for name in sorted(set(wanted)):
        hits = sum(w == t == name for w, t in zip(wanted, told, strict=True))
        total = wanted.count(name) + told.count(name)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / max(len(scores), 1)


def export(model: TypeModel, labels: Labels, out: Path) -> None:
    """Write ``model.onnx`` with int8 weights and ``labels.json``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    plain = out / "model.fp32.onnx"
    model.eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    names = {0: "batch", 1: "length"}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["types", "modes"],
        dynamic_axes={"input_ids": names, "attention_mask": names},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(plain, out / "model.onnx", weight_type=QuantType.QInt8)
    plain.unlink()
    text = json.dumps({"types": labels.types, "modes": labels.modes}, indent=1)
    (out / "labels.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Train, measure on the held-out frames, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("transforms/typing/data"))
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    examples = read_corpus(options.corpus) if options.corpus else read_corpus()
    labels = Labels.of(examples)
    parts = {
        name: [e for e in examples if e.split == name]
        for name in ("train", "dev", "test")
    }
    print({name: len(part) for name, part in parts.items()}, flush=True)
    encoder = load_encoder(options.weights)
    model = TypeModel(encoder, len(labels.types), len(labels.modes))
    train(model, parts["train"], labels, options.epochs)
    for name in ("dev", "test"):
        print(name, measure(model, parts[name], labels), flush=True)
    export(model, labels, options.out)


if __name__ == "__main__":
    main()
