"""Rows to search on: all of a small table; of a large one, a weighted sample that keeps its tails.

A lightweight coreset (Bachem, Lucic & Krause 2018): half of the chance of a row is even, half follows its squared
distance to the mean, and its weight makes up for it. Whether a row is drawn depends on the seed, its own number and
the mean alone, so the sample is the same however the rows are partitioned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.sweep.kernel import Array
from engine.sweep.source import Source, Statistics
from engine.sweep.workers import Workers

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


def coreset(
    source: Source, found: Statistics, size: int, seed: int, workers: Workers
) -> tuple[Array, NDArray[np.float64]]:
    """About ``size`` rows (as they stand in the matrix) and their weights."""
    values, weights = source.values, source.weights

    def run(part: slice) -> tuple[Array, NDArray[np.float64]]:
        block = values[part].astype(np.float64)
        w = np.ones(len(block)) if weights is None else weights[part]
        block -= found.mean
        np.square(block, out=block)
        share = 0.5 * w / found.weight
        share = 2.0 * share if found.squares <= 0.0 else share + 0.5 * w * block.sum(axis=1) / found.squares
        chance = np.minimum(size * share, 1.0)
        taken = np.flatnonzero(draws(part.start, len(block), seed) < chance)
        return np.array(values[part][taken]), w[taken] / chance[taken]

    drawn = list(workers.map(run, source.parts()))
    return np.concatenate([rows for rows, _ in drawn]), np.concatenate([w for _, w in drawn])
