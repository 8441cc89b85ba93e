"""Numbers that probably stand for "unknown": offered to the person, never removed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# A value at the edge is suspicious when it is so many times as far out as its neighbour.
_FAR = 3.0
# Or when it is so many times as frequent as the usual value, in at least this share of the rows.
_SPIKE = 8.0
_SPIKE_SHARE = 0.01

_LOW = (-1.0, -2.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, -999999.0)


def suspect_sentinels(values: NDArray[Any], low: float, high: float) -> tuple[float, ...]:
    """Find values that stand for "unknown".

    Parameters
    ----------
    values : ndarray of int64 or float64, shape (n,)
    low, high : float
        Their smallest and largest.

    Returns
    -------
    tuple of float
        A lone negative (-1, -999) under values that are never negative, and repeated digits (999, 999999,
        9999999999, 666666) far above all others or far more frequent than any.
    """
    low_suspect = low in _LOW
    high_suspect = _repeated_digits(high)
    if not low_suspect and not high_suspect:
        return ()
    known = values[~np.isnan(values)] if values.dtype.kind == "f" else values
    if len(known) < 3:
        return ()
    found = []
    rest = known[(known != low) & (known != high)] if low_suspect and high_suspect else None
    if low_suspect:
        others = known[known != low] if rest is None else rest
        if len(others) and others.min() >= 0:
            found.append(low)
    if high_suspect:
        others = known[known != high] if rest is None else rest
        if len(others) and _stands_out(known, others, high):
            found.append(high)
    return tuple(found)


def _repeated_digits(value: float) -> bool:
    """9, 99 ... 9999999999, and 666666 or 1111111: one digit at least four times, or nines at least twice."""
    if value < 99 or value != np.floor(value) or value > 1e15:
        return False
    digits = str(int(value))
    return len(set(digits)) == 1 and (digits[0] == "9" or len(digits) >= 4)


def _stands_out(known: NDArray[Any], others: NDArray[Any], high: float) -> bool:
    if high >= _FAR * max(float(others.max()), 1.0):
        return True
    rows = int((known == high).sum())
    usual = len(others) / max(len(np.unique(others)), 1)
    return high > others.max() and rows >= max(5, _SPIKE_SHARE * len(known)) and rows >= _SPIKE * usual
