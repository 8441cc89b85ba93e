"""Which yes-or-no columns are the levels of one category, as one-hot encoding leaves them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from engine.advice.lloyd import nearest_labels

Floats = NDArray[np.float64]

# Segments that hold so much of one level each are cut along the levels.
OF_ONE_LEVEL = 0.95
# A segment is told without a column when so many of its customers are; those cut along a random answer are half as many.
TOLD_BY_OTHERS = 0.9
# Two columns exclude each other when no row has both, though by chance so many would.
EXPECTED_TOGETHER = 5


def category_levels(x: Floats) -> list[NDArray[np.int64]]:
    """The columns of each category: two-valued ones that exclude one another."""
    high = x.max(axis=0)
    two_valued = np.flatnonzero(two_valued_columns(x))
    if len(two_valued) < 2:
        return []
    on = (x[:, two_valued] == high[two_valued]).astype(np.float64)
    together, share = on.T @ on, on.mean(axis=0)
    excluded = (together == 0) & (np.outer(share, share) * len(x) > EXPECTED_TOGETHER)
    number = connected_components(excluded, directed=False)[1]
    sizes = np.bincount(number)
    return [two_valued[number == block] for block in np.flatnonzero(sizes > 1)]


def echoes(x: Floats) -> dict[int, list[int]]:
    """The yes-or-no columns that only say whether another column is at its end: "has a loan" beside the amount of it.

    Both at once would look like a group that two columns tell, and are one answer. With the columns that they echo.
    """
    two_valued = two_valued_columns(x)
    numbers = np.flatnonzero(~two_valued)
    low, high = x == x.min(axis=0), x == x.max(axis=0)
    found = {}
    for j in np.flatnonzero(two_valued):
        same = [
            (answer == ends[:, numbers]).all(axis=0) for answer in (low[:, [j]], ~low[:, [j]]) for ends in (low, high)
        ]
        if np.any(same):
            found[int(j)] = [int(number) for number in numbers[np.any(same, axis=0)]]
    return found


def parted_columns(x: Floats, labels: NDArray[np.integer]) -> list[NDArray[np.int64]]:
    """The yes-or-no columns, and those of each category, whose answers or levels the segments part."""
    of_two = [np.array([j]) for j in np.flatnonzero(two_valued_columns(x))]
    return [columns for columns in (*category_levels(x), *of_two) if _part_levels(x[:, columns], labels)]


def follow_levels(x: Floats, labels: NDArray[np.integer]) -> bool:
    """Whether the segments part answers or levels and little else: spikes are no groups by themselves.

    An answer that the other columns tell as well does mark a group.
    """
    echoed = echoes(x)
    return any(
        not told_by_others(np.delete(x, [*columns, *(i for j in columns for i in echoed.get(j, ()))], axis=1), labels)
        for columns in parted_columns(x, labels)
    )


def _part_levels(columns: Floats, labels: NDArray[np.integer]) -> bool:
    """Whether each segment holds one level, and not all of them the same."""
    level = np.unique(columns, axis=0, return_inverse=True)[1].ravel()
    counts = np.zeros((int(labels.max()) + 1, int(level.max()) + 1))
    np.add.at(counts, (labels, level), 1)
    counts = counts[counts.sum(axis=1) > 0]
    return bool(
        (counts.max(axis=1) >= OF_ONE_LEVEL * counts.sum(axis=1)).all() and len(set(counts.argmax(axis=1))) > 1
    )


def told_by_others(others: Floats, labels: NDArray[np.integer]) -> bool:
    """Whether every segment is found again by who is nearest to its middle in the other columns."""
    if others.shape[1] == 0:
        return False
    segments = np.unique(labels)
    middles = np.array([others[labels == segment].mean(axis=0) for segment in segments])
    nearest = segments[nearest_labels(others, middles)]
    return all((nearest[labels == segment] == segment).mean() >= TOLD_BY_OTHERS for segment in segments)


def two_valued_columns(x: Floats) -> NDArray[np.bool_]:
    low, high = x.min(axis=0), x.max(axis=0)
    return np.asarray(((x == low) | (x == high)).all(axis=0) & (low < high), dtype=bool)
