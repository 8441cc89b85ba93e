"""The rows that the advice looks at: checked, drawn with a seed, and freed of columns that say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.sweep.validation import feature_names, non_finite

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """A seeded sample of a matrix, centred, in float64, without its constant columns, none of its values far from 1.

    Attributes
    ----------
    values : ndarray, shape (m, d')
    columns : ndarray of int64, shape (d',)
        The columns of the matrix that vary.
    mean : ndarray, shape (d',)
        What was subtracted.
    scale : float
        What all were then divided by: a power of two, which changes no digit of what follows, but keeps squares of very
        large values from overflowing.
    n_total : int
        Rows of the whole matrix.
    """

    values: Floats
    columns: NDArray[np.int64]
    mean: Floats
    scale: float
    n_total: int

    @property
    def is_all(self) -> bool:
        return len(self.values) == self.n_total

    def some(self, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """The numbers of at most `size` of the rows."""
        n = len(self.values)
        return np.arange(n) if n <= size else np.sort(rng.choice(n, size=size, replace=False))

    def place(self, centers: NDArray[np.floating]) -> Floats:
        """Centres of the whole matrix among these rows."""
        return (np.asarray(centers, dtype=np.float64)[:, self.columns] - self.mean) / self.scale


def draw_rows(matrix: Any, values: NDArray[Any], size: int, rng: np.random.Generator) -> Rows:
    """Draw at most `size` rows without replacement.

    Raises
    ------
    EngineError
        When the rows drawn hold a missing or infinite number.
    """
    n = values.shape[0]
    index = np.arange(n) if n <= size else np.sort(rng.choice(n, size=size, replace=False))
    drawn = np.asarray(values[index], dtype=np.float64)
    if error := non_finite(drawn, feature_names(matrix, values.shape[1])):
        raise error
    spread = np.ptp(drawn, axis=0)
    varies = np.flatnonzero(spread > 1e-9 * np.abs(drawn).max(axis=0, initial=0.0))
    drawn = drawn[:, varies]
    mean = drawn.mean(axis=0)
    drawn -= mean
    scale = float(np.exp2(np.frexp(np.abs(drawn).max(initial=0.0))[1] - 1)) if drawn.size else 1.0
    return Rows(drawn / scale, varies.astype(np.int64), mean, scale, n)
