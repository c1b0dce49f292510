"""
Prints how the table does beside the model that it is distilled from:

    python compare.py <model folder> <pairs.jsonl>...

A pair has `a`, `b` and `label`, or a `score`.
"""

import json
import sys
from pathlib import Path

import numpy as np

import table
from distill import CRATE, embed
from minilm import MiniLM

# Of larger sets the first ones.
MOST_PAIRS = 1000


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, the mean one for equal values."""
    order = np.argsort(values, kind="stable")
    found = np.empty(len(values))
    found[order] = np.arange(len(values))
    for value in np.unique(values):
        found[values == value] = found[values == value].mean()
    return found


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def area(scores: np.ndarray, labels: np.ndarray) -> float:
    good, bad = scores[labels == 1], scores[labels == 0]
    return float(np.mean([(one > bad).mean() + 0.5 * (one == bad).mean() for one in good]))


def read_table() -> tuple[dict[str, int], np.ndarray]:
    data = CRATE / "data"
    vocabulary = (data / "vocabulary.txt").read_text().split("\n")
    codes = np.frombuffer((data / "codes.bin").read_bytes(), np.uint8).reshape(-1, table.GROUPS)
    book = (data / "codebook.bin").read_bytes()
    scales = np.frombuffer(book[: 4 * table.GROUPS], np.float32)
    entries = np.frombuffer(book[4 * table.GROUPS :], np.int8).reshape(table.GROUPS, table.CODES, -1)
    vectors = table.restored(codes, entries, scales) * table.sif(len(codes))[:, None]
    return {token: row for row, token in enumerate(vocabulary)}, vectors


def main(model: MiniLM, files: list[Path]) -> None:
    rows, vectors = read_table()

    def small(text: str) -> np.ndarray:
        found = embed(model.tokenizer.encode(text, add_special_tokens=False).tokens, rows, vectors)
        return np.zeros(table.DIMENSIONS) if found is None else found

    for file in files:
        pairs = [json.loads(line) for line in file.open()][:MOST_PAIRS]
        labels = np.array([pair["label"] for pair in pairs])
        scores = np.array([pair.get("score", pair["label"]) for pair in pairs], float)
        large = model.encode([pair[side] for side in "ab" for pair in pairs])
        cosines = {
            "MiniLM": (large[: len(pairs)] * large[len(pairs) :]).sum(1),
            "table": np.array([small(pair["a"]) @ small(pair["b"]) for pair in pairs]),
        }
        for name, values in cosines.items():
            print(f"{file.stem:20} {name:8} Spearman {spearman(values, scores):.3f}  AUC {area(values, labels):.3f}")
        print(f"{file.stem:20} both     Spearman {spearman(*cosines.values()):.3f}")


if __name__ == "__main__":
    main(MiniLM(Path(sys.argv[1])), [Path(argument) for argument in sys.argv[2:]])
