"""Weigh the evidence for one happening on pairs of claims that coders judged.

    python -m benchmarks.training.evidence --gold DIR [--write]

DIR holds ``ecbplus_1_35.zip`` (marked mentions of its conflict topics) and
``ucdp_ukraine.jsonl`` (headlines of coded events). Each pair of claims that blocking
proposes and no veto decides is a row: the evidence that holds for it, and whether both
stand for one coded event. Made-up pairs come to them: those of the tests, which differ
in one thing, and reports of the synthetic corpus, which say where the limit lies for
what neither set tells of. Weights are those of a logistic regression that is drawn to
the ``prior`` of evidence.csv, a judgement made by hand, as both sets know a few kinds
of event only. A weight never crosses zero: evidence does not speak against its
meaning. Figures are of groups left out of the fit: a topic, or a fifth of the months.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.quality import headlines, same_events
from benchmarks.quality.reading import Folders
from benchmarks.synthetic import corpus
from schemas.records import Claim
from schemas.tables import frames_of
from tests.event_pairs import APART, SAME
from tests.event_pairs import views_of as seen
from transforms.events import ArticleFacts, articles_frame
from transforms.events.blocks import candidate_pairs
from transforms.events.evidence import Found, table
from transforms.events.judge import LAST_QUESTIONS, QUESTIONS, SAME_FROM
from transforms.events.keys import windows
from transforms.events.views import ClaimView, Frames, views_of
from transforms.events.wording import tell_one_story
from transforms.extract import Extractor

TABLE = Path("transforms/events/data/evidence.csv")
BIAS = "bias"
RIDGE, BIAS_RIDGE, ROUNDS = 30.0, 10.0, 30
# A topic of many pairs counts as one of so many; the headlines are in so many parts.
MOST_PAIRS, FOLDS = 300, 5
TEST_WEIGHT, SYNTHETIC_PAIRS, SYNTHETIC_CLAIMS, SEED = 10.0, 30, 1_500, 7
# Joined claims count by the cluster, not by the pair, and a claim needs one good link
# only: the log odds from which clusters, not pairs, come out best on both sets.
REACH = 1.4
LIMIT = log(SAME_FROM / (1 - SAME_FROM))
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Pair = tuple[dict[str, float], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs that are left out together: evidence by column, held log odds, same."""

    name: str
    values: Floats
    held: Floats
    same: Floats
    weight: float
    is_coded: bool = True


