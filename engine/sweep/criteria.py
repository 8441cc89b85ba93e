"""The other criteria of a sweep, from sums and from a seeded sample of rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import SILHOUETTE_ROWS


@dataclass(frozen=True)
class Silhouette:
    """Mean silhouette over the sampled rows, and its standard error (0 when every row was used)."""

    mean: float
    error: float


def silhouette_rows(n_rows: int, seed: int) -> NDArray[np.int64]:
    """The rows on which silhouettes are measured: all of a small table, a seeded sample of a large one."""
    if n_rows <= SILHOUETTE_ROWS:
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
    np.fill_diagonal(apart, np.inf)
    return float(((spreads[:, None] + spreads[None, :]) / apart).max(axis=1).mean())


def silhouette(distances: NDArray[np.floating], labels: NDArray[np.integer], k: int, n_rows: int) -> Silhouette:
    """Silhouette (Rousseeuw 1987) from the distances between the sampled rows; a row alone in its segment scores 0.

    Parameters
    ----------
    distances : ndarray, shape (m, m)
    labels : ndarray of int, shape (m,)
    n_rows : int
        Rows of the whole table, for the finite-population correction of the standard error.
    """
    m = len(labels)
    counts = np.bincount(labels, minlength=k)
    if k < 2 or (counts > 0).sum() < 2:
        return Silhouette(math.nan, math.nan)
    one_hot = np.zeros((m, k), dtype=distances.dtype)
    one_hot[np.arange(m), labels] = 1.0
    sums = (distances @ one_hot).astype(np.float64)
    rows = np.arange(m)
    own = counts[labels]
    within = sums[rows, labels] / np.maximum(own - 1, 1)
    means = sums / np.where(counts == 0, np.nan, counts)
    means[rows, labels] = np.nan
    nearest = np.nanmin(means, axis=1)
    larger = np.maximum(within, nearest)
    scores = np.where((own > 1) & (larger > 0.0), (nearest - within) / np.where(larger > 0.0, larger, 1.0), 0.0)
    unseen = 1.0 - m / n_rows
    error = math.sqrt(float(scores.var(ddof=1)) / m * unseen) if unseen > 0.0 else 0.0
    return Silhouette(float(scores.mean()), error)
