"""One segmentation: every prepared customer in one of k segments. Segments are ordered by size, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.sweep.partitions import is_partitioned
from engine.sweep.result import Sweep
from engine.sweep.source import parts
from engine.sweep.sweep import order_by_size, sweep_k
from engine.sweep.validation import as_array, check_k, check_weights, feature_names, non_finite
from engine.sweep.workers import Progress, Workers

# Each call of predict looks at its input and at the threads of all libraries, which costs as much as thousands of rows.
_NEAREST_ROWS = 1 << 16


@dataclass(frozen=True, eq=False)
class Segmentation:
    """What `fit_segments` gives.

    Attributes
    ----------
    labels : ndarray of int32, shape (n,)
        From 0, largest segment first. What people read is label + 1. A Dask array for a Dask collection.
    centers : ndarray of float64, shape (k, d)
    inertia : float
        Within-segment sum of squares over all rows.
    sizes : ndarray of int64, shape (k,)
    distances : ndarray of float32, shape (n,)
        Euclidean distance of each row to the centre of its own segment. A Dask array for a Dask collection.
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
    progress: Progress | None = None,
    *,
    sample_weight: Any = None,
    scheduler: str | None = None,
) -> Segmentation:
    """Put every row into one of k segments, the largest first.

    Parameters
    ----------
    matrix : PreparedMatrix, 2-D array, memory-map, or Dask array or data frame of numbers, shape (n, d)
    k : int
        From 1 to 50.
    seed : int, default 0
        For the search, when there is no sweep to take the centres from.
    sweep : Sweep, optional
        Of the same matrix; its centres are taken, so the inertia agrees. If it does not hold this k, it is searched.
    progress : callable, optional
        ``progress(fraction, message)``; an exception raised in it cancels.
    sample_weight : array of float, shape (n,), optional
        Enters the search and the inertia; sizes count rows.
    scheduler : str, optional
        As in `sweep_k`.

    Returns
    -------
    Segmentation
        Its labels are those that ``sklearn.cluster.KMeans.predict`` gives for the matrix in float64 and these
        centres.

    Raises
    ------
    EngineError
        If an argument is not what it should be, a value is not a finite number, there are fewer different rows than
        segments, or the sweep belongs to another matrix.
    """
    k = check_k(k)
    if is_partitioned(matrix):
        from engine.segmentation_dask import fit_partitions

        return fit_partitions(matrix, k, seed, sweep, progress, sample_weight=sample_weight, scheduler=scheduler)
    values = as_array(matrix)
    weights = check_weights(sample_weight, len(values))
    if sweep is None or k not in sweep.centers:
        sweep = sweep_k(matrix, [k], seed, progress, sample_weight=sample_weight)
    centers = np.asarray(sweep.centers[k], dtype=np.float64)
    check_same_matrix(sweep, k, *values.shape)
    labels, squared = assign(values, centers, feature_names(matrix, values.shape[1]))
    sizes = np.bincount(labels, minlength=k)
    order = order_by_size(sizes, centers)
    if not np.array_equal(order, np.arange(k)):  # float64 moved a row or two between segments of almost equal size
        labels, centers, sizes = np.argsort(order)[labels].astype(np.int32), centers[order], sizes[order]
    return Segmentation(
        labels=labels,
        centers=centers,
        inertia=float(squared.sum() if weights is None else weights @ squared),
        sizes=sizes.astype(np.int64),
        distances=np.sqrt(squared).astype(np.float32),
        n_iter=int(sweep.n_iter.get(k, 0)),
        seed=sweep.seed,
    )


def check_same_matrix(sweep: Sweep, k: int, n_rows: int, n_features: int) -> None:
    """Refuse the centres of another matrix."""
    swept = sweep.centers[k].shape[1]
    if swept != n_features or sweep.n_rows != n_rows:
        raise EngineError(
            f"The sweep was made from {sweep.n_rows:,} rows and {swept:,} features, "
            f"but this matrix has {n_rows:,} and {n_features:,}.",
            "Sweep this matrix first, or leave the sweep out.",
        )


def assign(
    values: NDArray[Any], centers: NDArray[np.float64], names: tuple[str, ...] = (), threads: int | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The nearest centre of each row, and the squared distance to it, in float64 and block by block.

    Parameters
    ----------
    values : ndarray or memory-map, shape (n, d)
    centers : ndarray of float64, shape (k, d)
    names : tuple of str
        Names of the features, for the message about a value that is not finite.
    threads : int, optional
        Fewer than this process may use.

    Returns
    -------
    labels : ndarray of int32, shape (n,)
    squared : ndarray of float64, shape (n,)

    Raises
    ------
    EngineError
        At the first value that is not a finite number.
    """
    n, d = values.shape
    labels, squared = np.empty(n, dtype=np.int32), np.empty(n)
    predictor = kmeans_with(centers)

    def run(part: slice) -> EngineError | None:
        rows = values[part].astype(np.float64)
        if not np.isfinite(rows).all():
            return non_finite(rows, names or tuple(f"feature {j + 1}" for j in range(d)), part.start)
        labels[part] = predictor.predict(rows)
        rows -= centers[labels[part]]
        np.einsum("ij,ij->i", rows, rows, out=squared[part])
        return None

    with Workers(threads=threads) as workers:
        for error in workers.map(run, parts(n)):
            if error is not None:
                raise error
    return labels, squared


def nearest(values: NDArray[np.float32], centers: NDArray[np.float64]) -> NDArray[np.int32]:
    """The nearest centre of each row as `assign` finds it, without the distance; the values are known to be finite."""
    labels, predictor = np.empty(len(values), dtype=np.int32), kmeans_with(centers)

    def run(start: int) -> None:
        part = slice(start, start + _NEAREST_ROWS)
        labels[part] = predictor.predict(values[part].astype(np.float64))

    with Workers() as workers:
        for _ in workers.map(run, range(0, len(values), _NEAREST_ROWS)):
            pass
    return labels


def kmeans_with(centers: NDArray[np.float64]) -> Any:
    """A ``sklearn.cluster.KMeans`` that stands as if it had been fitted to these centres (float64)."""
    from sklearn.cluster import KMeans

    # Fitted to as many points that lie apart for certain: centres may lie so close that rounding makes them one.
    apart = np.repeat(np.arange(len(centers), dtype=np.float64)[:, None], centers.shape[1], axis=1)
    estimator = KMeans(n_clusters=len(centers), init=apart, n_init=1, max_iter=1).fit(apart)
    estimator.set_params(init=centers)
    estimator.cluster_centers_ = np.ascontiguousarray(centers)
    return estimator
