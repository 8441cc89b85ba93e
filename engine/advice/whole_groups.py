"""How many segments it takes to see groups that K-Means cuts through at their own number."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from engine.limits import ROUND_GROUPS

Labels = NDArray[np.integer]


def fewest_whole(groups: Labels, n_groups: int, ks: Iterable[int], segments: Callable[[int], Labels]) -> int | None:
    """The fewest segments of which every group is made up.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        From 0.
    n_groups : int
    ks : iterable of int
        Numbers of segments, the lowest first.
    segments : callable
        The labels of the same rows for one of them.

    Returns
    -------
    int or None
        The first k at which nine in ten customers of each group are in segments where their group is the majority;
        None when there is none.
    """
    for k in ks:
        counts = np.zeros((n_groups, k), dtype=np.int64)
        np.add.at(counts, (groups, segments(k)), 1)
        at_home = np.zeros(n_groups, dtype=np.int64)
        np.add.at(at_home, counts.argmax(axis=0), counts.max(axis=0))
        if (at_home >= ROUND_GROUPS * counts.sum(axis=1)).all():
            return k
    return None
