"""
Writes rust-wasm-semantic/data and its test vectors:

    python distill.py <model folder> <WordNet folder> [--compare]

README.md says where the folders come from. `--compare` also prints what quantising costs.
"""

import hashlib
import json
import struct
import sys
import unicodedata
from pathlib import Path

import numpy as np

import characters
import table
from lexicon import lexicon
from minilm import MiniLM
from texts import TEXTS
from wordnet import WordNet

CRATE = Path(__file__).resolve().parents[2] / "rust-wasm-semantic"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# Numbers of a vector that a test vector holds.
SHOWN = 8


def is_latin(token: str) -> bool:
    """Tokens of other scripts have no vector: the model knows English only."""
    return all(not letter.isalpha() or "LATIN" in unicodedata.name(letter, "") for letter in token.removeprefix("##"))


def read_vocabulary(model: MiniLM) -> tuple[list[str], list[int]]:
    """Tokens with a vector in the model's order, which is that of their frequency, then those without; their ids."""
    ids = sorted(
        (index, token)
        for token, index in model.tokenizer.get_vocab().items()
        if token not in SPECIAL and not token.startswith("[unused")
    )
    chosen = [pair for pair in ids if is_latin(pair[1])]
    others = [pair for pair in ids if not is_latin(pair[1])]
    return [token for _, token in chosen + others], [index for index, _ in chosen]


def embed(tokens: list[str], rows: dict[str, int], vectors: np.ndarray) -> np.ndarray | None:
    words = [token for token in tokens if any(letter.isalnum() for letter in token)]
    known = [rows[token] for token in tokens if rows.get(token, len(vectors)) < len(vectors)]
    unknown = sum(rows.get(token, len(vectors)) >= len(vectors) for token in words)
    if not words or 2 * unknown > len(words):
        return None
    total = vectors[known].sum(0, dtype=np.float64)
    return total / np.linalg.norm(total)


def test_vectors(model: MiniLM, vocabulary: list[str], vectors: np.ndarray) -> list[dict]:
    rows = {token: row for row, token in enumerate(vocabulary)}
    cases = []
    for text in TEXTS:
        tokens = model.tokenizer.encode(text, add_special_tokens=False).tokens
        vector = embed(tokens, rows, vectors)
        shown = None if vector is None else [round(float(number), 6) for number in vector[:SHOWN]]
        cases.append({"text": text, "tokens": " ".join(tokens), "vector": shown})
    return cases


def main(model_folder: Path, wordnet_folder: Path) -> None:
    model = MiniLM(model_folder)
    vocabulary, ids = read_vocabulary(model)
    rows = table.components(table.token_outputs(model, ids))
    codes, book, scales = table.quantise(rows)
    vectors = table.restored(codes, book, scales) * table.sif(len(ids))[:, None]
    ranges, replaced = characters.tables(vocabulary)
    files = {
        "vocabulary.txt": "\n".join(vocabulary).encode(),
        "codes.bin": codes.tobytes(),
        "codebook.bin": struct.pack(f"<{table.GROUPS}f", *scales) + book.tobytes(),
        "ranges.bin": ranges,
        "replaced.bin": replaced,
        "lexicon.bin": lexicon(WordNet(wordnet_folder), vocabulary[: len(ids)]),
    }
    sums = []
    for name, data in sorted(files.items()):
        (CRATE / "data" / name).write_bytes(data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
    (CRATE / "data" / "SHA256SUMS").write_text("".join(sums))
    cases = [json.dumps(case, ensure_ascii=True) for case in test_vectors(model, vocabulary, vectors)]
    (CRATE / "vectors").mkdir(exist_ok=True)
    (CRATE / "vectors" / "tokens.json").write_text("[\n" + ",\n".join(cases) + "\n]\n")
    if "--compare" in sys.argv:
        lost = ((table.restored(codes, book, scales) - rows) ** 2).sum() / (rows**2).sum()
        print(f"{len(ids)} of {len(vocabulary)} tokens with a vector; quantising loses {lost:.3f} of the variance")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
