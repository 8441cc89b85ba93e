"""Is there a valley between two groups? A test on the line through their centres.

Points are counted in bins between and around the two centres. A valley is a window between the centres that is
emptier than a window on either side of it. How much emptier is a Poisson likelihood ratio (equal densities against
different ones); its signed root is about standard normal for one pair of windows. The statistic is the smaller of the
two sides, at the best place: the excess-mass idea (Müller & Sawitzki 1991; Hartigan & Hartigan's dip test 1985), but
looking only where a border between two given groups can be, so that small groups beside large ones are seen too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# The centres stand at -0.5 and 0.5: three lengths of their distance in 24 bins.
LOW, HIGH, BINS = -1.5, 1.5, 24
_FIRST, _LAST = 8, 16  # the bins between the centres

_WINDOWS = np.array([(a, a + w) for w in (1, 2, 4, 8) for a in range(BINS - w + 1)])
_BEGIN, _END = _WINDOWS.T
_WIDTH = _END - _BEGIN
_LOG_WIDTH = np.log(np.arange(1, BINS + 1))
_VALLEYS = np.flatnonzero((_BEGIN >= _FIRST) & (_END <= _LAST) & (_WIDTH <= 4))


def _sides(left: bool) -> tuple[Counts, Counts, Counts]:
    """Every valley window with every window on one side of it; where each valley's pairs begin."""
    beside = [np.flatnonzero(_BEGIN[v] >= _END if left else _END[v] <= _BEGIN) for v in _VALLEYS]
    starts = np.cumsum([0, *[len(b) for b in beside]])[:-1]
    return np.repeat(_VALLEYS, [len(b) for b in beside]), np.concatenate(beside), starts


_LEFT, _RIGHT = _sides(True), _sides(False)


def bin_line(points: Floats, a: Floats, b: Floats, directions: Floats) -> Counts:
    """Counts of points along each direction, shape (directions, BINS), with `a` at -0.5 and `b` at 0.5."""
    n_directions = directions.shape[1]
    length = (b - a) @ directions
    place = (points - (a + b) / 2) @ directions / np.where(length > 0, length, np.inf)
    cell = np.floor((place - LOW) * (BINS / (HIGH - LOW))).astype(np.int64)
    inside = (cell >= 0) & (cell < BINS)
    flat = (cell + np.arange(n_directions) * BINS)[inside]
    return np.bincount(flat, minlength=n_directions * BINS).reshape(n_directions, BINS)


def valley_z(counts: Counts) -> Floats:
    """The signed root likelihood ratio of the deepest valley of each row of bin counts; 0 without one."""
    counts = np.atleast_2d(counts)
    cumulated = np.zeros((len(counts), BINS + 1))
    np.cumsum(counts, axis=1, out=cumulated[:, 1:])
    inside = cumulated[:, _END] - cumulated[:, _BEGIN]
    own = _times_log(inside) - inside * _LOG_WIDTH[_WIDTH - 1]
    density = inside / _WIDTH
    sides = []
    for valley, beside, starts in (_LEFT, _RIGHT):
        both = inside[:, valley] + inside[:, beside]
        pooled = _times_log(both) - both * _LOG_WIDTH[_WIDTH[valley] + _WIDTH[beside] - 1]
        ratio = own[:, valley] + own[:, beside] - pooled
        ratio *= density[:, beside] > density[:, valley]
        sides.append(np.maximum.reduceat(ratio, starts, axis=1))
    return np.asarray(np.sqrt(np.maximum(2 * np.minimum(*sides).max(axis=1), 0)))


def _times_log(count: Floats) -> Floats:
    """c log(c), and 0 for none."""
    return np.asarray(count * np.log(np.maximum(count, 1)))
