"""Rows to search on: all of a small table; of a large one, a weighted sample that keeps its tails.

A lightweight coreset (Bachem, Lucic & Krause 2018): half of the chance of a row is even, half follows its squared
distance to the mean, and its weight makes up for it. Whether a row is drawn depends on the seed, its own number and
the mean alone, so the sample is the same however the rows are partitioned.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array
from engine.sweep.source import Rows, Statistics
from engine.sweep.workers import Workers

# Rows as they stand in the matrix, and their weights.
Drawn = tuple[Array, NDArray[np.float64]]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def draws(first: int, count: int, seed: int) -> NDArray[np.float64]:
    """Evenly distributed numbers in [0, 1) that belong to row numbers (splitmix64; Steele, Lea & Flood 2014)."""
    z = np.arange(first, first + count, dtype=np.uint64)
    start = np.uint64((seed * 0xD1342543DE82EF95 + 0x2545F4914F6CDD1D) % 2**64)
    with np.errstate(over="ignore"):
        z = (z + np.uint64(1)) * _ODD + start
        z = (z ^ (z >> np.uint64(30))) * _MIX[0]
        z = (z ^ (z >> np.uint64(27))) * _MIX[1]
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def coresets(source: Rows, found: Statistics, sizes: Sequence[int], seed: int, workers: Workers) -> list[Drawn]:
    """For each size, about so many rows (as they stand in the matrix) and their weights; smaller lie within larger.

    One pass draws them all.
    """
    drawn = source.fold(partial(_draw, found=found, size=max(sizes), seed=seed), _laid_together, workers)
    assert drawn is not None  # nothing gives up here
    rows, weights, shares, chances = drawn
    out = []
    for size in sizes:
        taken = chances < size * shares
        out.append((rows[taken], weights[taken] / np.minimum(size * shares[taken], 1.0)))
    return out


def numbered_rows(source: Rows, numbers: NDArray[np.int64], workers: Workers) -> Array:
    """The rows with these numbers (ascending), as they stand in the matrix."""
    drawn = source.fold(partial(_numbered, numbers=numbers), _laid_together, workers)
    assert drawn is not None
    return drawn[0]


def _numbered(
    rows: Array, weights: NDArray[np.float64] | None, first: int, *, numbers: NDArray[np.int64]
) -> tuple[Array, ...]:
    return (rows[numbers[slice(*np.searchsorted(numbers, [first, first + len(rows)]))] - first],)


def all_rows(source: Rows, workers: Workers) -> Drawn:
    """Every row and its weight, for as few of them as a sample would have."""
    drawn = source.fold(_every, _laid_together, workers)
    assert drawn is not None
    rows, weights = drawn
    return rows, weights


def _every(rows: Array, weights: NDArray[np.float64] | None, first: int) -> tuple[Array, ...]:
    return rows, np.ones(len(rows)) if weights is None else weights


def _laid_together(drawn: Sequence[tuple[Array, ...] | None]) -> tuple[Array, ...]:
    some = [one for one in drawn if one is not None]
    return tuple(np.concatenate(arrays) for arrays in zip(*some, strict=True))


def _draw(
    rows: Array, weights: NDArray[np.float64] | None, first: int, *, found: Statistics, size: int, seed: int
) -> tuple[Array, ...]:
    """The rows of one block that are drawn, their weights, their shares of all chances, and what chance gave them."""
    block = rows.astype(np.float64)
    w = np.ones(len(block)) if weights is None else weights
    block -= found.mean
    share = 0.5 * w / found.weight
    if found.squares > 0.0:
        share += 0.5 * w * np.einsum("ij,ij->i", block, block) / found.squares
    else:
        share *= 2.0
    chance = draws(first, len(block), seed)
    taken = np.flatnonzero(chance < size * share)
    return np.array(rows[taken]), w[taken], share[taken], chance[taken]
