"""What the final centres amount to, measured on all rows in one pass."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array, Block, products, scratch, stack
from engine.sweep.source import Rows
from engine.sweep.workers import Workers


@dataclass(frozen=True)
class Measured:
    """One k, in the units of the search: sums over all rows."""

    inertia: float
    sizes: NDArray[np.int64]
    spreads: NDArray[np.float64]  # mean distance of a segment's rows to its centre
    simplified: float  # mean simplified silhouette (Hruschka, de Castro & Campello 2004)


def measure(source: Rows, centers: dict[int, Array], workers: Workers) -> dict[int, Measured]:
    """Inertia, sizes, spreads and simplified silhouette of every k."""
    shapes = [(k, c.astype(source.dtype)) for k, c in centers.items()]
    coefficients = stack([c[None] for _, c in shapes], source.dtype).coefficients
    totals, scalars = source.add_up(partial(_block, coefficients=coefficients, shapes=shapes), workers)
    out = {}
    first = 0
    for (k, c), (squares, silhouette) in zip(shapes, scalars, strict=True):
        own = totals[first : first + len(c)]
        first += len(c)
        mass = own[:, 1]
        out[k] = Measured(
            inertia=float(squares),
            sizes=own[:, 0].astype(np.int64),
            spreads=own[:, 2] / np.where(mass > 0, mass, 1.0),
            simplified=float(silhouette) / source.weight if k > 1 else math.nan,
        )
    return out


def _block(
    block: Block, coefficients: Array, shapes: list[tuple[int, Array]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows, weights = block.augmented[:, :-1], block.weights
    distances = products(coefficients, block)
    distances += np.einsum("ij,ij->i", rows, rows)
    np.maximum(distances, 0, out=distances)
    totals, scalars = np.empty((len(distances), 3)), np.zeros((len(shapes), 2))
    beside = np.ones((len(rows), 2), dtype=distances.dtype)
    if weights is not None:
        beside[:, 0] = weights
    first = 0
    for number, (k, _) in enumerate(shapes):
        own = distances[first : first + k]
        mask, nearest, second = _nearest_two(own)
        one_hot = scratch("one-hot", own.shape, own.dtype)
        np.copyto(one_hot, mask)
        root = np.sqrt(nearest)
        np.multiply(root, beside[:, 0], out=beside[:, 1])
        totals[first : first + k, 0] = np.count_nonzero(mask, axis=1)
        totals[first : first + k, 1:] = one_hot @ beside
        scalars[number, 0] = _sum(nearest, weights)
        if k > 1:
            apart = second > 0  # otherwise the nearest is at zero too, and the row scores nothing
            np.divide(nearest, second, out=second, where=apart)
            np.copyto(second, 1, where=~apart)
            scalars[number, 1] = _sum(1 - np.sqrt(second), weights)
        first += k
    return totals, scalars


def _sum(values: Array, weights: NDArray[np.float64] | None) -> float:
    return float(values.sum(dtype=np.float64) if weights is None else values.astype(np.float64) @ weights)


def _nearest_two(own: Array) -> tuple[NDArray[np.bool_], Array, Array]:
    """One-hot assignment (ties to the first), and the squared distances to the two nearest centres."""
    nearest = own.min(axis=0)
    mask = np.equal(own, nearest, out=scratch("nearest", own.shape, np.bool_))
    if np.count_nonzero(mask) != own.shape[1]:
        winners = own.argmin(axis=0)
        mask[:] = False
        mask[winners, np.arange(own.shape[1])] = True
    np.copyto(own, np.inf, where=mask)
    return mask, nearest, own.min(axis=0)
