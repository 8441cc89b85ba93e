"""Rows that repeat, counted once with a weight: scores and counts often collapse to few distinct rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.limits import DISTINCT_ROWS
from engine.sweep.kernel import Array
from engine.sweep.source import parts
from engine.sweep.workers import Workers


def distinct(rows: Array, weights: NDArray[np.float64] | None) -> tuple[Array, NDArray[np.float64]]:
    """The distinct rows of positive weight, in the order in which they first appear, and their total weights."""
    w = np.ones(len(rows)) if weights is None else weights
    if not (w > 0).all():
        rows, w = rows[w > 0], w[w > 0]
    _, first, group = np.unique(_keys(rows), return_index=True, return_inverse=True)
    if not np.array_equal(rows, rows[first[group]]):  # two different rows with one key: sort the rows themselves
        _, first, group = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return rows[first[order]], np.bincount(group, w, minlength=len(first)).astype(np.float64)[order]


def all_distinct(
    values: Array, weights: NDArray[np.float64] | None, workers: Workers
) -> tuple[Array, NDArray[np.float64]] | None:
    """The distinct rows of the whole matrix, or None when they are too many to be worth keeping."""

    def run(part: slice) -> tuple[Array, NDArray[np.float64]]:
        return distinct(np.asarray(values[part]), None if weights is None else weights[part])

    waiting: list[tuple[Array, NDArray[np.float64]]] = []
    held = 0
    for found in workers.map(run, parts(len(values))):
        waiting.append(found)
        held += len(found[1])
        if held > 2 * DISTINCT_ROWS:
            waiting = [_merge(waiting)]
            held = len(waiting[0][1])
            if held > DISTINCT_ROWS:
                return None
    merged = _merge(waiting)
    return merged if len(merged[1]) <= DISTINCT_ROWS else None


def _merge(found: list[tuple[Array, NDArray[np.float64]]]) -> tuple[Array, NDArray[np.float64]]:
    return distinct(np.concatenate([rows for rows, _ in found]), np.concatenate([w for _, w in found]))


def _keys(rows: Array) -> NDArray[np.uint64]:
    """A 64-bit key per row; equal rows have equal keys (minus zero counts as zero)."""
    bits = (np.ascontiguousarray(rows) + rows.dtype.type(0)).view(np.uint32 if rows.itemsize == 4 else np.uint64)
    keys = np.zeros(len(rows), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in bits.T:
            keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
            keys ^= keys >> np.uint64(29)
    return keys
