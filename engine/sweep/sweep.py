"""Every k at once: the sweep behind the slider."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.limits import DEFAULT_KS
from engine.sweep.criteria import calinski_harabasz, davies_bouldin, silhouette, silhouette_rows
from engine.sweep.result import Sweep
from engine.sweep.validation import (
    as_array,
    check_enough_rows,
    check_ks,
    check_seed,
    check_weights,
    feature_names,
    non_finite,
)
from engine.threads import single_threaded_libraries

Progress = Callable[[float, str], None]


def sweep_k(
    matrix: Any,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    sample_weight: Any = None,
) -> Sweep:
    """Fit K-Means for every k asked for."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import pairwise_distances

    values = as_array(matrix)
    wanted, seed = check_ks(ks), check_seed(seed)
    if error := non_finite(values, feature_names(matrix, values.shape[1])):
        raise error
    n = len(values)
    weights = check_weights(sample_weight, n)
    w = np.ones(n) if weights is None else weights
    check_enough_rows(wanted[-1], len(np.unique(values[w > 0], axis=0)), n)
    X = np.ascontiguousarray(values, dtype=np.float64)
    fields: dict[str, dict[int, Any]] = {
        name: {}
        for name in (
            "inertia", "centers", "sizes", "silhouette", "silhouette_error", "simplified_silhouette",
            "calinski_harabasz", "davies_bouldin", "n_iter", "passes", "converged", "starts_agreed",
        )
    }  # fmt: skip
    sample = silhouette_rows(n, seed)
    between = pairwise_distances(X[sample])
    total = float(w @ np.square(X - np.average(X, axis=0, weights=w)).sum(axis=1))
    for done, k in enumerate(wanted):
        if progress is not None:
            progress(done / len(wanted), f"Fitting {k} segments")
        with single_threaded_libraries():
            model = KMeans(k, n_init=10, random_state=seed, tol=1e-6).fit(X, sample_weight=weights)
        sizes = np.bincount(model.labels_, minlength=k)
        order = order_by_size(sizes, model.cluster_centers_)
        centers = model.cluster_centers_[order]
        distances = pairwise_distances(X, centers)
        labels = distances.argmin(axis=1)
        own = distances[np.arange(n), labels]
        fields["inertia"][k] = float(w @ np.square(own))
        fields["centers"][k] = centers
        fields["sizes"][k] = np.bincount(labels, minlength=k).astype(np.int64)
        score = silhouette(between, labels[sample], k, n)
        fields["silhouette"][k], fields["silhouette_error"][k] = score.mean, score.error
        fields["calinski_harabasz"][k] = calinski_harabasz(total, fields["inertia"][k], k, float(w.sum()))
        spreads = np.bincount(labels, own * w, minlength=k) / np.bincount(labels, w, minlength=k)
        fields["davies_bouldin"][k] = davies_bouldin(centers, spreads)
        if k > 1:
            second = np.partition(distances, 1, axis=1)[:, 1]
            fields["simplified_silhouette"][k] = float(
                np.average(1 - own / np.where(second > 0, second, 1), weights=w)
            )
        else:
            fields["simplified_silhouette"][k] = math.nan
        fields["n_iter"][k] = fields["passes"][k] = int(model.n_iter_)
        fields["converged"][k] = True
        fields["starts_agreed"][k] = 1
    if progress is not None:
        progress(1.0, "All numbers of segments fitted")
    return Sweep(ks=wanted, n_rows=n, seed=seed, versions=versions(), **fields)


def order_by_size(sizes: NDArray[np.int64], centers: NDArray[np.float64]) -> NDArray[np.int64]:
    """The order in which segments are numbered: largest first, equal sizes by their centres, value by value."""
    return np.lexsort((*centers.T[::-1], -sizes)).astype(np.int64)


def versions() -> Mapping[str, str]:
    """The libraries that computed this result, for its record."""
    return {name: importlib.metadata.version(name) for name in ("numpy", "scikit-learn")}
