"""Hartigan's criterion: a row changes segment when the inertia drops after both centres have moved.

Lloyd's algorithm compares distances to centres that the row itself has pulled towards it, so it stops early where
segments are small or features many; every optimum of Hartigan's exchange is one of Lloyd's, but not the reverse
(Hartigan & Wong 1979; Telgarsky & Vattani 2010).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, stack
from engine.sweep.seeding import squared_norms

_MAX_ROUNDS = 30


def exchange(block: Block, total: float, centers: Array) -> tuple[float, Array]:
    """Inertia and centres after exchanging rows until no single move helps.

    Many rows move at once; if that made things worse, only the half that promised most does, and so on.
    """
    weights = np.ones(len(block.augmented)) if block.weights is None else block.weights
    norms = squared_norms(block)
    every = np.arange(len(weights))
    distances = _distances(block, norms, centers)
    labels = distances.argmin(axis=0)
    k = len(centers)
    centers, mass = _means(block, labels, centers)
    distances = _distances(block, norms, centers)
    inertia = float(weights @ distances[labels, every])
    for _ in range(_MAX_ROUNDS):
        own = distances[labels, every]
        rest = mass[labels] - weights
        leaving = np.where(rest > 0.0, mass[labels] / np.where(rest > 0.0, rest, 1.0), 0.0) * own
        joining = distances * (mass[:, None] / (mass[:, None] + weights[None, :]))
        joining[labels, every] = np.inf
        target = joining.argmin(axis=0)
        gain = weights * (leaving - joining[target, every])
        movers = np.flatnonzero(gain > 1e-9 * inertia / len(weights))
        movers = movers[np.argsort(-gain[movers], kind="stable")]
        while movers.size:
            trial = labels.copy()
            trial[movers] = target[movers]
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


def _distances(block: Block, norms: NDArray[np.float64], centers: Array) -> NDArray[np.float64]:
    product = stack([centers[None]], block.augmented.dtype).coefficients @ block.augmented.T
    return np.maximum(product + norms, 0.0)


def _means(block: Block, labels: NDArray[np.int64], centers: Array) -> tuple[Array, NDArray[np.float64]]:
    one_hot = np.zeros((len(centers), len(labels)), dtype=block.augmented.dtype)
    one_hot[labels, np.arange(len(labels))] = 1
    sums = (one_hot @ block.weighted).astype(np.float64)
    mass = sums[:, -1]
    filled = mass[:, None] > 0
    return np.where(filled, sums[:, :-1] / np.where(filled, mass[:, None], 1.0), centers).astype(centers.dtype), mass
