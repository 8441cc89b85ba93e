"""All k together, in shared passes over all rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.limits import MAX_PASSES
from engine.sweep.kernel import Array, accumulate, stack
from engine.sweep.source import Rows
from engine.sweep.workers import Workers


@dataclass
class Polished:
    """Centres of one k after passes over all rows, in the units of the search."""

    centers: NDArray[np.float64]
    inertia: float = float("inf")
    passes: int = 0
    converged: bool = False


def polish(
    source: Rows,
    starts: dict[int, Array],
    tolerance: float,
    workers: Workers,
) -> dict[int, Polished]:
    """Lloyd's iterations for every k at once, until the inertia of each drops by no more than ``tolerance``."""
    states = {k: Polished(np.asarray(centers, dtype=np.float64)) for k, centers in starts.items()}
    for number in range(MAX_PASSES):
        active = [k for k, state in states.items() if not state.converged]
        if not active:
            break
        workers.report(
            0.7 + 0.2 * (1.0 - 0.8**number),
            f"Polishing {len(active)} numbers of segments on all rows (pass {number + 1})",
        )
        for k, (inertia, moved) in _pass(source, {k: states[k].centers for k in active}, workers).items():
            state = states[k]
            state.converged = state.inertia - inertia <= tolerance * inertia
            state.inertia, state.passes = inertia, state.passes + 1
            state.centers = moved
    return states


def _pass(
    source: Rows, centers: dict[int, NDArray[np.float64]], workers: Workers
) -> dict[int, tuple[float, NDArray[np.float64]]]:
    solutions = stack([c[None] for c in centers.values()], source.dtype)
    errors, sums = source.add_up(partial(accumulate, solutions=solutions), workers)
    out = {}
    first = 0
    for (k, old), error in zip(centers.items(), errors, strict=True):
        own = sums[first : first + k]
        first += k
        filled = own[:, -1:] > 0
        moved = np.where(filled, own[:, :-1] / np.where(filled, own[:, -1:], 1.0), old)
        out[k] = (max(source.total + float(error), 0.0), moved)
    return out
