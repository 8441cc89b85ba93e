"""Principal components: the flat map of all customers."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.segmentation import Segmentation
from engine.sweep.validation import as_array, feature_names, non_finite


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
    """The first principal components of the matrix."""
    values = as_array(matrix)
    names = feature_names(matrix, values.shape[1])
    if isinstance(n_components, bool) or not isinstance(n_components, Integral) or n_components < 1:
        raise EngineError(f"{n_components!r} is not a number of components.", "Pass a whole number of at least 1.")
    if error := non_finite(values, names):
        raise error
    n, d = values.shape
    shown = min(int(n_components), d)
    mean = values.mean(axis=0, dtype=np.float64)
    centred = values - mean
    covariance = centred.T @ centred / max(n - 1, 1)
    variances, vectors = np.linalg.eigh(covariance)
    variances = np.clip(variances[::-1], 0.0, None)
    loadings = vectors.T[::-1][:shown]
    largest = np.abs(loadings).argmax(axis=1)
    loadings = loadings * np.where(loadings[np.arange(shown), largest] < 0, -1.0, 1.0)[:, None]
    total = float(variances.sum())
    return Projection(
        coordinates=(centred @ loadings.T).astype(np.float32),
        explained_variance_ratio=variances[:shown] / total if total > 0 else np.zeros(shown),
        loadings=loadings,
        mean=mean,
        feature_names=names,
        centers=None if segmentation is None else (segmentation.centers - mean) @ loadings.T,
    )
