"""The other criteria of a sweep, from sums and from a seeded sample of rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import SILHOUETTE_EXACT_ROWS, SILHOUETTE_ROWS
from engine.sweep.kernel import Array, block_of, scratch, stack
from engine.sweep.workers import Workers


@dataclass(frozen=True)
class Silhouette:
    """Mean silhouette over the sampled rows, and its standard error (0 when every row was used)."""

    mean: float
    error: float


def silhouette_rows(n_rows: int, seed: int) -> NDArray[np.int64]:
    """The rows on which silhouettes are measured: all of a small table, a seeded sample of a large one."""
    if n_rows <= SILHOUETTE_EXACT_ROWS:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng([seed, 17]).choice(n_rows, SILHOUETTE_ROWS, replace=False))


def calinski_harabasz(total: float, inertia: float, k: int, weight: float) -> float:
    """Variance ratio criterion (Calinski & Harabasz 1974); NaN for one segment or as many segments as rows."""
    if k < 2 or weight <= k:
        return math.nan
    if inertia <= 0.0:
        return math.inf if total > 0.0 else math.nan
    return (total - inertia) / (k - 1) * (weight - k) / inertia


def davies_bouldin(centers: NDArray[np.float64], spreads: NDArray[np.float64]) -> float:
    """Mean over segments of the worst ratio of spread to separation (Davies & Bouldin 1979); NaN for one segment."""
    if len(centers) < 2:
        return math.nan
    apart = np.sqrt(np.square(centers[:, None, :] - centers[None, :, :]).sum(axis=2))
    apart[apart == 0.0] = np.inf
    return float(((spreads[:, None] + spreads[None, :]) / apart).max(axis=1).mean())


def silhouettes(rows: Array, centers: dict[int, Array], n_rows: int, workers: Workers) -> dict[int, Silhouette]:
    """Silhouettes (Rousseeuw 1987) of every k over the sampled rows; a row alone in its segment scores 0.

    Parameters
    ----------
    rows : ndarray, shape (m, d)
        The sampled rows, in the units of the centres.
    n_rows : int
        Rows of the whole table, for the finite-population correction of the standard error.

    Notes
    -----
    Every distance is computed once for all k: its product with the one-hot assignments of all of them gives the
    sums that each needs.
    """
    block = block_of(rows, None, rows.dtype)
    norms = np.einsum("ij,ij->i", rows, rows)
    labels = {
        k: (stack([c[None]], rows.dtype).coefficients @ block.augmented.T).argmin(axis=0) for k, c in centers.items()
    }
    counts = {k: np.bincount(labels[k], minlength=k) for k in centers}
    one_hot = np.zeros((len(rows), sum(centers)), dtype=rows.dtype)
    first = 0
    for k in centers:
        one_hot[np.arange(len(rows)), first + labels[k]] = 1
        first += k

    def run(part: slice) -> NDArray[np.float64]:
        shape = (part.stop - part.start, len(rows))
        distances = np.matmul(-2 * rows[part], rows.T, out=scratch("distances", shape, rows.dtype))
        distances += norms
        distances += norms[part, None]
        np.maximum(distances, 0, out=distances)
        np.sqrt(distances, out=distances)
        distances[np.arange(part.stop - part.start), np.arange(part.start, part.stop)] = 0
        sums = (distances @ one_hot).astype(np.float64)
        scores = np.empty((len(centers), len(sums)))
        first = 0
        for number, k in enumerate(centers):
            scores[number] = _scores(sums[:, first : first + k], labels[k][part], counts[k])
            first += k
        return scores

    chunks = [slice(i, min(i + 256, len(rows))) for i in range(0, len(rows), 256)]
    scores = np.concatenate(list(workers.map(run, chunks)), axis=1)
    unseen = 1.0 - len(rows) / n_rows
    out = {}
    for number, k in enumerate(centers):
        if np.count_nonzero(counts[k]) < 2:
            out[k] = Silhouette(math.nan, math.nan)
            continue
        variance = float(scores[number].var(ddof=1)) if len(rows) > 1 else 0.0
        out[k] = Silhouette(float(scores[number].mean()), math.sqrt(max(variance / len(rows) * unseen, 0.0)))
    return out


def _scores(sums: NDArray[np.float64], labels: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    every = np.arange(len(labels))
    own = counts[labels]
    within = sums[every, labels] / np.maximum(own - 1, 1)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    means[every, labels] = np.inf
    nearest = means.min(axis=1)
    larger = np.maximum(within, nearest)
    usable = (own > 1) & (larger > 0.0) & np.isfinite(larger)
    return np.where(usable, (nearest - within) / np.where(usable, larger, 1.0), 0.0)
