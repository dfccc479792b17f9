"""Learn the weights of the place of an act, and tell how good they are on unseen text.

    python -m benchmarks.training.act_places --gold DIR [--write]

DIR holds ``event_location_dev.jsonl`` (Halterman, MIT licence). Rows that nobody read
for places are left out. The folds are of whole sentences, by the hash of their text,
so that the two verbs of one sentence never part; nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.quality.act_places import marked_places, verb_start, was_read
from benchmarks.quality.reading import one_block, read_rows
from transforms.document import Document
from transforms.extract import DEFAULT_MODEL
from transforms.parse import load_model, parse_articles
from transforms.places.act import act_options, loose_names
from transforms.places.find import find_places
from transforms.places.gazetteer import PACKAGE
from transforms.places.traits import traits
from transforms.places.weights import LIKELY_PLACE, TABLE, likelihood

FILE = "event_location_dev.jsonl"
SOURCE = "learnt from event location sentences (Halterman, MIT)"
FOLDS = 10
RIDGE = 3.0
RAREST = 5
MAX_ROUNDS = 50
SMALLEST_STEP = 1e-6
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A verb with the traits of each place name of its sentence, and which are its.

    ``is_placed`` tells whether any place is marked for the verb at all.
    """

    fold: int
    is_placed: bool
    options: tuple[tuple[frozenset[str], bool], ...]


def main() -> None:
    """Print the cross-validated figures; write the weights when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of the file")
    parser.add_argument("--write", action="store_true", help="keep the weights learnt")
    arguments = parser.parse_args()
    found = list(examples(arguments.gold / FILE))
    sys.stdout.write(figures(found, cross_validated(found)))
    if arguments.write:
        write(learn(found), Path(str(files(PACKAGE) / "data" / TABLE)))


def examples(path: Path) -> Iterator[Example]:
    """The rows that were read for places, parsed."""
    rows = [row for row in read_rows(path) if was_read(row)]
    texts = [one_block(str(row["_id"]), row["text"]) for row in rows]
    documents = parse_articles(texts, load_model(DEFAULT_MODEL))
    for row, document in zip(rows, documents, strict=True):
        marked = marked_places(row)
        yield Example(
            fold_of(row["text"]),
            bool(marked),
            tuple(options(document, verb_start(row), marked)),
        )


def fold_of(text: str) -> int:
    """The fold of a sentence, by its text alone."""
    return int(hashlib.sha256(text.strip().encode()).hexdigest(), 16) % FOLDS


def options(
    document: Document, verb: int, marked: Sequence[tuple[int, int]]
) -> Iterator[tuple[frozenset[str], bool]]:
    """Each place name beside the verb with its traits, and whether it is marked."""
    places = find_places(document)
    for sentence in document.sentences:
        for token in sentence.span:
            if not token.idx <= verb < token.idx + len(token):
                continue
            listed = places.get(sentence.index, [])
            found = [*listed, *loose_names(sentence, listed)]
            given = act_options(token, sentence, found)
            for option, own in zip(given, traits(given, token), strict=True):
                place = option.place
                is_right = any(place.start < b and a < place.end for a, b in marked)
                yield frozenset(own), is_right


def learn(found: Sequence[Example]) -> dict[str, float]:
    """Weights by logistic regression with a ridge, by Newton's method."""
    pairs = [pair for example in found for pair in example.options]
    count = Counter(trait for own, _ in pairs for trait in own)
    names = sorted(trait for trait, times in count.items() if times >= RAREST)
    place = {trait: number for number, trait in enumerate(names)}
    table = np.zeros((len(pairs), len(names)))
    for row, (own, _) in enumerate(pairs):
        table[row, [place[trait] for trait in own if trait in place]] = 1.0
    right = np.array([is_right for _, is_right in pairs], dtype=np.float64)
    return dict(zip(names, map(float, _fitted(table, right)), strict=True))


def _fitted(table: Floats, right: Floats) -> Floats:
    weights = np.zeros(table.shape[1])
    for _ in range(MAX_ROUNDS):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - chance) - RIDGE * weights
        curve = (table.T * (chance * (1 - chance))) @ table
        step = np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
        weights += step
        if np.abs(step).max() < SMALLEST_STEP:
            break
    return weights


def cross_validated(found: Sequence[Example]) -> list[tuple[float, bool]]:
    """For each row the likelihood of its best place, and whether that is marked.

    Each row is judged by weights learnt without its fold.
    """
    known = [learn([e for e in found if e.fold != fold]) for fold in range(FOLDS)]
    return [best(example, known[example.fold]) for example in found]


def best(example: Example, weights: Mapping[str, float]) -> tuple[float, bool]:
    """The likelihood of the likeliest place, and whether it is marked."""
    scored = [(likelihood(own, weights), right) for own, right in example.options]
    return max(scored, default=(0.0, False), key=lambda pair: pair[0])


def figures(found: Sequence[Example], told: Sequence[tuple[float, bool]]) -> str:
    """Precision, recall and F1 of the span, and "none", at thresholds around ours."""
    lines = [f"{len(found)} verbs, {sum(e.is_placed for e in found)} with a place"]
    for limit in (LIKELY_PLACE - 0.1, LIKELY_PLACE, LIKELY_PLACE + 0.1):
        hits = sum(chance >= limit and right for chance, right in told)
        given = sum(chance >= limit for chance, _ in told)
        placed = sum(example.is_placed for example in found)
        none = [
            chance < limit
            for example, (chance, _) in zip(found, told, strict=True)
            if not example.is_placed
        ]
        lines.append(
            f"from {limit:.2f}: P {hits / given:.3f} R {hits / placed:.3f} "
            f"F1 {2 * hits / (given + placed):.3f} none {sum(none) / len(none):.3f}"
        )
    return "\n".join(lines) + "\n"


def write(weights: Mapping[str, float], path: Path) -> None:
    """Keep the weights as a table, three decimals each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["trait", "weight", "source"])
        for trait, weight in sorted(weights.items()):
            rows.writerow([trait, f"{weight:.3f}", SOURCE])


if __name__ == "__main__":
    main()
