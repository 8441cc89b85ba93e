"""The sweep over the partitions of a Dask collection: the same passes, run where the rows are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import EXACT_VALUES
from engine.sweep.fit import measured_source
from engine.sweep.kernel import Array, Block
from engine.sweep.partitions import Found, Merge, OnPartition, Partitions, Weights
from engine.sweep.source import Rows, Source, Statistics, Sums, added, statistics
from engine.sweep.validation import check_weights, non_finite
from engine.sweep.workers import Workers


class PartitionedRows(Rows):
    """Rows in partitions, in the units of the search.

    Parameters
    ----------
    partitions : Partitions
    found : Statistics
        Of all of them.
    stored : dtype
    """

    def __init__(self, partitions: Partitions, found: Statistics, stored: Any) -> None:
        super().__init__(found, stored, np.float32)
        self.partitions = partitions

    def __len__(self) -> int:
        return len(self.partitions)

    def add_up(self, function: Callable[[Block], Sums], workers: Workers) -> list[NDArray[np.float64]]:
        on_partition = partial(_add_up, found=self.found, function=function)
        totals = self.partitions.fold(on_partition, _added, workers)
        assert totals is not None  # sums never give up
        return totals

    def fold(self, function: OnPartition[Found], merge: Merge[Found], workers: Workers) -> Found | None:
        on_partition = partial(_fold, found=self.found, function=function, merge=merge)
        return self.partitions.fold(on_partition, merge, workers)


def measured_partitions(partitions: Partitions, workers: Workers) -> tuple[Rows, Statistics]:
    """The partitions with the statistics of all their rows; what is small enough for one array becomes one.

    Raises
    ------
    EngineError
        At a value that is not finite, with its place, or when all weights are zero.
    """
    if len(partitions) * len(partitions.names) <= EXACT_VALUES:
        values, weights = partitions.values(workers)
        return measured_source(values, check_weights(weights, len(values)), partitions.names, workers)
    workers.report(0.01, "Reading every partition")
    learn = partial(_learn, names=partitions.names)
    stored, found = partitions.fold(learn, _merged, workers) or (
        np.dtype(np.float32),
        Statistics(0.0, np.empty(0), 0),
    )
    if found.weight <= 0.0:
        raise EngineError("All weights are zero.", "Give at least one row a positive weight.")
    partitions.hold(stored.itemsize)
    return PartitionedRows(partitions, found, stored), found


def _alone() -> Workers:
    """Dask runs one task per core already."""
    return Workers(threads=1)


def _learn(rows: Array, weights: Weights, first: int, *, names: tuple[str, ...]) -> tuple[np.dtype[Any], Statistics]:
    if weights is not None and not weights.any():
        if error := non_finite(rows, names, first):
            raise error
        return rows.dtype, Statistics(0.0, np.zeros(rows.shape[1]), 0.0)
    with _alone() as workers:
        return rows.dtype, statistics(rows, weights, names, workers, first)


def _merged(
    found: Sequence[tuple[np.dtype[Any], Statistics] | None],
) -> tuple[np.dtype[Any], Statistics]:
    """Statistics of several parts as one (Chan, Golub & LeVeque 1983)."""
    every = [one for one in found if one is not None]
    some = [part for _, part in every if part.weight > 0.0]
    dtype = np.result_type(*(stored for stored, _ in every))
    if not some:
        return dtype, every[0][1]
    weights = np.array([part.weight for part in some])
    means = np.array([part.mean for part in some])
    weight = float(weights.sum())
    mean = weights @ means / weight
    between = float(weights @ np.square(means - mean).sum(axis=1))
    return dtype, Statistics(weight, mean, sum(part.squares for part in some) + between)


def _add_up(
    rows: Array, weights: Weights, first: int, *, found: Statistics, function: Callable[[Block], Sums]
) -> list[NDArray[np.float64]]:
    with _alone() as workers:
        return Source(rows, weights, found).add_up(function, workers)


def _added(found: Sequence[list[NDArray[np.float64]] | None]) -> list[NDArray[np.float64]]:
    return added(one for one in found if one is not None)


def _fold(
    rows: Array,
    weights: Weights,
    first: int,
    *,
    found: Statistics,
    function: OnPartition[Found],
    merge: Merge[Found],
) -> Found | None:
    with _alone() as workers:
        return Source(rows, weights, found, first=first).fold(function, merge, workers)
