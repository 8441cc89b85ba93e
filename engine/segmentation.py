"""One segmentation: every prepared customer in one of k segments. Segments are ordered by size, largest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.sweep.result import Sweep
from engine.sweep.sweep import order_by_size, sweep_k
from engine.sweep.validation import as_array, check_k, feature_names, non_finite


@dataclass(frozen=True, eq=False)
class Segmentation:
    """What `fit_segments` gives.

    Attributes
    ----------
    labels : ndarray of int32, shape (n,)
        From 0, largest segment first. What people read is label + 1.
    centers : ndarray of float64, shape (k, d)
    inertia : float
        Within-segment sum of squares over all rows.
    sizes : ndarray of int64, shape (k,)
    distances : ndarray of float32, shape (n,)
        Euclidean distance of each row to the centre of its own segment.
    n_iter : int
    seed : int
    """

    labels: NDArray[np.int32]
    centers: NDArray[np.float64]
    inertia: float
    sizes: NDArray[np.int64]
    distances: NDArray[np.float32]
    n_iter: int = 0
    seed: int = 0

    @property
    def k(self) -> int:
        return len(self.sizes)


def fit_segments(
    matrix: Any,
    k: int,
    seed: int = 0,
    sweep: Sweep | None = None,
    progress: Callable[[float, str], None] | None = None,
    *,
    sample_weight: Any = None,
) -> Segmentation:
    """Put every row into one of k segments."""
    values = as_array(matrix)
    k = check_k(k)
    if error := non_finite(values, feature_names(matrix, values.shape[1])):
        raise error
    if sweep is None or k not in sweep.centers:
        sweep = sweep_k(matrix, [k], seed, progress, sample_weight=sample_weight)
    centers = np.asarray(sweep.centers[k], dtype=np.float64)
    if centers.shape[1] != values.shape[1] or sweep.n_rows != len(values):
        raise EngineError(
            f"The sweep was made from {sweep.n_rows:,} rows and {centers.shape[1]} features, "
            f"this matrix has {len(values):,} and {values.shape[1]}.",
            "Sweep this matrix first, or leave the sweep out.",
        )
    X = values.astype(np.float64)
    squared = np.stack([np.square(X - center).sum(axis=1) for center in centers], axis=1)
    labels = squared.argmin(axis=1)
    sizes = np.bincount(labels, minlength=k)
    order = order_by_size(sizes, centers)
    labels = np.argsort(order)[labels]
    own = squared.min(axis=1)
    weights = np.ones(len(own)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    return Segmentation(
        labels=labels.astype(np.int32),
        centers=centers[order],
        inertia=float(weights @ own),
        sizes=sizes[order].astype(np.int64),
        distances=np.sqrt(own).astype(np.float32),
        n_iter=int(sweep.n_iter.get(k, 0)),
        seed=sweep.seed,
    )
