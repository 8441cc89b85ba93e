"""The other criteria of a sweep, from sums and from a seeded sample of rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import SILHOUETTE_EXACT_ROWS, SILHOUETTE_ROWS
from engine.sweep.kernel import Array, assignment, block_of, products, scratch, stack
from engine.sweep.workers import Workers

# Distances that stay in a core's cache until they are added up.
_CACHED = 2**18


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
    if not centers:
        return {}
    block = block_of(rows, None, rows.dtype)
    solutions = stack([c[None] for c in centers.values()], rows.dtype)
    one_hot = np.array(assignment(products(solutions.coefficients, block), solutions)[0])
    norms = np.einsum("ij,ij->i", rows, rows)[:, None]
    ones = np.ones_like(norms)
    left, right = np.hstack([-2 * rows, norms, ones]), np.hstack([rows, ones, norms]).T.copy()
    sums = np.empty_like(one_hot)

    def run(part: slice) -> None:
        some = part.stop - part.start
        distances = np.matmul(left, right[:, part], out=scratch("distances", (n, some), rows.dtype))
        np.maximum(distances, 0, out=distances)
        np.sqrt(distances, out=distances)
        distances[np.arange(part.start, part.stop), np.arange(some)] = 0
        np.matmul(one_hot, distances, out=sums[:, part])

    n = len(rows)
    step = min(max(_CACHED // n, 64), 256)
    workers.spread(run, [slice(first, min(first + step, n)) for first in range(0, n, step)])
    ends = np.cumsum(list(centers))
    own = [slice(end - k, end) for k, end in zip(centers, ends.tolist(), strict=True)]
    found = workers.spread(lambda lines: _silhouette(sums[lines], one_hot[lines], n_rows), own)
    return dict(zip(centers, found, strict=True))


def _silhouette(sums: Array, one_hot: Array, n_rows: int) -> Silhouette:
    """Of one k, from the sums of the distances of every row to each segment's rows, shape (k, m)."""
    member = one_hot > 0
    counts = np.count_nonzero(member, axis=1).astype(sums.dtype)
    if np.count_nonzero(counts) < 2:
        return Silhouette(math.nan, math.nan)
    others = counts @ one_hot - 1
    within = np.einsum("ij,ij->j", sums, one_hot) / np.maximum(others, 1)
    means = np.where(member | (counts == 0)[:, None], np.inf, sums / np.maximum(counts, 1)[:, None])
    nearest = means.min(axis=0)
    larger = np.maximum(within, nearest)
    usable = (others > 0) & (larger > 0)
    scores = np.where(usable, (nearest - within) / np.where(usable, larger, 1), 0).astype(np.float64)
    variance = float(scores.var(ddof=1)) if scores.size > 1 else 0.0
    unseen = 1.0 - scores.size / n_rows
    return Silhouette(float(scores.mean()), math.sqrt(max(variance / scores.size * unseen, 0.0)))
