"""
Fits the verifier's model on the project's own pairs and writes the constants into
rust-wasm-semantic/src/verifier/model.rs:

    node tools/distill/own-pairs.ts <folder>
    cargo run --release --example pairs < <folder>/own0.jsonl > <folder>/said0.jsonl   (and 1)
    python fit.py <folder>

Half 0 fits the weights, half 1 their bounds. No other data is looked at.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np

MODEL = Path(__file__).resolve().parents[2] / "rust-wasm-semantic/src/verifier/model.rs"
RIDGE = 0.3
STEPS = 60
# Of a one-sided bound of 95 %.
Z = 1.645
BOUNDS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
# Pairs that a bound is taken over: those that score next below.
WINDOW = 150
IS_COMPLETE = 7
# What a feature may speak for: +1 equivalence, -1 difference, 0 either. In the order of model.rs.
SIGNS = (0, 1, -1, -1, -1, -1, 0, 1)


def read(folder: Path, half: int) -> tuple[np.ndarray, np.ndarray]:
    """Features and labels of the pairs that no veto parts."""
    pairs = map(json.loads, (folder / f"own{half}.jsonl").open())
    said = map(json.loads, (folder / f"said{half}.jsonl").open())
    rows = [(each["features"], pair["label"]) for pair, each in zip(pairs, said, strict=True) if each["features"]]
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows], float)


def fit_signed(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """As fit, but a feature that speaks against its sign is left out: the pairs made by rule are too
    much alike for such a finding to hold elsewhere."""
    kept = list(range(features.shape[1]))
    while True:
        weights = np.zeros(features.shape[1])
        weights[kept] = fit(features[:, kept], labels)
        wrong = [at for at in kept if SIGNS[at] * weights[at] < 0]
        if not wrong:
            return weights
        kept.remove(max(wrong, key=lambda at: abs(weights[at])))


def fit(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; the constant is not held back."""
    weights = np.zeros(features.shape[1])
    ridge = np.eye(len(weights)) * RIDGE
    ridge[0, 0] = 1e-6
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (labels - chances) - ridge @ weights
        curve = (features * (chances * (1 - chances))[:, None]).T @ features + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def wilson(good: int, all_: int) -> float:
    share = good / all_
    centre = share + Z * Z / (2 * all_)
    spread = Z * np.sqrt(share * (1 - share) / all_ + Z * Z / (4 * all_ * all_))
    return (centre - spread) / (1 + Z * Z / all_)


def bounds(scores: np.ndarray, labels: np.ndarray) -> list[tuple[float, float]]:
    """For each bound the lowest score down to which the pairs from there downwards keep it."""
    order = np.argsort(-scores, kind="stable")
    kept = [wilson(labels[order[at : at + WINDOW]].sum(), WINDOW) for at in range(len(order) - WINDOW)]
    found: list[tuple[float, float]] = []
    for bound in BOUNDS:
        held = next((at for at, share in enumerate(kept) if share < bound), len(kept)) - 1
        if held >= 0 and (not found or scores[order[held]] < found[-1][0]):
            found.append((float(scores[order[held]]), bound))
    return found


def main(folder: Path) -> None:
    weights = fit_signed(*read(folder, 0))
    features, labels = read(folder, 1)
    complete = features[:, IS_COMPLETE] > 0
    certain = wilson(labels[complete].sum(), complete.sum())
    table = bounds((features @ weights)[~complete], labels[~complete])
    source = MODEL.read_text()
    numbers = ", ".join(f"{weight:.3f}" for weight in weights)
    entries = ", ".join(f"({score:.3f}, {bound})" for score, bound in table)
    source = re.sub(r"(const WEIGHTS: Features = ).*; // fitted", rf"\1[{numbers}]; // fitted", source)
    source = re.sub(r"(const COMPLETE: f32 = ).*; // fitted", rf"\g<1>{certain:.4f}; // fitted", source)
    source = re.sub(r"(const OTHERS: &\[\(f32, f32\)\] = ).*; // fitted", rf"\1&[{entries}]; // fitted", source)
    MODEL.write_text(source)
    print(numbers, f"{certain:.4f}", entries, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
