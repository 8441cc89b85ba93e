"""Greedy k-means++ (Arthur & Vassilvitskii 2007): every beginning of one sequence is a start for a smaller k."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, stack
from engine.sweep.workers import Workers


def seed_sequences(
    block: Block, norms: Array, k: int, count: int, rng: np.random.Generator, workers: Workers
) -> Array:
    """Sequences of rows drawn by their squared distance to those drawn before, the best of a few candidates each.

    Returns
    -------
    ndarray, shape (count, k, d)
        All distinct within a sequence as long as distinct rows remain.
    """
    rows = block.rows
    n, d = rows.shape
    weights = np.ones(n) if block.weights is None else block.weights
    trials = 2 + int(math.log(max(k, 1)))
    sequences = np.empty((count, k, d), dtype=rows.dtype)
    chosen = rng.choice(n, count, p=weights / weights.sum())
    sequences[:, 0] = rows[chosen]
    nearest = _squared(block, norms, sequences[:, :1]).reshape(count, n)
    nearest[np.arange(count), chosen] = 0
    for j in range(1, k):
        workers.tick()
        cumulated = np.cumsum(nearest * weights, axis=1, dtype=np.float64)
        drawn = rng.random((count, trials)) * cumulated[:, -1:]
        candidates = np.stack([np.searchsorted(c, u, side="right") for c, u in zip(cumulated, drawn, strict=True)])
        np.minimum(candidates, n - 1, out=candidates)
        distances = _squared(block, norms, rows[candidates]).reshape(count, trials, n)
        np.minimum(distances, nearest[:, None], out=distances)
        best = (distances @ weights.astype(rows.dtype)).argmin(axis=1)
        every = np.arange(count)
        nearest = distances[every, best]
        nearest[every, candidates[every, best]] = 0
        sequences[:, j] = rows[candidates[every, best]]
    return sequences


def _squared(block: Block, norms: Array, centers: Array) -> Array:
    distances = stack([centers], block.padded.dtype).coefficients @ block.augmented.T
    distances += norms
    np.maximum(distances, 0, out=distances)
    return distances


def squared_norms(block: Block) -> NDArray[np.float64]:
    """Squared lengths of the rows of a block."""
    return np.asarray(np.square(block.rows, dtype=np.float64).sum(axis=1))
