"""Lloyd's algorithm (1982) for several starts of one k, dropping those that cannot win any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, accumulate, stack

# A start goes on while this many times its last drop would still make it the best.
REACH = 6.0


@dataclass(frozen=True)
class WorkingRows:
    """Rows held in memory for the search, in blocks; ``total`` is the sum of their weighted squared norms."""

    blocks: tuple[Block, ...]
    total: float
    weight: float
    n_rows: int


def one_pass(rows: WorkingRows, centers: Array) -> tuple[NDArray[np.float64], Array, NDArray[np.float64]]:
    """Inertia of each solution (s,), its centres after one iteration (s, k, d), and the weights of its segments."""
    count, k, d = centers.shape
    solutions = stack([centers], centers.dtype)
    errors, sums = np.zeros(count), np.zeros((count * k, d + 1))
    for block in rows.blocks:
        block_errors, block_sums = accumulate(block, solutions)
        errors += block_errors
        sums += block_sums
    sums = sums.reshape(count, k, d + 1)
    weights = sums[..., -1]
    filled = weights[..., None] > 0
    moved = np.where(filled, sums[..., :-1] / np.where(filled, weights[..., None], 1.0), centers)
    return np.maximum(rows.total + errors, 0.0), moved.astype(centers.dtype), weights


def descend(
    rows: WorkingRows, starts: Sequence[Array], target: float, max_iter: int, tolerance: float
) -> list[tuple[float, Array]]:
    """Inertia and centres of each start after Lloyd's iterations.

    A start stops when its inertia drops by less than ``tolerance``, or when some times its last drop would still leave
    it above the best inertia known: ``target``, or that of another start.
    """
    centers = np.stack(starts)
    inertia = np.full(len(starts), np.inf)
    active = np.arange(len(starts))
    for iteration in range(max_iter):
        now, moved, _ = one_pass(rows, centers[active])
        drop = inertia[active] - now
        inertia[active] = now
        centers[active] = moved
        going = drop > tolerance * now
        if iteration >= 2:
            going &= now - REACH * drop <= min(target, float(inertia.min()))
        active = active[going]
        if not active.size:
            break
    return [(float(i), c) for i, c in zip(inertia, centers, strict=True)]
