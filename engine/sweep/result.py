"""What `sweep_k` gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Sweep:
    """K-Means solutions for every k asked for; all mappings are keyed by k.

    Attributes
    ----------
    ks : tuple of int, ascending
    inertia : mapping to float
        Within-segment sum of squares (WCSS), measured on all rows in float64.
    centers : mapping to ndarray of float64, shape (k, d)
        In matrix space, ordered by segment size, largest first.
    sizes : mapping to ndarray of int64, shape (k,)
    silhouette, silhouette_error : mapping to float
        Mean silhouette (Rousseeuw 1987) on a seeded sample, and its standard error.
    simplified_silhouette : mapping to float
    calinski_harabasz, davies_bouldin : mapping to float
        Calinski & Harabasz 1974; Davies & Bouldin 1979.
    n_iter, passes, starts_agreed : mapping to int
    converged : mapping to bool
    """

    ks: tuple[int, ...]
    inertia: Mapping[int, float]
    centers: Mapping[int, NDArray[np.float64]]
    sizes: Mapping[int, NDArray[np.int64]]
    silhouette: Mapping[int, float] = field(default_factory=dict)
    silhouette_error: Mapping[int, float] = field(default_factory=dict)
    simplified_silhouette: Mapping[int, float] = field(default_factory=dict)
    calinski_harabasz: Mapping[int, float] = field(default_factory=dict)
    davies_bouldin: Mapping[int, float] = field(default_factory=dict)
    n_iter: Mapping[int, int] = field(default_factory=dict)
    passes: Mapping[int, int] = field(default_factory=dict)
    converged: Mapping[int, bool] = field(default_factory=dict)
    starts_agreed: Mapping[int, int] = field(default_factory=dict)
    n_rows: int = 0
    seed: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
