"""Who is near whom: distances within a few thousand rows, and the nearest neighbours by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats

# Neighbours that a row is joined with: enough for a steady density, few enough to stay near.
NEIGHBOURS = 6


@dataclass(frozen=True, eq=False)
class Neighbours:
    """All distances, shape (n, n); each row's `NEIGHBOURS` nearest others, and the distance of the last of them."""

    distances: NDArray[np.float32]
    nearest: NDArray[np.int64]
    radius: NDArray[np.float32]


def distances(x: Floats, y: Floats) -> NDArray[np.float32]:
    a, b = (np.ascontiguousarray(each, dtype=np.float32) for each in (x, y))
    squared = np.einsum("ij,ij->i", a, a)[:, None] - 2 * a @ b.T + np.einsum("ij,ij->i", b, b)
    return np.asarray(np.sqrt(np.maximum(squared, 0)))


def find_neighbours(x: Floats) -> Neighbours:
    """Meant for up to a few thousand rows: every row is compared with every other."""
    every = distances(x, x)
    np.fill_diagonal(every, np.inf)
    m = min(NEIGHBOURS, len(x) - 1)
    nearest = np.argpartition(every, m - 1, axis=1)[:, :m]
    return Neighbours(every, nearest, np.take_along_axis(every, nearest, axis=1).max(axis=1))
