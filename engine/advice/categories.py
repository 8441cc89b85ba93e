"""Which yes-or-no columns are the levels of one category, as one-hot encoding leaves them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]

# Two columns exclude each other when no row has both, though by chance so many would.
EXPECTED_TOGETHER = 5


def category_levels(x: Floats) -> list[NDArray[np.int64]]:
    """The columns of each category: two-valued ones that exclude one another."""
    low, high = x.min(axis=0), x.max(axis=0)
    two_valued = np.flatnonzero(((x == low) | (x == high)).all(axis=0) & (low < high))
    if len(two_valued) < 2:
        return []
    on = (x[:, two_valued] == high[two_valued]).astype(np.float64)
    together, share = on.T @ on, on.mean(axis=0)
    excluded = (together == 0) & (np.outer(share, share) * len(x) > EXPECTED_TOGETHER)
    number = connected_components(excluded, directed=False)[1]
    sizes = np.bincount(number)
    return [two_valued[number == block] for block in np.flatnonzero(sizes > 1)]
