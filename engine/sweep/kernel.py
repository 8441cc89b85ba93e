"""One pass of Lloyd's algorithm over a block of rows, for many solutions at once.

Rows stand in memory with a one appended, and centres as ``(-2 c, |c|²)``: one matrix product then gives, up to the
row's own norm, the squared distance to every centre of every solution. The minimum of each solution's rows, compared
with those rows, is its one-hot assignment, and a second product of it with the block gives sums and counts.
All of it is plain NumPy and adds up over blocks, so that the same function serves threads, a memory-map and a
cluster's partitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Block:
    """Rows with a one appended (m, d + 1), the same times their weights, and the weights (None: all one)."""

    augmented: Array
    weighted: Array
    weights: NDArray[np.float64] | None


@dataclass(frozen=True)
class Stack:
    """Solutions laid under each other: groups of shape (solutions, k, d) and their coefficients (sum, d + 1)."""

    shapes: tuple[tuple[int, int], ...]
    coefficients: Array


def stack(groups: Sequence[Array], dtype: Any) -> Stack:
    """Prepare groups of solutions, each of shape (solutions, k, d), for passes over blocks of this type."""
    flat = np.concatenate([group.reshape(-1, group.shape[-1]) for group in groups]).astype(dtype)
    coefficients = np.empty((len(flat), flat.shape[1] + 1), dtype=dtype)
    np.multiply(flat, -2, out=coefficients[:, :-1])
    coefficients[:, -1] = np.square(flat, dtype=np.float64).sum(axis=1)
    return Stack(tuple((group.shape[0], group.shape[1]) for group in groups), coefficients)


def accumulate(block: Block, solutions: Stack) -> tuple[NDArray[np.float64], Array]:
    """Errors and sums of a block.

    Returns
    -------
    errors : ndarray of float64, shape (number of solutions,)
        Sum over the rows of the squared distance to the nearest centre, less the row's own squared norm.
    sums : ndarray, shape (number of centres, d + 1)
        Weighted sums of the rows nearest to each centre; in the last column, their weight.
    """
    distances = solutions.coefficients @ block.augmented.T
    m = distances.shape[1]
    nearest = np.empty(distances.shape, dtype=np.bool_)
    errors: list[NDArray[np.float64]] = []
    first = 0
    for count, k in solutions.shapes:
        own = distances[first : first + count * k].reshape(count, k, m)
        smallest = own.min(axis=1)
        np.equal(own, smallest[:, None], out=nearest[first : first + count * k].reshape(count, k, m))
        errors.append(
            smallest.sum(axis=1, dtype=np.float64)
            if block.weights is None
            else smallest.astype(np.float64) @ block.weights
        )
        first += count * k
    if np.count_nonzero(nearest) != m * sum(count for count, _ in solutions.shapes):
        _break_ties(nearest, solutions.shapes)
    return np.concatenate(errors), nearest.astype(block.augmented.dtype) @ block.weighted


def _break_ties(nearest: NDArray[np.bool_], shapes: Sequence[tuple[int, int]]) -> None:
    """A row equally near to several centres belongs to the first of them, as in scikit-learn."""
    first = 0
    for count, k in shapes:
        for _ in range(count):
            own = nearest[first : first + k]
            tied = np.flatnonzero(np.count_nonzero(own, axis=0) > 1)
            if tied.size:
                winners = own[:, tied].argmax(axis=0)
                own[:, tied] = False
                own[winners, tied] = True
            first += k


def block_of(rows: Array, weights: NDArray[np.float64] | None, dtype: Any) -> Block:
    """A block in memory from rows that are already in the units of the search."""
    augmented = np.empty((len(rows), rows.shape[1] + 1), dtype=dtype)
    augmented[:, :-1] = rows
    augmented[:, -1] = 1
    if weights is None:
        return Block(augmented, augmented, None)
    return Block(augmented, augmented * weights.astype(dtype)[:, None], weights)
