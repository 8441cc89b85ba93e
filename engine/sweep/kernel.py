"""One pass of Lloyd's algorithm over a block of rows, for many solutions at once.

Rows stand in memory with a one appended, and centres as ``(-2 c, |c|²)``: one matrix product then gives, up to the
row's own norm, the squared distance to every centre of every solution. The minimum of each solution's rows, compared
with those rows, is its one-hot assignment, and a second product of it with the block gives sums and counts.
All of it is plain NumPy and adds up over blocks, so that the same function serves threads, a memory-map and a
cluster's partitions.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


# Rows are filled up with zeros to so many values: matrix products come in eights, and sums of 25 columns take a third
# longer than sums of 32.
_COLUMNS = 8


@dataclass(frozen=True)
class Block:
    """Rows with a one appended, filled up with zeros; the same times their weights; and the weights (None: all one).

    ``width`` counts the columns before the zeros: features and the one.
    """

    padded: Array
    weighted: Array
    weights: NDArray[np.float64] | None
    width: int

    @property
    def augmented(self) -> Array:
        """Rows with a one appended, (m, d + 1)."""
        return self.padded[:, : self.width]

    @property
    def rows(self) -> Array:
        """The rows themselves, (m, d)."""
        return self.padded[:, : self.width - 1]

    def sums(self, one_hot: Array) -> Array:
        """Weighted sums of the rows that each line of a one-hot matrix names; in the last column, their weight."""
        return (one_hot @ self.weighted)[:, : self.width]

    def some(self, which: slice) -> Block:
        """Some of the rows, one after the other in memory."""
        padded = np.ascontiguousarray(self.padded[which])
        if self.weights is None:
            return Block(padded, padded, None, self.width)
        return Block(padded, np.ascontiguousarray(self.weighted[which]), self.weights[which], self.width)


@dataclass(frozen=True)
class Stack:
    """Solutions laid under each other: groups of shape (solutions, k, d) and their coefficients (sum, d + 1)."""

    shapes: tuple[tuple[int, int], ...]
    coefficients: Array


def stack(groups: Sequence[Array], dtype: Any) -> Stack:
    """Prepare groups of solutions, each of shape (solutions, k, d), for passes over blocks of this type."""
    flat = np.concatenate([group.reshape(-1, group.shape[-1]) for group in groups])
    return stacked(flat, tuple((group.shape[0], group.shape[1]) for group in groups), dtype)


def stacked(centers: Array, shapes: tuple[tuple[int, int], ...], dtype: Any) -> Stack:
    """The same from centres that lie under each other already, groups of these shapes (solutions, k)."""
    flat = centers.astype(dtype, copy=False)
    coefficients = np.empty((len(flat), flat.shape[1] + 1), dtype=dtype)
    np.multiply(flat, -2, out=coefficients[:, :-1])
    coefficients[:, -1] = np.square(flat, dtype=np.float64).sum(axis=1)
    return Stack(shapes, coefficients)


def accumulate(block: Block, solutions: Stack) -> tuple[NDArray[np.float64], Array]:
    """Errors and sums of a block.

    Returns
    -------
    errors : ndarray of float64, shape (number of solutions,)
        Sum over the rows of the squared distance to the nearest centre, less the row's own squared norm.
    sums : ndarray, shape (number of centres, d + 1)
        Weighted sums of the rows nearest to each centre; in the last column, their weight.
    """
    one_hot, smallest = assignment(products(solutions.coefficients, block), solutions)
    if block.weights is None:
        return smallest.sum(axis=1, dtype=np.float64), block.sums(one_hot)
    return smallest.astype(np.float64) @ block.weights, block.sums(one_hot)


def assignment(distances: Array, solutions: Stack, out: Array | None = None) -> tuple[Array, Array]:
    """Each row's centre as a one in the column of the row, in ``out`` or in the place of the distances.

    The distances to it come in an array of shape (solutions, m), valid until the next call.
    """
    one_hot = distances if out is None else out
    m = distances.shape[1]
    n_solutions = sum(count for count, _ in solutions.shapes)
    smallest = scratch("smallest", (n_solutions, m), distances.dtype)
    first = number = 0
    for count, k in solutions.shapes:
        own = distances[first : first + count * k].reshape(count, k, m)
        least = own.min(axis=1, out=smallest[number : number + count])
        where = one_hot[first : first + count * k].reshape(count, k, m)
        np.equal(own, least[:, None], out=where, casting="unsafe")  # no array of booleans in between
        first, number = first + count * k, number + count
    if np.vdot(one_hot, one_hot) != m * n_solutions:
        _break_ties(one_hot, solutions.shapes)
    return one_hot, smallest


def products(coefficients: Array, block: Block) -> Array:
    """Squared distances of the rows to every centre, less the rows' own norms: (sum, m), valid until the next call."""
    out = scratch("distances", (len(coefficients), len(block.padded)), block.padded.dtype)
    return np.matmul(coefficients, block.augmented.T, out=out)


class _Scratch(threading.local):
    def __init__(self) -> None:
        self.buffers: dict[tuple[str, np.dtype[Any]], Array] = {}


_scratch = _Scratch()


def scratch(name: str, shape: tuple[int, ...], dtype: Any) -> Array:
    """An array that belongs to this thread and this name, with whatever was left in it.

    Arrays of a megabyte that are made anew for every block go back to the system each time, and the faults of their
    pages cost more than the arithmetic.
    """
    size = math.prod(shape)
    kind = np.dtype(dtype)
    held = _scratch.buffers.get((name, kind))
    if held is None or held.size < size:
        held = _scratch.buffers[name, kind] = np.empty(size, dtype=kind)
    return held[:size].reshape(shape)


def _break_ties(one_hot: Array, shapes: Sequence[tuple[int, int]]) -> None:
    """A row equally near to several centres belongs to the first of them, as in scikit-learn."""
    first = 0
    for count, k in shapes:
        for _ in range(count):
            own = one_hot[first : first + k]
            tied = np.flatnonzero(np.count_nonzero(own, axis=0) > 1)
            if tied.size:
                winners = own[:, tied].argmax(axis=0)
                own[:, tied] = 0
                own[winners, tied] = 1
            first += k


def block_of(rows: Array, weights: NDArray[np.float64] | None, dtype: Any) -> Block:
    """A block in memory from rows that are already in the units of the search."""
    d = rows.shape[1]
    padded = np.empty((len(rows), padded_width(d)), dtype=dtype)
    padded[:, :d] = rows
    padded[:, d] = 1
    padded[:, d + 1 :] = 0
    if weights is None:
        return Block(padded, padded, None, d + 1)
    return Block(padded, padded * weights.astype(dtype)[:, None], weights, d + 1)


def padded_width(features: int) -> int:
    """Values that a row of so many features takes in a block."""
    return -(-(features + 1) // _COLUMNS) * _COLUMNS
