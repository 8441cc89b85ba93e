"""Hartigan's criterion: a row changes segment when the inertia drops after both centres have moved.

Lloyd's algorithm compares distances to centres that the row itself has pulled towards it, so it stops early where
segments are small or features many; every optimum of Hartigan's exchange is one of Lloyd's, but not the reverse
(Hartigan & Wong 1979; Telgarsky & Vattani 2010).
"""

from __future__ import annotations

import numpy as np

from engine.sweep.descent import Solution
from engine.sweep.kernel import Array, Block, assignment, products, stack

_MAX_ROUNDS = 30

# A row moves for more than this share of the mean squared distance; less is rounding.
_WORTH = 1e-6


def exchange(block: Block, norms: Array, centers: Array) -> Solution:
    """Inertia and centres after exchanging rows until no single move helps.

    Many rows move at once; if that made things worse, only the half that promised most does, and so on.
    """
    n, k, dtype = len(block.padded), len(centers), block.padded.dtype
    weights = np.ones(n) if block.weights is None else block.weights
    light = np.ones(1, dtype) if block.weights is None else weights.astype(dtype)
    every = np.arange(n)
    solution = stack([centers[None]], dtype)
    one_hot, _ = assignment(products(solution.coefficients, block), solution)
    labels = (np.arange(k, dtype=dtype) @ one_hot).astype(np.int64)
    counts = np.bincount(labels, minlength=k)
    sums = block.sums(one_hot)
    centers = _means(sums, centers)
    distances = _distances(block, norms, centers)
    inertia = float(weights @ distances[labels, every])
    for _ in range(_MAX_ROUNDS):
        mass = sums[:, -1]
        rest = mass[labels] - light
        leaving = np.where(rest > 0, mass[labels] / np.where(rest > 0, rest, 1), 0) * distances[labels, every]
        joining = distances * (mass[:, None] / (mass[:, None] + light))
        joining[labels, every] = np.inf
        gain = light * (leaving - joining.min(axis=0))
        movers = np.flatnonzero(gain > _WORTH * inertia / n)
        movers = movers[np.argsort(-gain[movers], kind="stable")]
        target = joining[:, movers].argmin(axis=0)
        while movers.size:
            change = np.zeros((k, movers.size), dtype=dtype)
            change[target, np.arange(movers.size)] = 1
            change[labels[movers], np.arange(movers.size)] = -1
            new_counts = counts + change.sum(axis=1).astype(np.int64)
            new_sums = sums + (change @ block.weighted[movers])[:, : block.width]
            new_centers = _means(new_sums, centers)
            new_distances = _distances(block, norms, new_centers)
            trial = labels.copy()
            trial[movers] = target
            error = float(weights @ new_distances[trial, every])
            if error < inertia and new_counts.min() > 0:
                labels, counts, sums, centers, distances = trial, new_counts, new_sums, new_centers, new_distances
                inertia = error
                break
            movers = movers[: len(movers) // 2]
            target = target[: len(movers)]
        if not movers.size:
            break
    return inertia, centers


def _distances(block: Block, norms: Array, centers: Array) -> Array:
    distances: Array = stack([centers[None]], block.padded.dtype).coefficients @ block.augmented.T
    distances += norms
    np.maximum(distances, 0, out=distances)
    return distances


def _means(sums: Array, centers: Array) -> Array:
    """The means of the rows of each segment; a segment without rows keeps its centre."""
    mass = sums[:, -1:]
    filled = mass > 0
    return np.where(filled, sums[:, :-1] / np.where(filled, mass, 1), centers).astype(centers.dtype)
