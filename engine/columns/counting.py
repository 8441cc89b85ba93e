"""How many different numbers a column has: those that stand close together are ticked off, and only others sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Parts that stay in the processor's cache.
_PART = 1 << 15
_HEAD_ROWS = 1_000
# Ticking is faster than sorting up to so many places for each number.
_PLACES = 4

Places = Callable[[NDArray[Any]], NDArray[np.int64] | None]


def count_distinct(known: NDArray[Any]) -> int:
    """How many different values, none of them missing.

    Parameters
    ----------
    known : ndarray of int64 or float64, shape (n,)
    """
    if not len(known):
        return 0
    low, high = known.min().item(), known.max().item()
    size, places = _steps(known, low, high) if known.dtype.kind == "i" else _hundredths(known, low, high)
    found = _tick_off(known, size, places) if size <= max(_PLACES * len(known), 1_000) else None
    if found is None:
        ordered = np.sort(known)
        found = int(np.count_nonzero(ordered[1:] != ordered[:-1])) + 1
    return found


def _tick_off(known: NDArray[Any], size: int, places: Places) -> int | None:
    """The number of places that are taken, or None if a value is of no place."""
    seen = np.zeros(size, dtype=bool)
    for start in range(0, len(known), _PART):
        taken = places(known[start : start + _PART])
        if taken is None:
            return None
        seen[taken] = True
    return int(np.count_nonzero(seen))


def _steps(known: NDArray[np.int64], low: int, high: int) -> tuple[int, Places]:
    """Integers: their distance from the lowest, in the steps that the first of them take (days, among moments)."""
    if high - low < max(_PLACES * len(known), 1_000) or high - low >= 2**63:
        return high - low + 1, lambda part: part - low if low else part
    step = int(np.gcd.reduce(known[:_HEAD_ROWS] - low)) or 1

    def places(part: NDArray[Any]) -> NDArray[np.int64] | None:
        taken = (part - low) // step
        return taken if (taken * step == part - low).all() else None

    return (high - low) // step + 1, places


def _hundredths(known: NDArray[np.float64], low: float, high: float) -> tuple[int, Places]:
    """Amounts of money, or whole numbers: every double next to a number of two decimals is that number over 100."""
    head = known[:_HEAD_ROWS]
    scale = 1.0 if (head == np.floor(head)).all() else 100.0
    first, last = float(np.rint(low * scale)), float(np.rint(high * scale))

    def places(part: NDArray[Any]) -> NDArray[np.int64] | None:
        scaled = np.rint(part * scale)
        if not (scaled / scale == part).all():
            return None
        taken: NDArray[np.int64] = (scaled - first).astype(np.int64)
        return taken

    size = last - first + 1
    return (int(size) if np.isfinite(size) else 2**63), places
