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
    """Inertia of each solution (s,), its centres after one iteration (s, k, d), and what they gain by moving there."""
    count, k, d = centers.shape
    solutions = stack([centers], centers.dtype)
    errors, sums = np.zeros(count), np.zeros((count * k, d + 1))
    for block in rows.blocks:
        block_errors, block_sums = accumulate(block, solutions)
        errors += block_errors
        sums += block_sums
    sums = sums.reshape(count, k, d + 1)
    weights = sums[..., -1]
    moved = centers.copy()
    np.divide(sums[..., :-1], weights[..., None], out=moved, where=weights[..., None] > 0, casting="same_kind")
    gains = (weights * np.square(moved - centers).sum(axis=2)).sum(axis=1)
    return np.maximum(rows.total + errors, 0.0), moved, gains


def descend(
    rows: WorkingRows, starts: Sequence[Array], target: float, max_iter: int, tolerance: float
) -> list[tuple[float, Array]]:
    """Inertia and centres of each start after Lloyd's iterations, with steps beyond them as in `polish`.

    A start stops when its inertia drops by less than ``tolerance``, or when some times its last drop would still leave
    it above the best inertia known: ``target``, or that of another start.
    """
    centers = np.stack(starts)
    moved = centers.copy()
    inertia = np.full(len(starts), np.inf)
    run = np.zeros(len(starts), dtype=np.int64)
    active = np.arange(len(starts))
    for iteration in range(max_iter):
        now, after, gain = one_pass(rows, centers[active])
        worse = (now > inertia[active]) & (run[active] > 1)
        drop = inertia[active] - now
        step = np.maximum(run[active] - 1, 0) / (run[active] + 2.0)
        beyond = after + (step[:, None, None] * (after - moved[active])).astype(after.dtype)
        better = active[~worse]
        centers[better], moved[better], inertia[better] = beyond[~worse], after[~worse], now[~worse]
        run[better] += 1
        centers[active[worse]], run[active[worse]] = moved[active[worse]], 0
        going = worse | (np.minimum(drop, 2 * gain) > tolerance * now)
        if iteration >= 2:
            going &= worse | (now - REACH * drop <= min(target, float(inertia.min())))
        active = active[going]
        if not active.size:
            break
    return [(float(i), c) for i, c in zip(inertia, moved, strict=True)]
