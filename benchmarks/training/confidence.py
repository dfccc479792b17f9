"""Fit the confidence of claims on judged claims, and show how well it holds.

The judged claims are rows of ``judged_claims.csv`` beside this module: what is known
of a claim (the features of ``transforms.claims.features_of``) and whether a reader
found its type right; no text. Figures are of ten-fold cross-validation.
Run: python -m benchmarks.training.confidence [--write]
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt

JUDGED = Path(__file__).parent / "data" / "judged_claims.csv"
COEFFICIENTS = Path("transforms/data/confidence.csv")
SOURCE = "fitted on judged claims"
FOLDS, RIDGE, ROUNDS = 10, 2.0, 30
BINS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
Floats = npt.NDArray[np.float64]


def read_judged(path: Path = JUDGED) -> tuple[list[str], Floats, Floats]:
    """Names of the features, their values, and 1 for every claim found right."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [name for name in rows[0] if name not in ("right", "source")]
    values = np.array([[float(row[name]) for name in names] for row in rows])
    return names, values, np.array([float(row["right"]) for row in rows])


def fit(values: Floats, right: Floats) -> Floats:
    """Logistic regression by Newton steps, ridge on all but the constant (first)."""
    columns = np.column_stack([np.ones(len(values)), values])
    weights = np.zeros(columns.shape[1])
    ridge = np.full(columns.shape[1], RIDGE)
    ridge[0] = 0.0
    for _ in range(ROUNDS):
        shares = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (right - shares) - ridge * weights
        bend = (columns * (shares * (1 - shares))[:, None]).T @ columns
        weights = weights + np.linalg.solve(bend + np.diag(ridge + 1e-9), slope)
    return weights


def shares_of(weights: Floats, values: Floats) -> Floats:
    """The confidence of claims with these features."""
    found: Floats = 1 / (1 + np.exp(-(weights[0] + values @ weights[1:])))
    return found


def cross_validated(values: Floats, right: Floats) -> Floats:
    """The confidence of each claim from a fit on the other nine tenths."""
    folds = np.random.default_rng(0).permutation(len(right)) % FOLDS
    found = np.zeros(len(right))
    for fold in range(FOLDS):
        weights = fit(values[folds != fold], right[folds != fold])
        found[folds == fold] = shares_of(weights, values[folds == fold])
    return found


def reliability(shares: Floats, right: Floats) -> list[str]:
    """A table by confidence: claims, mean confidence, share found right."""
    lines = ["| confidence | claims | mean | right |", "|---|---|---|---|"]
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = (shares >= low) & (shares < high)
        if inside.any():
            lines.append(
                f"| {low:.1f}-{high:.1f} | {inside.sum()} | "
                f"{shares[inside].mean():.2f} | {right[inside].mean():.2f} |"
            )
    return lines


def calibration_error(shares: Floats, right: Floats) -> float:
    """Mean distance of confidence and share right over the bins, by their claims."""
    total = 0.0
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = (shares >= low) & (shares < high)
        if inside.any():
            total += inside.sum() * abs(shares[inside].mean() - right[inside].mean())
    return float(total / len(right))


def main() -> None:
    """Print the reliability table; with ``--write`` store the coefficients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names, values, right = read_judged()
    shares = cross_validated(values, right)
    brier = float(((shares - right) ** 2).mean())
    print("\n".join(reliability(shares, right)))
    print(
        f"{len(right)} claims, {right.mean():.3f} right; Brier score {brier:.3f} "
        f"(always the mean: {right.mean() * (1 - right.mean()):.3f}); "
        f"expected calibration error {calibration_error(shares, right):.3f}"
    )
    weights = fit(values, right)
    rows = list(zip(["intercept", *names], weights, strict=True))
    for name, weight in rows:
        print(f"{name},{weight:.3f}")
    if options.write:
        write(rows)


def write(rows: list[tuple[str, float]]) -> None:
    """Store the coefficients; what each feature means stays as it is written there."""
    with COEFFICIENTS.open(encoding="utf-8", newline="") as lines:
        meanings = {row["feature"]: row["meaning"] for row in csv.DictReader(lines)}
    with COEFFICIENTS.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["feature", "coefficient", "meaning", "source"])
        for name, weight in rows:
            table.writerow([name, f"{weight:.3f}", meanings[name], SOURCE])


if __name__ == "__main__":
    main()
