"""Principal components: the flat map of all customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
