"""Every k at once: the sweep behind the slider."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.limits import DEFAULT_KS
from engine.sweep.criteria import Silhouette, calinski_harabasz, davies_bouldin, silhouette_rows, silhouettes
from engine.sweep.fit import Fit, fit
from engine.sweep.measure import Measured, measure
from engine.sweep.result import Sweep
from engine.sweep.validation import as_array, check_ks, check_seed, check_weights, feature_names
from engine.sweep.workers import Progress, Workers


def sweep_k(
    matrix: Any,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    sample_weight: Any = None,
) -> Sweep:
    """Fit K-Means for every number of segments asked for.

    Parameters
    ----------
    matrix : PreparedMatrix, or 2-D array or memory-map of float32 or float64, shape (n, d)
        A memory-map is read block by block and may be larger than memory.
    ks : iterable of int, default 2 to 12
        Numbers of segments, from 1 to 50.
    seed : int, default 0
        The same seed gives the same bits, whatever the number of threads.
    progress : callable, optional
        ``progress(fraction, message)``, called at least once a second; an exception raised in it cancels.
    sample_weight : array of float, shape (n,), optional
        How much each row counts; sizes still count rows.

    Returns
    -------
    Sweep

    Raises
    ------
    EngineError
        If an argument is not what it should be, a value is not a finite number, or there are fewer different rows
        than segments.

    Notes
    -----
    Centres are searched for on up to 5,000 rows (a lightweight coreset of a larger table; Bachem, Lucic & Krause
    2018) by recombining greedy k-means++ starts (Arthur & Vassilvitskii 2007; Gribel & Vidal 2019), within each k and
    between neighbouring ks. All k are then polished together by Lloyd's iterations on all rows (Lloyd 1982), and
    measured on all rows.
    """
    values = as_array(matrix)
    wanted, seed = check_ks(ks), check_seed(seed)
    weights = check_weights(sample_weight, len(values))
    with Workers(progress) as workers:
        workers.report(0.0, "Reading the matrix")
        names = feature_names(matrix, values.shape[1])
        fitted = fit(values, weights, wanted, seed=seed, names=names, workers=workers)
        workers.report(0.9, "Measuring every number of segments")
        measured = measure(fitted.measured_on, fitted.centers, workers)
        sampled = silhouette_rows(len(values), seed)
        rows = np.ascontiguousarray(fitted.measured_on.inside(values[sampled]), dtype=np.float32)
        scores = silhouettes(
            rows, {k: c.astype(np.float32) for k, c in fitted.centers.items() if k > 1}, len(values), workers
        )
        workers.report(1.0, "All numbers of segments fitted")
    return _result(wanted, fitted, measured, scores, seed=seed, n_rows=len(values))


def _result(
    ks: tuple[int, ...],
    fitted: Fit,
    measured: dict[int, Measured],
    scores: dict[int, Silhouette],
    *,
    seed: int,
    n_rows: int,
) -> Sweep:
    """The sweep in the units of the matrix, segments in the order of their size."""
    source = fitted.measured_on
    unit = source.factor**2
    centers = {k: source.outside(fitted.centers[k].astype(source.dtype)) for k in ks}
    orders = {k: order_by_size(measured[k].sizes, centers[k]) for k in ks}
    nothing = Silhouette(math.nan, math.nan)
    return Sweep(
        ks=ks,
        inertia={k: measured[k].inertia / unit for k in ks},
        centers={k: centers[k][orders[k]] for k in ks},
        sizes={k: measured[k].sizes[orders[k]] for k in ks},
        silhouette={k: scores.get(k, nothing).mean for k in ks},
        silhouette_error={k: scores.get(k, nothing).error for k in ks},
        simplified_silhouette={k: measured[k].simplified for k in ks},
        calinski_harabasz={
            k: calinski_harabasz(source.about_mean, measured[k].inertia / unit, k, source.weight) for k in ks
        },
        davies_bouldin={k: davies_bouldin(fitted.centers[k], measured[k].spreads) for k in ks},
        n_iter=fitted.n_iter,
        passes=fitted.passes,
        converged=fitted.converged,
        starts_agreed=fitted.agreed,
        n_rows=n_rows,
        seed=seed,
        versions=versions(),
    )


def order_by_size(sizes: NDArray[np.int64], centers: NDArray[np.float64]) -> NDArray[np.int64]:
    """The order in which segments are numbered: largest first, equal sizes by their centres, value by value."""
    return np.lexsort((*centers.T[::-1], -sizes)).astype(np.int64)


def versions() -> Mapping[str, str]:
    """The libraries that computed this result, for its record."""
    return {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "scikit-learn")}
