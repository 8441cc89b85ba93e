"""Partitions of a Dask collection: functions go to them, and only what they give comes back.

Everything that makes a cluster one (where a task runs, what happens when a worker dies, what is kept in memory and what
is spilled) is left to Dask. Without a cluster the partitions are read one after the other in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.cluster import Cluster, dask_module
from engine.errors import EngineError
from engine.limits import CLUSTER_SHARE
from engine.sweep.kernel import Array
from engine.sweep.validation import as_array
from engine.sweep.workers import Workers

Found = TypeVar("Found")
Weights = NDArray[np.float64] | None
# Called with the rows of a partition, their weights, and the number of the first row.
OnPartition = Callable[[Array, Weights, int], Found | None]
Merge = Callable[[Sequence[Found | None]], Found | None]


class Partitions:
    """The rows of a Dask array or data frame, partition by partition.

    Parameters
    ----------
    matrix : dask.array.Array of shape (n, d), or dask.dataframe.DataFrame of numbers
    sample_weight : array or Dask array of shape (n,), or None
    cluster : Cluster
    workers : Workers

    Raises
    ------
    EngineError
        If it is not a table of numbers, its partitions do not fit together, or it has no rows.
    """

    def __init__(self, matrix: Any, sample_weight: Any, cluster: Cluster, workers: Workers) -> None:
        self.cluster = cluster
        chunks, self.names = _chunks(matrix)
        lengths = cluster.gather([_delayed(len)(chunk) for chunk in chunks], workers)
        self.n_rows = int(sum(lengths))
        if self.n_rows == 0:
            raise EngineError("The table has no rows in any of its partitions.", "Use a table with customers in it.")
        filled = [number for number, length in enumerate(lengths) if length]
        self.chunks = [chunks[number] for number in filled]
        self.lengths = [int(lengths[number]) for number in filled]
        self.firsts = [int(first) for first in np.cumsum([0, *self.lengths[:-1]])]
        self.weights = _weights(sample_weight, lengths, filled)
        self._held = self.chunks

    def __len__(self) -> int:
        return self.n_rows

    def hold(self, itemsize: int) -> None:
        """Keep the rows in the memory of the workers between passes, where all of them fit into a share of it."""
        size = self.n_rows * len(self.names) * itemsize
        if size <= CLUSTER_SHARE * self.cluster.memory():
            self._held = self.cluster.persist(self.chunks)

    def fold(self, function: OnPartition[Found], merge: Merge[Found], workers: Workers) -> Found | None:
        """What the function makes of each partition, merged in their order."""
        call = _delayed(function)
        tasks = [
            call(chunk, weights, first)
            for chunk, weights, first in zip(self._held, self.weights, self.firsts, strict=True)
        ]
        return self.cluster.fold(tasks, merge, workers)

    def values(self, workers: Workers) -> tuple[Array, Weights]:
        """All rows and weights in this process, for a table that is small."""
        weights = self.cluster.gather([_delayed(np.asarray)(one) for one in self.weights], workers)
        rows = np.concatenate(self.cluster.gather(self.chunks, workers))
        return rows, None if self.weights[0] is None else np.concatenate(weights)

    def lazily(self, function: Callable[[Array], Array], dtype: Any) -> Any:
        """A Dask array of shape (n,): one value per row, computed when it is asked for."""
        array = dask_module("dask.array")
        call = _delayed(function)
        return array.concatenate(
            [
                array.from_delayed(call(chunk), shape=(length,), dtype=dtype)
                for chunk, length in zip(self.chunks, self.lengths, strict=True)
            ]
        )


def is_partitioned(matrix: Any) -> bool:
    """Whether it is a Dask collection, without importing Dask."""
    return type(matrix).__module__.partition(".")[0] == "dask" and hasattr(matrix, "__dask_graph__")


def _delayed(function: Any) -> Any:
    return dask_module("dask").delayed(function, pure=False, traverse=False)


def _chunks(matrix: Any) -> tuple[list[Any], tuple[str, ...]]:
    """Delayed arrays of rows, and the names of the features."""
    if getattr(matrix, "ndim", 0) != 2:
        raise EngineError(
            f"Expected a Dask array or data frame of two dimensions, not {type(matrix).__name__} of "
            f"{getattr(matrix, 'ndim', 'unknown')}.",
            "Pass one row per customer and one column per feature.",
        )
    if hasattr(matrix, "to_dask_array"):
        names = tuple(map(str, matrix.columns))
        bad = [f"{name!r} ({dtype})" for name, dtype in matrix.dtypes.items() if dtype.kind not in "fiub"]
        if bad:
            raise EngineError(
                f"The columns {', '.join(bad[:5])} are not numbers.",
                "Select the columns that are, or prepare the table first.",
            )
        raw = matrix.to_delayed()
    else:
        names = tuple(f"feature {j + 1}" for j in range(matrix.shape[1]))
        whole = matrix if matrix.numblocks[1] == 1 else matrix.rechunk({1: -1})
        raw = whole.to_delayed().ravel()
    if not names:
        raise EngineError("The table has no columns: there is nothing to segment.", "Select at least one feature.")
    call = _delayed(_rows)
    return [call(chunk, names, number) for number, chunk in enumerate(raw)], names


def _rows(chunk: Any, names: tuple[str, ...], number: int) -> Array:
    """The rows of one partition, which must be like those of the others."""
    found = tuple(map(str, chunk.columns)) if hasattr(chunk, "columns") else names
    if found != names:
        odd = sorted(set(found) ^ set(names)) or ["the same ones in another order"]
        raise EngineError(
            f"Partition {number + 1:,} has other columns than the first one: {', '.join(odd[:5])}.",
            "Write all partitions with the same columns in the same order.",
        )
    values = np.asarray(chunk)
    if values.ndim != 2 or values.shape[1] != len(names):
        raise EngineError(
            f"Partition {number + 1:,} has the shape {values.shape}, and not {len(names):,} columns.",
            "Write all partitions with the same columns in the same order.",
        )
    return np.ascontiguousarray(as_array(values)) if len(values) else np.empty((0, len(names)))


def _weights(sample_weight: Any, lengths: Sequence[int], filled: Sequence[int]) -> list[Any]:
    """The weights of each partition that has rows; one array is cut to fit."""
    if sample_weight is None:
        return [None] * len(filled)
    n_rows = int(sum(lengths))
    shape = getattr(sample_weight, "shape", np.shape(sample_weight))
    if len(shape) != 1:
        raise EngineError(f"There are weights of shape {shape} for {n_rows:,} rows.", "Pass one weight per row.")
    check = _delayed(checked_weights)
    ends = np.cumsum(lengths)
    if not hasattr(sample_weight, "to_delayed"):
        values = np.asarray(sample_weight, dtype=np.float64)
        if len(values) != n_rows:
            raise EngineError(
                f"There are weights of shape {values.shape} for {n_rows:,} rows.", "Pass one weight per row."
            )
        return [
            check(values[ends[one] - lengths[one] : ends[one]], lengths[one], int(ends[one] - lengths[one]))
            for one in filled
        ]
    pieces = list(np.ravel(sample_weight.to_delayed()))
    if len(pieces) != len(lengths):
        raise EngineError(
            f"The weights have {len(pieces):,} partitions, the table {len(lengths):,}.",
            "Partition the weights as the table is, or pass them as one array.",
        )
    return [check(pieces[one], lengths[one], int(ends[one] - lengths[one])) for one in filled]


def checked_weights(weights: Any, n_rows: int, first: int) -> NDArray[np.float64]:
    """The weights of one partition, which may all be zero there."""
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (n_rows,):
        raise EngineError(
            f"The partition that begins at row {first + 1:,} has {n_rows:,} rows and weights of shape {values.shape}.",
            "Pass one weight per row.",
        )
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if bad.size:
        raise EngineError(
            f"The weight of row {first + int(bad[0]) + 1:,} is {values[bad[0]]}.",
            "Weights must be finite and not negative.",
        )
    return values
