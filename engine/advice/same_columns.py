"""Columns that say exactly the same as another, in whatever unit: the table with each of them once.

Distances between rows do not change. But columns of one number several times leave rows on a line, where noise looks
like parts with a shape of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Rounding is all that keeps the correlation of such columns from one.
_SAME = 1 - 1e-9


def said_once(x: Floats) -> Floats:
    """One column for all that say the same, as wide as they are together."""
    centred = x - x.mean(axis=0)
    width = np.sqrt(np.square(centred).sum(axis=0))
    varies = np.flatnonzero(np.isfinite(width) & (width > 0))
    unit = centred[:, varies] / width[varies]
    same = np.abs(unit.T @ unit) >= _SAME
    first = same.argmax(axis=1)
    kept = np.flatnonzero(first == np.arange(len(varies)))
    if len(kept) == len(varies):
        return x
    together = np.sqrt(np.bincount(first, weights=np.square(width[varies]), minlength=len(varies))[kept])
    return np.asarray(unit[:, kept] * together)
