"""The search for cut-offs: which combination of conditions separates a segment best.

Each condition is a small set of options (cut-offs or intervals). Customers are counted once in the grid of all
cut-offs, and the counts for every combination of options follow from running sums over the grid, so that a pair of
conditions with twelve cut-offs each costs one pass over the rows instead of 144. (Products with 0/1 matrices would do
the same, but wake the threads of the linear algebra library thousands of times.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.limits import COVERAGE_FLOOR, EXCLUSIVITY_FLOOR, NAME_SEARCH_ROWS

_SHORTFALL = 0.5


@dataclass(frozen=True, eq=False)
class Options:
    """The ways in which one condition can be cut.

    Attributes
    ----------
    codes : ndarray of int64, shape (n_rows,)
        The cell of each searched row; the last cell holds the rows that satisfy nothing.
    n_cells : int
    first, last : ndarray of int64, shape (n_options,)
        The cells that each option contains, both ends included.
    values : tuple
        The cut-off, pair of cut-offs or category of each option, the widest first.
    """

    codes: NDArray[np.int64]
    n_cells: int
    first: NDArray[np.int64]
    last: NDArray[np.int64]
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
    return Options(_missing_last(codes, values, m), m + 2, np.arange(1, m + 1), np.full(m, m), tuple(cuts))


def at_most(values: NDArray[np.float64], cuts: NDArray[np.float64]) -> Options:
    """Options ``value <= cut``; cuts ascending."""
    m = len(cuts)
    codes = np.searchsorted(cuts, values, side="left")
    last = np.arange(m)[::-1]
    return Options(_missing_last(codes, values, m), m + 2, np.zeros(m, np.int64), last, tuple(cuts[::-1]))


def between(values: NDArray[np.float64], lows: NDArray[np.float64], highs: NDArray[np.float64]) -> Options:
    """Options ``low <= value <= high`` for every pair; both ascending, and no low above a high."""
    m, h = len(lows), len(highs)
    codes = np.searchsorted(lows, values, side="right") + np.searchsorted(highs, values, side="left")
    first, last = np.repeat(np.arange(1, m + 1), h), np.tile(np.arange(m, m + h)[::-1], m)
    pairs = tuple((low, high) for low in lows for high in highs[::-1])
    return Options(_missing_last(codes, values, m + h), m + h + 2, first, last, pairs)


def equals(codes: NDArray[np.int32], level: int, value: object) -> Options:
    """The one option ``answer == level``."""
    return Options((codes != level).astype(np.int64), 2, np.zeros(1, np.int64), np.zeros(1, np.int64), (value,))


@dataclass(frozen=True)
class Separation:
    """How well a combination of conditions separates a segment.

    Attributes
    ----------
    quality : float
        F1, the harmonic mean of coverage and exclusivity, less what either lacks to its floor: a description that
        leaves out a third of its segment is a poor one, however few others it lets in.
    choice : tuple of int
        The option of each condition.
    """

    quality: float
    choice: tuple[int, ...]


def best_separation(options: Sequence[Options], inside: NDArray[np.int64], search: SearchRows) -> Separation:
    """The best combination of options; between equals the first and widest, which suits newcomers best.

    Parameters
    ----------
    options : sequence of Options
        One per condition.
    inside : ndarray of int64
        Which of the searched rows are in the segment.
    search : SearchRows
    """
    joint = options[0].codes
    for option in options[1:]:
        joint = joint * option.n_cells + option.codes
    shape = [option.n_cells for option in options]
    cells = math.prod(shape)
    if search.weights is None:
        counts = [np.bincount(joint, minlength=cells), np.bincount(joint[inside], minlength=cells)]
        size = float(len(inside))
    else:
        weights = search.weights
        counts = [np.bincount(joint, weights, cells), np.bincount(joint[inside], weights[inside], cells)]
        size = float(weights[inside].sum())
    both = np.stack(counts).astype(np.float64).reshape([2, *shape])
    for axis, option in enumerate(options, start=1):  # each turn replaces an axis of cells by one of options
        upto = both.cumsum(axis=axis)
        own = both.take(option.first, axis=axis)
        both = upto.take(option.last, axis=axis) - upto.take(option.first, axis=axis) + own
    held, true = both
    lacking = np.maximum(COVERAGE_FLOOR - true / size, 0)
    lacking += np.maximum(EXCLUSIVITY_FLOOR - true / np.maximum(held, 1e-9), 0)
    # Equal qualities must stay equal whatever the order of summation.
    quality = np.round(2 * true / (size + held) - _SHORTFALL * lacking, 9)
    best = int(np.argmax(quality))
    return Separation(float(quality.flat[best]), tuple(int(at) for at in np.unravel_index(best, quality.shape)))


def _missing_last(codes: NDArray[np.int64], values: NDArray[np.float64], last: int) -> NDArray[np.int64]:
    """Rows without a value go to a cell of their own, which no option contains."""
    return np.where(np.isnan(values), last + 1, codes)
