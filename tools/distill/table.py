"""From MiniLM to one vector for each token: principal components, half whitened, product-quantised."""

import numpy as np

from minilm import WIDTH, MiniLM

CLS, SEP = 101, 102
DIMENSIONS = 112
# One code for each group of four dimensions; dimension d is in group d % GROUPS.
GROUPS = 28
CODES = 256
ROUNDS = 16
SEED = 20_260_101
SIF_A = 1e-4


def token_outputs(model: MiniLM, ids: list[int], batch: int = 512) -> np.ndarray:
    rows = np.zeros((len(ids), WIDTH), np.float32)
    for start in range(0, len(ids), batch):
        chosen = np.array(ids[start : start + batch])
        framed = np.stack([np.full_like(chosen, CLS), chosen, np.full_like(chosen, SEP)], 1)
        rows[start : start + batch] = model.encode_ids(framed, np.ones_like(framed, bool))
    return rows


def components(outputs: np.ndarray) -> np.ndarray:
    """The first principal components, each divided by the square root of its deviation; mean row length 1."""
    centred = outputs.astype(np.float64) - outputs.mean(0, dtype=np.float64)
    directions, variances, _ = np.linalg.svd(centred.T @ centred)
    # The sign of a direction is arbitrary: the largest entry is made positive, so that runs agree.
    signs = np.sign(directions[np.abs(directions).argmax(0), np.arange(WIDTH)])
    rows = centred @ (directions * signs)[:, :DIMENSIONS] / variances[:DIMENSIONS] ** 0.25
    return rows / np.sqrt((rows**2).sum(1).mean())


def zipf(count: int) -> np.ndarray:
    shares = 1 / (np.arange(count) + 2.0)
    return shares / shares.sum()


def sif(count: int) -> np.ndarray:
    """Smooth inverse frequency (Arora et al. 2017), with the rank in the vocabulary for the frequency."""
    return SIF_A / (SIF_A + zipf(count))


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes (tokens x GROUPS), codebook (GROUPS x CODES x dimensions of a group, int8), scales (GROUPS)."""
    random = np.random.default_rng(SEED)
    weights = zipf(len(rows)) ** 0.5
    codes = np.zeros((len(rows), GROUPS), np.uint8)
    book = np.zeros((GROUPS, CODES, DIMENSIONS // GROUPS), np.int8)
    scales = np.zeros(GROUPS, np.float32)
    for group in range(GROUPS):
        part = rows[:, group::GROUPS]
        centres = k_means(part, weights, random)
        scales[group] = np.abs(centres).max() / 127
        book[group] = np.round(centres / scales[group])
        codes[:, group] = nearest(part, book[group] * float(scales[group]))
    return codes, book, scales


def k_means(points: np.ndarray, weights: np.ndarray, random: np.random.Generator) -> np.ndarray:
    centres = points[random.choice(len(points), CODES, replace=False, p=weights / weights.sum())].copy()
    for _ in range(ROUNDS):
        nearest_code = nearest(points, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest_code, points * weights[:, None])
        totals = np.bincount(nearest_code, weights, CODES)
        used = totals > 0
        centres[used] = sums[used] / totals[used, None]
    return centres


def nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return ((centres**2).sum(1)[None] - 2 * points @ centres.T).argmin(1)


def restored(codes: np.ndarray, book: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """The table as the engine reads it, without the weights."""
    rows = np.zeros((len(codes), DIMENSIONS), np.float32)
    for group in range(GROUPS):
        rows[:, group::GROUPS] = book[group][codes[:, group]].astype(np.float32) * scales[group]
    return rows
