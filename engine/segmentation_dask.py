"""Segments of a Dask collection: sizes and inertia are summed where the rows are, labels stay there until asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cluster import connected
from engine.segmentation import Segmentation, assign, check_same_matrix
from engine.sweep.kernel import Array
from engine.sweep.partitions import Partitions, Weights
from engine.sweep.result import Sweep
from engine.sweep.source import added
from engine.sweep.sweep import order_by_size, sweep_k
from engine.sweep.workers import Progress, Workers

Sums = list[NDArray[np.float64]]


def fit_partitions(
    matrix: Any,
    k: int,
    seed: int,
    sweep: Sweep | None,
    progress: Progress | None,
    *,
    sample_weight: Any,
    scheduler: str | None,
) -> Segmentation:
    """`fit_segments` for a Dask collection; its labels and distances are Dask arrays."""
    if sweep is None or k not in sweep.centers:
        sweep = sweep_k(matrix, [k], seed, progress, sample_weight=sample_weight, scheduler=scheduler)
    centers = np.asarray(sweep.centers[k], dtype=np.float64)
    with connected(scheduler) as cluster, Workers(progress) as workers:
        workers.report(0.95, "Placing every row")
        partitions = Partitions(matrix, sample_weight, cluster, workers)
        check_same_matrix(sweep, k, len(partitions), len(partitions.names))
        summed = partitions.fold(partial(_summed, centers=centers, names=partitions.names), _added, workers)
        assert summed is not None  # sums never give up
        workers.report(1.0, "Every row placed")
    sizes, inertia = summed[0].astype(np.int64), float(summed[1][0])
    order = order_by_size(sizes, centers)
    centers = centers[order]
    return Segmentation(
        labels=partitions.lazily(partial(_labels, centers=centers), np.int32),
        centers=centers,
        inertia=inertia,
        sizes=sizes[order],
        distances=partitions.lazily(partial(_distances, centers=centers), np.float32),
        n_iter=int(sweep.n_iter.get(k, 0)),
        seed=sweep.seed,
    )


def _summed(
    rows: Array, weights: Weights, first: int, *, centers: NDArray[np.float64], names: tuple[str, ...]
) -> Sums:
    labels, squared = assign(rows, centers, names, threads=1)
    inertia = squared.sum() if weights is None else weights @ squared
    return [np.bincount(labels, minlength=len(centers)).astype(np.float64), np.array([inertia])]


def _added(found: Sequence[Sums | None]) -> Sums:
    return added(one for one in found if one is not None)


def _labels(rows: Array, *, centers: NDArray[np.float64]) -> NDArray[np.int32]:
    return assign(rows, centers, threads=1)[0]


def _distances(rows: Array, *, centers: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.sqrt(assign(rows, centers, threads=1)[1]).astype(np.float32)
