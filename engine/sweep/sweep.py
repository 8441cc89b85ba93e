"""Every k at once: the sweep behind the slider."""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cluster import connected
from engine.limits import DEFAULT_KS
from engine.sweep.criteria import Silhouette, calinski_harabasz, davies_bouldin, silhouette_rows, silhouettes
from engine.sweep.distributed import measured_partitions
from engine.sweep.fit import Fit, fit, measured_source
from engine.sweep.measure import Measured, measure
from engine.sweep.partitions import Partitions, is_partitioned
from engine.sweep.result import Sweep
from engine.sweep.sample import numbered_rows
from engine.sweep.source import Rows, Statistics
from engine.sweep.validation import as_array, check_ks, check_memory, check_seed, check_weights, feature_names
from engine.sweep.workers import Progress, Workers


def sweep_k(
    matrix: Any,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    sample_weight: Any = None,
    scheduler: str | None = None,
    memory: int | None = None,
) -> Sweep:
    """Fit K-Means for every number of segments asked for.

    Parameters
    ----------
    matrix : PreparedMatrix, 2-D array, memory-map, or Dask array or data frame of numbers, shape (n, d)
        A memory-map is read block by block and may be larger than memory. The passes over a Dask collection run where
        its partitions are, and sums and samples come back.
    ks : iterable of int, default 2 to 12
        Numbers of segments, from 1 to 50.
    seed : int, default 0
        The same seed gives the same bits, whatever the number of threads.
    progress : callable, optional
        ``progress(fraction, message)``, called at least once a second; an exception raised in it cancels.
    sample_weight : array of float, shape (n,), optional
        How much each row counts; sizes still count rows. For a Dask collection also a Dask array or series with the
        same partitions.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``. Left out, a Dask collection is swept by the
        current ``distributed.Client``, or in this process when there is none.
    memory : int, optional
        Bytes within which a copy of the rows is kept between passes; a matrix whose copy would be larger is read anew
        in every pass. Samples and blocks take some 100 MB beside it. Left out, ``TESSERA_SWEEP_MEMORY_MB`` decides.

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
    between neighbouring ks. The solutions of different basins are compared on 20,000 rows; a table of no more rows is
    searched once more as a whole. All k are then polished together by Lloyd's iterations (Lloyd 1982) with Nesterov's
    acceleration until moving the centres would gain next to nothing: of very many rows mostly on 100,000 of them, whose
    sums a pass over all has corrected (a control variate; Johnson & Zhang 2013). What is reported is measured on all rows.
    """
    wanted, seed = check_ks(ks), check_seed(seed)
    with Workers(progress, memory=check_memory(memory)) as workers:
        workers.report(0.0, "Reading the matrix")
        if is_partitioned(matrix):
            with connected(scheduler) as cluster:
                partitions = Partitions(matrix, sample_weight, cluster, workers)
                return _sweep(*measured_partitions(partitions, workers), wanted, seed, workers)
        values = as_array(matrix)
        weights = check_weights(sample_weight, len(values))
        names = feature_names(matrix, values.shape[1])
        return _sweep(*measured_source(values, weights, names, workers), wanted, seed, workers)


def _sweep(rows: Rows, found: Statistics, ks: tuple[int, ...], seed: int, workers: Workers) -> Sweep:
    fitted = fit(rows, found, ks, seed=seed, workers=workers)
    workers.report(0.9, "Measuring every number of segments")
    measured = measure(rows, fitted.centers, workers)
    sampled = rows.inside(numbered_rows(rows, silhouette_rows(len(rows), seed), workers))
    scores = silhouettes(
        np.ascontiguousarray(sampled, dtype=np.float32),
        {k: c.astype(np.float32) for k, c in fitted.centers.items() if k > 1},
        len(rows),
        workers,
    )
    workers.report(1.0, "All numbers of segments fitted")
    return _result(ks, fitted, measured, scores, source=rows, seed=seed)


def _result(
    ks: tuple[int, ...],
    fitted: Fit,
    measured: dict[int, Measured],
    scores: dict[int, Silhouette],
    *,
    source: Rows,
    seed: int,
) -> Sweep:
    """The sweep in the units of the matrix, segments in the order of their size."""
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
        n_rows=len(source),
        seed=seed,
        versions=versions(),
    )


def order_by_size(sizes: NDArray[np.int64], centers: NDArray[np.float64]) -> NDArray[np.int64]:
    """The order in which segments are numbered: largest first, equal sizes by their centres, value by value."""
    return np.lexsort((*centers.T[::-1], -sizes)).astype(np.int64)


@cache
def versions() -> Mapping[str, str]:
    """The libraries that computed this result, for its record."""
    return {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "scikit-learn")}
