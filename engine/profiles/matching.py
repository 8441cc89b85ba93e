"""Which segment of one segmentation is which of another: by the customers they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Match:
    """One group found again.

    Attributes
    ----------
    group : int
        Position of the group.
    label : int
        The segment (from 0) that it became.
    overlap : float
        Jaccard similarity: customers in both, over customers in either.
    """

    group: int
    label: int
    overlap: float


def match_groups(groups: Sequence[NDArray[np.bool_]], labels: NDArray[np.int32], k: int) -> tuple[Match, ...]:
    """Match groups of customers to segments, each at most once, for the largest overlap in all (Kuhn 1955).

    Parameters
    ----------
    groups : sequence of ndarray of bool, shape (n_rows,)
        Disjoint groups of one earlier segmentation.
    labels : ndarray of int32, shape (n_rows,)
        Today's segment of every row of the table, -1 for customers in none.
    k : int

    Returns
    -------
    tuple of Match
        In the order of the groups; a group that shares nobody with any segment left is not among them.
    """
    if not groups:
        return ()
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    overlaps = np.zeros((len(groups), k))
    for position, group in enumerate(groups):
        inside = labels[group]
        shared = np.bincount(inside[inside >= 0], minlength=k)
        overlaps[position] = shared / np.maximum(np.count_nonzero(group) + sizes - shared, 1)
    from scipy.optimize import linear_sum_assignment  # a start of the web must not wait for SciPy

    rows, columns = linear_sum_assignment(overlaps, maximize=True)
    return tuple(
        Match(row, column, float(overlaps[row, column]))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if overlaps[row, column] > 0
    )
