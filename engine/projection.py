"""Principal components: the flat map of all customers."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.segmentation import Segmentation
from engine.sweep.source import parts, statistics
from engine.sweep.validation import as_array, feature_names
from engine.sweep.workers import Workers


@dataclass(frozen=True, eq=False)
class Projection:
    """What `project` gives.

    Attributes
    ----------
    coordinates : ndarray of float32, shape (n, n_components)
    explained_variance_ratio : ndarray of float64, shape (n_components,)
        Shares of the variance of all features.
    loadings : ndarray of float64, shape (n_components, d)
        Unit length; signs fixed so that the largest loading of each component is positive.
    mean : ndarray of float64, shape (d,)
    feature_names : tuple of str
    centers : ndarray of float64, shape (k, n_components), or None
        The segments' centres on the map, when a segmentation was given.
    """

    coordinates: NDArray[np.float32]
    explained_variance_ratio: NDArray[np.float64]
    loadings: NDArray[np.float64]
    mean: NDArray[np.float64]
    feature_names: tuple[str, ...]
    centers: NDArray[np.float64] | None = None


def project(matrix: Any, segmentation: Segmentation | None = None, n_components: int = 3) -> Projection:
    """The first principal components of the matrix (Pearson 1901), from its covariance.

    Parameters
    ----------
    matrix : PreparedMatrix, or 2-D array or memory-map of float32 or float64, shape (n, d)
        Read twice, block by block; sums are float64.
    segmentation : Segmentation, optional
        Its centres are placed on the map.
    n_components : int, default 3
        At most d components exist: more are not an error.

    Returns
    -------
    Projection

    Raises
    ------
    EngineError
        If an argument is not what it should be, or a value is not a finite number.
    """
    values = as_array(matrix)
    names = feature_names(matrix, values.shape[1])
    if isinstance(n_components, bool | np.bool_) or not isinstance(n_components, Integral) or n_components < 1:
        raise EngineError(f"{n_components!r} is not a number of components.", "Pass a whole number of at least 1.")
    if segmentation is not None and segmentation.centers.shape[1] != values.shape[1]:
        raise EngineError(
            f"The segmentation has {segmentation.centers.shape[1]:,} features, but the matrix {values.shape[1]:,}.",
            "Pass the segmentation of this matrix.",
        )
    shown = min(int(n_components), values.shape[1])
    with Workers() as workers:
        found = statistics(values, None, names, workers)
        variances, loadings = _components(_scatter(values, found.mean, workers))
        loadings = loadings[:shown]
        coordinates = np.empty((len(values), shown), dtype=np.float32)

        def place(part: slice) -> None:
            coordinates[part] = (values[part].astype(np.float64) - found.mean) @ loadings.T

        for _ in workers.map(place, parts(len(values))):
            pass
    total = float(variances.sum())
    return Projection(
        coordinates=coordinates,
        explained_variance_ratio=variances[:shown] / total if total > 0.0 else np.zeros(shown),
        loadings=loadings,
        mean=found.mean,
        feature_names=names,
        centers=None if segmentation is None else (segmentation.centers - found.mean) @ loadings.T,
    )


def _scatter(values: NDArray[Any], mean: NDArray[np.float64], workers: Workers) -> NDArray[np.float64]:
    """Sums of products of the features about their means."""

    def run(part: slice) -> NDArray[np.float64]:
        centred = values[part].astype(np.float64) - mean
        return centred.T @ centred

    scatter = np.zeros((values.shape[1], values.shape[1]))
    for block in workers.map(run, parts(len(values))):
        scatter += block
    return scatter


def _components(scatter: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Variances (up to a factor) and loadings, largest first; the largest loading of each component is positive."""
    variances, vectors = np.linalg.eigh(scatter)
    loadings = np.ascontiguousarray(vectors.T[::-1])
    largest = np.abs(loadings).argmax(axis=1)
    signs = np.where(loadings[np.arange(len(loadings)), largest] < 0.0, -1.0, 1.0)
    return np.clip(variances[::-1], 0.0, None), loadings * signs[:, None]
