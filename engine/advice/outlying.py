"""Segments that are a handful of outliers, and the limit of one column that would set them aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Dataset, Kind
from engine.limits import DESCRIBED_COVERAGE, SMALLEST_SEGMENT

if TYPE_CHECKING:
    from engine.preparation.matrix import PreparedMatrix
    from engine.segmentation import Segmentation


@dataclass(frozen=True)
class Limit:
    """Values of a column that a segment of outliers has beyond everybody else's.

    Attributes
    ----------
    column : str
    low, high : float or None
        Values below `low` or above `high` would be set aside; one of them is None.
    caught, others : int
        Customers of the segment that are beyond, and others that would go with them.
    """

    column: str
    low: float | None
    high: float | None
    caught: int
    others: int


@dataclass(frozen=True)
class Outlying:
    """A segment too small to be an audience. `limit` is None when no single column tells its customers."""

    label: int
    size: int
    share: float
    limit: Limit | None


def find_outlying(dataset: Dataset, matrix: PreparedMatrix, segmentation: Segmentation) -> tuple[Outlying, ...]:
    """The segments with less than `SMALLEST_SEGMENT` of the customers, and how to set each aside."""
    n = len(segmentation.labels)
    found = []
    for label, size in enumerate(np.asarray(segmentation.sizes).tolist()):
        if size < SMALLEST_SEGMENT * n:
            inside = np.asarray(segmentation.labels) == label
            found.append(Outlying(label, size, size / n, _limit(dataset, matrix, inside)))
    return tuple(found)


def _limit(dataset: Dataset, matrix: PreparedMatrix, inside: NDArray[np.bool_]) -> Limit | None:
    """The limit with the highest F1 for being in the segment; None when it misses too many or takes others along."""
    best, best_f1 = None, 0.0
    columns = {feature.column for feature in matrix.features if feature.kind is Kind.NUMBER}
    for column in sorted(columns & set(dataset.frame.columns)):
        values = pd.to_numeric(dataset.frame[column], errors="coerce").to_numpy(dtype=np.float64)[matrix.row_index]
        for sign in (1.0, -1.0):
            limit, f1 = _beyond(sign * values, inside)
            if limit is not None and f1 > best_f1:
                at, caught, others = limit
                low, high = (None, at) if sign > 0 else (-at, None)
                best, best_f1 = Limit(column, low, high, caught, others), f1
    if best is None or best.caught < DESCRIBED_COVERAGE * (best.caught + best.others):
        return None
    return best if best.caught >= inside.sum() / 2 else None


def _beyond(values: NDArray[np.float64], inside: NDArray[np.bool_]) -> tuple[tuple[float, int, int] | None, float]:
    """The largest value to keep so that those above it are the segment as nearly as can be."""
    known = np.isfinite(values)
    order = np.flatnonzero(known)[np.argsort(-values[known], kind="stable")]
    ranked, hits = values[order], inside[order].cumsum()
    cuts = np.flatnonzero(ranked[:-1] > ranked[1:])
    if not len(cuts):
        return None, 0.0
    f1 = 2 * hits[cuts] / (cuts + 1 + inside.sum())
    at = int(cuts[f1.argmax()])
    return (float(ranked[at + 1]), int(hits[at]), int(at + 1 - hits[at])), float(f1.max())
