"""Which segment splits into which when there is one more of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from engine.advice.lloyd import Floats, nearest_labels

Flow = tuple[tuple[float, ...], ...]


def flows(x: Floats, centers: Mapping[int, Floats]) -> dict[int, Flow]:
    """For every k followed by k + 1: the share of all rows that goes from each segment to each of the next k.

    Parameters
    ----------
    x : ndarray, shape (m, d)
    centers : mapping of int to ndarray, shape (k, d)

    Returns
    -------
    mapping of k to k rows of k + 1 shares
        They add up to 1.
    """
    labels = {k: nearest_labels(x, center) for k, center in centers.items()}
    found = {}
    for k, following in pairwise(sorted(labels)):
        if following == k + 1:
            counts = np.bincount(labels[k] * following + labels[following], minlength=k * following)
            shares = counts.reshape(k, following) / len(x)
            found[k] = tuple(tuple(float(v) for v in row) for row in shares)
    return found


def most_divided(flow: Flow) -> tuple[int, tuple[tuple[int, float], ...]]:
    """The segment of k that is divided most by k + 1, and its two largest parts.

    Returns
    -------
    (int, ((int, float), ...))
        Its label; the labels among k + 1 with the share of the segment that goes there, largest first.
    """
    table = np.array(flow)
    second = np.sort(table, axis=1)[:, -2]
    label = int(second.argmax())
    row = table[label] / max(table[label].sum(), 1e-300)
    largest = np.argsort(-row, kind="stable")[:2]
    return label, tuple((int(j), float(row[j])) for j in largest)
