"""The search for cut-offs: which combination of conditions separates a segment best.

Each condition is a small set of options (cut-offs or intervals). Customers are counted once in the grid of all
cut-offs, and the counts for every combination of options follow by a product with 0/1 matrices, so that a pair of
conditions with twelve cut-offs each costs one pass over the rows instead of 144.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import NAME_SEARCH_ROWS


@dataclass(frozen=True, eq=False)
class Options:
    """The ways in which one condition can be cut.

    Attributes
    ----------
    codes : ndarray of int64, shape (n_rows,)
        The cell of each searched row; the last cell holds the rows that satisfy nothing.
    members : ndarray of float64, shape (n_options, n_cells)
        1 where the option contains the cell.
    values : tuple
        The cut-off, pair of cut-offs or category of each option.
    """

    codes: NDArray[np.int64]
    members: NDArray[np.float64]
    values: tuple[object, ...]


@dataclass(frozen=True, eq=False)
class SearchRows:
    """The rows on which cut-offs are searched: all of them, or a sample drawn evenly from the segments.

    Attributes
    ----------
    rows : ndarray of int64 or None
        Positions in the table; None for all.
    weights : ndarray of float64 or None
        How many customers each row stands for.
    labels : ndarray of int32
        Segment of each row, -1 outside.
    """

    rows: NDArray[np.int64] | None
    weights: NDArray[np.float64] | None
    labels: NDArray[np.int32]

    def take(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values if self.rows is None else values[self.rows]

    def take_codes(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        return codes if self.rows is None else codes[self.rows]


def search_rows(labels: NDArray[np.int32], k: int, limit: int = NAME_SEARCH_ROWS) -> SearchRows:
    """Choose the rows to search on, the same ones each time.

    Parameters
    ----------
    labels : ndarray of int32, shape (n,)
        -1 for customers outside the fit.
    k : int
    limit : int
        Below it all rows serve.
    """
    if len(labels) <= limit:
        return SearchRows(None, None, labels)
    rng = np.random.default_rng(0)
    each = max(1, limit // (k + 1))
    parts, weights = [], []
    for label in range(-1, k):
        rows = np.flatnonzero(labels == label)
        taken = np.sort(rng.choice(rows, each, replace=False)) if len(rows) > each else rows
        parts.append(taken)
        weights.append(np.full(len(taken), len(rows) / max(len(taken), 1)))
    chosen = np.concatenate(parts)
    return SearchRows(chosen, np.concatenate(weights), labels[chosen])


def at_least(values: NDArray[np.float64], cuts: NDArray[np.float64]) -> Options:
    """Options ``value >= cut``; cuts ascending."""
    m = len(cuts)
    codes = np.searchsorted(cuts, values, side="right")
    return Options(_missing_last(codes, values, m), _one_zero(np.arange(m)[:, None] < np.arange(m + 1)), tuple(cuts))


def at_most(values: NDArray[np.float64], cuts: NDArray[np.float64]) -> Options:
    """Options ``value <= cut``; cuts ascending."""
    m = len(cuts)
    codes = np.searchsorted(cuts, values, side="left")
    return Options(_missing_last(codes, values, m), _one_zero(np.arange(m)[:, None] >= np.arange(m + 1)), tuple(cuts))


def between(values: NDArray[np.float64], lows: NDArray[np.float64], highs: NDArray[np.float64]) -> Options:
    """Options ``low <= value <= high`` for every pair; both ascending, and no low above a high."""
    m, h = len(lows), len(highs)
    codes = np.searchsorted(lows, values, side="right") + np.searchsorted(highs, values, side="left")
    cells = np.arange(m + h + 1)
    first = np.repeat(np.arange(m), h)[:, None]
    last = np.tile(np.arange(h), m)[:, None]
    pairs = tuple((low, high) for low in lows for high in highs)
    return Options(_missing_last(codes, values, m + h), _one_zero((cells > first) & (cells <= m + last)), pairs)


def equals(codes: NDArray[np.int32], level: int, value: object) -> Options:
    """The one option ``answer == level``."""
    return Options((codes != level).astype(np.int64), np.array([[1.0, 0.0]]), (value,))


def best_f1(
    options: Sequence[Options], inside: NDArray[np.int64], search: SearchRows
) -> tuple[float, tuple[int, ...]]:
    """The best F1 of coverage and exclusivity over all combinations of options.

    Parameters
    ----------
    options : sequence of Options
        One per condition.
    inside : ndarray of int64
        Which of the searched rows are in the segment.
    search : SearchRows

    Returns
    -------
    f1 : float
    choice : tuple of int
        The option of each condition; between equals the first, which is the widest at its lower end.
    """
    joint = options[0].codes
    for option in options[1:]:
        joint = joint * option.members.shape[1] + option.codes
    shape = [option.members.shape[1] for option in options]
    cells = int(np.prod(shape))
    if search.weights is None:
        counts = [np.bincount(joint, minlength=cells), np.bincount(joint[inside], minlength=cells)]
        size = float(len(inside))
    else:
        weights = search.weights
        counts = [np.bincount(joint, weights, cells), np.bincount(joint[inside], weights[inside], cells)]
        size = float(weights[inside].sum())
    both = np.stack(counts).astype(np.float64).reshape([2, *shape])
    for option in options:  # each turn replaces the first axis of cells by an axis of options at the end
        both = np.tensordot(both, option.members, axes=([1], [1]))
    # Equal F1 must stay equal whatever the order of summation.
    f1 = np.round(2 * both[1] / (size + both[0]), 9)
    best = int(np.argmax(f1))
    return float(f1.flat[best]), tuple(int(index) for index in np.unravel_index(best, f1.shape))


def _missing_last(codes: NDArray[np.int64], values: NDArray[np.float64], last: int) -> NDArray[np.int64]:
    """Rows without a value go to a cell of their own, which no option contains."""
    return np.where(np.isnan(values), last + 1, codes)


def _one_zero(inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.pad(inside.astype(np.float64), ((0, 0), (0, 1)))
