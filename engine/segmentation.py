"""One segmentation: every prepared customer in one of k segments. Segments are ordered by size, largest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
