"""Can a segment be said in a sentence? A rule of at most three thresholds, found greedily, and how well it fits.

A rule such as "income above 60,000 and no children" holds for a share of the segment (coverage), and a share of those
it holds for is in the segment (exclusivity). Each step adds the threshold that raises their harmonic mean (F1) most,
as in rule induction by separate-and-conquer (Fürnkranz 1999).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.advice.lloyd import Floats, nearest_labels
from engine.limits import DESCRIBED_COVERAGE, RULE_CONDITIONS

# Thresholds tried per feature: percentiles four points apart, and finer ones in both tails for segments of few.
_TAIL = np.array([0.001, 0.002, 0.005, 0.01, 0.02])
_EDGES = np.r_[_TAIL, np.arange(0.04, 0.97, 0.04), 1 - _TAIL[::-1]]
_BINS = len(_EDGES) + 1


def describe(x: Floats, centers: Mapping[int, Floats]) -> dict[int, tuple[tuple[float, float], ...]]:
    """Per k and segment, coverage and exclusivity of the best short rule; (0, 0) for an empty segment.

    Parameters
    ----------
    x : ndarray, shape (m, d)
    centers : mapping of int to ndarray, shape (k, d)
    """
    cells = _binned(x)
    found = {}
    for k, center in centers.items():
        if k >= 2:
            labels = nearest_labels(x, center)
            found[k] = tuple(best_rule(cells, labels == label) for label in range(k))
    return found


def share_described(fits: tuple[tuple[float, float], ...]) -> int:
    """How many of the segments a short rule describes well enough to be used."""
    return sum(is_described(*fit) for fit in fits)


def is_described(coverage: float, exclusivity: float) -> bool:
    return min(coverage, exclusivity) >= DESCRIBED_COVERAGE


def best_rule(cells: NDArray[np.int64], inside: NDArray[np.bool_]) -> tuple[float, float]:
    """Coverage and exclusivity of the rule that the greedy search ends with.

    Parameters
    ----------
    cells : ndarray of int, shape (m, d)
        The bin of every value, offset so that no two features share a bin.
    inside : ndarray of bool, shape (m,)
        Who is in the segment.
    """
    size = int(inside.sum())
    if size == 0:
        return 0.0, 0.0
    holds = np.ones(len(cells), dtype=bool)
    best, fit = 0.0, (1.0, size / len(cells))
    for _ in range(RULE_CONDITIONS):
        hits, all_ = _cumulated(cells[holds & inside]), _cumulated(cells[holds])
        # Row 0: at or below the threshold; row 1: above it.
        hits = np.stack([hits, hits[:, -1:] - hits])
        all_ = np.stack([all_, all_[:, -1:] - all_])
        f1 = 2 * hits / (all_ + size)
        side, feature, threshold = np.unravel_index(int(f1.argmax()), f1.shape)
        if f1[side, feature, threshold] <= best + 1e-9:
            break
        best = float(f1[side, feature, threshold])
        below = cells[:, feature] - feature * _BINS <= threshold
        holds &= below if side == 0 else ~below
        fit = (
            float(hits[side, feature, threshold] / size),
            float(hits[side, feature, threshold] / all_[side, feature, threshold]),
        )
    return fit


def _binned(x: Floats) -> NDArray[np.int64]:
    d = x.shape[1]
    cells = np.empty(x.shape, dtype=np.int64)
    for j in range(d):
        edges = np.quantile(x[:, j], _EDGES)
        cells[:, j] = j * _BINS + np.searchsorted(edges, x[:, j])
    return cells


def _cumulated(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows at or below every threshold of every feature, shape (d, bins)."""
    d = cells.shape[1]
    counts = np.bincount(cells.ravel(), minlength=d * _BINS)
    return np.asarray(counts.reshape(d, _BINS).cumsum(axis=1))
