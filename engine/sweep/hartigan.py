"""Hartigan's criterion: a row changes segment when the inertia drops after both centres have moved.

Lloyd's algorithm compares distances to centres that the row itself has pulled towards it, so it stops early where
segments are small or features many; every optimum of Hartigan's exchange is one of Lloyd's, but not the reverse
(Hartigan & Wong 1979; Telgarsky & Vattani 2010).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.sweep.descent import Solution
from engine.sweep.kernel import Array, Block, stack
from engine.sweep.seeding import squared_norms

_MAX_ROUNDS = 30

# A row moves for more than this share of the mean squared distance; less is rounding.
_WORTH = 1e-6


def exchange(block: Block, centers: Array) -> Solution:
    """Inertia and centres after exchanging rows until no single move helps.

    Many rows move at once; if that made things worse, only the half that promised most does, and so on.
    """
    weights = np.ones(len(block.augmented)) if block.weights is None else block.weights
    light = np.ones(1, block.augmented.dtype) if block.weights is None else weights.astype(block.augmented.dtype)
    norms = squared_norms(block).astype(block.augmented.dtype)
    every = np.arange(len(weights))
    k = len(centers)
    labels = _distances(block, norms, centers).argmin(axis=0)
    centers, mass = _means(block, labels, centers)
    distances = _distances(block, norms, centers)
    inertia = float(weights @ distances[labels, every])
    for _ in range(_MAX_ROUNDS):
        rest = mass[labels] - light
        leaving = np.where(rest > 0, mass[labels] / np.where(rest > 0, rest, 1), 0) * distances[labels, every]
        joining = distances * (mass[:, None] / (mass[:, None] + light))
        joining[labels, every] = np.inf
        gain = light * (leaving - joining.min(axis=0))
        movers = np.flatnonzero(gain > _WORTH * inertia / len(weights))
        movers = movers[np.argsort(-gain[movers], kind="stable")]
        target = joining[:, movers].argmin(axis=0)
        while movers.size:
            trial = labels.copy()
            trial[movers] = target[: len(movers)]
            new_centers, new_mass = _means(block, trial, centers)
            new_distances = _distances(block, norms, new_centers)
            error = float(weights @ new_distances[trial, every])
            if error < inertia and np.bincount(trial, minlength=k).min() > 0:
                labels, centers, mass, distances, inertia = trial, new_centers, new_mass, new_distances, error
                break
            movers = movers[: len(movers) // 2]
        if not movers.size:
            break
    return inertia, centers


def _distances(block: Block, norms: Array, centers: Array) -> Array:
    distances: Array = stack([centers[None]], block.augmented.dtype).coefficients @ block.augmented.T
    distances += norms
    np.maximum(distances, 0, out=distances)
    return distances


def _means(block: Block, labels: NDArray[np.int64], centers: Array) -> tuple[Array, Array]:
    one_hot = np.zeros((len(centers), len(labels)), dtype=block.augmented.dtype)
    one_hot[labels, np.arange(len(labels))] = 1
    sums = one_hot @ block.weighted
    mass = sums[:, -1]
    filled = mass[:, None] > 0
    return np.where(filled, sums[:, :-1] / np.where(filled, mass[:, None], 1), centers).astype(centers.dtype), mass