def main() -> None:
    """Print figures of groups left out and all weights; store them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = groups(Folders(options.gold, options.gold), Extractor.load())
    for line in left_out(found):
        print(line)
    weights = fitted(found)
    for name, weight in weights.items():
        print(f"{name:28}{table()[name].prior:7.2f}{weight:7.2f}")
    if options.write:
        write(weights)


def columns() -> list[str]:
    """The evidence that is weighed: all but held weights and vetoes nothing lifts."""
    rows = [row for row in table().values() if not row.is_held]
    return [row.name for row in rows if not row.is_veto or row.in_story is not None]


def groups(folders: Folders, extractor: Extractor) -> list[Group]:
    """The pairs of both sets, and those made up."""
    coded = [*_of_topics(folders, extractor), *_of_headlines(folders, extractor)]
    return [*coded, _of_tests(), _of_synthetic()]


def _of_tests() -> Group:
    told = [(pair, True) for pair in SAME] + [(pair, False) for pair in APART]
    found = [(evidence_of(*seen(a, b)), is_same) for (_, a, b), is_same in told]
    pairs = [(each, is_same) for each, is_same in found if each is not None]
    return _made_up("tests", pairs, TEST_WEIGHT)


def _of_synthetic() -> Group:
    made = corpus(SYNTHETIC_CLAIMS, SEED)
    coded = {name: str(number) for name, number in made.truth.iter_rows()}
    pairs = list(_pairs_of(made.frames, made.frames["articles"], coded))
    return _made_up("synthetic", pairs, SYNTHETIC_PAIRS / len(pairs))


def _made_up(name: str, pairs: Sequence[Pair], weight: float) -> Group:
    """Pairs that must come out right by the weights with their reach."""
    group = _group(name, pairs, weight)
    return replace(group, held=group.held + REACH - LIMIT, is_coded=False)


def _of_topics(folders: Folders, extractor: Extractor) -> Iterator[Group]:
    articles = list(same_events.read(folders.path("gold/ecbplus_1_35.zip")))
    for topic in sorted(same_events.TOPICS, key=int):
        items = [item for item in articles if item.topic == topic]
        found = extractor.extract([item.article for item in items])
        facts = same_events.facts_of(items)
        coded = {
            claim.claim_id: mention.event
            for item, extraction in zip(items, found, strict=True)
            for mention, claim in same_events.align(item, extraction)
        }
        claims = [claim for extraction in found for claim in extraction.claims]
        pairs = list(_pairs(claims, facts, coded))
        weight = min(1.0, MOST_PAIRS / max(len(pairs), 1))
        yield _group(f"topic {topic}", pairs, weight)


def _of_headlines(folders: Folders, extractor: Extractor) -> Iterator[Group]:
    read = headlines.read(folders, extractor, None)
    single = headlines.with_report_days(headlines.alone(read))
    months = sorted({(item.day.year, item.day.month) for item in single})
    fold_of = {month: at * FOLDS // len(months) for at, month in enumerate(months)}
    for fold in range(FOLDS):
        items = [i for i in single if fold_of[i.day.year, i.day.month] == fold]
        coded = {i.attacks[0].claim_id: str(i.events[0]["id"]) for i in items}
        claims = [item.attacks[0] for item in items]
        pairs = list(_pairs(claims, headlines.facts_of(items), coded))
        yield _group(f"headlines {fold + 1}", pairs, 1.0)


def _pairs(
    claims: Sequence[Claim], facts: dict[str, ArticleFacts], coded: dict[str, str]
) -> Iterator[Pair]:
    yield from _pairs_of(frames_of(claims), articles_frame(facts), coded)


def _pairs_of(
    frames: Frames, articles: pl.DataFrame, coded: Mapping[str, str]
) -> Iterator[Pair]:
    spans = windows(frames["claims"], articles)
    view = {item.claim_id: item for item in views_of(frames, articles)}
    ids = spans["claim_id"].to_list()
    for i, j in candidate_pairs(spans, frames, articles).tolist():
        if ids[i] in coded and ids[j] in coded:
            told = evidence_of(view[ids[i]], view[ids[j]])
            if told is not None:
                yield told, coded[ids[i]] == coded[ids[j]]


def evidence_of(a: ClaimView, b: ClaimView) -> dict[str, float] | None:
    """How far each piece of evidence holds for a pair; None where a veto decides."""
    if a.order > b.order:
        a, b = b, a
    found: Iterable[Found] = (
        item for ask in (*QUESTIONS, *LAST_QUESTIONS) for item in ask.ask(a, b)
    )
    told: dict[str, float] = {}
    for name, degree in found:
        row = table()[name]
        if row.is_veto and (row.in_story is None or not tell_one_story(a, b)):
            return None
        told[name] = 1.0 if row.is_veto else degree
    return told


def _group(name: str, pairs: Sequence[Pair], weight: float) -> Group:
    values = [[1.0, *(told.get(c, 0.0) for c in columns()[1:])] for told, _ in pairs]
    same = np.array([is_same for _, is_same in pairs], np.float64)
    given = {row.name: row.weight for row in table().values() if row.is_held}
    held = [sum(given.get(c, 0.0) * d for c, d in told.items()) for told, _ in pairs]
    rows = np.array(values).reshape(len(pairs), -1)
    return Group(name, rows, np.array(held), same, weight)


def fitted(found: Sequence[Group]) -> dict[str, float]:
    """The weight of each piece of evidence, two decimals."""
    priors = np.array([table()[name].prior for name in columns()])
    parts = [group for group in found if len(group.same)]
    values = np.concatenate([group.values for group in parts])
    same = np.concatenate([group.same for group in parts])
    counts = np.concatenate([np.full(len(g.same), g.weight) for g in parts])
    held = np.concatenate([group.held for group in parts])
    solve = partial(_fit, values, held, same, counts, priors)
    fixed = np.zeros(len(priors), np.bool_)
    weights = solve(fixed)
    while (crossed := (weights * priors < 0) & ~fixed).any():
        fixed |= crossed
        weights = solve(fixed)
    weights[0] += REACH
    rounded = np.round(weights, 2).tolist()
    return dict(zip(columns(), rounded, strict=True))


def _fit(
    values: Floats,
    held: Floats,
    same: Floats,
    counts: Floats,
    priors: Floats,
    fixed: Bools,
) -> Floats:
    """Newton steps, drawn to the priors; a fixed weight is 0."""
    ridge = np.full(len(priors), RIDGE)
    ridge[0] = BIAS_RIDGE
    values = np.where(fixed, 0.0, values)
    weights = np.where(fixed, 0.0, priors)
    aims = weights.copy()
    for _ in range(ROUNDS):
        shares = 1 / (1 + np.exp(-held - values @ weights))
        slope = values.T @ (counts * (same - shares)) - ridge * (weights - aims)
        bend = (values * (counts * shares * (1 - shares))[:, None]).T @ values
        weights = weights + np.linalg.solve(bend + np.diag(ridge), slope)
    return weights


def left_out(found: Sequence[Group]) -> Iterator[str]:
    """For each group the precision and recall of pairs by a fit on all others."""
    yield "| group | pairs | same | precision | recall |"
    yield "|---|---|---|---|---|"
    totals = np.zeros(3)
    coded = [group for group in found if group.is_coded]
    for group in coded:
        others = [other for other in found if other is not group]
        weights = np.array([*fitted(others).values()])
        is_told = 1 / (1 + np.exp(-group.held - group.values @ weights)) >= SAME_FROM
        counts = np.array([(is_told & (group.same > 0)).sum(), is_told.sum(), 0.0])
        counts[2] = group.same.sum()
        totals += counts
        yield _line(group.name, len(group.same), counts)
    yield _line("all", sum(len(group.same) for group in coded), totals)


def _line(name: str, pairs: int, counts: Floats) -> str:
    right, told, same = counts.tolist()
    precision, recall = right / max(told, 1), right / max(same, 1)
    return f"| {name} | {pairs} | {same:.0f} | {precision:.2f} | {recall:.2f} |"


def write(weights: dict[str, float]) -> None:
    """Store the weights; all else in the table stays as it is."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if row["name"] in weights:
                column = "in_story" if row["kind"] == "veto" else "weight"
                row[column] = f"{weights[row['name']]:g}"
            writer.writerow(row)


if __name__ == "__main__":
    main()
