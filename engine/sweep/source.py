"""The rows of a matrix as the passes see them: in blocks, shifted and scaled where that is needed for precision."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.limits import BLOCK_ROWS
from engine.sweep.kernel import Array, Block, block_of, padded_width
from engine.sweep.validation import non_finite
from engine.sweep.workers import Workers


@dataclass(frozen=True, eq=False)
class Statistics:
    """What the first pass learns: weight, mean, and the weighted sum of squares about the mean."""

    weight: float
    mean: NDArray[np.float64]
    squares: float


def statistics(
    values: Array, weights: NDArray[np.float64] | None, names: tuple[str, ...], workers: Workers, first: int = 0
) -> Statistics:
    """Mean and sum of squares of all rows, in float64; refuses what is not a finite number, with its place.

    ``first`` is the number of the first row, when these rows are a part of more.

    Raises
    ------
    EngineError
        At a value that is missing, infinite or too large to be squared.
    """
    d = values.shape[1]
    provisional = values[: min(len(values), 256)].mean(axis=0, dtype=np.float64)
    if not np.isfinite(provisional).all():
        provisional = np.zeros(d)

    def run(part: slice) -> tuple[float, NDArray[np.float64], float]:
        block = values[part].astype(np.float64)
        block -= provisional
        w = None if weights is None else weights[part]
        counts = np.ones(len(block)) if w is None else w
        with np.errstate(over="ignore", invalid="ignore"):  # refused below, with the place
            sums = counts @ block
            squares = float(np.vdot(block, block) if w is None else w @ np.einsum("ij,ij->i", block, block))
        # A weight of zero hides nothing: zero times what is not finite is not finite either.
        if not math.isfinite(squares) and (error := non_finite(values[part], names, first + part.start)):
            raise error
        return float(counts.sum()), sums, squares

    weight, sums, squares = 0.0, np.zeros(d), 0.0
    for part_weight, part_sums, part_squares in workers.map(run, parts(len(values))):
        weight += part_weight
        sums += part_sums
        squares += part_squares
    offset = sums / weight
    with np.errstate(over="ignore", invalid="ignore"):
        about_mean = squares - weight * float(offset @ offset)
    if not math.isfinite(about_mean):
        raise EngineError(
            "The matrix holds values that are too large to be squared.",
            "Scale the columns first (prepare standardises them), or set such customers aside.",
        )
    return Statistics(weight, provisional + offset, max(about_mean, 0.0))


def parts(n_rows: int) -> Iterator[slice]:
    """The fixed partition of the rows into blocks: it depends on nothing but their number."""
    return (slice(first, min(first + BLOCK_ROWS, n_rows)) for first in range(0, n_rows, BLOCK_ROWS))


# What a pass gives for one block: arrays that add up over blocks.
Sums = Sequence[Array]
Weights = NDArray[np.float64] | None
Found = TypeVar("Found")

# Results of blocks that are merged at a time.
_TOGETHER = 64


class Rows(ABC):
    """Rows wherever they are, seen through passes, in the units of the search.

    Those units are ``(x - shift) * factor``. The factor is a power of two, so that scaling is exact; the shift is
    the mean where the rows lie far from the origin compared with their spread (single precision would lose the
    differences between them), and zero otherwise.

    Parameters
    ----------
    found : Statistics
    stored : dtype
        Of the matrix.
    dtype : numpy.float32 or numpy.float64
        The precision of the passes.
    """

    def __init__(self, found: Statistics, stored: Any, dtype: Any) -> None:
        self.found, self.stored, self.dtype = found, np.dtype(stored), np.dtype(dtype)
        self.weight = found.weight
        variance = found.squares / found.weight
        far = float(found.mean @ found.mean) > 4.0 * variance
        self.shift = found.mean.astype(self.stored).astype(np.float64) if far else np.zeros(len(found.mean))
        spread = variance + float(np.square(found.mean - self.shift).sum())
        self.factor = 2.0 ** -round(math.log2(spread) / 2) if spread > 0.0 else 1.0
        self.total = spread * found.weight * self.factor**2
        self.about_mean = found.squares
        self._plain = not far and self.factor == 1.0

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def add_up(self, function: Callable[[Block], Sums], workers: Workers) -> list[NDArray[np.float64]]:
        """One pass: the sums, over all blocks, of the arrays that the function gives for each."""

    @abstractmethod
    def fold(
        self,
        function: Callable[[Array, Weights, int], Found | None],
        merge: Callable[[Sequence[Found | None]], Found | None],
        workers: Workers,
    ) -> Found | None:
        """One pass: what the function makes of each block, merged in the order of the matrix.

        The function is called with rows as they stand in the matrix, their weights, and the number of the first.
        None stands for "not worth going on", and ends the pass.
        """

    def like(self, rows: Array, weights: Weights) -> Source:
        """A few of these rows (as they stand in the matrix), weighted, in the same units."""
        sample = Source(rows, weights, self.found, self.dtype, memory=math.inf)
        sample.total = float(np.sum(sample.add_up(_squares, Workers(threads=1))))
        return sample

    def inside(self, rows: Array) -> Array:
        """Rows in the units of the search."""
        if self._plain:
            return rows
        if rows.dtype == np.float32 and not self.shift.any():
            return rows * np.float32(self.factor)
        return (rows.astype(np.float64) - self.shift) * self.factor

    def outside(self, centers: Array) -> NDArray[np.float64]:
        """Centres in the units of the matrix."""
        return centers.astype(np.float64) / self.factor + self.shift


class Source(Rows):
    """The rows of an array in this process.

    Parameters
    ----------
    values : ndarray of float32 or float64, or memory-map, shape (n, d)
    weights : ndarray of float64, shape (n,), or None
    found : Statistics
        Of these rows, or of the whole of which they are a part.
    dtype : numpy.float32 or numpy.float64
        The precision of the passes.
    first : int
        Number of the first row, when they are a part.
    memory : float
        Bytes within which the blocks are kept for the next pass; none are where all of them would take more.
    """

    def __init__(
        self,
        values: Array,
        weights: NDArray[np.float64] | None,
        found: Statistics,
        dtype: Any = np.float32,
        *,
        first: int = 0,
        memory: float = 0.0,
    ) -> None:
        super().__init__(found, values.dtype, dtype)
        self.values, self.weights, self.first = values, weights, first
        self._kept: dict[int, Block] | None = {} if self._bytes() <= memory else None

    def _bytes(self) -> int:
        copies = 1 if self.weights is None else 2
        return int(len(self.values) * padded_width(self.values.shape[1]) * self.dtype.itemsize * copies)

    def __len__(self) -> int:
        return len(self.values)

    def parts(self) -> Iterator[slice]:
        """The fixed partition of the rows."""
        return parts(len(self.values))

    def block(self, part: slice) -> Block:
        """One block, from memory where all of them fit."""
        if self._kept is not None and part.start in self._kept:
            return self._kept[part.start]
        made = block_of(self.inside(self.values[part]), self._weights(part), self.dtype)
        if self._kept is not None:
            self._kept[part.start] = made
        return made

    def _weights(self, part: slice) -> Weights:
        return None if self.weights is None else self.weights[part]

    def add_up(self, function: Callable[[Block], Sums], workers: Workers) -> list[NDArray[np.float64]]:
        if len(self) <= BLOCK_ROWS:  # not worth handing over
            return added([function(self.block(slice(0, len(self))))])
        return added(workers.map(lambda part: function(self.block(part)), self.parts()))

    def fold(
        self,
        function: Callable[[Array, Weights, int], Found | None],
        merge: Callable[[Sequence[Found | None]], Found | None],
        workers: Workers,
    ) -> Found | None:
        waiting: list[Found | None] = []
        if len(self) <= BLOCK_ROWS:
            return merge([function(np.asarray(self.values), self.weights, self.first)])
        for found in workers.map(
            lambda part: function(np.asarray(self.values[part]), self._weights(part), self.first + part.start),
            self.parts(),
        ):
            waiting.append(found)
            if len(waiting) == _TOGETHER:
                waiting = [merge(waiting)]
                if waiting[0] is None:
                    break
        return merge(waiting)


def _squares(block: Block) -> Sums:
    return [np.array([np.vdot(block.rows, block.weighted[:, : block.width - 1])])]


def added(found: Iterable[Sums]) -> list[NDArray[np.float64]]:
    """Sums of blocks, or of parts, added in their order, in float64."""
    totals: list[NDArray[np.float64]] = []
    for sums in found:
        if not totals:
            totals = [np.array(one, dtype=np.float64) for one in sums]
            continue
        for total, one in zip(totals, sums, strict=True):
            np.add(total, one, out=total)
    return totals
