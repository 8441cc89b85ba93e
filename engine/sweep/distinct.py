"""Rows that repeat, counted once with a weight: scores and counts often collapse to few distinct rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.limits import DISTINCT_ROWS
from engine.sweep.kernel import Array
from engine.sweep.source import Rows
from engine.sweep.workers import Workers

# Rows, and how much each counts.
Counted = tuple[Array, NDArray[np.float64]]


def distinct(rows: Array, weights: NDArray[np.float64] | None) -> Counted:
    """The distinct rows of positive weight and their total weights, in an order that follows from their values.

    The order is that of one mixture of their columns: it does not depend on how the rows stood, so neither does what
    is found among them, and every n-th of them is a stratified sample.
    """
    w = np.ones(len(rows)) if weights is None else weights
    if not (w > 0).all():
        rows, w = rows[w > 0], w[w > 0]
    _, first, group = np.unique(_keys(rows), return_index=True, return_inverse=True)
    if not np.array_equal(rows, rows[first[group]]):  # two different rows with one key: sort the rows themselves
        _, first, group = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(_mixture(rows[first]), kind="stable")
    return rows[first[order]], np.bincount(group, w, minlength=len(first)).astype(np.float64)[order]


def all_distinct(source: Rows, workers: Workers) -> Counted | None:
    """The distinct rows of the whole matrix, or None when they are too many to be worth keeping."""
    return source.fold(_of_block, _merge, workers)


def _of_block(rows: Array, weights: NDArray[np.float64] | None, first: int) -> Counted:
    return distinct(rows, weights)


def _merge(found: Sequence[Counted | None]) -> Counted | None:
    some = [one for one in found if one is not None]
    if len(some) < len(found):
        return None
    merged = distinct(np.concatenate([rows for rows, _ in some]), np.concatenate([w for _, w in some]))
    return merged if len(merged[1]) <= DISTINCT_ROWS else None


def _mixture(rows: Array) -> Array:
    mix = np.asarray(np.random.default_rng(0).standard_normal(rows.shape[1]), dtype=rows.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((rows * mix).sum(axis=1))  # no matrix product: its rounding depends on where a row stands


def _keys(rows: Array) -> NDArray[np.uint64]:
    """A 64-bit key per row; equal rows have equal keys (minus zero counts as zero)."""
    bits = (np.ascontiguousarray(rows) + rows.dtype.type(0)).view(np.uint32 if rows.itemsize == 4 else np.uint64)
    keys = np.zeros(len(rows), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in bits.T:
            keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
            keys ^= keys >> np.uint64(29)
    return keys
