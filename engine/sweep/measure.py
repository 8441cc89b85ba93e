"""What the final centres amount to, measured on all rows in one pass."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, Stack, assignment, products, scratch, stack
from engine.sweep.source import Rows
from engine.sweep.workers import Workers

# Farther than any row from any centre, in the units of the search.
_FAR = 1e30


@dataclass(frozen=True)
class Measured:
    """One k, in the units of the search: sums over all rows."""

    inertia: float
    sizes: NDArray[np.int64]
    spreads: NDArray[np.float64]  # mean distance of a segment's rows to its centre
    simplified: float  # mean simplified silhouette (Hruschka, de Castro & Campello 2004)


def measure(source: Rows, centers: dict[int, Array], workers: Workers) -> dict[int, Measured]:
    """Inertia, sizes, spreads and simplified silhouette of every k."""
    solutions = stack([c[None] for c in centers.values()], source.dtype)
    totals, scalars = source.add_up(partial(_block, solutions=solutions), workers)
    out = {}
    first = 0
    for number, (k, (squares, silhouette)) in enumerate(zip(centers, scalars, strict=True)):
        own = totals[first : first + k]
        first += k
        mass = own[:, 1]
        out[k] = Measured(
            inertia=float(squares),
            sizes=own[:, 0].astype(np.int64),
            spreads=own[:, 2 + number] / np.where(mass > 0, mass, 1.0),
            simplified=float(silhouette) / source.weight if k > 1 else math.nan,
        )
    return out


def _block(block: Block, solutions: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each segment its rows, their weight and (in the column of its k) their distances; of each k two sums."""
    one_hot, nearest, second = _nearest_two(block, solutions)
    weights = block.weights
    root = np.sqrt(nearest)
    np.sqrt(second, out=second)
    beside = np.ones((2 + len(nearest), nearest.shape[1]), dtype=nearest.dtype)
    if weights is not None:
        beside[1] = weights
    np.multiply(root, beside[1], out=beside[2:])
    if second.min() > 0:
        scores = np.subtract(1, np.divide(root, second, out=second), out=second)
    else:  # the nearest is at zero too, and the row scores nothing
        scores = np.where(second > 0, 1 - root / np.where(second > 0, second, 1), 0)
    return (one_hot @ beside.T).astype(np.float64), np.stack(
        [_sums(nearest, weights), _sums(scores, weights)], axis=1
    )


def _sums(values: Array, weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
    if weights is None:
        return np.asarray(values.sum(axis=1, dtype=np.float64))
    return np.asarray(values.astype(np.float64) @ weights)


def _nearest_two(block: Block, solutions: Stack) -> tuple[Array, Array, Array]:
    """One-hot assignment (ties to the first), and for each k the squared distances to the two nearest centres."""
    distances = products(solutions.coefficients, block)
    one_hot, nearest = assignment(distances, solutions, scratch("one-hot", distances.shape, distances.dtype))
    # Out of the way of the second minimum; a masked assignment would take ten times as long.
    distances += np.multiply(one_hot, _FAR, out=scratch("far", distances.shape, distances.dtype))
    second = np.empty_like(nearest)
    first = 0
    for number, (_, k) in enumerate(solutions.shapes):
        distances[first : first + k].min(axis=0, out=second[number])
        first += k
    norms = np.einsum("ij,ij->i", block.rows, block.rows)
    return one_hot, np.maximum(nearest + norms, 0), np.maximum(second + norms, 0)
