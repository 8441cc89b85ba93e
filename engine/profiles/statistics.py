"""What each column is like within each segment, for all segments at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.profiles.columns import AnswerColumn, NumberColumn
from engine.profiles.context import ProfileContext

# Where cut-offs may be put within a segment: from everybody down to half of its customers.
TAIL = (0.0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.14, 0.18, 0.23, 0.3, 0.4, 0.5)
QUANTILES = (*TAIL, *(1 - q for q in reversed(TAIL[:-1])), 0.25, 0.75)


@dataclass(frozen=True, eq=False)
class NumberGroups:
    """One column of numbers, per segment.

    Attributes
    ----------
    counts : ndarray of int64, shape (k,)
        Customers whose value is known.
    means : ndarray of float64, shape (k,)
    quantiles : ndarray of float64, shape (k, len(QUANTILES))
        NaN for a segment without a known value.
    percentiles : ndarray of float64, shape (k,)
        Mid-rank percentile of the segment's median among all customers.
    """

    column: NumberColumn
    counts: NDArray[np.int64]
    means: NDArray[np.float64]
    quantiles: NDArray[np.float64]
    percentiles: NDArray[np.float64]

    @property
    def medians(self) -> NDArray[np.float64]:
        return self.at(0.5)

    def at(self, quantile: float) -> NDArray[np.float64]:
        """That quantile of every segment, shape (k,)."""
        return self.quantiles[:, QUANTILES.index(quantile)]


@dataclass(frozen=True, eq=False)
class AnswerGroups:
    """One column of answers, per segment: how many gave which, shape (k, n_levels)."""

    column: AnswerColumn
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SegmentStatistics:
    """All columns by name, and who is in which segment.

    Attributes
    ----------
    labels : ndarray of int32, shape (n_rows,)
        Segment of every row of the table, -1 for customers set aside.
    sizes : ndarray of int64, shape (k,)
    """

    labels: NDArray[np.int32]
    sizes: NDArray[np.int64]
    numbers: Mapping[str, NumberGroups]
    answers: Mapping[str, AnswerGroups]

    @property
    def k(self) -> int:
        return len(self.sizes)


def segment_statistics(
    context: ProfileContext, labels: NDArray[np.int32], sizes: NDArray[np.int64]
) -> SegmentStatistics:
    """Group every column by segment; labels cover all rows of the table, -1 outside the fit."""
    k = len(sizes)
    # Unsigned 16-bit keys make NumPy's stable sort a radix sort, linear in the rows; outsiders sort last.
    keys = np.where(labels < 0, k, labels).astype(np.uint16)
    numbers, answers = {}, {}
    for column in context.columns:
        if isinstance(column, NumberColumn):
            numbers[column.name] = _number_groups(column, keys, k)
        else:
            answers[column.name] = _answer_groups(column, keys, k)
    return SegmentStatistics(labels, sizes, numbers, answers)


def _number_groups(column: NumberColumn, keys: NDArray[np.uint16], k: int) -> NumberGroups:
    ordered = keys[column.order]
    counts = np.bincount(ordered, minlength=k + 1)[:k].astype(np.int64)
    grouped = column.sorted[np.argsort(ordered, kind="stable")]
    with np.errstate(invalid="ignore"):
        means = np.bincount(ordered, weights=column.sorted, minlength=k + 1)[:k] / counts
    quantiles = _grouped_quantiles(grouped, counts)
    medians = quantiles[:, QUANTILES.index(0.5)]
    below = np.searchsorted(column.sorted, medians, "left")
    upto = np.searchsorted(column.sorted, medians, "right")
    with np.errstate(invalid="ignore", divide="ignore"):
        percentiles = np.where(counts > 0, (below + upto) / (2 * len(column.order)), np.nan)
    return NumberGroups(column, counts, means, quantiles, percentiles)


def _grouped_quantiles(grouped: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Quantiles (linear interpolation, as `numpy.quantile`) of consecutive sorted groups."""
    if not len(grouped):
        return np.full((len(counts), len(QUANTILES)), np.nan)
    starts = np.cumsum(counts) - counts
    position = np.maximum(counts - 1, 0)[:, None] * np.array(QUANTILES)
    low = np.floor(position).astype(np.int64)
    part = position - low
    last = len(grouped) - 1
    first = grouped[np.minimum(starts[:, None] + low, last)]
    second = grouped[np.minimum(starts[:, None] + np.minimum(low + 1, np.maximum(counts - 1, 0)[:, None]), last)]
    values = first + (second - first) * part
    # Interpolating between equal values must give that value, or ties would break by a rounding error.
    values = np.where(first == second, first, values)
    return np.where(counts[:, None] > 0, values, np.nan)


def _answer_groups(column: AnswerColumn, keys: NDArray[np.uint16], k: int) -> AnswerGroups:
    known = column.codes >= 0
    n_levels = len(column.levels)
    cells = keys[known].astype(np.int64) * n_levels + column.codes[known]
    counts = np.bincount(cells, minlength=(k + 1) * n_levels).reshape(k + 1, n_levels)[:k]
    return AnswerGroups(column, counts.astype(np.int64))
